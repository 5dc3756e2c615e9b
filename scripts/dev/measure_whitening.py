#!/usr/bin/env python3
"""Measures whitening and colouring beside AdaIN: seconds, and the eigenvalues behind its epsilon.

    python scripts/dev/measure_whitening.py --pictures DIR

For both transforms, in turn: the median seconds to encode a style and to paint a content, painted
samples of 512x384 pixels. Then, of the first pictures of a folder, with a longer side of 512: which
share of the eigenvalues of the features' covariance is below `whitening.EPSILON`, and which share
of the variance they hold.
"""

import argparse
import contextlib
import time

import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.adain import inference, pictures, whitening
from gatys_tf1.adain.api import Stylizer
from gatys_tf1.errors import run_script

ROUNDS, PICTURES = 10, 8


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--pictures', required=True, help='folder')
    args = parser.parse_args()
    time_transforms()
    print_eigenvalues(pictures.find(args.pictures)[:PICTURES])


def time_transforms():
    """Prints the median seconds of a style and of a content; the first round warms up."""
    content, style = samples.coastal_scene(384, 512), samples.night_sky(384, 512)
    seconds = {name: [] for name in inference.TRANSFORMS}
    with contextlib.ExitStack() as stack:
        stylizers = {name: stack.enter_context(Stylizer(transform=name)) for name in seconds}
        for _ in range(ROUNDS + 1):
            for name, stylizer in stylizers.items():
                started = time.perf_counter()
                moments = stylizer.encode(style)
                encoded = time.perf_counter()
                stylizer.paint(content, [moments])
                seconds[name].append((encoded - started, time.perf_counter() - encoded))
    for name, rounds in seconds.items():
        encode, paint = np.median(rounds[1:], axis=0)
        print(f'{name}: {encode:.2f} s for a style, {paint:.2f} s for a content')


def print_eigenvalues(paths):
    """Prints the means over pictures, of features scaled as by `network.encode`."""
    shares = []
    with Stylizer(transform='wct') as stylizer:
        for path in paths:
            _, root = stylizer.encode(images.resize(images.load(path), 512))
            values = np.linalg.eigvalsh(root[0, 0, 0].astype(np.float64)) ** 2 - whitening.EPSILON
            small = values < whitening.EPSILON
            shares.append((small.mean(), values[small].sum() / values.sum()))
    count, variance = np.mean(shares, axis=0)
    print(
        f'{count:.0%} of the eigenvalues are below {whitening.EPSILON:g} and hold {variance:.0%} '
        f'of the variance (means of {len(paths)} pictures)'
    )


if __name__ == '__main__':
    run_script(main)
