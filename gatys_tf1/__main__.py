"""`python -m gatys_tf1 COMMAND ...`: what the console script `gatys-tf1` does."""

import shlex
import sys

from gatys_tf1.cli import commands

if __name__ == '__main__':
    commands.main(f'{shlex.quote(sys.executable)} -m gatys_tf1')
