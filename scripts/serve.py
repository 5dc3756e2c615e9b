#!/usr/bin/env python3
"""Serves AdaIN on this machine: a page to drop photos on, and POST /stylize."""

from gatys_tf1.cli import serve
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(serve.main)
