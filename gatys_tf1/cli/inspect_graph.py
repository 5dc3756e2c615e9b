#!/usr/bin/env python3
"""Prints a run's graph: its scopes as a tree with their costs, and its variables."""

import argparse
import os

import common

from gatys_tf1 import inspection, transfer
from gatys_tf1.errors import UserError, run_script
from gatys_tf1.files import atomic_write
from gatys_tf1.tf1 import tf


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('run', nargs='?', help="a run's folder; without it, the graph that the flags describe")
    add('--height', type=common.positive, default=224)
    add('--width', type=common.positive, default=224)
    add('--content-layers', type=common.layer_list, default=['conv4_2'], metavar='A,B')
    add('--style-layers', type=common.layer_list, default=common.STYLE_LAYERS, metavar='A,B')
    add('--optimizer', choices=['lbfgs', 'adam'], default='lbfgs')
    add('--depth', type=common.positive, default=2, help='levels of the tree')
    add('--pbtxt', metavar='FILE', help='write the GraphDef as text, too')
    args = parser.parse_args()

    graph = load(args.run) if args.run else build(args)
    print(f'{"scope":<32}{"operations":>11}{"idle":>6}{"parameters":>12}{"GFLOP":>8}{"MB":>8}')
    for scope in inspection.scopes(graph, args.depth):
        label = '  ' * scope.name.count('/') + scope.name.split('/')[-1] or 'the graph'
        print(f'{label:<32}{scope.operations:>11,}{scope.idle:>6,}{scope.parameters:>12,}'
              f'{scope.gflop:>8.2f}{scope.activation_bytes / 1e6:>8.1f}')  # fmt: skip
    print(f'\n{"variable":<32}{"shape":<22}{"filled by":<13}trainable')
    for variable in inspection.variables(graph):
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
    """The graph that the flags describe, on targets of zeros; no weights are needed."""
    network = transfer.Network(checkpoint='')
    shape = (1, args.height, args.width, 3)
    content, style = transfer.zero_terms(shape, args.content_layers, args.style_layers)
    return transfer.build(shape, network, content, style, optimizer=args.optimizer).graph


if __name__ == '__main__':
    run_script(main)
