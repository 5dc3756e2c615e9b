#!/usr/bin/env python3
"""Reconstructs a picture from its content representation at one layer (Gatys et al. 2.1)."""

from gatys_tf1.cli import content_reconstruction
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(content_reconstruction.main)
