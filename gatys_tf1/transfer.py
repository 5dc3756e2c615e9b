"""The optimisation graph of Gatys, Ecker and Bethge (CVPR 2016), and of its three experiments.

Content reconstruction (section 2.1, seed 000), style reconstruction (section 2.2, seed 001) and
style transfer (section 2.3) are one graph: an image Variable, the trimmed VGG-19, targets embedded
as constants, and a loss that only the image follows. Leave the style out and it reconstructs
content; leave the content out and it reconstructs style. The loops build exactly the nodes needed.

Puts into the graph: `image`; `assign/pixels`, `assign/image`, `assign/content_image`,
`assign/style_image`, `assign/white_noise`; `vgg_19/...`; targets and losses, which `objective.py`
lists; `train/gradient`, `train/step` and, for Adam, `train/adam`; `summary/...`; `save/...`;
`init`. docs/graph.md tells them one by one.
"""

from typing import NamedTuple

import numpy as np

from gatys_tf1 import checkpoint, losses, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.image_variable import assign_ops, image_variable, summaries
from gatys_tf1.objective import GLOBAL_VALUES, Objective, Term, build_losses, resample
from gatys_tf1.recompute import frugal_gradient
from gatys_tf1.tf1 import tf

MAX_CONSTANT_BYTES = 1_900_000_000  # gotcha: graphdef-2gb. A GraphDef holds 2 GB and no more.


class Network(NamedTuple):
    """Which VGG-19: its weights, the two choices in which blog and papers differ, its precision."""

    checkpoint: str  # path of a slim checkpoint
    pool: str = 'max'  # or 'avg'
    preprocess: str = 'vgg'  # subtracts the mean; or 'raw'
    precision: str = 'float32'  # of the convolutions while optimising; or 'bfloat16'


class Graph(NamedTuple):
    """Handles to the nodes that a run needs; each can also be fetched by its name."""

    graph: tf.Graph
    image: tf.Variable  # [1, height, width, 3] float32, RGB, 0..255
    pixels: tf.Tensor  # placeholder of the same shape
    assigns: dict  # 'image', 'content_image', ... -> operation that sets image to pixels
    losses: dict  # 'total', 'content/conv4_2', ... -> float32 scalar
    gradient: tf.Tensor  # of loss/total with respect to image
    step: tf.Variable  # int64, the number of the step that comes next
    step_op: tf.Operation  # what ends a step: Adam's update of image and step; else step + 1
    init_op: tf.Operation
    picture: tf.Tensor  # uint8 [1, height, width, 3], what is saved and shown
    summaries: dict  # 'scalars', 'image' -> serialized summary
    vgg_saver: tf.train.Saver  # restores the network
    state_saver: tf.train.Saver  # saves and restores everything else: the run


def content_representation(image_value, layers, network):
    """The feature maps of a content picture at `layers` (Gatys, section 2.1).

    Args:
      image_value: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layers: list of layer names.
      network: a `Network`.

    Returns:
      dict of layer name to float32 array `[1, h, w, channels]`.
    """
    return _measure(image_value, 'content_image', layers, network, lambda _, features: features)


def style_representation(image_value, layers, network):
    """The Gram matrices of a style picture at `layers`, divided by the number of positions.

    The division is a deviation from Gatys' equation 3, undone by `build` for the size of the image
    that is optimised: so a style picture of any size serves (docs/deviations.md).

    Args: as in `content_representation`.

    Returns:
      dict of layer name to float32 array `[channels, channels]`.
    """

    def mean_gram(_, features):
        _, height, width, _ = features.shape.as_list()
        return losses.gram_matrix(features) / float(height * width)

    return _measure(image_value, 'style_image', layers, network, mean_gram)


def long_range_representation(image_value, shifts, network):
    """The shifted Gram matrices of a style picture, divided by the number of positions.

    Args:
      image_value, network: as in `content_representation`.
      shifts: dict of layer to list of ints.

    Returns:
      dict of layer to float32 array `[shifts, 2 (down, right), channels, channels]`.

    Raises:
      UserError: if a shift leaves no positions of a layer.
    """
    check_shifts(image_value.shape, shifts, 'style')

    def shifted(layer, features):
        height, width = features.shape.as_list()[1:3]
        return tf.stack([
            [losses.shifted_gram_matrix(features, shift, 1) / float((height - shift) * width),
             losses.shifted_gram_matrix(features, shift, 2) / float(height * (width - shift))]
            for shift in shifts[layer]
        ])  # fmt: skip

    return _measure(image_value, 'style_image', list(shifts), network, shifted)


def histogram_representation(image_value, layers, network, kind='channel'):
    """The sorted values of a style picture's feature maps.

    Args:
      image_value, layers, network: as in `content_representation`.
      kind: 'channel', or 'global255' for the values of all channels together.

    Returns:
      dict of layer to float32 array `[channels, positions]`, or `[1, n]`, ascending.
    """
    features = _measure(image_value, 'style_image', layers, network, lambda _, features: features)
    if kind == 'channel':
        return {x: np.sort(maps.reshape(-1, maps.shape[3]).T) for x, maps in features.items()}
    return {x: resample(np.sort(m.reshape(1, -1)), GLOBAL_VALUES) for x, m in features.items()}


def check_shifts(shape, shifts, name):
    """Raises UserError if a shift is as large as a layer of a picture of `shape`, or larger."""
    for layer, numbers in shifts.items():
        side = min(shape[1:3]) // vgg.smallest_side(layer)
        if max(numbers) >= side:
            raise UserError(
                f'a shift of {max(numbers)} is too large for {layer}, which has {side} positions '
                f'on the short side of a {name} of {shape[2]}x{shape[1]}: '
                'choose smaller --shifts or larger pictures'
            )


def zero_terms(shape, content_layers, style_layers):
    """Terms of the right shapes and no content, for a graph that is to be looked at, not run.

    Returns:
      `(content, style)`, dicts of layer to `Term`, for `build`.
    """
    with tf.Graph().as_default():
        last_layer = vgg.deepest([*content_layers, *style_layers])
        points = vgg.end_points(tf.placeholder(tf.float32, shape), last_layer)
    content = {x: Term(np.zeros(points[x].shape.as_list(), np.float32)) for x in content_layers}
    style = {x: Term(np.zeros([vgg.channels(x)] * 2, np.float32)) for x in style_layers}
    return content, style


def _measure(image_value, name, layers, network, represent):
    """Pushes one picture through the network, in a graph of its own: assign, run, fetch."""
    last_layer = vgg.deepest(layers)
    with tf.Graph().as_default(), tf.Session() as sess:
        image = image_variable(image_value.shape)
        pixels, assigns = assign_ops(image, [name])
        points = vgg.end_points(image, last_layer, network.pool, network.preprocess)
        representations = {layer: represent(layer, points[layer]) for layer in layers}
        saver = checkpoint.vgg_saver()
        sess.run(tf.global_variables_initializer())
        # gotcha: init-after-restore. Initialise, then restore: the other way round undoes it.
        checkpoint.restore(sess, saver, network.checkpoint)
        sess.run(assigns[name], {pixels: image_value})
        return sess.run(representations)


def build(
    shape,
    network,
    content=None,
    style=None,
    optimizer='lbfgs',
    learning_rate=1.0,
    low_memory=False,
    content_variables=False,
    **more,
):
    """Builds the optimisation graph and finalises it.

    The loss is `alpha * L_content + beta * L_style` (Gatys, equation 7), where L_style is the sum
    of w_l * E_l over the style layers (equation 5) and L_content the like over the content layers,
    and whatever else an `Objective` holds.

    Args:
      shape: `(1, height, width, 3)` of the image to be optimised.
      network: a `Network`.
      content: dict of layer to `Term` (target: `content_representation`), or None.
      style: dict of layer to `Term` (target: `style_representation`), or None.
      optimizer: 'adam' builds the update into the graph; for 'lbfgs' the gradient is enough.
      learning_rate: of Adam, in pixel values a step.
      low_memory: bool, compute activations again in the backward pass; see `frugal_gradient`.
      content_variables: bool, for many pictures with one graph: the content targets are variables
        instead of constants. `assigns['content_target']` sets them from the image of the moment,
        and `assigns['restart']` starts the run afresh.
      more: other fields of an `Objective`: weights, further losses.

    Returns:
      a `Graph`.

    Raises:
      UserError: if the picture is too small for the layers, or the targets too large for a graph.
    """
    objective = Objective(content or {}, style or {}, **more)
    _check_size_of_constants(objective.terms())
    graph = tf.Graph()  # gotcha: default-graph-leaks
    with graph.as_default():
        image = image_variable(shape)
        used = [('content_image', objective.content), ('style_image', objective.styles())]
        starts = [name for name, terms in used if terms]
        pixels, assigns = assign_ops(image, ['image', 'white_noise', *starts])
        deepest, precision = vgg.deepest(objective.layers()), network.precision
        points = vgg.end_points(image, deepest, network.pool, network.preprocess, precision)
        terms = build_losses(image, points, objective, content_variables)
        if content_variables:
            pairs = zip(tf.local_variables(), objective.content)
            with tf.name_scope('assign/'):  # with the slash: the same scope again, not assign_1
                targets = [tf.assign(x, tf.cast(points[layer], tf.float32)) for x, layer in pairs]
                assigns['content_target'] = tf.group(targets, name='content_target')
        with tf.name_scope('train'):
            step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
            if low_memory:
                in_use = {x: points[x] for x in vgg.LAYERS if x in objective.layers()}
                gradient = frugal_gradient(terms['total'], image, in_use, network)
            else:
                gradient = tf.gradients(terms['total'], image)[0]
            gradient = tf.identity(gradient, name='gradient')
            if optimizer == 'adam':
                adam = tf.train.AdamOptimizer(learning_rate, name='adam')
                step_op = adam.apply_gradients([(gradient, image)], global_step=step)
            else:
                step_op = tf.assign_add(step, 1, name='next_step').op
        picture, summary_ops = summaries(image, terms)
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            state = [v for v in tf.global_variables() if not v.op.name.startswith('vgg_19/')]
            state_saver = tf.train.Saver(state, max_to_keep=2, name='state')
        if content_variables:
            assigns['restart'] = tf.variables_initializer(state, name='train/restart')
        init_op = tf.global_variables_initializer()
    # gotcha: graph-grows-in-loop. From here on, building a node is an error.
    graph.finalize()
    return Graph(
        graph, image, pixels, assigns, terms, gradient, step, step_op, init_op, picture,
        summary_ops, vgg_saver, state_saver,
    )  # fmt: skip


def _check_size_of_constants(terms):
    size = sum(term.target.nbytes for term in terms)
    if size > MAX_CONSTANT_BYTES:
        raise UserError(
            f'the targets take {size / 1e9:.1f} GB and a TensorFlow graph holds at most 2 GB: '
            'choose a smaller size or a deeper content layer'
        )
