"""`python -m gatys_tf1 COMMAND ...`: what the console script `gatys-tf1` does."""

import shlex
import sys

import gatys_tf1.cli.commands

if __name__ == '__main__':
    gatys_tf1.cli.commands.main(f'{shlex.quote(sys.executable)} -m gatys_tf1')
