"""The optimisation graph of Gatys, Ecker and Bethge (CVPR 2016), and of its three experiments.

Content reconstruction (section 2.1, seed 000), style reconstruction (section 2.2, seed 001) and
style transfer (section 2.3) are one graph: an image Variable, the trimmed VGG-19, targets embedded
as constants, and a loss that only the image follows. Leave the style out and it reconstructs
content; leave the content out and it reconstructs style. The loops build exactly the nodes needed.

Puts into the graph: `image`; `assign/pixels`, `assign/image`, `assign/content_image`,
`assign/style_image`, `assign/white_noise`; `vgg_19/...`; `content/<layer>/features` and `target`;
`style/<layer>/gram` and `gram_constant`; `loss/content/<layer>`, `loss/content/total`,
`loss/style/<layer>`, `loss/style/total`, `loss/total`; `train/gradient`, `train/step` and, for
Adam, `train/adam`; `summary/...`; `save/...`; `init`. docs/graph.md tells them one by one.
"""

from typing import NamedTuple

import numpy as np

from gatys_tf1 import checkpoint, losses, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

MAX_CONSTANT_BYTES = 1_900_000_000  # gotcha: graphdef-2gb. A GraphDef holds 2 GB and no more.


class Network(NamedTuple):
    """Which VGG-19: its weights, the two choices in which blog and papers differ, its precision."""

    checkpoint: str  # path of a slim checkpoint
    pool: str = 'max'  # or 'avg'
    preprocess: str = 'vgg'  # subtracts the mean; or 'raw'
    precision: str = 'float32'  # of the convolutions while optimising; or 'bfloat16'


class Term(NamedTuple):
    """One layer's part in the content or the style loss."""

    target: np.ndarray  # feature maps [1, h, w, channels], or a Gram matrix [channels, channels]
    weight: float = 1.0  # w_l


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
    return _measure(image_value, 'content_image', layers, network, lambda features: features)


def style_representation(image_value, layers, network):
    """The Gram matrices of a style picture at `layers`, divided by the number of positions.

    The division is a deviation from Gatys' equation 3, undone by `build` for the size of the image
    that is optimised: so a style picture of any size serves (docs/deviations.md).

    Args: as in `content_representation`.

    Returns:
      dict of layer name to float32 array `[channels, channels]`.
    """

    def mean_gram(features):
        return losses.gram_matrix(features) / float(_positions(features))

    return _measure(image_value, 'style_image', layers, network, mean_gram)


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
        image = _image_variable(image_value.shape)
        pixels, assigns = _assign_ops(image, [name])
        points = vgg.end_points(image, last_layer, network.pool, network.preprocess)
        representations = {layer: represent(points[layer]) for layer in layers}
        saver = checkpoint.vgg_saver()
        sess.run(tf.global_variables_initializer())
        # gotcha: init-after-restore. Initialise, then restore: the other way round undoes it.
        checkpoint.restore(sess, saver, network.checkpoint)
        sess.run(assigns[name], {pixels: image_value})
        return sess.run(representations)


def _image_variable(shape):
    """The one float32 Variable `[1, height, width, 3]` that is optimised.

    gotcha: constants-bloat-graph. Its pixels come by an assign op, so they are not in the GraphDef.
    """
    return tf.get_variable('image', shape, tf.float32, tf.zeros_initializer())


def _assign_ops(image, names):
    """A placeholder `assign/pixels` and an operation `assign/<name>` for each name."""
    with tf.name_scope('assign'):
        pixels = tf.placeholder(tf.float32, image.shape, name='pixels')
        return pixels, {name: tf.assign(image, pixels, name=name).op for name in names}


def build(
    shape,
    network,
    content=None,
    style=None,
    content_weight=1.0,
    style_weight=1.0,
    content_reduction='mean',
    optimizer='lbfgs',
    learning_rate=1.0,
    low_memory=False,
):
    """Builds the optimisation graph and finalises it.

    The loss is `alpha * L_content + beta * L_style` (Gatys, equation 7), where L_style is the sum
    of w_l * E_l over the style layers (equation 5) and L_content the like over the content layers.

    Args:
      shape: `(1, height, width, 3)` of the image to be optimised.
      network: a `Network`.
      content: dict of layer to `Term` (target: `content_representation`), or None.
      style: dict of layer to `Term` (target: `style_representation`), or None.
      content_weight, style_weight: alpha and beta.
      content_reduction: see `losses.content_loss`.
      optimizer: 'adam' builds the update into the graph; for 'lbfgs' the gradient is enough.
      learning_rate: of Adam, in pixel values a step.
      low_memory: bool, compute activations again in the backward pass; see `_frugal_gradient`.

    Returns:
      a `Graph`.

    Raises:
      UserError: if the picture is too small for the layers, or the targets too large for a graph.
    """
    content, style = content or {}, style or {}
    _check_size_of_constants([*content.values(), *style.values()])
    graph = tf.Graph()  # gotcha: default-graph-leaks
    with graph.as_default():
        image = _image_variable(shape)
        starts = [
            name for name, used in [('content_image', content), ('style_image', style)] if used
        ]
        pixels, assigns = _assign_ops(image, ['image', 'white_noise', *starts])
        points = vgg.end_points(
            image,
            vgg.deepest([*content, *style]),
            *network[1:],  # pool, preprocess, precision
        )
        terms = _losses(points, content, style, content_weight, style_weight, content_reduction)
        with tf.name_scope('train'):
            step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
            if low_memory:
                layers = {
                    layer: points[layer] for layer in vgg.LAYERS if layer in [*content, *style]
                }
                gradient = _frugal_gradient(terms['total'], image, layers, network)
            else:
                gradient = tf.gradients(terms['total'], image)[0]
            gradient = tf.identity(gradient, name='gradient')
            if optimizer == 'adam':
                adam = tf.train.AdamOptimizer(learning_rate, name='adam')
                step_op = adam.apply_gradients([(gradient, image)], global_step=step)
            else:
                step_op = tf.assign_add(step, 1, name='next_step').op
        picture, summaries = _summaries(image, terms)
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            state = [v for v in tf.global_variables() if not v.op.name.startswith('vgg_19/')]
            state_saver = tf.train.Saver(state, max_to_keep=2, name='state')
        init_op = tf.global_variables_initializer()
    # gotcha: graph-grows-in-loop. From here on, building a node is an error.
    graph.finalize()
    return Graph(
        graph, image, pixels, assigns, terms, gradient, step, step_op, init_op, picture, summaries,
        vgg_saver, state_saver,
    )  # fmt: skip


def _frugal_gradient(total, image, points, network):
    """The gradient of `total` by the image, holding the activations of one segment at a time.

    A segment is the part of the network between two layers that the loss looks at. The forward
    pass keeps these layers only; going backwards, each segment is built a second time and starts
    from the layer before it (Chen et al., 2016, "Training deep nets with sublinear memory cost").

    gotcha: recompute-grad-saves-nothing. The control dependency is what delays the second copy.

    Args:
      total: the loss, a float32 scalar.
      image: float32 `[1, height, width, 3]`.
      points: dict of layer to end point, of the layers that the loss looks at, in order.
      network: a `Network`.

    Returns:
      tensor of the image's shape and dtype, equal to `tf.gradients(total, image)[0]`.
    """
    names, cuts = list(points), [image, *points.values()]
    gradient = tf.gradients(total, cuts[-1], stop_gradients=cuts)[0]
    for number, layer in reversed(list(enumerate(names))):
        start = cuts[number]
        first = vgg.LAYERS.index(names[number - 1]) + 1 if number else 0
        with tf.name_scope(f'recompute/{layer}'), tf.control_dependencies([gradient]):
            again = tf.identity(start)
            segment = vgg.end_points(again, layer, *network[1:], first_layer=vgg.LAYERS[first])
            gradient = tf.gradients(segment[layer], again, gradient)[0]
            direct = tf.gradients(total, start, stop_gradients=cuts)[0]
            if direct is not None:  # None where the image has no loss of its own
                gradient += direct
    return gradient


def _losses(points, content, style, content_weight, style_weight, content_reduction):
    """Every loss of the run, by its name below `loss/`: the layers', their sums, and the total."""
    features, grams = _content_features(content, points), _gram_matrices(style, points)
    terms, weighted = {}, []
    with tf.name_scope('loss'):
        with tf.name_scope('content'):
            for layer in content:
                terms[f'content/{layer}'] = losses.content_loss(
                    *features[layer], content_reduction, name=layer
                )
            if content:
                terms['content/total'] = _weighted_sum(terms, 'content', content)
                weighted.append(content_weight * terms['content/total'])
        with tf.name_scope('style'):
            for layer in style:
                terms[f'style/{layer}'] = losses.style_loss(
                    *grams[layer], _positions(points[layer]), name=layer
                )
            if style:
                terms['style/total'] = _weighted_sum(terms, 'style', style)
                weighted.append(style_weight * terms['style/total'])
        terms['total'] = tf.add_n(weighted, name='total')
    return terms


def _content_features(content, points):
    """`content/<layer>/`: the image's `features`, and the `target` as a constant, in a loop.

    gotcha: scope-of-constants-vanishes. With the target alone TensorBoard would not draw the scope.
    """
    pairs = {}
    with tf.name_scope('content'):
        for layer, term in content.items():
            with tf.name_scope(layer):
                target = tf.constant(term.target, tf.float32, name='target')
                features = tf.cast(points[layer], tf.float32)
                pairs[layer] = tf.identity(features, name='features'), target
    return pairs


def _gram_matrices(style, points):
    """`style/<layer>/`: the image's `gram`, and the style's as `gram_constant`, in a loop.

    deviation: the constant is scaled to the number of positions that the optimised image has at
    the layer, so that the style picture may have another size (docs/deviations.md).
    """
    pairs = {}
    with tf.name_scope('style'):
        for layer, term in style.items():
            with tf.name_scope(layer):
                gram_value = term.target * _positions(points[layer])
                gram_target = tf.constant(gram_value, tf.float32, name='gram_constant')
                pairs[layer] = losses.gram_matrix(points[layer], name='gram'), gram_target
    return pairs


def _positions(features):
    """M, the number of positions h*w of feature maps `[1, h, w, channels]`, an int."""
    _, height, width, _ = features.shape.as_list()
    return height * width


def _weighted_sum(terms, kind, layers):
    """`loss/<kind>/total`: the sum over layers of `w_l` times the layer's loss (equation 5)."""
    with tf.name_scope('weighted'):
        parts = [term.weight * terms[f'{kind}/{layer}'] for layer, term in layers.items()]
    return tf.add_n(parts, name='total')


def _summaries(image, terms):
    """The picture as it is saved, and the summaries that show it and every loss in TensorBoard.

    gotcha: tensorboard-rescales-floats. A float image would be stretched to its own range.
    gotcha: uint8-wraps. A plain cast would turn 256 into 0.
    gotcha: scalar-tag-has-the-scope. The raw operations take the tag as it is; tf.summary.scalar
    would put `summary/` before it.
    """
    with tf.name_scope('summary'):
        picture = tf.saturate_cast(tf.round(image), tf.uint8, name='picture')
        with tf.name_scope('loss'):
            scalars = [
                tf.raw_ops.ScalarSummary(tags=f'loss/{name}', values=loss, name=name)
                for name, loss in terms.items()
            ]
        return picture, {
            'scalars': tf.raw_ops.MergeSummary(inputs=scalars, name='scalars'),
            'image': tf.raw_ops.ImageSummary(
                tag='image', tensor=picture, max_images=1, name='image'
            ),
        }


def _check_size_of_constants(terms):
    size = sum(term.target.nbytes for term in terms)
    if size > MAX_CONSTANT_BYTES:
        raise UserError(
            f'the targets take {size / 1e9:.1f} GB and a TensorFlow graph holds at most 2 GB: '
            'choose a smaller size or a deeper content layer'
        )
