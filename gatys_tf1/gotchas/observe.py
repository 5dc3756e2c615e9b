"""Runs the two halves of a lesson, and notes what a person would see of them.

A half runs in an empty folder of its own, so a lesson may write `vgg_19.ckpt` and be done with it.
What it prints is noted, and so is the exception that ends it. What goes to stderr is not, nor are
Python's warnings: which of those appear depends on what the process did before. A lesson that is
about a log line or a warning catches it and prints it.

There are two modes of graph TensorFlow, and several lessons hang on their difference:
  A: `tf.disable_v2_behavior()`, with reference variables; the project's, see gatys_tf1/tf1.py.
  B: `tf.disable_eager_execution()` alone, with resource variables.
A process is in one of them for good. So mode B has a process of its own; its lessons share it.
"""

import contextlib
import io
import os
import pickle
import re
import subprocess
import sys
import tempfile
import types
import warnings
from typing import NamedTuple

from gatys_tf1 import gotchas

MODES = {
    'A': '`tf.disable_v2_behavior()`, the mode of this project',
    'B': '`tf.disable_eager_execution()` alone',
}


class Outcome(NamedTuple):
    """What came of one half."""

    printed: str  # what it printed
    value: object  # what it returned; None if it raised
    error: str  # 'NotFoundError: Key image not found in checkpoint'; '' if it did not raise


class Observed(NamedTuple):
    """What came of a lesson in one mode."""

    wrong: Outcome
    right: Outcome


def mode_a(slug):
    """Runs a lesson in mode A: here, or in a process of its own if it has OWN_PROCESS = True."""
    lesson = gotchas.lesson(slug)
    if getattr(lesson, 'OWN_PROCESS', False):
        return _apart('A', [slug])[slug]
    return _here(lesson)


def mode_b(slugs):
    """Runs those of the lessons that have BOTH_MODES = True in mode B, in one process.

    Returns:
      dict of slug to `Observed`.
    """
    slugs = [slug for slug in slugs if getattr(gotchas.lesson(slug), 'BOTH_MODES', False)]
    return _apart('B', slugs) if slugs else {}


def each(slugs):
    """Yields `(slug, {mode: Observed})` for each lesson, in order."""
    in_b = mode_b(slugs)
    for slug in slugs:
        yield slug, {'A': mode_a(slug)} | ({'B': in_b[slug]} if slug in in_b else {})


def _here(lesson):
    return Observed(_outcome(lesson.wrong), _outcome(lesson.right))


def _outcome(half):
    printed, value, error = io.StringIO(), None, ''
    with _empty_folder(), contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            value = half()
        except Exception as raised:
            error = f'{type(raised).__name__}: {_telling_line(raised)}'
    return Outcome(printed.getvalue(), value, error)


def _telling_line(error):
    """The line of an error's text that says what is wrong.

    TensorFlow's runtime errors start with where the node was built; the reason is the line after
    the last `Node: 'save/RestoreV2'`. In all others it is the first line.
    """
    text = getattr(error, 'message', '') or str(error)
    reasons = re.findall(r'^Node: .*\n(.+)', text, re.MULTILINE)
    return reasons[-1] if reasons else text.strip().split('\n')[0]


@contextlib.contextmanager
def _empty_folder():
    """Makes an empty temporary folder the current one for a while."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _apart(mode, slugs):
    """Runs lessons in one process of their own, in this mode: dict of slug to `Observed`."""
    with tempfile.TemporaryDirectory() as folder:
        answer = os.path.join(folder, 'observed.pickle')
        code = 'from gatys_tf1.gotchas import observe; observe.child()'
        child = subprocess.run(
            [sys.executable, '-c', code, mode, answer, *slugs], capture_output=True, text=True
        )
        if child.returncode:
            raise RuntimeError(f'the process of {", ".join(slugs)} failed:\n{child.stderr}')
        with open(answer, 'rb') as file:
            return pickle.load(file)


def child():
    """What the process of `_apart` does. Its arguments: the mode, the file to write, the slugs."""
    mode, answer, *slugs = sys.argv[1:]
    if mode == 'B':
        _stand_in_for_tf1()
    observed = {slug: _here(gotchas.lesson(slug)) for slug in slugs}
    with open(answer, 'wb') as file:
        pickle.dump(observed, file)


def _stand_in_for_tf1():
    """Lets everything that imports gatys_tf1.tf1 from now on have TensorFlow in mode B."""
    import tensorflow.compat.v1 as tf

    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_eager_execution()
    import tf_slim as slim

    stand_in = types.ModuleType('gatys_tf1.tf1')
    stand_in.tf, stand_in.slim = tf, slim
    sys.modules['gatys_tf1.tf1'] = stand_in
