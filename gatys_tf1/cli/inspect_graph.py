"""Prints a run's graph: its scopes as a tree with their costs, and its variables."""

import os

import numpy as np

from gatys_tf1 import transfer, vgg
from gatys_tf1.cli import arguments, types
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.inspect import costs
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.tf1 import tf

DESCRIBING = ('height', 'width', 'content_layers', 'style_layers', 'optimizer')


def main():
    parser = arguments.Parser(__doc__)
    add = parser.add_argument
    add('run', nargs='?', help="a run's folder; without it, the flags describe the graph")
    add('--height', type=types.side, default=224)
    add('--width', type=types.side, default=224)
    add('--content-layers', type=types.layer_list, default=['conv4_2'], metavar='A,B')
    add('--style-layers', type=types.layer_list, default=gatys.STYLE_LAYERS, metavar='A,B')
    add('--optimizer', choices=['lbfgs', 'adam'], default='lbfgs')
    add('--depth', type=types.positive, default=2, help='levels of the tree; default 2')
    add('--pbtxt', metavar='FILE', help='also write the GraphDef as text')
    args = arguments.parse(parser)
    arguments.check_needs(args, dict.fromkeys(DESCRIBING, (not args.run, "on a run's own graph")))

    graph = load(args.run) if args.run else build(args)
    print(f'{"scope":<32}{"operations":>11}{"idle":>6}{"parameters":>12}{"GFLOP":>8}{"MB":>8}')
    for scope in costs.scopes(graph, args.depth):
        label = '  ' * scope.name.count('/') + scope.name.split('/')[-1] or 'the graph'
        print(f'{label:<32}{scope.operations:>11,}{scope.idle:>6,}{scope.parameters:>12,}'
              f'{scope.gflop:>8.2f}{scope.activation_bytes / 1e6:>8.1f}')  # fmt: skip
    print(f'\n{"variable":<32}{"shape":<22}{"filled by":<13}trainable')
    for variable in costs.variables(graph):
        shape, trainable = str(list(variable.shape)), 'yes' if variable.trainable else ''
        print(f'{variable.name:<32}{shape:<22}{variable.source:<13}{trainable}'.rstrip())
    if args.pbtxt:
        with atomic_write(args.pbtxt) as path:
            tf.train.write_graph(graph, os.path.dirname(path), os.path.basename(path))


def load(run):
    """The graph in a run's state."""
    path = os.path.join(run, 'state', 'graph.meta')
    if not os.path.exists(path):
        raise UserError(f'{run} holds no graph ({path}): give the folder of a run')
    with tf.Graph().as_default() as graph:
        tf.train.import_meta_graph(path)
    return graph


def build(args):
    """The graph that the flags describe, with targets of zeros; no weights are needed."""
    picture = np.zeros((1, args.height, args.width, 3), np.float32)
    terms = (
        gatys.content_term(picture, dict.fromkeys(args.content_layers, 1.0)),
        gatys.style_term([Style(picture)], dict.fromkeys(args.style_layers)),
    )
    part = Part(('image', picture), terms, vgg.Config())
    settings = Settings(vgg.Config(), optimizer=args.optimizer)
    transfer.check(terms, part.start, settings)
    return transfer.build(part, transfer.zero_targets(terms), settings).graph
