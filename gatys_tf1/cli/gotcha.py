"""The gotcha course. Without arguments, lists its contents; with a SLUG, runs that lesson live."""

import argparse
import sys
import textwrap

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import find, progress


def main():
    args = parse()
    if args.all or args.write_docs or args.new:
        from gatys_tf1.cli import gotcha_docs

        gotcha_docs.check_checkout()
    if args.new:
        from gatys_tf1.cli import gotcha_new

        return gotcha_new.create(args.new)
    if args.watch:
        from gatys_tf1.cli import gotcha_watch

        return gotcha_watch.run(args.watch)
    if args.slug:
        gotchas.path_of(args.slug)  # an unknown one is refused before TensorFlow is imported
    if args.find is not None:
        return find_message(sys.stdin.read() if args.find == '-' else args.find)
    if args.write_docs:
        from gatys_tf1.cli import gotcha_docs

        gotcha_docs.write(args.slug)
    elif args.all:
        from gatys_tf1.cli import gotcha_docs

        return gotcha_docs.compare()
    elif args.predict:
        from gatys_tf1.cli import gotcha_predict

        if args.slug:
            gotcha_predict.ask([args.slug], again=True)
        elif args.path:
            gotcha_predict.ask(chosen(args.path), resume=f'--path {args.path} --predict')
        else:
            gotcha_predict.ask(chosen(None))
    elif args.slug:
        show(args.slug)
    else:
        contents(args.path)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('slug', nargs='?', help="a lesson's name, as the contents list it")
    add(
        '--find',
        metavar='TEXT',
        help='find the lessons about this message, log or traceback; - reads from standard input',
    )
    add(
        '--predict',
        action='store_true',
        help='ask what the snippet prints, and score the answer: for SLUG, or for each lesson '
        'that is still unanswered, one by one',
    )
    add('--path', choices=sorted(gotchas.PATHS), help='only the lessons of a shorter course')
    add('--all', action='store_true', help='run every lesson and compare the output with its page')
    add(
        '--write-docs',
        action='store_true',
        help='with a SLUG: write its page, its figure, the link to it on the page before, and the '
        'lists; without: all pages, the lists, and the figures that are not there yet',
    )
    add('--new', metavar='SLUG', help='start a new lesson: a file with every part in its place')
    add(
        '--watch',
        nargs='?',
        const='gotcha-exercises',
        metavar='DIR',
        help='fix broken files, one at a time, in DIR (gotcha-exercises); checked on every save',
    )
    args = parser.parse_args()
    if args.path and args.slug:
        parser.error('--path and a SLUG exclude each other')
    return args


def chosen(path):
    """The slugs of a path, or of the whole course."""
    return gotchas.PATHS[path] if path else gotchas.slugs()


def contents(path=None):
    """Prints the lessons, under their chapters or along a path, with what was answered so far."""
    answers = progress.load()['answers']
    marks = {
        slug: 'right' if choice == gotchas.part(slug, 'ANSWER') else 'wrong'
        for slug, choice in answers.items()
        if slug in gotchas.slugs()
    }
    for chapter, slugs in ({path: chosen(path)} if path else gotchas.COURSE).items():
        if slugs:
            print(f'\n{chapter}')
        for slug in slugs:
            level = gotchas.part(slug, 'LEVEL')
            print(f'  {slug:<33} {level:<5} {marks.get(slug, ""):<5} {gotchas.title(slug)}')
    right = list(marks.values()).count('right')
    print(f'\npredicted: {len(marks)} of {len(gotchas.slugs())}, {right} of them right')


def find_message(text):
    """Prints the lessons that a text may be about; returns the exit code, 1 if there are none."""
    hits = find.hits(text)
    for hit in hits:
        print(f'{gotchas.title(hit.slug)}\n  {gotchas.command()} {hit.slug}')
        print(textwrap.fill(hit.message, 98, initial_indent='  > ', subsequent_indent='    '))
    if not hits:
        print('No lesson knows this message. Paste its last line as it was printed; what fails')
        print('without a message is in docs/gotchas/by-symptom.md.')
    return 0 if hits else 1


def show(slug):
    """Prints a lesson, with what both halves print at this moment."""
    from gatys_tf1.errors import UserError
    from gatys_tf1.gotchas import observe, page

    if gotchas.missing(slug):
        raise UserError(gotchas.missing(slug))
    print(page.question(slug, gotchas.command()))
    ((_, observed),) = observe.each([slug])
    print(page.answer(slug, observed, tidy=str))
