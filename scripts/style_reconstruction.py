#!/usr/bin/env python3
"""Reconstructs the style of a picture from its Gram matrices (Gatys et al., section 2.2)."""

from gatys_tf1.cli import style_reconstruction
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(style_reconstruction.main)
