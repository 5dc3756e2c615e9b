"""Reconstructs the style of a picture from its Gram matrices (Gatys et al., section 2.2).

What emerges from white noise is the texture that the chosen layers of VGG-19 see, without the
picture's arrangement: the deeper the layers, the larger the structures.
"""

from gatys_tf1 import architecture, samples, transfer
from gatys_tf1.cli import arguments, experiment, reporting, types
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style

PRESETS = {
    'blog': experiment.BLOG | dict(layer_weights='equal', steps=[100_000], image_every=2500),
    'gatys': experiment.GATYS | dict(layer_weights='equal'),
}


def main():
    args = parsed()
    image = experiment.picture(args, args.image, samples.night_sky)
    layers = style_layers(args)
    style = gatys.style_term([Style(image)], layers, balance=args.layer_weights)
    terms = [style, *experiment.style_terms(args, [Style(image)], layers)]
    terms += experiment.tv_terms(args)
    start = experiment.start_image(args, image.shape, style=image)
    settings = experiment.settings(args)
    output = arguments.output(args, 'style_reconstruction')
    transfer.check(terms, start, settings, output)
    reporting.announce(args, 'style_reconstruction', terms, start, settings)
    transfer.optimize_image(terms, start, settings, output)
    reporting.report(args)


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    parser.add_argument(
        '--image', metavar='FILE', help='picture whose style is taken; default a painted night sky'
    )
    layers = parser.add_mutually_exclusive_group()
    add = layers.add_argument
    add('--depth', type=int, choices=range(1, 6), default=5,
        help=f'use the first N of {", ".join(gatys.STYLE_LAYERS)}; default 5')  # fmt: skip
    add('--layers', type=types.weighted_layers, metavar='LAYER[:W],...', help='layers by name')
    experiment.add_arguments(parser, init='noise', steps=300, starts='style')
    experiment.add_style_losses(parser)
    args = arguments.parse(parser, PRESETS)
    experiment.check(args)
    architecture.check_layers(list(style_layers(args)))
    return args


def style_layers(args):
    """Dict of layer to its weight w_l, or None."""
    return args.layers or dict.fromkeys(gatys.STYLE_LAYERS[: args.depth])
