#!/usr/bin/env python3
"""Paints the content picture in the manner of the style picture (Gatys et al., section 2.3)."""

import argparse

import common
import experiment

from gatys_tf1 import samples
from gatys_tf1.errors import run_script

PRESETS = {
    'blog': common.BLOG
    | dict(
        content_layer='conv2_2', style_layers=['conv1_1', 'conv2_1'], layer_weights='equal',
        content_weight=1.0, style_weight=100.0, content_reduction='mean', steps=10_000,
    ),
    'gatys': common.GATYS
    | dict(
        content_layer='conv4_2', style_layers=list(common.STYLE_LAYERS), layer_weights='equal',
        content_weight=1.0, style_weight=1000.0, content_reduction='sum',
    ),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--content', help='picture whose content is kept; default a painted coast')
    add('--style', help='picture whose style is taken; default a painted night sky')
    add('--content-layer', default='conv4_2', metavar='LAYER')
    add('--style-layers', type=common.layer_list, default=list(common.STYLE_LAYERS),
        metavar='A,B,C')  # fmt: skip
    add('--content-weight', type=float, default=1.0, help='alpha (equation 7)')
    add('--style-weight', type=float, default=0.3, help='beta (equation 7)')
    add('--style-size', type=common.positive, help='long side of the style; default --size')
    add('--style-scale', type=common.factor, default=1.0, metavar='FACTOR',
        help="the style's long side relative to the content's; larger: larger strokes")  # fmt: skip
    common.add_content_reduction(parser)
    common.add_layer_weights(parser)
    common.add_arguments(parser, init='content', steps=200)
    args = common.parse(parser, PRESETS)

    content_image = common.picture(args.content, samples.coastal_scene, args)
    style_size = args.style_size or round(args.style_scale * max(content_image.shape))
    style_image = common.picture(args.style, samples.night_sky, args, style_size)
    return experiment.execute(
        experiment.Experiment(
            'style_transfer',
            content_image.shape,
            common.start_image(args, content_image.shape, content_image, style_image),
            content_image=content_image,
            content={args.content_layer: 1.0},
            style_image=style_image,
            style=common.style_weights(args.style_layers, args),
            weights=dict(
                content_weight=args.content_weight,
                style_weight=args.style_weight,
                content_reduction=args.content_reduction,
            ),
        ),
        args,
    )


if __name__ == '__main__':
    run_script(main)
