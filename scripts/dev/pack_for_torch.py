#!/usr/bin/env python3
"""Packs what train_decoder_with_torch.py needs into a folder that can go to another machine.

    python scripts/dev/pack_for_torch.py BUNDLE --contents DIR --styles DIR

BUNDLE gets the encoder's weights (encoder.npz, float16), what this package says of encoder and
decoder (facts.json), and the pictures, shrunk, as JPEGs. Of the first folder of each kind, every
n-th picture (`HOLD_OUT`) goes into a folder `held_out`, and is never trained on.
"""

import argparse
import json
import os

import numpy as np
import PIL.Image

from gatys_tf1 import images, vgg
from gatys_tf1.adain import network, pictures
from gatys_tf1.errors import UserError, run_script
from gatys_tf1.weights import checkpoint, slim_checkpoint

HOLD_OUT = {'contents': 12, 'styles': 6}
SIDES = {'contents': 320, 'styles': 448}  # pixels, the shorter side that pictures are shrunk to
LEAST_SIDE = 256  # pixels; a smaller picture leaves no room for a crop
LEAST_DEVIATION = 20  # pixel values; less is nearly of one colour


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('bundle')
    parser.add_argument('--contents', required=True, nargs='+', metavar='DIR')
    parser.add_argument('--styles', required=True, nargs='+', metavar='DIR')
    args = parser.parse_args()
    layers = [name for name in vgg.LAYERS if name.startswith(('conv', 'pool'))]
    layers = layers[: layers.index('conv5_1') + 1]
    weights = {
        '/'.join(name.split('/')[-2:]): value.astype(np.float16)  # conv1_1/weights
        for name, value in slim_checkpoint.read_checkpoint(checkpoint.find()).items()
        if slim_checkpoint.layers_of([name])[0] in layers
    }
    os.makedirs(args.bundle, exist_ok=True)
    np.savez(os.path.join(args.bundle, 'encoder.npz'), **weights)
    facts = {
        'layers': layers, 'scales': network.SCALES, 'decoder': network.DECODER,
        'mean': vgg.MEAN_RGB, 'picture_scale': network.PICTURE_SCALE,
    }  # fmt: skip
    with open(os.path.join(args.bundle, 'facts.json'), 'w') as file:
        json.dump(facts, file)
    for kind, folders in (('contents', args.contents), ('styles', args.styles)):
        for place, folder in enumerate(folders):
            for number, path in enumerate(pictures.find(folder)):
                held_out = place == 0 and number % HOLD_OUT[kind] == 0
                _pack_picture(path, os.path.join(args.bundle, kind), SIDES[kind], held_out)


def _pack_picture(path, folder, side, held_out):
    """Writes a picture, shrunk to a shorter side, unless it is too small or of one colour."""
    try:
        image = PIL.Image.fromarray(images.to_uint8(images.load(path))[0])
    except UserError as reason:
        print(f'{path} is skipped: {reason}')
        return
    if min(image.size) < LEAST_SIDE or np.std(image) < LEAST_DEVIATION:
        print(f'{path} is skipped: it is smaller than a crop, or nearly of one colour')
        return
    scale = side / min(image.size)
    if scale < 1 and not held_out:
        image = image.resize([round(n * scale) for n in image.size], PIL.Image.LANCZOS)
    folder = os.path.join(folder, 'held_out') if held_out else folder
    os.makedirs(folder, exist_ok=True)
    name = os.path.splitext(os.path.basename(path))[0]
    image.save(os.path.join(folder, f'{name}.jpg'), quality=82)


if __name__ == '__main__':
    run_script(main)
