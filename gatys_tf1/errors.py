"""Errors that a user can cause, Ctrl-C, and how a script ends when one happens."""

import shlex
import sys


class UserError(Exception):
    """Something the user can fix. Its text is one sentence: what is wrong, and what to do."""


class Stopped(Exception):
    """A run was stopped by Ctrl-C, between two steps; its state is saved."""

    def __init__(self, folder=None):
        super().__init__(folder)
        self.folder = folder


def run_script(main):
    """Runs a script's `main()` and exits: 0 when it returns, 2 with one sentence on a user's error.

    Args:
      main: a function without arguments; an int that it returns is the exit code.
    """
    try:
        code = main()
    except UserError as error:
        print(f'error: {error}', file=sys.stderr)
        code = 2
    except OSError as error:  # a full disk, a folder without write permission, ...
        where = f'{error.filename}: ' if error.filename else ''
        print(f'error: {where}{error.strerror or error}', file=sys.stderr)
        code = 2
    except Stopped as stopped:
        print(f'stopped; to resume, run: {how_to_resume(stopped.folder)}')
        code = 130
    except KeyboardInterrupt:
        print('stopped by Ctrl-C', file=sys.stderr)
        code = 130
    sys.exit(code)


def this_command():
    """The command that is running, as a person types it: scripts/NAME.py, or `gatys-tf1 NAME`."""
    name = sys.argv[0]
    return shlex.join([sys.executable, name]) if name.endswith('.py') else name


def how_to_resume(folder):
    """The command that continues the run in a folder."""
    return f'{this_command()} --out {shlex.quote(str(folder))} --resume'
