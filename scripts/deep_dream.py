#!/usr/bin/env python3
"""Exaggerates what a layer of VGG-19 sees in a picture: DeepDream."""

from gatys_tf1.cli import deep_dream
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(deep_dream.main)
