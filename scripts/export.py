#!/usr/bin/env python3
"""Writes AdaIN as a model for other programs: SavedModel, frozen graph, TFLite or ONNX."""

from gatys_tf1.cli import export
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(export.main)
