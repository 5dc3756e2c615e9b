#!/usr/bin/env python3
"""Trains AdaIN's decoder on folders of pictures."""

from gatys_tf1.cli import adain_train
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(adain_train.main)
