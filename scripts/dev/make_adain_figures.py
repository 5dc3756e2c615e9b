#!/usr/bin/env python3
"""Makes the figures of docs/adain.md, with the package's own decoder, on the painted samples.

Takes a minute on two cores, and two more for the optimised picture, which it shares with
make_figures.py.
"""

import os

import make_figures
import numpy as np
import PIL.Image

from gatys_tf1 import images, samples, sheets
from gatys_tf1.adain.api import Stylizer
from gatys_tf1.errors import run_script
from gatys_tf1.files import atomic_write

SIZE = 336, 448  # height and width of what is painted; figures show it at half of that


def main():
    os.makedirs(make_figures.FIGURES, exist_ok=True)
    coast, night, bricks = every = [
        picture(*SIZE) for picture in (samples.coastal_scene, samples.night_sky, samples.brick_wall)
    ]
    with Stylizer() as stylizer:
        table = [[stylizer.paint(content, [style]) for style in every] for content in every]
        save('adain', [sheets.contents_by_styles(table, every, every, cell=224)])
        alphas = 0, 0.25, 0.5, 0.75, 1
        save('adain_alpha', [stylizer.paint(coast, [night], alpha=alpha) for alpha in alphas])
        shares = [(1, 0), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75), (0, 1)]
        save('adain_mixed', [stylizer.paint(coast, [night, bricks], share) for share in shares])
        ways = None, 'match', 'luma'
        by_night, *kept = [stylizer.paint(coast, [night], preserve_color=way) for way in ways]
        save('adain_colours', [coast, by_night, *kept])
        save('adain_regions', regions(stylizer, coast, night, bricks))
        by_bricks = stylizer.paint(coast, [bricks])
    with Stylizer(transform='wct') as stylizer:
        whitened = [stylizer.paint(coast, [style]) for style in (night, bricks)]
    save('adain_wct', [by_night, whitened[0], by_bricks, whitened[1]])
    save('adain_or_optimised', [coast, night, by_night, make_figures.final('style_transfer')])


def regions(stylizer, coast, night, bricks):
    """A mask, a style on each side of it, alpha as a ramp, and the night sky by that ramp."""
    land = images.resize(make_figures.land(), SIZE)
    masks = [1 - land[0, ..., 0] / 255, land[0, ..., 0] / 255]
    ramp = np.broadcast_to(np.linspace(0, 1, SIZE[1], dtype=np.float32), SIZE)
    shown = np.repeat(255 * ramp[np.newaxis, ..., np.newaxis], 3, axis=3)
    return [
        land, stylizer.paint(coast, [night, bricks], masks),
        shown, stylizer.paint(coast, [night], alpha=ramp),
    ]  # fmt: skip


def save(name, pictures):
    """Writes docs/figures/<name>.jpg: the pictures side by side, 224 pixels wide each."""
    if len(pictures) > 1:
        pictures = [images.resize(picture, 224) for picture in pictures]
    gap = np.full((1, pictures[0].shape[1], 4, 3), 255, np.float32)
    row = np.concatenate([part for picture in pictures for part in (gap, picture)][1:], axis=2)
    path = os.path.join(make_figures.FIGURES, f'{name}.jpg')
    with atomic_write(path) as temporary:
        PIL.Image.fromarray(images.to_uint8(row)[0]).save(temporary, format='JPEG', quality=88)
    print(path)


if __name__ == '__main__':
    run_script(main)
