#!/usr/bin/env python3
"""Puts the page and the figures of a run of scripts/reproduce.py into docs/.

docs/results.md is its results.md; its pictures become JPEGs of at most 250 KB in
docs/figures/results.
"""

import argparse
import glob
import io
import os
import re

import PIL.Image

from gatys_tf1.errors import UserError, run_script
from gatys_tf1.files import atomic_write

DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                    'docs')  # fmt: skip
FIGURES = os.path.join(DOCS, 'figures', 'results')
LARGEST, WIDEST = 250_000, 1200  # bytes, pixels


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('run', nargs='?', default='runs/reproduce', help='the folder of the run')
    run = parser.parse_args().run
    page = os.path.join(run, 'results.md')
    if not os.path.exists(page):
        raise UserError(f'{run} holds no results.md: run scripts/reproduce.py')
    with open(page, encoding='utf-8') as file:
        text = file.read()
    os.makedirs(FIGURES, exist_ok=True)
    for path in glob.glob(os.path.join(FIGURES, '*.jpg')):
        os.remove(path)
    for name in re.findall(r'!\[[^]]*\]\(([^)]+)\.png\)', text):
        with PIL.Image.open(os.path.join(run, f'{name}.png')) as picture:
            encoded = small(picture.convert('RGB'))
        with atomic_write(os.path.join(FIGURES, f'{name}.jpg')) as temporary:
            with open(temporary, 'wb') as file:
                file.write(encoded)
    text = re.sub(r'(!\[[^]]*\]\()([^)]+)\.png\)', r'\1figures/results/\2.jpg)', text)
    with atomic_write(os.path.join(DOCS, 'results.md')) as temporary:
        with open(temporary, 'w', encoding='utf-8') as file:
            file.write(text)
    print(os.path.join(DOCS, 'results.md'))


def small(picture):
    """A picture as a JPEG that is neither too wide nor too large."""
    picture.thumbnail((WIDEST, 10 * WIDEST))
    for quality in range(88, 20, -6):
        encoded = io.BytesIO()
        picture.save(encoded, 'JPEG', quality=quality, optimize=True)
        if encoded.tell() <= LARGEST:
            return encoded.getvalue()
    raise UserError(f'a picture of {picture.width}x{picture.height} does not fit into a JPEG')


if __name__ == '__main__':
    run_script(main)
