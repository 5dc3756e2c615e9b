#!/usr/bin/env python3
"""Reconstructs the style of a picture from its Gram matrices (Gatys et al., section 2.2).

From white noise, what comes back is the texture that the chosen layers of VGG-19 see, without the
arrangement: the deeper the layers, the larger the structures.
"""

import argparse

import common
import experiment
import style_terms

from gatys_tf1 import samples
from gatys_tf1.errors import run_script

PRESETS = {
    'blog': common.BLOG | dict(layer_weights='equal', steps=100_000, image_every=2500),
    'gatys': common.GATYS | dict(layer_weights='equal'),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--image', help='picture whose style is taken; default a painted night sky')
    layers = parser.add_mutually_exclusive_group()
    layers.add_argument('--depth', type=int, choices=range(1, 6), default=5,
                        help=f'the first so many of {", ".join(common.STYLE_LAYERS)}')  # fmt: skip
    layers.add_argument('--layers', type=common.weighted_layers,
                        metavar='LAYER[:W],...', help='layers by name')  # fmt: skip
    common.add_layer_weights(parser)
    style_terms.add_arguments(parser)
    common.add_arguments(parser, init='noise', steps=300)
    args = common.parse(parser, PRESETS)

    image = common.picture(args.image, samples.night_sky, args)
    layers = args.layers or dict.fromkeys(common.STYLE_LAYERS[: args.depth])
    return experiment.execute(
        experiment.Experiment(
            'style_reconstruction',
            image.shape,
            common.start_image(args, image.shape, style=image),
            styles=(experiment.Style(image),),
            **style_terms.fields(args, common.style_weights(layers, args)),
            weights=style_terms.weights(args) | common.tv_weights(args),
        ),
        args,
    )


if __name__ == '__main__':
    run_script(main)
