"""Errors that a user can cause, and how a script ends when one happens."""

import sys


class UserError(Exception):
    """Something the user can mend. Its text is one sentence: the thing, and the mend."""


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
    except KeyboardInterrupt:
        print('stopped by Ctrl-C', file=sys.stderr)
        code = 130
    sys.exit(code)
