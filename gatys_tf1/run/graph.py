"""What the loop needs from a graph that optimises an image, and the last nodes of such a graph."""

from __future__ import annotations

from typing import NamedTuple

from gatys_tf1.image_variable import summaries
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint


class Ends(NamedTuple):
    """The last nodes of a graph."""

    init_op: tf.Operation  # comes before any restoring
    picture: tf.Tensor  # uint8 [1, height, width, 3], what is saved and shown
    summaries: dict  # 'scalars', 'image' -> serialized summary
    vgg_saver: tf.train.Saver  # restores the network
    state_saver: tf.train.Saver  # saves and restores everything else: the run


class Graph(NamedTuple):
    """Handles to the nodes that a run needs; each can also be fetched by its name."""

    graph: tf.Graph
    image: tf.Variable  # [1, height, width, 3] float32, RGB, 0..255
    pixels: tf.Tensor  # placeholder of the same shape
    assigns: dict  # 'image', 'content_image', ... -> operation that sets image to pixels
    losses: dict  # 'total', 'content/conv4_2', ... -> float32 scalar
    weights: dict  # 'content/conv4_2', ... -> its weight in the total, a float
    gradient: tf.Tensor  # of the total with respect to image
    step: tf.Variable  # int64, the number of the step that comes next
    updates: object  # what moves the image: `optimize.Updates`, or an ascent's own
    ends: Ends
    content_targets: dict = {}  # of those that are variables: variable -> float32 array


def finish(image, losses, metric_name='loss'):
    """Adds summaries, savers and the initialiser, and finalises the default graph.

    Args:
      image, losses, metric_name: see `image_variable.summaries`.

    Returns:
      `Ends`.
    """
    picture, summary_ops = summaries(image, losses, metric_name)
    with tf.name_scope('save'):
        vgg_saver = checkpoint.vgg_saver()
        state_saver = tf.train.Saver(run_variables(), max_to_keep=2, name='state')
    init_op = tf.global_variables_initializer()
    # gotcha: graph-grows-in-loop. From here on, building a node is an error.
    tf.get_default_graph().finalize()
    return Ends(init_op, picture, summary_ops, vgg_saver, state_saver)


def step_variables(label):
    """`train/step` and `train/stage`: the next step, and which graph the state belongs to.

    Args:
      label: str, see `run.loop.Stage`.

    Returns:
      the step, an int64 Variable.
    """
    tf.Variable(label, trainable=False, name='stage')
    return tf.Variable(0, trainable=False, name='step', dtype=tf.int64)


def run_variables(graph=None):
    """The variables that belong to the run: all but the network's.

    Args:
      graph: a `tf.Graph`; None: the default graph.
    """
    found = (graph or tf.get_default_graph()).get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
    return [v for v in found if not v.op.name.startswith('vgg_19/')]


def next_picture(variables, points):
    """The operations that prepare a graph for its next picture.

    gotcha: all-variables-by-position. A target belongs to the layer in its name.

    Args:
      variables: of the content targets, from `targets.embed`.
      points: dict of layer to end point, of the image.

    Returns:
      dict: 'content_target' sets the targets from the features of the current image; 'restart'
      resets everything else that the last picture has left behind, but for the network.
    """
    with tf.name_scope('assign/'):  # with the slash: the same scope again, not assign_1
        copies = [
            tf.assign(target, tf.cast(points[target.op.name.split('/')[1]], tf.float32))
            for target in variables
        ]
        content_target = tf.group(copies, name='content_target')
    rest = [variable for variable in run_variables() if variable not in variables]
    restart = tf.variables_initializer(rest, name='train/restart')
    return {'content_target': content_target, 'restart': restart}
