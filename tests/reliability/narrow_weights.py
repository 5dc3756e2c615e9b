"""Fetches all layers of a VGG-19 that is a 16th as wide: `main` is killed by test_kills.py.

Arguments: the archive's URL, the checkpoint's prefix.
"""

import os
import sys

from gatys_tf1.weights import convert, fetch, slim_checkpoint


def shapes():
    """{name: shape} of the narrow network."""
    return {
        name: tuple(size if size < 16 else size // 16 for size in shape)
        for name, shape in slim_checkpoint.SHAPES.items()
    }


def main():
    slim_checkpoint.SHAPES = convert.SHAPES = shapes()
    os.environ['GATYS_TF1_CHECKPOINTS'] = '/nowhere'  # or it is compared with the real weights
    url, prefix = sys.argv[1:]
    fetch.fetch_full(prefix, print, url)
