#!/usr/bin/env python3
"""Fetches or converts the VGG-19 weights."""

from gatys_tf1.cli import fetch_checkpoint
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(fetch_checkpoint.main)
