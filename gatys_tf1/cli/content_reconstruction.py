#!/usr/bin/env python3
"""Reconstructs a picture from its content representation at one layer (Gatys et al., section 2.1).

From white noise, what comes back is what that layer of VGG-19 keeps of the picture.
"""

import argparse

import common
import experiment

from gatys_tf1 import samples
from gatys_tf1.errors import run_script

PRESETS = {
    'blog': common.BLOG
    | dict(layer='conv1_2', content_reduction='mean', steps=100_000, image_every=2500),
    'gatys': common.GATYS | dict(content_reduction='sum'),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--image', help='picture to reconstruct; default a painted coast')
    add('--layer', default='conv4_2', help='layer of VGG-19, as conv4_2')
    common.add_content_reduction(parser)
    common.add_arguments(parser, init='noise', steps=200, pool='max')
    args = common.parse(parser, PRESETS)

    image = common.picture(args.image, samples.coastal_scene, args)
    return experiment.execute(
        experiment.Experiment(
            'content_reconstruction',
            image.shape,
            common.start_image(args, image.shape, content=image),
            content_image=image,
            content={args.layer: 1.0},
            weights=dict(content_reduction=args.content_reduction) | common.tv_weights(args),
        ),
        args,
    )


if __name__ == '__main__':
    run_script(main)
