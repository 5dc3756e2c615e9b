#!/usr/bin/env python3
"""Makes the figures of the sources, by their own settings and by ours, and a page of them."""

from gatys_tf1.cli import reproduce
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(reproduce.main)
