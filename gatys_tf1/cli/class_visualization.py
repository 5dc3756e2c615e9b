#!/usr/bin/env python3
"""Paints what excites a class, a channel or a neuron of VGG-19 most (seed 003).

From gray noise, by gradient ascent with jitter, L2 regularisation, clipping and a periodic blur.
Channels and neurons need the convolution weights; a class needs the full checkpoint.
"""

import argparse

import ascent
import common

from gatys_tf1 import checkpoint, classes, dream, goals, images, vgg
from gatys_tf1.errors import UserError, run_script

NOISE = 10.0  # standard deviation of the start, pixel values


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--class', dest='classes', type=names, metavar='N|NAME[,...]',
        help='classes of ImageNet, by number or name')  # fmt: skip
    add('--layer', help='instead of a class: the layer of --channel')
    add('--channel', type=numbers, metavar='N[,...]', help='channels of --layer')
    add('--neuron', type=position, metavar='Y,X|middle',
        help='each channel at one position of --layer only')  # fmt: skip
    add('--blur-every', type=int, default=4, metavar='N', help='a blur every N steps; 0: never')
    add('--blur', type=common.factor, default=0.7, metavar='PIXELS', help='its standard deviation')
    ascent.add_octaves(parser, count=4)
    ascent.add_arguments(parser, size=224, steps=120, jitter=8, l2=None, image=False)
    parser.set_defaults(step_size=2.0)
    args = common.parse(parser, presets={})

    layer, channels, titles = wanted(args)
    architecture.check_size(args.size, args.size, layer)
    network = ascent.network(args)
    if layer == 'fc8':
        checkpoint.check_full(network.checkpoint)
    if args.l2 is None:  # of the order of a tenth of what is wanted
        args.l2 = 0.01 if layer == 'fc8' else 0.1
    sizes = ascent.octaves(args, args.size, args.size, layer)
    start = 'white_noise', images.gaussian_noise(*sizes[0], args.seed, vgg.MEAN_RGB, NOISE)

    def part(channel, title):
        def build(octave):
            goal = dream.Goal(goal_of(args, layer, channel, sizes[octave][0]))
            shape = (1, *sizes[octave], 3)
            return dream.build(shape, network, {layer: goal}, l2=args.l2, step_size=args.step_size)

        return ascent.Part(title, sizes, build, start, layer)

    parts = {f'{layer}-{c}': part(c, title) for c, title in zip(channels, titles)}
    steps = dream.ascent(args.jitter, args.blur_every, args.blur, args.seed)
    heading = f'what excites {layer} most: {args.steps[0]} steps, {len(sizes)} octaves'
    return ascent.execute('class_visualization', args, network, parts, steps, heading)


def wanted(args):
    """What is to be painted: `(layer, channels, titles)`."""
    if bool(args.classes) == bool(args.layer):
        raise UserError('give --class, or --layer with --channel')
    if args.classes:
        indices = [classes.index_of(name) for name in args.classes]
        return 'fc8', indices, [f'{index} {classes.NAMES[index]}' for index in indices]
    architecture.check_layers([args.layer])
    if not args.channel:
        raise UserError(f'--layer {args.layer} needs --channel, one or more of its channels')
    side = args.size // architecture.stride(args.layer)
    if isinstance(args.neuron, list) and max(args.neuron) >= side:
        raise UserError(
            f'{args.layer} has {side}x{side} positions at --size {args.size}; '
            f'--neuron counts them from 0,0 to {side - 1},{side - 1}'
        )
    where = ' in the middle' if args.neuron == 'middle' else f' at {args.neuron}'
    return (
        args.layer,
        [architecture.check_channel(args.layer, channel) for channel in args.channel],
        [f'channel {channel}{where if args.neuron else ""}' for channel in args.channel],
    )


def goal_of(args, layer, channel, size):
    """The goal's value in an octave of `size` pixels; a neuron keeps its place in the picture."""
    if not args.neuron:
        return goals.channel(channel)
    if args.neuron == 'middle':
        return goals.neuron(channel)
    return goals.neuron(channel, *(place * size // args.size for place in args.neuron))


def names(text):
    """An argument that is a comma-separated list of names or numbers."""
    return [name.strip() for name in text.split(',') if name.strip()]


def numbers(text):
    """An argument that is a comma-separated list of whole numbers."""
    return [int(number) for number in text.split(',')]


def position(text):
    """An argument `Y,X`, or `middle`."""
    if text == 'middle':
        return text
    row, column = numbers(text)
    if min(row, column) < 0:
        raise argparse.ArgumentTypeError(f'{text} is outside')
    return [row, column]


if __name__ == '__main__':
    run_script(main)
