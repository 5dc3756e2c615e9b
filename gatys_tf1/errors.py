"""Errors that a user can cause, Ctrl-C, and how a script ends when one happens."""

import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Iterator


class UserError(Exception):
    """Something the user can fix. Its text is one sentence: what is wrong, and what to do."""

    code = 2  # the exit code of a command that ends with it


class WorkerLost(UserError):
    """The worker that a session was on has died, or cannot be reached any more."""

    code = 3


class Stopped(Exception):
    """A run was stopped by a signal, between two steps; its state is saved."""

    def __init__(self, folder=None, number=signal.SIGINT, again=False):
        super().__init__(folder)
        self.folder = folder
        self.number = number
        self.again = again  # whether the same command, given again, goes on


@contextlib.contextmanager
def interrupted() -> Iterator[None]:
    """What a Python caller gets in place of `Stopped`: what the signal does to any Python program.

    Raises:
      KeyboardInterrupt: if the run was stopped by Ctrl-C, or when a notebook's cell is interrupted.
        Any other signal is raised once more, for the caller's own handler, and then this, too.
    """
    try:
        yield
    except Stopped as stopped:
        if stopped.number != signal.SIGINT:
            signal.raise_signal(stopped.number)
        raise KeyboardInterrupt from None


class _Terminated(BaseException):
    """SIGTERM or SIGHUP outside a run: everything that is open is closed and tidied up."""


def run_script(main):
    """Runs a script's `main()` and exits: 0 when it returns, 2 with one sentence on a user's error.

    The code is 3 if the worker died that the command was using: there is nothing wrong with the
    command, and another worker can go on with it.

    A program that a signal ends has 128 and the signal's number as its exit code: 130 for Ctrl-C,
    143 for SIGTERM, 129 for SIGHUP. If the reader of its output has gone (`| head`), it ends
    without a word, with 141, as SIGPIPE would have ended it.

    Args:
      main: a function without arguments; an int that it returns is the exit code.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # and not ignored, as by nohup
            signal.signal(number, _terminate)
    try:
        code = _ended(main)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whatever is still in the buffer would raise again when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code)


def _ended(main):
    """The exit code of `main`, once what it raised has been said."""
    try:
        return main()
    except UserError as error:
        print(f'error: {error}', file=sys.stderr)
        return error.code
    except BrokenPipeError:
        raise
    except OSError as error:  # a full disk, a folder without write permission, ...
        where = f'{error.filename}: ' if error.filename else ''
        print(f'error: {where}{error.strerror or error}', file=sys.stderr)
        return 2
    except Stopped as stopped:
        how = the_same_again if stopped.again else how_to_resume
        print(f'stopped; to resume, run: {how(stopped.folder)}')
        return 128 + stopped.number
    except KeyboardInterrupt:
        print('stopped by Ctrl-C', file=sys.stderr)
        return 130
    except _Terminated as terminated:
        return 128 + terminated.args[0]


def _terminate(number, _):
    raise _Terminated(number)


def this_command():
    """The command that is running, as a person types it: scripts/NAME.py, or `gatys-tf1 NAME`."""
    name = sys.argv[0]
    return shlex.join([sys.executable, name]) if name.endswith('.py') else name


def how_to_resume(folder):
    """The command that continues the run in a folder."""
    return f'{this_command()} --out {shlex.quote(str(folder))} --resume'


def the_same_again(folder):
    """The command that is running, with the arguments that it was given, and its folder."""
    given = sys.argv[1:]
    if not any(argument.partition('=')[0] == '--out' for argument in given):
        given = [*given, '--out', str(folder)]
    return f'{this_command()} {shlex.join(given)}'
