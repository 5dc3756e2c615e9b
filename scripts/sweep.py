#!/usr/bin/env python3
"""Runs an experiment for every combination of values on one to three axes."""

from gatys_tf1.cli import sweep
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(sweep.main)
