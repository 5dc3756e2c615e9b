#!/usr/bin/env python3
"""Paints the content picture in the manner of the style picture (Gatys et al., section 2.3).

With several styles, regions for them, further losses, and a folder of contents (docs/losses.md).
"""

import argparse
import os

import common
import experiment
import many
import style_terms

from gatys_tf1 import colours, images, samples
from gatys_tf1.errors import UserError, run_script

PRESETS = {
    'blog': common.BLOG
    | dict(
        content_layers={'conv2_2': 1.0}, style_layers=dict.fromkeys(['conv1_1', 'conv2_1']),
        layer_weights='equal', content_weight=1.0, style_weight=100.0, content_reduction='mean',
        steps=10_000,
    ),
    'gatys': common.GATYS
    | dict(
        content_layers={'conv4_2': 1.0}, style_layers=dict.fromkeys(common.STYLE_LAYERS),
        layer_weights='equal', content_weight=1.0, style_weight=1000.0, content_reduction='sum',
    ),
    'combined': dict(
        style_weight=0.15, long_range_weight=0.1, shifts='powers', histogram_weight=5.0,
        tv_weight=10.0,
    ),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--content', help='picture whose content is kept, or a folder of them; '
        'default a painted coast')  # fmt: skip
    add('--style', nargs='+', metavar='FILE',
        help='picture whose style is taken, or several; default a painted night sky')  # fmt: skip
    add('--style-blend', type=common.weights, default=[1.0], metavar='A,B,C',
        help='how much of each style')  # fmt: skip
    add('--style-mask', nargs='+', metavar='FILE',
        help='for each style its region of the result, white on black, or none')  # fmt: skip
    add('--style-size', type=common.positive, help='long side of the styles; default --size')
    add('--style-scale', type=common.factors, default=[1.0], metavar='FACTOR[,...]',
        help="each style's size relative to the content's; larger: larger strokes")  # fmt: skip
    add('--preserve-color', choices=['luma', 'match'],
        help="keep the content's colours: luma transfers brightness alone, match gives the style "
        'the colours of the content beforehand')  # fmt: skip
    add('--content-layers', type=common.weighted_layers, default={'conv4_2': 1.0},
        metavar='LAYER[:W],...')  # fmt: skip
    add('--style-layers', type=common.weighted_layers, metavar='LAYER[:W],...',
        default=dict.fromkeys(common.STYLE_LAYERS))  # fmt: skip
    add('--content-weight', type=common.weight, default=1.0, help='alpha (equation 7)')
    add('--style-weight', type=common.weight, default=0.3, help='beta (equation 7)')
    common.add_content_reduction(parser)
    common.add_layer_weights(parser)
    style_terms.add_arguments(parser)
    common.add_arguments(parser, init='content', steps=200)
    args = common.parse(parser, PRESETS)
    if args.content and os.path.isdir(args.content):
        return many.execute(args, prepare)
    return experiment.execute(prepare(args), args)


def prepare(args):
    """The `Experiment` that the arguments describe."""
    content_image = common.picture(args.content, samples.coastal_scene, args)
    styles = prepare_styles(args, content_image)
    finish = None
    if args.preserve_color == 'luma':
        finish = lambda image: colours.keep_luma(image, content_image)  # noqa: E731
    return experiment.Experiment(
        'style_transfer',
        content_image.shape,
        common.start_image(args, content_image.shape, content_image, styles[0].image),
        content_image=content_image,
        content={x: 1.0 if w is None else w for x, w in args.content_layers.items()},
        styles=styles,
        **style_terms.fields(args, common.style_weights(args.style_layers, args)),
        weights=dict(
            content_weight=args.content_weight,
            style_weight=args.style_weight,
            content_reduction=args.content_reduction,
        )
        | style_terms.weights(args)
        | common.tv_weights(args),
        finish=finish,
    )


def prepare_styles(args, content_image):
    """A tuple of `experiment.Style`: each picture at its scale, recoloured, with its mask."""
    paths = args.style or [None]
    shares = style_terms.per_style(args.style_blend, len(paths), '--style-blend')
    scales = style_terms.per_style(args.style_scale, len(paths), '--style-scale')
    masks = style_terms.per_style(args.style_mask or ['none'], len(paths), '--style-mask')
    if not sum(shares):
        raise UserError('--style-blend gives no style any weight: one of them must be above zero')
    styles = []
    for path, share, scale, mask in zip(paths, shares, scales, masks):
        size = args.style_size or round(scale * max(content_image.shape))
        image = common.picture(path, samples.night_sky, args, size)
        if args.preserve_color == 'match':
            image = colours.match_colours(image, content_image)
        region = None if mask == 'none' else images.load_mask(mask, content_image.shape[1:3])
        styles.append(experiment.Style(image, share, region))
    return tuple(styles)


if __name__ == '__main__':
    run_script(main)
