#!/usr/bin/env python3
"""The gotcha course: `python scripts/gotcha.py` lists it, `--help` says what else there is."""

from gatys_tf1.cli.gotcha import main
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(main)
