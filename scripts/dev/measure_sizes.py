#!/usr/bin/env python3
"""Measures memory and seconds of a step over the sizes of the picture.

Each point is a whole run of a few steps, in a process of its own, through the front door, on the
painted samples. A size is run as a whole, unless the forecast says that this does not fit into the
memory that is free; then it is run with `tile=512`. Writes a table (Markdown and CSV) and a plot
with the slopes. Points are kept in --out, so that a measurement that was stopped goes on.
"""

import argparse
import importlib.metadata
import json
import os

import benchmark
import numpy as np
import tables
from benchmark_worker import TILE
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from gatys_tf1 import forecast, lbfgs, machine, ram
from gatys_tf1.cli import types
from gatys_tf1.errors import run_script
from gatys_tf1.files import atomic_write

MODES = ('low-memory', 'tile')
LABELS = {'auto': 'whole', 'low-memory': 'low-memory', 'tile': f'tiles of {TILE}'}
COLUMNS = ('size', 'mode', 'steps', 'step s', 'µs per pixel', 'memory GB', 'first step s')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    add = parser.add_argument
    add('--points', type=points, metavar='LIST', default='224,512,1024,2048,4096',
        help='SIZE or SIZE:MODE, MODE being low-memory or tile; default: %(default)s')  # fmt: skip
    add('--out', default='runs/sizes', help='folder of points, table and plot')
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, 'points.json')
    found = []
    if os.path.exists(path):
        with open(path) as file:
            found = json.load(file)
    for size, mode in args.points:
        mode = mode or fitting(size)
        if any(one['size'] == size and one['mode'] == mode for one in found):
            continue
        print(f'{size}, {LABELS[mode]} ...', flush=True)
        steps = step_count(size)
        found.append({'size': size, 'mode': mode, **benchmark.measured_worker(mode, size, steps)})
        with atomic_write(path) as temporary, open(temporary, 'w') as file:
            json.dump(found, file)
        write(args.out, found)
    write(args.out, found)
    print(f'{args.out}/sizes.md, sizes.csv, sizes.png')


def points(text):
    """'512,2048:tile' -> [(512, ''), (2048, 'tile')]."""
    found = []
    for part in text.split(','):
        size, _, mode = part.partition(':')
        if mode not in ('', *MODES):
            raise argparse.ArgumentTypeError(f'{mode!r} is none of {", ".join(MODES)}')
        found.append((types.side(size), mode))
    return found


def fitting(size):
    """'auto' if a run of this size fits into the memory that is free, or else 'tile'."""
    vectors = lbfgs.vectors(size, size)
    needed = forecast.memory(size, size, machine.precision('auto'), vectors=vectors)
    return 'auto' if needed < (ram.free() or np.inf) else 'tile'


def step_count(size):
    """8 steps up to 1024 pixels, 4 at 2048, 2 at 4096; the first evaluation comes before them."""
    return int(np.clip(round(4 * (2048 / size) ** 2), 2, 8))


def power_law(pixels, seconds):
    """The exponent s and the factor c of the line through the logarithms: seconds = c pixels^s."""
    exponent, logarithm = np.polyfit(np.log(pixels), np.log(seconds), 1)
    return float(exponent), float(np.exp(logarithm))


def row(point):
    """A row of the table."""
    step = float(np.median(point['steps']))
    return {
        'size': point['size'],
        'mode': LABELS[point['mode']],
        'steps': len(point['steps']),
        'step s': f'{step:.3g}',
        'µs per pixel': f'{1e6 * step / point["size"] ** 2:.2f}',
        'memory GB': f'{point["memory"] / 1e9:.2f}',
        'first step s': f'{point["first"]:.1f}',
    }


def write(out, found):
    """The table as Markdown and CSV, and the plot."""
    found = sorted(found, key=lambda one: (one['size'], list(LABELS).index(one['mode'])))
    rows = [row(point) for point in found]
    version = importlib.metadata.version('tensorflow')
    heading = f'{machine.processor()}, {machine.device()}; tensorflow {version}; '
    heading += f'{machine.precision("auto")}; medians of the steps after the first.'
    tables.write(os.path.join(out, 'sizes'), heading, COLUMNS, rows)
    plot(found).savefig(os.path.join(out, 'sizes.png'), dpi=120)


def plot(found):
    """Seconds of a step and peak memory over the pixels, a mark per mode, and fitted lines."""
    figure = Figure(figsize=(8.4, 3.6), layout='constrained')
    seconds_axis, memory_axis = figure.subplots(1, 2)
    for number, (mode, label) in enumerate(LABELS.items()):
        points = [one for one in found if one['mode'] == mode]
        if not points:
            continue
        style = {'marker': 'os^'[number], 'color': f'C{number}', 'linestyle': 'none'}
        pixels = np.array([one['size'] ** 2 for one in points], float)
        seconds = np.array([np.median(one['steps']) for one in points])
        gigabytes = np.array([one['memory'] for one in points]) / 1e9
        fitted = len(points) > 1 and mode == 'auto'
        line = np.geomspace(pixels.min(), pixels.max(), 50)
        laws = [label, label]
        if fitted:
            exponent, factor = power_law(pixels, seconds)
            seconds_axis.plot(line, factor * line**exponent, f'C{number}-', lw=1)
            slope, base = np.polyfit(pixels, gigabytes, 1)
            memory_axis.plot(line, base + slope * line, f'C{number}-', lw=1)
            laws = [
                f'{label}: seconds ∝ pixels$^{{{exponent:.2f}}}$',
                f'{label}: {base:.2f} GB + {1e6 * slope:.2f} kB per pixel',
            ]
        seconds_axis.plot(pixels, seconds, label=laws[0], **style)
        memory_axis.plot(pixels, gigabytes, label=laws[1], **style)
    for axis, title in ((seconds_axis, 'seconds per step'), (memory_axis, 'peak memory, GB')):
        axis.set(xscale='log', yscale='log', xlabel='pixels of the picture', title=title)
        axis.grid(alpha=0.3, which='both')
        axis.legend(fontsize='small')
    memory_axis.yaxis.set_major_locator(LogLocator(base=2))
    memory_axis.yaxis.set_major_formatter('{x:g}')
    memory_axis.yaxis.set_minor_locator(NullLocator())
    return figure


if __name__ == '__main__':
    run_script(main)
