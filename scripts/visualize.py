#!/usr/bin/env python3
"""Looks into VGG-19: its table, filters, feature maps, gradients, and how it names a picture."""

from gatys_tf1.cli import visualize
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(visualize.main)
