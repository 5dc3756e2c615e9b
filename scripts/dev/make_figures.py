#!/usr/bin/env python3
"""Makes the figures of README and docs from whole runs of the scripts, on the painted samples.

Runs that are there already (in runs/figures) are used again. All of it takes half an hour on two
cores; with names, only those figures are made.
"""

import argparse
import glob
import os
import subprocess
import sys

import cv2
import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.errors import run_script

SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIGURES = os.path.join(os.path.dirname(SCRIPTS), 'docs', 'figures')
RUNS = os.path.join('runs', 'figures')
GAP = 8  # white pixels between two pictures


LAYERS = ('conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2')
# docs/losses.md says what these show.
TEXTURE = ('--steps', 200)
POWERS = ('--long-range-weight', 1, '--shifts', 'powers')


def style_transfer():
    return [coast(), night(), final('style_transfer')]


def content_reconstructions():
    return [coast(), *(final('content_reconstruction', '--layer', layer) for layer in LAYERS)]


def style_reconstructions():
    return [night(), *(final('style_reconstruction', '--depth', depth) for depth in range(1, 6))]


def total_variation():
    long = ('content_reconstruction', '--layer', 'conv2_2', '--steps', 400)
    kinds = [(), ('--tv-weight', 10), ('--tv-weight', 100, '--tv-kind', 'absolute')]
    return [detail(coast()), *(detail(final(*long, *kind)) for kind in kinds)]


def content_layers():
    choices = ('conv2_2', 'conv4_2', 'conv4_2:0.5,conv5_2:0.5', 'conv5_2')
    return [final('style_transfer', '--content-layers', layers) for layers in choices]


def several_styles():
    both = ('--style', paint(night), paint(bricks))
    blends = ('1,0', '1,1', '0,1')
    results = [final('style_transfer', *both, '--style-blend', blend) for blend in blends]
    return [night(), bricks(), *results]


def regions():
    both = ('--style', paint(night), paint(bricks), '--style-mask', paint(sea), paint(land))
    return [coast(), land(), final('style_transfer', *both)]


def starts():
    runs = [(), ('--init-noise', 0.5), ('--init', 'noise'), ('--init', 'style')]
    return [final('style_transfer', *run) for run in runs]


def long_range():
    wall = ('style_reconstruction', '--image', paint(bricks), *TEXTURE)
    return [bricks(), final(*wall), final(*wall, '--long-range-weight', 1), final(*wall, *POWERS)]


def moments():
    alone = ('--style-weight', 0, '--moments-weight', 20)
    return [coast(), final('style_transfer'), final('style_transfer', *alone)]


def layer_weights():
    ways = ('equal', 'channels', 'energy')
    return [night(), *(final('style_reconstruction', '--layer-weights', way) for way in ways)]


def histogram():
    weight = ('--histogram-weight', 30)
    kinds = [(), weight, (*weight, '--histogram-kind', 'global255')]
    return [night(), *(final('style_transfer', *kind) for kind in kinds)]


def colours():
    ways = [(), ('--preserve-color', 'luma'), ('--preserve-color', 'match')]
    return [coast(), *(final('style_transfer', *way) for way in ways)]


def combined():
    return [final('style_transfer'), final('style_transfer', '--preset', 'combined')]


FIGURES_MADE = (
    style_transfer, content_reconstructions, style_reconstructions, total_variation,
    content_layers, several_styles, regions, starts, long_range, moments, layer_weights, histogram,
    colours, combined,
)  # fmt: skip


def main():
    names = [figure.__name__ for figure in FIGURES_MADE]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', metavar='NAME', help=', '.join(names))
    args = parser.parse_args()
    if set(args.names) - set(names):
        parser.error(f'the figures are {", ".join(names)}')
    os.makedirs(FIGURES, exist_ok=True)
    for figure in FIGURES_MADE:
        if not args.names or figure.__name__ in args.names:
            save(figure.__name__, figure())


def coast():
    return samples.coastal_scene(168, 224)


def night():
    return samples.night_sky(168, 224)


def bricks():
    return samples.brick_wall(168, 224)


def land():
    """A mask: white where the painted coast has its cliff."""
    mask = np.zeros((168, 224, 3), np.uint8)
    cliff = np.array([(0.47, 1), (0.6, 0.57), (0.72, 0.48), (1, 0.48), (1, 1)]) * [224, 168]
    cv2.fillPoly(mask, [cliff.astype(np.int32)], (255, 255, 255))
    return mask[np.newaxis].astype(np.float32)


def sea():
    """A mask: white everywhere else."""
    return 255 - land()


def paint(picture):
    """A picture of these as a file, for a flag."""
    os.makedirs(RUNS, exist_ok=True)
    path = os.path.join(RUNS, f'{picture.__name__}.png')
    images.save(path, picture())
    return path


def detail(image):
    """The middle of a picture, twice as large, so that a pixel is seen."""
    return image[:, 30:114, 56:168].repeat(2, axis=1).repeat(2, axis=2)


def final(script, *arguments):
    """The result of a script with these arguments: float32 `[1, height, width, 3]`."""
    name = '-'.join([script, *(os.path.basename(str(argument)) for argument in arguments)])
    out = os.path.join(RUNS, name)
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
