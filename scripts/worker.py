#!/usr/bin/env python3
"""Starts a worker: a TensorFlow server that runs graphs for other commands."""

from gatys_tf1.cli import worker
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(worker.main)
