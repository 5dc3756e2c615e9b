#!/usr/bin/env python3
"""Compares the starts of a style transfer: content, noise, and the picture that AdaIN paints.

For five pairs of the painted samples, it prints how many evaluations each start takes to a loss
that all of them reach (the highest of the three final losses), and where each ends. A table in
Markdown, a row as soon as it is known.
"""

import argparse
import itertools

import gatys_tf1 as gatys
from gatys_tf1 import samples
from gatys_tf1.cli import types
from gatys_tf1.errors import run_script

STARTS = ('content', 'noise', 'adain')
PICTURES = {
    'coast': samples.coastal_scene, 'sky': samples.night_sky, 'bricks': samples.brick_wall,
}  # fmt: skip
PAIRS = list(itertools.permutations(PICTURES, 2))[:5]  # content, style


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--size', type=types.side, default=176, help='long side of the pictures; default 176')
    add('--evaluations', type=types.positive, default=80, help='default 80')
    add('--decoder', help="AdaIN's; default: the packaged one")
    args = parser.parse_args()
    print('| content, style | the loss |', *(f'{start} |' for start in STARTS),
          *(f'{start}: final |' for start in STARTS))  # fmt: skip
    print('|---' * (2 + 2 * len(STARTS)) + '|')
    for pair in PAIRS:
        content, style = (PICTURES[name](round(args.size * 0.75), args.size) for name in pair)
        curves = {start: curve(content, style, start, args) for start in STARTS}
        goal = max(totals[-1] for totals in curves.values())
        counts = [next(n for n, total in enumerate(totals, 1) if total <= goal)
                  for totals in curves.values()]  # fmt: skip
        finals = [f'{totals[-1]:.0f}' for totals in curves.values()]
        cells = [', '.join(pair), f'{goal:.0f}', *counts, *finals]
        print('|', ' | '.join(map(str, cells)), '|', flush=True)


def curve(content, style, start, args):
    """The lowest loss after 1, 2, ... evaluations."""
    totals = []
    if start == 'adain' and args.decoder:
        with gatys.Stylizer(args.decoder) as stylizer:
            start = stylizer.stylize(content, style, style_size=None).image
    gatys.style_transfer(
        content, style, size=args.size, steps=args.evaluations - 1,
        options=gatys.Options(init=start),
        callback=lambda step: totals.append(step.losses['total']),
    )  # fmt: skip
    return totals


if __name__ == '__main__':
    run_script(main)
