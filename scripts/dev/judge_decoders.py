#!/usr/bin/env python3
"""Measures decoders of AdaIN on pairs of pictures that they were not trained on.

    python scripts/dev/judge_decoders.py --contents DIR --styles DIR --decoders A.npz B.npz

Pictures are stylised with a longer side of 512; content, style and result are then shrunk to 256.
*content* is the squared error of conv4_2 over the content's own squares; *style* is the mean over
conv1_1 ... conv5_1 of the squared error of the Gram matrix over the style's own squares. Less is
better in both. *autoencoding* is the mean absolute difference between the content and what the
decoder makes of its features as they are (alpha 0), in pixel values of 255. Prints the medians, and
with --out writes content, style and every decoder's result side by side, a row for each pair.
"""

import argparse

import numpy as np
import tqdm

from gatys_tf1 import images, sheets, transfer, vgg
from gatys_tf1.adain import api, inference, pictures
from gatys_tf1.errors import run_script
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.weights import checkpoint

CONTENT_LAYER = 'conv4_2'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    add = parser.add_argument
    add('--contents', required=True, help='folder of photographs')
    add('--styles', required=True, help='folder of paintings')
    add('--decoders', nargs='+', default=[None], help='decoder.npz, or run folders')
    add('--transform', choices=list(inference.TRANSFORMS), default='adain')
    add('--pairs', type=int, default=40)
    add('--out', help='PNG of the results')
    args = parser.parse_args()
    contents, styles = (
        [images.resize(images.load(path), 512) for path in pictures.find(folder)[: args.pairs]]
        for folder in (args.contents, args.styles)
    )
    config = vgg.Config(checkpoint.find())
    features = [measure(image, config)[0] for image in contents]
    grams = [measure(image, config)[1] for image in styles]
    found = {}
    rows = [
        [sheets.Panel('content', contents[number % len(contents)]),
         sheets.Panel('style', styles[number % len(styles)])]
        for number in range(args.pairs)
    ]  # fmt: skip
    for decoder in args.decoders:
        errors = []
        with api.Stylizer(decoder, transform=args.transform) as stylizer:
            for number in tqdm.trange(args.pairs, desc=str(decoder), disable=None):
                c, s = number % len(contents), number % len(styles)
                painted, plain = (
                    images.load(stylizer.stylize(contents[c][0], styles[s][0], alpha=alpha).image)
                    for alpha in (1.0, 0.0)
                )
                its_features, its_grams = measure(painted, config)
                errors.append([
                    np.mean(relative_errors(its_features, features[c])),
                    np.mean(relative_errors(its_grams, grams[s])),
                    np.abs(plain - contents[c]).mean(),
                ])  # fmt: skip
                rows[number].append(sheets.Panel(str(decoder), painted))
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
        sheets.save(args.out, 'Decoders', sum(rows, []), 2 + len(args.decoders), height=384)


def measure(image, config):
    """conv4_2 and the mean Gram matrices of a picture shrunk to 256 pixels: two dicts by layer."""
    small = images.resize(image, 256)
    terms = [
        content_term(small, {CONTENT_LAYER: 1.0}),
        style_term([Style(small)], dict.fromkeys(STYLE_LAYERS)),
    ]
    return [found for (found,) in transfer.measure(terms, config)]


def relative_errors(found, target):
    """Of each layer, the squared error over the target's own squares."""
    return [
        np.sum((found[layer] - target[layer]) ** 2) / np.sum(target[layer] ** 2) for layer in target
    ]


if __name__ == '__main__':
    run_script(main)
