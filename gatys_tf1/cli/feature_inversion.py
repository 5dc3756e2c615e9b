"""Finds, from grey noise, a picture whose features at a layer match those of a given picture.

The deeper the layer, the more abstract the result; one run shows a layer of every block in a row.
"""

from gatys_tf1 import architecture, sheets
from gatys_tf1.cli import arguments, ascent, types
from gatys_tf1.dream import programs
from gatys_tf1.inspect import visualize


def main():
    args = parsed()
    picture = ascent.picture(args)
    size = picture.shape[1:3]
    architecture.check_size(*size, architecture.deepest(args.layers))
    settings = ascent.settings(args, programs.INVERSION)._replace(optimizer=args.optimizer)

    def part(layer):
        def run(output):
            return programs.invert_features(picture, layer, settings, output)

        return ascent.Part(layer, [size], layer, run)

    ascent.execute(
        args, arguments.output(args, 'feature_inversion'), settings,
        {layer: part(layer) for layer in args.layers},
        f'features inverted: {args.steps} steps each', [sheets.Panel('the picture', picture)],
    )  # fmt: skip


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    ascent.add_arguments(parser, programs.INVERSION, size=224)
    add_arguments(parser)
    args = arguments.parse(parser)
    descent = args.optimizer == 'descent', 'without --optimizer descent'
    arguments.check_needs(args, {'step_size': descent, 'jitter': descent})
    architecture.check_layers(args.layers)
    return args


def add_arguments(parser):
    """Adds the flags that only this command has."""
    add = parser.add_argument_group('the inversion').add_argument
    add('--layers', type=types.layer_list, default=list(visualize.BLOCKS), metavar='A,B,C',
        help='layers, each inverted on its own; default: the last of each block')  # fmt: skip
    add('--optimizer', choices=['lbfgs', 'descent'], default='lbfgs',
        help='lbfgs comes closer; descent takes plain steps; default lbfgs')  # fmt: skip
    add = parser.expert('the inversion, in detail')
    tv = programs.INVERSION.penalties.tv
    add('--tv', type=types.weight, default=tv, metavar='W',
        help=f'weight of total variation; default {tv}')  # fmt: skip
