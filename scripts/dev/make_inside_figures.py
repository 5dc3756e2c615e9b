#!/usr/bin/env python3
"""Makes the figures of docs/looking-inside.md from whole runs of the scripts, on the samples.

Runs that are already in runs/figures are used again. All figures take some ten minutes on two
cores; with names, only those figures are made.
"""

import argparse
import os
import subprocess
import sys

import make_figures
import PIL.Image

from gatys_tf1 import images, samples, sheets
from gatys_tf1.errors import run_script
from gatys_tf1.files import atomic_write

DREAMS = ('conv3_3', 'conv4_2', 'conv5_1')
CHANNELS = (
    ('conv3_3', 20), ('conv3_3', 52), ('conv4_2', 20), ('conv4_2', 78),
    ('conv5_1', 20), ('conv5_1', 51), ('conv5_3', 7), ('conv5_3', 200),
)  # fmt: skip


def filters():
    return visualize('filters', 'filters.png')


def features():
    return visualize('features', 'features_conv3_4.png')


def deep_features():
    return visualize('features', 'features_conv5_4.png')


def guided():
    return visualize('guided', 'guided_conv5_4.png')


def dreams():
    size = ('--size', 384)
    panels = [sheets.Panel('the picture', samples.coastal_scene(288, 384))]
    for layer in DREAMS:
        panels.append(sheets.Panel(layer, picture('deep_dream', *size, '--layers', layer)))
    return sheet('dreams', 'DeepDream at three layers', panels, columns=2)


def guided_dream():
    panels = []
    for guide in (make_figures.night, make_figures.bricks):
        flags = ('--size', 384, '--layers', 'conv4_2', '--guide', make_figures.paint(guide))
        panels.append(sheets.Panel('the guide', guide()))
        panels.append(sheets.Panel('the dream', picture('deep_dream', *flags)))
    return sheet(
        'guided_dream', 'DeepDream guided by another picture', panels, columns=2, height=288
    )


def channels():
    panels = []
    for layer, channel in CHANNELS:
        flags = ('--layer', layer, '--channel', channel)
        panels.append(
            sheets.Panel(f'{layer}, channel {channel}', picture('class_visualization', *flags))
        )
    return sheet('channels', 'what excites a channel', panels, columns=4)


def neurons():
    return run('class_visualization', '--layer', 'conv5_1', '--channel', '20,51', '--neuron',
               'middle', made='sheet.png')  # fmt: skip


def inversions():
    return run('feature_inversion', made='sheet.png')


FIGURES = (
    filters, features, deep_features, guided, dreams, guided_dream, channels, neurons, inversions,
)  # fmt: skip


def main():
    names = [figure.__name__ for figure in FIGURES]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', metavar='NAME', help=', '.join(names))
    args = parser.parse_args()
    if set(args.names) - set(names):
        parser.error(f'the figures are {", ".join(names)}')
    os.makedirs(make_figures.FIGURES, exist_ok=True)
    for figure in FIGURES:
        if not args.names or figure.__name__ in args.names:
            path = os.path.join(make_figures.FIGURES, f'inside_{figure.__name__}.jpg')
            with PIL.Image.open(figure()) as made, atomic_write(path) as temporary:
                made.convert('RGB').save(temporary, quality=85, optimize=True)
            print(path)


def visualize(command, made):
    """Runs a command of visualize.py; returns the path of one of its sheets."""
    return run('visualize', command, made=made)


def picture(script, *arguments):
    """The result of a script with these arguments: float32 `[1, height, width, 3]`."""
    return images.load(run(script, *arguments, made='final.png'))


def run(script, *arguments, made):
    """Runs a script, unless it was run before; returns the path of a file that it made."""
    name = '-'.join([script, *(os.path.basename(str(argument)) for argument in arguments)])
    out = os.path.join(make_figures.RUNS, name)
    if not os.path.exists(os.path.join(out, made)):
        command = [sys.executable, os.path.join(make_figures.SCRIPTS, f'{script}.py')]
        # A run that was stopped half-way is started again.
        command += [*arguments, '--out', out, '--overwrite']
        subprocess.run([str(part) for part in command], check=True)
    return os.path.join(out, made)


def sheet(name, heading, panels, columns, height=None):
    """Draws a sheet of the results of several runs; returns its path."""
    path = os.path.join(make_figures.RUNS, f'{name}.png')
    sheets.save(path, heading, panels, columns, height)
    return path


if __name__ == '__main__':
    run_script(main)
