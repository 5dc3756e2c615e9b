#!/usr/bin/env python3
"""Exaggerates what a layer of VGG-19 sees in a picture: DeepDream (seed 003)."""

import argparse

import ascent
import common

from gatys_tf1 import dream, goals, images, sheets, transfer, vgg
from gatys_tf1.errors import run_script


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--layers', type=weighted_layers, default={'conv5_1': 1.0}, metavar='A[:WEIGHT],B',
        help='whose activations grow; default conv5_1')  # fmt: skip
    add('--guide', help="another picture, towards whose features the picture's are drawn")
    add('--guide-size', type=common.positive, default=224, help='its long side in pixels')
    add('--tile', type=common.positive, metavar='PIXELS',
        help='for large pictures: the gradient by tiles of this side, without seams')  # fmt: skip
    ascent.add_octaves(parser, count=4)
    ascent.add_arguments(parser, size=512, steps=40, jitter=32, l2=0.0)
    args = common.parse(parser, presets={})

    image_value = ascent.picture(args)
    guide_value = args.guide and images.resize(images.load(args.guide), args.guide_size)
    layer = architecture.deepest(args.layers)
    architecture.check_size(*image_value.shape[1:3], layer)
    if args.guide:
        architecture.check_size(*guide_value.shape[1:3], layer)
    network = ascent.network(args)
    sizes = ascent.octaves(args, *image_value.shape[1:3], layer)
    pictures = [images.resize(image_value, size) for size in sizes]
    goal_of = dict.fromkeys(args.layers, goals.activations())
    if args.guide:
        features = transfer.content_representation(guide_value, list(args.layers), network)
        goal_of = {layer: goals.towards(features[layer]) for layer in args.layers}

    def build(octave):
        entry = None
        if octave:
            first_step = args.steps[0] * octave // len(sizes) + 1
            detail = dream.lost_detail(pictures[octave], sizes[octave - 1])
            entry = dream.Entry(first_step, detail)
        return dream.build(
            pictures[octave].shape,
            network,
            {layer: dream.Goal(goal_of[layer], weight) for layer, weight in args.layers.items()},
            l2=args.l2,
            step_size=args.step_size,
            tile=args.tile,
            entry=entry,
        )

    panels = [sheets.Panel('the picture', image_value)]
    if args.guide:
        panels.append(sheets.Panel('the guide', guide_value))
    title = ', '.join(f'{layer} ({weight:g})' for layer, weight in args.layers.items())
    part = ascent.Part(title, sizes, build, ('image', pictures[0]), layer)
    steps = dream.ascent(args.jitter, seed=args.seed)
    heading = f'DeepDream: {args.steps[0]} steps, {len(sizes)} octaves'
    return ascent.execute('deep_dream', args, network, {'dream': part}, steps, heading, panels)


def weighted_layers(text):
    """An argument `A:2,B`: a dict of layer to weight; a weight that is left out is 1."""
    pairs = [pair.partition(':') for pair in common.layer_list(text)]
    return {layer: common.factor(weight or '1') for layer, _, weight in pairs}


if __name__ == '__main__':
    run_script(main)
