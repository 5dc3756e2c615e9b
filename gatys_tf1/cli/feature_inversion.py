#!/usr/bin/env python3
"""Finds, from gray noise, a picture whose features at a layer are those of a picture (seed 003).

The deeper the layer, the more abstract what comes back: one command makes the row of all blocks.
"""

import argparse

import ascent
import common

from gatys_tf1 import dream, goals, images, sheets, transfer, vgg, visualize
from gatys_tf1.errors import run_script

NOISE = 10.0  # standard deviation of the start, pixel values


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--layers', type=common.layer_list, default=list(visualize.BLOCKS), metavar='A,B,C',
        help='each is inverted on its own; default the last of each block')  # fmt: skip
    add('--optimizer', choices=['lbfgs', 'descent'], default='lbfgs',
        help='lbfgs comes closer; descent is that of the seed, with --step-size')  # fmt: skip
    add('--tv', type=float, default=1e-4, help='weight of the total variation')
    ascent.add_arguments(parser, size=224, steps=200, jitter=0, l2=1e-6)
    args = common.parse(parser, presets={})

    image_value = ascent.picture(args)
    shape = image_value.shape
    architecture.check_size(*shape[1:3], architecture.deepest(args.layers))
    network = ascent.network(args)
    targets = transfer.content_representation(image_value, args.layers, network)
    start = 'white_noise', images.gaussian_noise(*shape[1:3], args.seed, vgg.MEAN_RGB, NOISE)

    def part(layer):
        def build(_):
            goal = dream.Goal(goals.distance(targets[layer]))
            return dream.build(
                shape,
                network,
                {layer: goal},
                l2=args.l2,
                tv=args.tv,
                step_size=args.step_size,
                minimise=True,
            )

        return ascent.Part(layer, [shape[1:3]], build, start, layer)

    parts = {layer: part(layer) for layer in args.layers}
    optimizer = 'lbfgs' if args.optimizer == 'lbfgs' else dream.ascent(args.jitter, seed=args.seed)
    heading = f'features inverted: {args.steps[0]} steps each'
    panels = [sheets.Panel('the picture', image_value)]
    return ascent.execute('feature_inversion', args, network, parts, optimizer, heading, panels)


if __name__ == '__main__':
    run_script(main)
