"""Writes the pages of the gotcha course, and compares what the lessons print with them."""

import os
import re

import tqdm

from gatys_tf1 import gotchas
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.gotchas import index, observe, page, teaching, versions

DOCS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'docs', 'gotchas'
)

# The pages that are made from all lessons' pages: {name: function of {slug: text}}.
LISTS = {
    'README': index.chapters,
    'by-message': index.by_message,
    'by-symptom': index.by_symptom,
    'teaching': teaching.plan,
}


def check_checkout():
    """Raises UserError where the package is installed without its pages."""
    if not os.path.isdir(DOCS):
        raise UserError(f'there are no pages at {DOCS}: do this in a checkout of the repository')


def compare():
    """Runs the course; returns the exit code, 1 if a lesson does not do what its page says."""
    verdicts = {}
    for slug, observed in observed_behind_a_bar(gotchas.slugs()):
        same = read(slug) == page.whole(slug, observed)
        verdicts[slug] = 'as its page says' if same else 'differs from its page'
        if not same and versions.written_with_others(slug, read(slug)):
            verdicts[slug] = 'other versions'
    for slug in gotchas.slugs():
        print(f'{verdicts.get(slug, "skipped"):<23}{slug}')
        if gotchas.missing(slug):
            print(f'  {gotchas.missing(slug)}')
        if verdicts.get(slug) == 'other versions':
            print(f'  {versions.written_with_others(slug, read(slug))}')
    differ = list(verdicts.values()).count('differs from its page')
    print(f'{len(verdicts)} lessons, {differ} differ')
    return 1 if differ else 0


def write(only=None):
    """Writes docs/gotchas from the lessons and from what they print at this moment."""
    os.makedirs(os.path.join(DOCS, 'figures'), exist_ok=True)
    for slug, observed in observed_behind_a_bar([only] if only else gotchas.slugs()):
        write_page(slug, page.whole(slug, observed))
        figure = os.path.join(DOCS, 'figures', f'{slug}.png')
        lesson = gotchas.lesson(slug)
        if hasattr(lesson, 'figure') and (only or not os.path.exists(figure)):
            with atomic_write(figure) as path:
                lesson.figure(path)
    pages = {slug: text for slug in gotchas.slugs() if (text := read(slug))}  # those so far
    for slug, text in pages.items():
        linked = re.sub(r'\nNext: .*\n\Z', '', text) + page.following(slug)
        if linked != text:
            write_page(slug, linked)
    for name, make in LISTS.items():
        write_page(name, make(pages))


def observed_behind_a_bar(slugs):
    """Observes lessons, and shows a progress bar."""
    return tqdm.tqdm(observe.each(slugs), total=len(slugs), unit='lesson')


def read(name):
    """The text of a page; empty if it is not there."""
    path = os.path.join(DOCS, f'{name}.md')
    if not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8') as file:
        return file.read()


def write_page(name, text):
    path = os.path.join(DOCS, f'{name}.md')
    with atomic_write(path) as temporary, open(temporary, 'w', encoding='utf-8') as file:
        file.write(text)
