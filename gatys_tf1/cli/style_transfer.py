"""Paints the content picture in the manner of the style picture (Gatys et al., section 2.3).

Can also blend several styles, confine each to a region, add further losses, and process a folder of
content pictures (docs/losses.md).
"""

import os
from typing import NamedTuple

from gatys_tf1 import architecture, colours, samples, transfer
from gatys_tf1.adain.start import paint_start
from gatys_tf1.cli import arguments, experiment, many, reporting, types
from gatys_tf1.errors import UserError
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.masks import load_mask

NEURAL_STYLE = {  # 4 / channels^2 turns E_l into its mean squared error of Gram / size
    layer: 0.2 * 4 / architecture.channels(layer) ** 2 for layer in gatys.STYLE_LAYERS
}
PRESETS = {
    'blog': experiment.BLOG
    | dict(
        content_layers={'conv2_2': 1.0}, style_layers=dict.fromkeys(['conv1_1', 'conv2_1']),
        layer_weights='equal', content_weight=1.0, style_weight=100.0, content_reduction='mean',
        steps=[10_000],
    ),
    'gatys': experiment.GATYS
    | dict(
        content_layers={'conv4_2': 1.0}, style_layers=dict.fromkeys(gatys.STYLE_LAYERS),
        layer_weights='equal', content_weight=1.0, style_weight=1000.0, content_reduction='sum',
    ),
    'neural-style': dict(  # what the class-visualisation post explains
        preprocess='vgg', pool='max', init='noise', noise='gaussian', optimizer='adam',
        learning_rate=10.0, beta1=0.9, beta2=0.999, epsilon=1e-8, precision='float32',
        content_layers={'conv4_2': 1.0, 'conv5_2': 0.0}, content_weight=5.0,
        content_reduction='mean', style_layers=NEURAL_STYLE, style_weight=500.0, tv_weight=100.0,
        steps=[1000],
    ),
    'combined': dict(
        layer_weights='channels', style_weight=0.15, long_range_weight=0.1, shifts='powers',
        histogram_weight=5.0, tv_weight=10.0,
    ),
}  # fmt: skip


def main():
    args = parsed()
    if args.content and os.path.isdir(args.content):
        return many.run(args, prepare)

    terms, start, show = prepare(args)
    settings = experiment.settings(args)
    output = arguments.output(args, 'style_transfer')
    transfer.check(terms, start, settings, output)
    reporting.announce(args, 'style_transfer', terms, start, settings)
    transfer.optimize_image(terms, start, settings, output, show=show)
    reporting.report(args)


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    experiment.add_arguments(parser, init='content', steps=200)
    experiment.add_style_losses(parser)
    args = arguments.parse(parser, PRESETS)
    check(args)
    architecture.check_layers([*args.content_layers, *args.style_layers])
    return args


def add_arguments(parser):
    """Adds the arguments that only style transfer has."""
    add = parser.add_argument_group('pictures').add_argument
    add('--content', metavar='FILE', help='picture whose content is kept, or a folder of them; '
        'default: a painted coast')  # fmt: skip
    add('--style', nargs='+', metavar='FILE',
        help='picture whose style is taken, or several; default a painted night sky')  # fmt: skip
    add('--style-weight', type=types.weight, default=0.08, metavar='W',
        help='beta (equation 7); default 0.08')  # fmt: skip
    add('--style-scale', type=types.factors, default=[1.0], metavar='FACTOR[,...]',
        help="each style's size relative to the content; larger means larger strokes")  # fmt: skip
    add('--preserve-color', choices=['luma', 'match'],
        help="keep the content's colours: luma transfers only brightness, match first gives the "
        "style the content's colours")  # fmt: skip
    add = parser.expert('content and styles')
    add('--content-weight', type=types.weight, default=1.0, metavar='W',
        help='alpha (equation 7); default 1')  # fmt: skip
    add('--content-layers', type=types.weighted_layers, default={'conv4_2': 1.0},
        metavar='LAYER[:W],...', help='default conv4_2')  # fmt: skip
    add('--style-layers', type=types.weighted_layers, metavar='LAYER[:W],...',
        default=dict.fromkeys(gatys.STYLE_LAYERS),
        help=f'default {",".join(gatys.STYLE_LAYERS)}')  # fmt: skip
    add('--style-blend', type=types.weights, metavar='A,B,C',
        help='proportions in which the styles are blended; default: equal')  # fmt: skip
    add('--style-mask', nargs='+', metavar='FILE',
        help='a mask per style: where it applies, white on black; or the word none')  # fmt: skip
    add('--style-size', type=types.side, help='long side of the styles; default --size')
    experiment.add_content_reduction(add)


def check(args):
    """Refuses arguments that contradict each other or have no effect."""
    experiment.check(args)
    exact = args.height is None, 'with --height and --width, which squash the styles, too'
    weightless = any(w is None for w in args.style_layers.values())
    if args.style_size and 'style_scale' in args.explicit:
        raise UserError('--style-scale has no effect with --style-size: give one or the other')
    arguments.check_needs(args, {
        'style_size': exact,
        'style_scale': exact,
        'layer_weights': (weightless, 'where every one of --style-layers has its own weight'),
    })  # fmt: skip


class Problem(NamedTuple):
    """What `transfer.optimize_image` takes."""

    terms: list
    start: tuple
    show: object  # function of an image, or None


def prepare(args):
    """The `Problem` that the arguments describe."""
    content_image = experiment.picture(args, args.content, samples.coastal_scene)
    styles = prepare_styles(args, content_image)
    content_layers = {x: 1.0 if w is None else w for x, w in args.content_layers.items()}
    terms = [
        gatys.content_term(
            content_image, content_layers, args.content_weight, reduction=args.content_reduction
        ),
        gatys.style_term(styles, args.style_layers, args.style_weight, balance=args.layer_weights),
        *experiment.style_terms(args, styles, args.style_layers),
        *experiment.tv_terms(args),
    ]  # fmt: skip

    def paint():
        size = args.scales[0] if args.scales else max(content_image.shape)
        return paint_start(content_image, styles, arguments.config(args), size)

    start = experiment.start_image(args, content_image.shape, content_image, styles[0].image, paint)
    show = None
    if args.preserve_color == 'luma':
        show = lambda image: colours.keep_luma(image, content_image)  # noqa: E731
    return Problem(terms, start, show)


def prepare_styles(args, content_image):
    """A list of `Style`: each picture at its scale, recoloured, with its mask."""
    paths = args.style or [None]
    shares = per_style(args.style_blend, len(paths), '--style-blend', [1.0] * len(paths))
    scales = args.style_scale
    if len(scales) > 1 or len(paths) == 1:
        scales = per_style(scales, len(paths), '--style-scale')
    else:
        scales = scales * len(paths)
    masks = per_style(args.style_mask, len(paths), '--style-mask', ['none'] * len(paths))
    if not sum(shares):
        raise UserError('--style-blend gives no style any weight: one of them must be above zero')
    styles = []
    for path, share, scale, mask in zip(paths, shares, scales, masks):
        size = args.style_size or round(scale * max(content_image.shape))
        arguments.check_style_size(size, scale)
        image = experiment.picture(args, path, samples.night_sky, size)
        if args.preserve_color == 'match':
            image = colours.match_colours(image, content_image)
        region = None if mask == 'none' else load_mask(mask, content_image.shape[1:3])
        if region is not None and not region.any():
            raise UserError(
                f'{mask} is black everywhere, so its style has no place: make some white'
            )
        styles.append(Style(image, share, region))
    return styles


def per_style(values, count, flag, default=None):
    """One value for each style; UserError, with the flag's name, if there are too few or many."""
    if values is None:
        return default
    if len(values) != count:
        numbers = f'{len(values)} value{"s" * (len(values) > 1)}'
        raise UserError(
            f'{flag} has {numbers} for {count} style{"s" * (count > 1)}: give one for each'
        )
    return values
