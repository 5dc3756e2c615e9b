#!/usr/bin/env python3
"""Paints pictures in the styles of others, in one forward pass each (AdaIN)."""

from gatys_tf1.cli import adain_stylize
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(adain_stylize.main)
