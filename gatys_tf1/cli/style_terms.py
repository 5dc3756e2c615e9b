"""The arguments of what grew around Gatys' style loss, and the layers that they name."""

import argparse

import common

from gatys_tf1 import vgg
from gatys_tf1.errors import UserError

# Powers of two for each layer, as large as its features are sparse (Berger and Memisevic 2016).
POWERS = {'conv1_1': [4, 8, 16, 32, 64], 'conv2_1': [4, 8, 16, 32], 'conv3_1': [4, 8, 16],
          'conv4_1': [4, 8]}  # fmt: skip


def add_arguments(parser):
    """Adds long-range and histogram losses: off unless they are given a weight."""
    add = parser.add_argument
    add('--long-range-weight', type=common.weight, default=0.0, metavar='W',
        help='of shifted Gram matrices: structure over distances')  # fmt: skip
    add('--shifts', type=shifts, default='4', metavar='N[+N...]|powers|LAYER:N[+N...],...',
        help='their shifts in positions of a layer; 4 at every style layer (the default), powers '
        'of two at conv1_1 ... conv4_1, or your own')  # fmt: skip
    add('--histogram-weight', type=common.weight, default=0.0, metavar='W',
        help="of features whose histograms are the style's: stable contrast")  # fmt: skip
    add('--histogram-layers', type=common.weighted_layers, metavar='LAYER[:W],...',
        default={'conv1_1': 1.0, 'conv4_1': 1.0})  # fmt: skip
    add('--histogram-kind', choices=['channel', 'global255'], default='channel',
        help='per channel by rank, or one histogram of 255 bins over all channels')  # fmt: skip


def fields(args, style):
    """The fields of an `Experiment` that these arguments decide.

    Args:
      args: the parsed arguments.
      style: dict of style layer to w_l, from `common.style_weights`.

    Returns:
      dict: `style`, `long_range` and `histogram` (layer -> w_l), `shifts` (layer -> ints).
    """
    found = dict(style=style, long_range={}, shifts={}, histogram={})
    if args.long_range_weight:
        chosen = POWERS if args.shifts == 'powers' else args.shifts
        if isinstance(chosen, list):
            chosen = dict.fromkeys(style, chosen)
        layers = dict.fromkeys(architecture.check_layers(list(chosen)))
        weights = common.style_weights(layers, args)
        found.update(long_range={x: style.get(x, weights[x]) for x in chosen}, shifts=chosen)
    if args.histogram_weight:
        architecture.check_layers(list(args.histogram_layers))
        found['histogram'] = {x: 1.0 if w is None else w for x, w in args.histogram_layers.items()}
    return found


def weights(args):
    """The weights of the objective that these arguments decide; see `objective.Objective`."""
    return dict(
        long_range_weight=args.long_range_weight,
        histogram_weight=args.histogram_weight,
        histogram_kind=args.histogram_kind,
    )


def shifts(text):
    """An argument of `--shifts`: 'powers', a list of ints, or a dict of layer to such a list."""
    if text == 'powers':
        return text

    def numbers(part):
        return [common.positive(number) for number in part.split('+')]

    if ':' not in text:
        return numbers(text)
    pairs = [part.partition(':') for part in text.split(',')]
    if not all(numbers for _, _, numbers in pairs):
        raise argparse.ArgumentTypeError(f'{text} has a layer without a shift')
    return {layer.strip(): numbers(rest) for layer, _, rest in pairs}


def per_style(values, count, flag):
    """One value for each style; UserError, with the flag's name, if there are too few or many."""
    if len(values) == 1:
        return values * count
    if len(values) != count:
        raise UserError(
            f'{flag} has {len(values)} values for {count} styles: give one, or one for each'
        )
    return values
