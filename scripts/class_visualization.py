#!/usr/bin/env python3
"""Paints what excites a class, a channel or a neuron of VGG-19 most."""

from gatys_tf1.cli import class_visualization
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(class_visualization.main)
