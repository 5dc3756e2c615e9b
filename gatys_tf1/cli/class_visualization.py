"""Paints what excites a class, a channel or a neuron of VGG-19 most.

Starts from grey noise: gradient ascent with jitter, L2 regularisation, clipping, a periodic blur.
Channels and neurons need only the convolution layers' weights; a class needs the full checkpoint.
"""

import argparse

from gatys_tf1 import architecture, imagenet
from gatys_tf1.cli import arguments, ascent, types
from gatys_tf1.dream import programs
from gatys_tf1.dream.graph import Blur
from gatys_tf1.errors import UserError
from gatys_tf1.weights import checkpoint


def main():
    args = parsed()
    layer, channels, titles = wanted(args)
    octaves, sizes = ascent.octaves(args, args.size, args.size, layer)
    if args.l2 is None:
        args.l2 = programs.visualization_penalties(layer).l2
    settings = ascent.settings(args, programs.VISUALIZATION)
    settings = settings._replace(blur=Blur(args.blur_every, args.blur))
    if layer.startswith('fc'):
        checkpoint.check_full(settings.config.checkpoint)

    def part(channel, title):
        def run(output):
            return programs.visualize_channel(
                layer, channel, args.size, octaves, settings, output, position=args.neuron
            )

        return ascent.Part(title, sizes, layer, run)

    parts = {f'{layer}-{c}': part(c, title) for c, title in zip(channels, titles)}
    heading = f'what excites {layer} most: {args.steps} steps, {len(sizes)} octaves'
    ascent.execute(args, arguments.output(args, 'class_visualization'), settings, parts, heading)


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    ascent.add_arguments(parser, programs.VISUALIZATION, size=224, image=False)
    ascent.add_octaves(parser)
    parser.set_defaults(l2=None)
    args = arguments.parse(parser)
    arguments.check_needs(args, {
        'channel': (args.layer, 'without --layer'),
        'neuron': (args.layer, 'without --layer'),
        'blur': (args.blur_every, 'with --blur-every 0'),
    })  # fmt: skip
    wanted(args)
    return args


def add_arguments(parser):
    """Adds the flags that only this command has."""
    add = parser.add_argument_group('what is painted').add_argument
    add('--class', dest='classes', type=names, metavar='N|NAME[,...]',
        help='classes of ImageNet, by number or name')  # fmt: skip
    add('--layer', help='layer of the channels, instead of a class')
    add('--channel', type=numbers, metavar='N[,...]', help='channels of --layer')
    add('--neuron', type=position, metavar='Y,X|middle',
        help='excite each channel at a single position only')  # fmt: skip
    add = parser.expert('the blur')
    blur = programs.VISUALIZATION.blur
    add('--blur-every', type=types.natural, default=blur.every, metavar='N',
        help=f'blur every N steps; 0: never; default {blur.every}')  # fmt: skip
    add('--blur', type=types.factor, default=blur.sigma, metavar='PIXELS',
        help=f'its standard deviation; default {blur.sigma}')  # fmt: skip


def wanted(args):
    """What is to be painted: `(layer, channels, titles)`."""
    if bool(args.classes) == bool(args.layer):
        raise UserError('give --class, or --layer with --channel')
    if args.classes:
        indices = [imagenet.index_of(name) for name in args.classes]
        architecture.check_size(args.size, args.size, 'fc8')
        return 'fc8', indices, [f'{index} {imagenet.NAMES[index]}' for index in indices]
    architecture.check_layers([args.layer])
    if not args.channel:
        raise UserError(f'--layer {args.layer} needs --channel, one or more of its channels')
    for channel in args.channel:
        programs.check_channel(args.layer, channel, args.size, args.neuron)
    where = ' in the middle' if args.neuron == 'middle' else f' at {args.neuron}'
    titles = [f'channel {channel}{where if args.neuron else ""}' for channel in args.channel]
    return args.layer, args.channel, titles


def names(text):
    """An argument that is a comma-separated list of names or numbers."""
    found = [name.strip() for name in text.split(',') if name.strip()]
    if not found:
        raise argparse.ArgumentTypeError('names no class')
    return found


def numbers(text):
    """An argument that is a comma-separated list of whole numbers."""
    return [types.natural(number) for number in text.split(',')]


def position(text):
    """An argument `Y,X`, or `middle`."""
    if text == 'middle':
        return text
    found = numbers(text)
    if len(found) != 2:
        raise argparse.ArgumentTypeError(f'{text} is neither Y,X nor middle')
    return found
