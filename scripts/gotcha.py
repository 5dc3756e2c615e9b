#!/usr/bin/env python3
"""The gotcha course. Without an argument its contents; with a SLUG that lesson, run live."""

import argparse
import os
import sys

import tqdm

from gatys_tf1 import gotchas
from gatys_tf1.errors import run_script
from gatys_tf1.files import whole
from gatys_tf1.gotchas import observe, page

DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'docs', 'gotchas')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('slug', nargs='?', help="a lesson's name, as the contents list it")
    add('--predict', action='store_true', help='ask what the snippet prints before it is shown')
    add('--all', action='store_true', help='run every lesson, and compare it with its page')
    add(
        '--write-docs',
        action='store_true',
        help='with a SLUG: write its page, its figure and the index; without: all pages, the '
        'index, and the figures that are not there yet',
    )
    args = parser.parse_args()
    if args.predict and not args.slug:
        parser.error('--predict needs a SLUG')
    if args.slug:
        gotchas.path_of(args.slug)  # an unknown one is refused before TensorFlow is imported
    if args.write_docs:
        write_docs(args.slug)
    elif args.all:
        return run_all()
    elif args.slug:
        show(args.slug, args.predict)
    else:
        contents()


def contents():
    """Prints the chapters and their lessons."""
    for chapter, slugs in gotchas.COURSE.items():
        if slugs:
            print(f'\n{chapter}')
        for slug in slugs:
            print(f'  {slug:<31} {gotchas.title(slug)}')


def show(slug, predict):
    """Prints a lesson, with what both halves print at this moment."""
    print(page.question(slug))
    if predict and sys.stdin.isatty():
        input('Your answer: ')
        print()
    ((_, observed),) = observe.each([slug])
    print(page.answer(slug, observed, tidy=str))


def run_all():
    """Runs the course; returns the exit code, 1 if a lesson does not do what its page says."""
    stale = []
    for slug, observed in progress():
        if read(f'{slug}.md') != page.whole(slug, observed):
            stale.append(slug)
    for slug in gotchas.slugs():
        print(f'{"differs from its page" if slug in stale else "as its page says":<23}{slug}')
    print(f'{len(gotchas.slugs())} lessons, {len(stale)} differ')
    return 1 if stale else 0


def write_docs(only=None):
    """Writes docs/gotchas from the lessons and from what they print at this moment."""
    os.makedirs(os.path.join(DOCS, 'figures'), exist_ok=True)
    for slug, observed in progress([only] if only else gotchas.slugs()):
        write(f'{slug}.md', page.whole(slug, observed))
        figure = os.path.join(DOCS, 'figures', f'{slug}.png')
        lesson = gotchas.lesson(slug)
        if hasattr(lesson, 'figure') and (only or not os.path.exists(figure)):
            with whole(figure) as path:
                lesson.figure(path)
    pages = {slug: read(f'{slug}.md') for slug in gotchas.slugs()}
    write('README.md', page.index({slug: text for slug, text in pages.items() if text}))  # so far


def progress(slugs=None):
    """Observes lessons, all by default, behind a progress bar."""
    slugs = slugs or gotchas.slugs()
    return tqdm.tqdm(observe.each(slugs), total=len(slugs), unit='lesson')


def read(name):
    """The text of a page; empty if it is not there."""
    path = os.path.join(DOCS, name)
    if not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(name, text):
    with whole(os.path.join(DOCS, name)) as path, open(path, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    run_script(main)
