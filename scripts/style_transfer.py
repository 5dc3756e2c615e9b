#!/usr/bin/env python3
"""Paints the content picture in the manner of the style picture (Gatys et al., section 2.3)."""

from gatys_tf1.cli import style_transfer
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(style_transfer.main)
