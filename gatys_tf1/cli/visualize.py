"""Looks into VGG-19: its layers, filters, feature maps and gradients, and how it labels a picture.

Each command writes its sheets into a folder. Gradients are drawn grey where they are zero.
"""

import argparse
import os

import numpy as np

from gatys_tf1 import architecture, imagenet, images, samples, sheets, vgg
from gatys_tf1.cli import arguments, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.inspect import visualize
from gatys_tf1.weights import checkpoint

MAP_SIDE = 128  # pixels: small feature maps are enlarged to about this
HELP = {
    'summary': 'the network as a table: output shape, parameters and GFLOP of each layer',
    'filters': "conv1_1's 64 kernels, in colour and by channel",
    'features': f'up to {visualize.MOST_MAPS} feature maps of each layer',
    'gradient': "the gradient of a layer's largest activations, and of one map, with respect to "
    'the picture',
    'guided': 'the same by guided backpropagation, beside the plain gradient',
    'classify': 'the five most probable classes; needs the full checkpoint',
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest='command', required=True, metavar='COMMAND')
    for command, function, layers in (
        ('summary', summary, None),
        ('filters', filters, None),
        ('features', features, visualize.BLOCKS),
        ('gradient', gradient, ['conv5_4']),
        ('guided', gradient, ['conv5_4']),
        ('classify', classify, None),
    ):
        command_parser = commands.add_parser(command, help=HELP[command], description=HELP[command])
        command_parser.set_defaults(function=function)
        add = command_parser.add_argument
        if command != 'filters':
            add('--image', metavar='FILE', help='the picture; default a painted coast')
            add('--size', type=types.side, default=384, metavar='PIXELS',
                help='largest long side; larger pictures are shrunk; default 384')  # fmt: skip
        if layers:
            add('--layer', type=types.layer_list, default=list(layers), metavar='A[,B,...]',
                help=f'default {",".join(layers)}')  # fmt: skip
        if command in ('gradient', 'guided'):
            add('--channel', type=types.natural, metavar='N',
                help='the feature map; default the one with the largest mean')  # fmt: skip
        if command != 'summary':
            flags.add_checkpoint(add)
            flags.add_target(add)
        add('--out', metavar='FOLDER',
            help='folder of the sheets; default runs/visualize-<command>-<time>')  # fmt: skip
        add('--overwrite', action='store_true', help='replace existing sheets in --out')
    args = parser.parse_args()
    args.out = args.out or arguments.default_folder(f'visualize-{args.command}')
    args.function(args)


def summary(args):
    """Prints the table, and writes it into `--out` as summary.txt."""
    path = free(args, 'summary.txt')
    shape = picture(args).shape
    rows = visualize.summary(*shape[1:3])
    lines = [
        f'{"layer":8} {"output":>14} {"parameters":>12} {"GFLOP":>8}   of {shape[2]}x{shape[1]}'
    ]
    for row in rows:
        size = 'x'.join(map(str, row.shape))
        lines.append(f'{row.layer:8} {size:>14} {row.parameters:12,} {row.gflop:8.2f}')
    parameters, gflop = sum(row.parameters for row in rows), sum(row.gflop for row in rows)
    lines.append(f'{"total":8} {"":14} {parameters:12,} {gflop:8.2f}')
    text = '\n'.join(lines) + '\n'
    os.makedirs(args.out, exist_ok=True)
    with atomic_write(path) as temporary, open(temporary, 'w') as file:
        file.write(text)
    print(text + path)


def filters(args):
    path = free(args, 'filters.png')
    kernels = visualize.filters(config(args))  # [64, 3, 3, 3]
    panels = [sheets.Panel('in colour', sheets.mosaic(kernels, 8, gap=4, enlarge=12))]
    for channel, name in enumerate(('red', 'green', 'blue')):
        of_channel = sheets.mosaic(kernels[..., channel], 8, gap=4, enlarge=12)
        panels.append(sheets.Panel(f'weights of {name}', of_channel))
    save(args, path, "conv1_1's 64 kernels: light excites, dark inhibits", panels)


def features(args):
    paths = paths_of(args)
    image_value = picture(args)
    for layer, maps in visualize.features(image_value, args.layer, config(args)).items():
        shown = [visualize.to_view(one) for one in maps[: visualize.MOST_MAPS]]
        side = max(shown[0].shape)
        if side > MAP_SIDE:
            colour = [np.repeat(one[np.newaxis, ..., np.newaxis], 3, axis=3) for one in shown]
            shown = [images.resize(one, MAP_SIDE)[0] for one in colour]
        mosaic = sheets.mosaic(np.stack(shown), 8, gap=4, enlarge=max(1, round(MAP_SIDE / side)))
        title = f'{len(shown)} of {len(maps)} feature maps, {maps.shape[2]}x{maps.shape[1]} each'
        save(args, paths[layer], layer, [sheets.Panel(title, mosaic)])


def gradient(args):
    """The plain gradients; for `guided`, the guided ones below them."""
    paths = paths_of(args)
    for layer in paths if args.channel is not None else ():
        architecture.check_channel(layer, args.channel)
    image_value, its_config = picture(args), config(args)
    for layer, path in paths.items():
        panels = []
        for guided in (False, True)[: 1 + (args.command == 'guided')]:
            found = visualize.gradients(image_value, layer, its_config, args.channel, guided)
            kind = 'guided backpropagation' if guided else 'gradient'
            maxima, one_map = map(visualize.signed_to_view, (found.maxima, found.feature_map))
            panels += [
                sheets.Panel('the picture', image_value),
                sheets.Panel(f'{kind}: largest activations', maxima),
                sheets.Panel(f'{kind}: channel {found.channel}', one_map),
            ]
        save(args, path, layer, panels, columns=3)


def classify(args):
    path = free(args, 'classify.png')
    image_value = picture(args)
    best = visualize.classify(image_value, config(args))
    lines = [f'{imagenet.NAMES.index(name):4} {name}: {share:.1%}' for name, share in best]
    print('\n'.join(lines))
    panel = sheets.Panel('\n'.join(lines), visualize.central(image_value))
    save(args, path, 'the five most probable classes', [panel], height=320)


def picture(args):
    """The picture to look at: float32 `[1, h, w, 3]`. A small one is not enlarged."""
    size = args.size
    if args.image is not None:
        size = min(size, max(images.load(args.image).shape))
    return arguments.picture(args.image, samples.coastal_scene, size)


def config(args):
    """VGG-19 as it was trained: max pooling, the mean subtracted; in float32."""
    return vgg.Config(checkpoint.find(args.checkpoint), target=args.target)


def paths_of(args):
    """The path of each layer's sheet."""
    layers = architecture.check_layers(args.layer)
    return {layer: free(args, f'{args.command}_{layer}.png') for layer in layers}


def free(args, name):
    """The path of a sheet in `--out`; UserError if it is there and is not to be replaced."""
    path = os.path.join(args.out, name)
    if os.path.exists(path) and not args.overwrite:
        raise UserError(f'{path} is there already: give --overwrite or another --out')
    return path


def save(args, path, heading, panels, columns=None, height=None):
    """Draws a sheet, and prints where it is."""
    os.makedirs(args.out, exist_ok=True)
    sheets.save(path, heading, panels, columns, height)
    print(path)
