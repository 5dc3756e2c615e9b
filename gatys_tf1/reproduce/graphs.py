"""Graphs as drawings: the names of the scopes from the top down, and arcs for what connects them.

They are read from the `.meta` files of runs, as TensorBoard has them.
"""

import os

from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Arc

from gatys_tf1 import gotchas
from gatys_tf1.files import atomic_write
from gatys_tf1.tf1 import tf

OPENED = 'style', 'loss'  # scopes that are shown with what is in them
LEFT_OUT = 'save', 'init', 'summary', 'train', 'report_uninitialized'  # what is not the objective


def good_and_bad(made):
    """The figure of the lesson on names: the same graph with and without them."""
    with atomic_write(made.path()) as temporary:
        gotchas.lesson('the-good-and-the-bad-graph').figure(temporary)
    return [made.path()], []


def by_depth(made):
    """The graphs of two style reconstructions, of two and of five layers."""
    canvas = Canvas(figsize=(10, 8), layout='constrained')
    notes = []
    for axes, planned in zip(canvas.subplots(1, 2), made.planned):
        graph = load(made.folder(planned.run))
        count = len(graph.get_operations())
        names = draw(axes, graph)
        axes.set_title(f'{planned.run.title}: {count:,} nodes', fontsize=11)
        notes.append(f'{planned.run.title}: {count:,} nodes, drawn as {names} names.')
    with atomic_write(made.path()) as temporary:
        canvas.savefig(temporary, dpi=80)
    return [made.path()], notes


def load(folder):
    """The graph of a run, from its state."""
    with tf.Graph().as_default() as graph:
        tf.train.import_meta_graph(os.path.join(folder, 'state', 'graph.meta'))
    return graph


def shown(name):
    """The name that a node is drawn under, or None."""
    first, *rest = name.split('/')
    if first.startswith(LEFT_OUT):
        return None
    if first in OPENED and rest:
        return '/'.join([first, *rest[: 2 if first == 'loss' and len(rest) > 1 else 1]])
    if first == 'vgg_19' and rest and rest[0].startswith(('conv', 'pool')):
        return f'vgg_19/{rest[0]}'
    return first


def draw(axes, graph):
    """Draws a graph's scopes and connections; returns the number of names."""
    names = [found for op in graph.get_operations() if (found := shown(op.name))]
    names = list(dict.fromkeys(names))
    step = 1 / len(names)
    height = {name: 1 - step * (row + 0.5) for row, name in enumerate(names)}
    pairs = {
        (shown(tensor.op.name), shown(op.name))
        for op in graph.get_operations() for tensor in op.inputs
        if shown(op.name) and shown(tensor.op.name)
    }  # fmt: skip
    for name, y in height.items():
        axes.text(0, y, name, ha='right', va='center', fontsize=min(11, 7 + 40 * step))
    for one, other in sorted(pairs):
        middle, length = (height[one] + height[other]) / 2, abs(height[one] - height[other])
        arc = Arc((0.03, middle), 1.4 * length, length, theta1=-90, theta2=90, alpha=0.5)
        axes.add_patch(arc)
    axes.set(xlim=(-0.6, 0.8), ylim=(0, 1))
    axes.set_axis_off()
    return len(names)
