#!/usr/bin/env python3
"""Finds, from gray noise, a picture whose features at a layer are those of a given picture."""

from gatys_tf1.cli import feature_inversion
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(feature_inversion.main)
