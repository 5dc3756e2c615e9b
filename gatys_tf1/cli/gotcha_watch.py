"""Hands out broken files one at a time, and checks the one in hand at each save."""

import os
import queue
import sys
import threading

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import progress, watch
from gatys_tf1.gotchas.watch import check

POLL = 0.3  # seconds between two looks at the file
HELP = 'h a hint · n the next one · r the file anew · l the list · q quit   (each with Enter)'


def run(folder):
    """Goes through the exercises that are not solved yet, until all are or a person quits.

    Args:
      folder: str, where the files go; those that are there already are kept.
    """
    commands = _commands()
    skipped = set()
    while True:
        solved = set(progress.load()['solved'])
        todo = [slug for slug in watch.exercises() if slug not in solved]
        todo = [slug for slug in todo if not gotchas.missing(slug)]
        if not todo:
            print(f'All {len(watch.exercises())} exercises are solved.')
            return
        slug = next((slug for slug in todo if slug not in skipped), None)
        if slug is None:
            skipped.clear()
            continue
        path = watch.hand_out(slug, folder)
        print(f'\n{path}   ({len(solved)} of {len(watch.exercises())} solved)')
        print(f'  {gotchas.title(slug)}\n{HELP}\n')
        if not work_on(slug, path, commands):
            print(f'Your files stay. To continue: {gotchas.command()} --watch')
            return
        if slug not in progress.load()['solved']:
            skipped.add(slug)


def work_on(slug, path, commands):
    """Checks a file at each save until it is solved or skipped; returns False for quit."""
    seen, hints = None, iter(watch.hints(slug))
    while True:
        saved = _saved(path)
        if saved is not None and saved != seen:
            seen = saved
            print('checking …')
            if report(slug, check.judge(slug, path)):
                progress.solved(slug)
                return True
        try:
            command = commands.get(timeout=POLL)
        except queue.Empty:
            continue
        if command == 'q':
            return False
        if command == 'n':
            return True
        if command == 'h':
            print(next(hints, 'There are no more hints.'))
        elif command == 'r':
            watch.hand_out(slug, os.path.dirname(path), anew=True)
        elif command == 'l':
            show_list()
        else:
            print(HELP)


def report(slug, verdict):
    """Prints a verdict; returns whether the exercise is solved."""
    for line in verdict.printed.splitlines():
        print(f'  | {line}')
    if verdict.solved:
        print(f'Solved. {gotchas.part(slug, "RULE").strip()}')
    else:
        print('\n'.join(f'  {line}' for line in verdict.reason.splitlines()))
        print('Not yet. It is checked again when you save it.')
    return verdict.solved


def show_list():
    """Prints the exercises, and which are solved."""
    solved = progress.load()['solved']
    for slug in watch.exercises():
        print(f'  {"solved" if slug in solved else "":<7}{watch.file_name(slug)}')


def _saved(path):
    """When a file was saved last, and its size; None while it is not there."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _commands():
    """A queue of the lines that are typed, in lower case; without a terminal it stays empty."""
    commands = queue.SimpleQueue()

    def read():
        for line in sys.stdin:
            commands.put(line.strip().lower())

    threading.Thread(target=read, daemon=True).start()
    return commands
