"""Starts a new lesson: a file with every part in its place, and nothing in it yet."""

import os
import re

from gatys_tf1 import gotchas
from gatys_tf1.errors import UserError

SKELETON = '''\
"""."""

import tensorflow.compat.v1 as tf

SYMPTOM = ''

MESSAGES = []

SOURCE = ''

THREADS = []

LEVEL = ''

PREDICT = ''

CHOICES = ['', '', '']

ANSWER = None

TEMPTING = {}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        value = sess.run(tf.constant(0.0))
        print(value)
        return value


SURPRISE = ''

EXPLANATION = """
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        value = sess.run(tf.constant(0.0))
        print(value)
        return value


DIFFER = ''

RULE = ''

STEPPED_ROUND = []
'''


def create(slug):
    """Writes the file of a new lesson, and says what comes next.

    Raises:
      UserError: if the slug is none, or is taken.
    """
    if not re.fullmatch(r'[a-z][a-z0-9]*(-[a-z0-9]+)*', slug):
        raise UserError(
            f'{slug!r} is not a slug: small letters and digits, with hyphens between words'
        )
    path = os.path.join(gotchas.FOLDER, gotchas.file_of(slug))
    if os.path.exists(path):
        raise UserError(f'{path} is there already: take another slug')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(SKELETON)
    print(f'{path} is written. Next:')
    print('  1. Fill it in; the docstring of gatys_tf1/gotchas/page.py says what each part is.')
    print(f'  2. List {slug!r} in gatys_tf1/gotchas/contents.py.')
    print(f'  3. python scripts/gotcha.py {slug} --write-docs')
    print(f'  4. python -m pytest tests/gotchas -k "{slug} or course"')
