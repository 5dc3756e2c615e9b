#!/usr/bin/env python3
"""Makes the figures of README and docs from whole runs of the scripts, on the painted samples.

Runs that are there already (in runs/figures) are used again. All of it takes a quarter of an hour
on two cores.
"""

import glob
import os
import subprocess
import sys

import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.errors import run_script

SCRIPTS = os.path.dirname(os.path.abspath(__file__))
FIGURES = os.path.join(os.path.dirname(SCRIPTS), 'docs', 'figures')
GAP = 8  # white pixels between two pictures


def main():
    os.makedirs(FIGURES, exist_ok=True)
    coast, night = samples.coastal_scene(168, 224), samples.night_sky(168, 224)
    transfer = final('style_transfer')
    save('style_transfer', [coast, night, transfer])
    layers = ('conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2')
    save(
        'content_reconstructions',
        [coast, *(final('content_reconstruction', '--layer', layer) for layer in layers)],
    )
    save(
        'style_reconstructions',
        [night, *(final('style_reconstruction', '--depth', depth) for depth in range(1, 6))],
    )


def final(script, *arguments):
    """The result of a script with these arguments: float32 `[1, height, width, 3]`."""
    out = os.path.join('runs', 'figures', '-'.join([script, *map(str, arguments)]))
    if not glob.glob(os.path.join(out, 'final.png')):
        command = [sys.executable, os.path.join(SCRIPTS, f'{script}.py'), '--out', out]
        subprocess.run([*command, *map(str, arguments)], check=True)
    return images.load(os.path.join(out, 'final.png'))


def save(name, pictures):
    """Writes docs/figures/<name>.png: the pictures side by side."""
    height = pictures[0].shape[1]
    gap = np.full((1, height, GAP, 3), 255, np.float32)
    row = [part for picture in pictures for part in (gap, picture)][1:]
    path = os.path.join(FIGURES, f'{name}.png')
    images.save(path, np.concatenate(row, axis=2))
    print(path)


if __name__ == '__main__':
    run_script(main)
