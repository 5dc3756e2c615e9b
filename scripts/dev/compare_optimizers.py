#!/usr/bin/env python3
"""Compares the final losses of this project's L-BFGS with those of SciPy's L-BFGS-B.

Both minimise the same graph from the same start, for the same number of evaluations of loss and
gradient, within the same bounds and with a first move of the same size: content reconstructions of
five layers, style reconstructions of five depths, and style transfer, of the painted samples.
Prints a table in Markdown, a row as soon as it is known.
"""

import argparse
import contextlib
from typing import NamedTuple

import numpy as np
import scipy.optimize

from gatys_tf1 import images, lbfgs, optimize, samples, transfer, vgg
from gatys_tf1.cli import types
from gatys_tf1.errors import run_script
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.loop import session
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.weights import checkpoint

CONTENT = ('conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2')
PAIRS = 10  # of SciPy, which is its default
RESTARTS = 10  # of SciPy, when its line search gives up


class Problem(NamedTuple):
    """What is minimised."""

    terms: list
    pool: str
    evaluations: int


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--size', type=types.side, default=160, help='long side of the pictures; default 160')
    add('--seeds', type=types.positive, default=3, help='starts of white noise; default 3')
    add('--precision', choices=['float32', 'bfloat16'], default='float32')
    add('--only', default='', help='part of the name of the problems to compare')
    args = parser.parse_args()
    seeds = range(args.seeds)
    print('| | evaluations |', *(f'SciPy, {seed} | ours, {seed} |' for seed in seeds), 'mean |')
    print('|---' * (3 + 2 * args.seeds) + '|')
    for name, problem in problems(args.size).items():
        if args.only in name:
            rows = [compare(problem, args, seed) for seed in seeds]
            excess = np.mean([np.log(ours / theirs) for theirs, ours in rows])
            cells = [f'{loss:.5g}' for row in rows for loss in row]
            print(f'| {name} | {problem.evaluations} |', ' | '.join(cells),
                  f'| {np.expm1(excess):+.1%} |', flush=True)  # fmt: skip


def problems(size):
    """The problems by name; `size` is the long side of their pictures."""
    shape = round(size * 0.75), size
    coast = images.resize(samples.coastal_scene(*shape), shape)
    sky = images.resize(samples.night_sky(*shape), shape)
    found = {
        f'content, {layer}': Problem([content_term(coast, {layer: 1.0})], 'max', 60)
        for layer in CONTENT
    }
    for depth in range(1, 6):
        style = style_term([Style(sky)], dict.fromkeys(STYLE_LAYERS[:depth]))
        found[f'style, depth {depth}'] = Problem([style], 'avg', 200)
    style = style_term([Style(sky)], dict.fromkeys(STYLE_LAYERS), 0.08)
    found['transfer'] = Problem([content_term(coast, {'conv4_2': 1.0}), style], 'avg', 300)
    return found


def compare(problem, args, seed):
    """The lowest losses that SciPy and ours have found from one start: two floats."""
    height, width = problem.terms[0].sources[0].shape[1:3]
    start = images.white_noise(height, width, seed)
    with opened(problem, args.precision, start) as (sess, graph):
        theirs = scipys(sess, graph, start, problem.evaluations)
        sess.run(graph.assigns['white_noise'], {graph.pixels: start})
        *_, last = optimize.steps(sess, graph, problem.evaluations - 1)
    return theirs, last.losses['total']


@contextlib.contextmanager
def opened(problem, precision, start):
    """The problem's graph in a session, as a context that yields both."""
    config = vgg.Config(checkpoint.find(), problem.pool, precision=precision)
    targets = transfer.measure(problem.terms, config)
    part = Part(('white_noise', start), tuple(problem.terms), config)
    graph = transfer.build(part, targets, Settings(config))
    with session(graph, config) as sess:
        yield sess, graph


class _Enough(Exception):
    """All evaluations are done."""


def scipys(sess, graph, start, evaluations):
    """The lowest loss that SciPy's L-BFGS-B finds."""
    totals, best = [], start.ravel()
    scale = None

    def evaluate(point):
        nonlocal best, scale
        if len(totals) == evaluations:
            raise _Enough
        point = point.astype(np.float32)
        sess.run(graph.assigns['image'], {graph.pixels: point.reshape(start.shape)})
        total, gradient = sess.run([graph.losses['total'], graph.gradient])
        if not totals or total < min(totals):
            best = point
        totals.append(float(total))
        # SciPy's first move is the gradient itself.
        scale = scale or lbfgs.FIRST_MOVE / np.abs(gradient).mean(dtype=np.float64)
        return scale * totals[-1], gradient.ravel() * np.float64(scale)

    bounds = scipy.optimize.Bounds(np.full(start.size, lbfgs.LOW), np.full(start.size, lbfgs.HIGH))
    options = dict(maxcor=PAIRS, ftol=0.0, gtol=0.0, maxfun=10**9, maxiter=10**9)
    try:
        for _ in range(1 + RESTARTS):
            scipy.optimize.minimize(
                evaluate, best, jac=True, method='L-BFGS-B', bounds=bounds, options=options
            )
    except _Enough:
        pass
    return min(totals)


if __name__ == '__main__':
    run_script(main)
