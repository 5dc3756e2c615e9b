#!/usr/bin/env python3
"""Measures decoders of AdaIN on pairs of pictures that they were not trained on.

    python scripts/dev/judge_decoders.py --contents DIR --styles DIR --decoders A.npz B.npz

Pictures are stylised with a longer side of 512; content, style and result are then shrunk by half.
*content* is the squared error of conv4_2 over the content's own squares; *style* is the mean over
conv1_1 ... conv5_1 of the squared error of the Gram matrix over the style's own squares. Less is
better in both. *autoencoding* is the mean absolute difference between the content and what the
decoder makes of its features as they are (alpha 0), in pixel values of 255. Prints the medians, and
with --out writes content, style and every decoder's result side by side, a row for each pair.
"""

import argparse
import os

import numpy as np
import PIL.Image
import tqdm

from gatys_tf1 import images, vgg
from gatys_tf1.adain import api, pictures
from gatys_tf1.errors import run_script
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

GRAMS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    add = parser.add_argument
    add('--contents', required=True, help='folder of photographs')
    add('--styles', required=True, help='folder of paintings')
    add('--decoders', nargs='+', default=[None], help='decoder.npz, or run folders')
    add('--pairs', type=int, default=40)
    add('--out', help='PNG of the results')
    args = parser.parse_args()
    contents, styles = (
        [_sized(images.load(path), 512) for path in pictures.find(folder)[: args.pairs]]
        for folder in (args.contents, args.styles)
    )
    found, rows = {}, []
    for decoder in args.decoders:
        errors = []
        with api.Stylizer(decoder) as stylizer:
            for number in tqdm.trange(args.pairs, desc=str(decoder), disable=None):
                content, style = contents[number % len(contents)], styles[number % len(styles)]
                painted = stylizer.stylize(content[0], style[0]).image[np.newaxis]
                plain = stylizer.stylize(content[0], style[0], alpha=0.0).image[np.newaxis]
                errors.append(_errors(content, style, painted, plain))
                if decoder == args.decoders[0]:
                    rows.append([content, style])
                rows[number].append(painted)
        found[decoder] = np.array(errors)
    for decoder, errors in found.items():
        content, style, plain = np.median(errors, axis=0)
        print(f'{decoder}: content {content:.3f}, style {style:.3f}, autoencoding {plain:.1f}')
    first = found[args.decoders[0]]
    for decoder in args.decoders[1:]:
        better = np.sum(found[decoder] < first, axis=0)
        print(f'{decoder} is better than {args.decoders[0]} in content, style, autoencoding: '
              f'{better[0]}, {better[1]}, {better[2]} of {args.pairs}')  # fmt: skip
    if args.out:
        _write_rows(rows, args.out)


def _sized(image, longer):
    scale = longer / max(image.shape[1:3])
    return images.resize(image, tuple(round(side * scale) for side in image.shape[1:3]))


def _errors(content, style, painted, plain):
    """Content's and style's error of one pair, and the error of autoencoding."""
    halves = [_sized(np.asarray(x, np.float32), 256) for x in (content, style, painted)]
    measured = [_measure(half) for half in halves]
    errors = [_relative(measured[2]['conv4_2'], measured[0]['conv4_2'])]
    errors.append(np.mean([_relative(measured[2][n], measured[1][n]) for n in GRAMS]))
    errors.append(np.abs(plain.astype(np.float32) - content).mean())
    return errors


def _measure(image):
    """conv4_2 and the Gram matrices over the number of positions."""
    config = vgg.Config(checkpoint=checkpoint.find())

    def view(_, points):
        flat = {name: tf.reshape(points[name], [-1, points[name].shape[-1]]) for name in GRAMS}
        grams = {
            name: tf.matmul(x, x, transpose_a=True) / tf.cast(tf.shape(x)[0], tf.float32)
            for name, x in flat.items()
        }
        return grams | {'conv4_2': points['conv4_2']}

    return vgg.evaluate(image, ['conv4_2', *GRAMS], config, {'all': view})['all']


def _relative(found, target):
    return float(np.sum((found - target) ** 2) / np.sum(target**2))


def _write_rows(rows, path):
    cells = [[np.asarray(_padded(cell)) for cell in row] for row in rows]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in cells])
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    PIL.Image.fromarray(sheet).save(path)


def _padded(image):
    """A picture of 512x512 with the picture in its middle."""
    frame = np.full((512, 512, 3), 255, np.uint8)
    height, width = image.shape[1:3]
    top, left = (512 - height) // 2, (512 - width) // 2
    frame[top : top + height, left : left + width] = images.to_uint8(np.asarray(image, np.float32))[
        0
    ]
    return frame


if __name__ == '__main__':
    run_script(main)
