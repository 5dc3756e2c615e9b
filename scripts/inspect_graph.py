#!/usr/bin/env python3
"""Prints a run's graph: its scopes as a tree with their costs, and its variables."""

from gatys_tf1.cli import inspect_graph
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(inspect_graph.main)
