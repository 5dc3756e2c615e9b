"""What a graph is made of: its scopes as a tree with their costs, and its variables.

Only operations that a step runs have a cost. `tf.gradients` also builds the gradients of VGG-19's
kernels and biases, because the gradient function of a convolution makes both; nothing fetches them,
so they never run (gotcha: gradients-nobody-asked-for).
"""

from typing import NamedTuple

from gatys_tf1.tf1 import tf

# Their results take no memory of their own: inputs, views, and what is fused into the next ReLU.
NO_ACTIVATION = {
    'Const', 'VariableV2', 'Placeholder', 'Assign', 'Identity', 'Reshape', 'Conv2D', 'BiasAdd',
}  # fmt: skip
STEP = (  # what a step fetches, as far as a graph has it
    'train/adam', 'train/lbfgs', 'train/ascend', 'loss/total', 'objective/total',
    'ascent/tile_gradient',
)  # fmt: skip


class Scope(NamedTuple):
    """One scope and everything in it."""

    name: str  # full, as 'vgg_19/conv1'
    operations: int  # in the graph
    idle: int  # of these, never run by a step
    parameters: int  # numbers in its variables
    gflop: float  # of one step, 10^9 floating-point operations (a multiply-add counts as two)
    activation_bytes: int  # of the results of its operations, in one step


class Variable(NamedTuple):
    name: str
    shape: tuple
    source: str  # 'checkpoint' or 'initialiser'
    trainable: bool


def scopes(graph, depth=2):
    """The scopes of a graph down to a depth, in the order of the graph.

    Args:
      graph: a `tf.Graph` from `transfer.build` or `dream.graph.build`, or loaded from a run's
        `state/graph.meta`.
      depth: int, 1 for the top level.

    Returns:
      list of `Scope`, parents before children; the first has the name '' and is the whole graph.
    """
    run = _run_by_a_step(graph)
    flops = _flops(graph)
    parents = {op.name.rpartition('/')[0] for op in graph.get_operations()}
    totals = {}
    for op in graph.get_operations():
        parts = op.name.split('/')
        active = op in run
        numbers = (
            1,
            not active,
            op.outputs[0].shape.num_elements() if op.type == 'VariableV2' else 0,
            flops.get(op.name, 0) / 1e9 if active else 0.0,
            _activation_bytes(op) if active else 0,
        )
        # A node without a scope of its own counts in the one around it, except at the top level.
        levels = len(parts) if op.name in parents else max(1, len(parts) - 1)
        for level in range(min(depth, levels) + 1):
            name = '/'.join(parts[:level])
            totals[name] = [a + b for a, b in zip(totals.get(name, [0] * 5), numbers)]
    order = sorted(totals, key=lambda name: _first(totals, name))
    return [Scope(name, *totals[name]) for name in order]


def _first(totals, name):
    """Sort key that keeps the graph's order, with children right below their parents."""
    names = list(totals)
    parts = name.split('/') if name else []
    return [names.index('/'.join(parts[: level + 1])) for level in range(len(parts))]


def variables(graph):
    """The variables of a graph: name, shape, what fills them, and whether they are trainable."""
    trainable = set(graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES))
    return [
        Variable(
            v.op.name,
            tuple(v.shape.as_list()),
            'checkpoint' if v.op.name.startswith('vgg_19/') else 'initialiser',
            v in trainable,
        )
        for v in graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
    ]


def _run_by_a_step(graph):
    """The operations on which a step's fetches depend."""
    names = {op.name for op in graph.get_operations()}
    todo = [graph.get_operation_by_name(name) for name in STEP if name in names]
    found = set()
    while todo:
        op = todo.pop()
        if op not in found:
            found.add(op)
            todo += [tensor.op for tensor in op.inputs] + list(op.control_inputs)
    return found


def _flops(graph):
    """Floating-point operations by node name, as TensorFlow's own profiler counts them."""
    builder = tf.profiler.ProfileOptionBuilder
    options = builder(builder.float_operation()).with_empty_output().build()
    root = tf.profiler.profile(graph, cmd='scope', options=options)
    found, todo = {}, list(root.children)
    while todo:
        node = todo.pop()
        found[node.name] = node.float_ops
        todo += node.children
    return found


def _activation_bytes(op):
    if op.type in NO_ACTIVATION:
        return 0
    sizes = [(t.shape.num_elements() or 0) * t.dtype.base_dtype.size for t in op.outputs]
    return sum(sizes)
