"""AdaIN: any style in one forward pass; the encoder, the decoder, the loss, the training graph.

Implements Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance
normalization" (2017), the second half of seed 002: `t = AdaIN(f(c), f(s))` of VGG-19's features f
at conv4_1 (equation 9), decoded by a network g that mirrors f (equation 10). adain_training.py
trains g, adain_use.py keeps it in files and stylises.

Names put into the training graph: `content/vgg_19/...`, `style/vgg_19/...`, `adain/t`,
`decoder/conv4_1/...` down to `decoder/conv1_1`, `result/vgg_19/...` (the encoder once more, on what
the decoder made), `loss/{content,style/<layer>,style/total,total}`, `check/...` (content decoded as
it is), `train/{step,learning_rate,adam}`, `summary/...`.
"""

from typing import Any, NamedTuple

from gatys_tf1 import checkpoint, losses, vgg
from gatys_tf1.tf1 import slim, tf

STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')
ENCODED = STYLE_LAYERS[-1]
STRIDE = 8  # pixels of the picture that a position of conv4_1 stands for
LEAST_SIDE = 16  # pixels: two positions of conv4_1, the fewest that reflection padding takes

# Mean activations on 39 photographs with a shorter side of 256. Every feature is divided by its
# layer's. deviation: the authors' encoder is a VGG-19 that was rescaled to a mean of 1 filter by
# filter (Gatys, section 2), and their loss weight and learning rate are meant for that.
SCALES = {'conv1_1': 22.0, 'conv2_1': 106.0, 'conv3_1': 106.0, 'conv4_1': 433.0}

# The decoder from conv4_1 down to the picture: which layer each mirrors, and its channels.
DECODER = (
    ('conv4_1', 256), 'up3', ('conv3_4', 256), ('conv3_3', 256), ('conv3_2', 256), ('conv3_1', 128),
    'up2', ('conv2_2', 128), ('conv2_1', 64), 'up1', ('conv1_2', 64), ('conv1_1', 3),
)  # fmt: skip
PICTURE_SCALE = 64.0  # pixel values of one unit of the decoder's last layer


class Training(NamedTuple):
    """A finalised graph for training the decoder, and its nodes."""

    graph: tf.Graph
    pipeline: Any  # what `inputs` gave, see `training_graph`
    content: tf.Tensor  # float32 [batch, height, width, 3]
    rows: tf.Tensor  # uint8 [batch, height, 4 width, 3]: content, style, result, autoencoded
    autoencoding: tf.Tensor  # float32 scalar, mean |g(f(c)) - c| in pixel values
    losses: dict  # name below loss/ -> float32 scalar
    step: tf.Variable  # int64, the number of the step to come
    step_op: tf.Operation  # updates the decoder and counts
    init_op: tf.Operation
    summaries: dict  # 'scalars', 'autoencoding' and 'pictures' -> string scalar
    vgg_saver: tf.train.Saver
    state_saver: tf.train.Saver  # decoder, Adam's slots and the step; not the encoder


def encode(images, layers, precision='float32'):
    """f: VGG-19's features, each in units of its layer's mean activation.

    The encoder pads with zeros, as its weights were trained; only the decoder pads by reflection.

    Args:
      images: float32 tensor `[batch, height, width, 3]`, RGB, 0..255.
      layers: list of names, of `STYLE_LAYERS`.
      precision: see `vgg.end_points`.

    Returns:
      dict of layer to tensor `[batch, h, w, channels]` of that precision.
    """
    points = vgg.end_points(images, architecture.deepest(layers), 'max', 'vgg', precision)
    return {
        layer: tf.divide(points[layer], tf.cast(SCALES[layer], precision), name=f'{layer}_scaled')
        for layer in layers
    }


def decode(features, precision='float32'):
    """g: the mirror of the encoder (section 6.1); reflection padding, no normalisation layers.

    Each convolution has the channels of the input of the one that it mirrors; where the encoder
    pools, the decoder repeats every position twice in both directions.

    Args:
      features: float32 tensor `[batch, h, w, 512]`, h and w at least 2, in units of `SCALES`.
      precision: of the convolutions; the variables are float32.

    Returns:
      float32 tensor `[batch, 8 h, 8 w, 3]`, RGB, about 0..255, not clipped.
    """

    def as_float32(get, name, *args, dtype=None, **kwargs):
        variable = get(name, *args, dtype=tf.float32, **kwargs)
        return tf.cast(variable, precision, name=f'{name}/{precision}')

    with tf.variable_scope('decoder', reuse=tf.AUTO_REUSE, custom_getter=as_float32):
        net = tf.cast(features, precision)
        for layer in DECODER:
            if isinstance(layer, str):
                net = _enlarge(net, layer)
                continue
            name, channels = layer
            net = tf.pad(net, [[0, 0], [1, 1], [1, 1], [0, 0]], 'REFLECT', name=f'{name}/pad')
            net = slim.conv2d(
                net, channels, [3, 3], padding='VALID', scope=name,
                activation_fn=None if name == 'conv1_1' else tf.nn.relu,
                weights_initializer=tf.initializers.he_uniform(),
            )  # fmt: skip
        # A fresh decoder paints ImageNet's mean colour, instead of black with half the values < 0.
        return tf.add(PICTURE_SCALE * tf.cast(net, tf.float32), vgg.MEAN_RGB, name='picture')


def _enlarge(features, name):
    """Nearest upsampling by two: `[batch, h, w, c]` -> `[batch, 2 h, 2 w, c]`."""
    size = 2 * tf.shape(features)[1:3]
    static = features.shape.as_list()
    enlarged = tf.image.resize_nearest_neighbor(features, size, name=name)
    enlarged.set_shape([static[0], *(side and 2 * side for side in static[1:3]), static[3]])
    return enlarged


def training_graph(
    inputs, style_weight=10.0, learning_rate=1e-4, decay=5e-5, precision='float32', keep=3, seed=0
):
    """Builds the graph that trains the decoder, and finalises it.

    The loss is `L_c + lambda L_s` (equation 11): L_c is the mean squared distance of the features
    of the result from t, L_s the sum over `STYLE_LAYERS` of `losses.moments_loss`.

    Args:
      inputs: a function without arguments that is called inside the graph and returns
        `(content, style), pipeline`: float32 tensors `[batch, height, width, 3]`, RGB, 0..255, both
        sides static multiples of 8 and at least 16, and anything that `Training` is to keep.
      style_weight: lambda.
      learning_rate, decay: of Adam, `learning_rate / (1 + decay * step)`, as the authors' code has.
      precision: 'float32' or 'bfloat16', of the convolutions.
      keep: int, how many states `state_saver` leaves in place.
      seed: int, of the decoder's weights at the start.

    Returns:
      a `Training`.
    """
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        (content, style), pipeline = inputs()
        with tf.name_scope('content'):
            content_features = encode(content, [ENCODED], precision)[ENCODED]
        with tf.name_scope('style'):
            style_moments = {
                layer: losses.channel_moments(features, name=f'{layer}_moments')
                for layer, features in encode(style, STYLE_LAYERS, precision).items()
            }
        with tf.name_scope('adain'):
            t = losses.adain(content_features, style_moments[ENCODED], name='t')
        result = decode(t, precision)
        with tf.name_scope('result'):
            features = encode(result, STYLE_LAYERS, precision)
        terms = _losses(features, t, style_moments, style_weight)
        with tf.name_scope('train'):
            step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
            rate = tf.train.inverse_time_decay(learning_rate, step, 1, decay, name='learning_rate')
            adam = tf.train.AdamOptimizer(rate, name='adam')
            # The variables are named, and the encoder's are not among them.
            step_op = adam.minimize(terms['total'], step, list(decoder_variables(graph).values()))
        with tf.name_scope('check'):  # what alpha 0 gives; evaluated now and then, not trained for
            autoencoded = decode(content_features, precision)
            autoencoding = tf.reduce_mean(tf.abs(autoencoded - content), name='autoencoding')
        with tf.name_scope('summary'):
            rows = tf.concat([content, style, result, autoencoded], axis=2)
            # Not as floats, which TensorBoard would stretch to their own range.
            rows = tf.saturate_cast(tf.round(rows), tf.uint8, name='rows')
            summaries = _summaries(terms, rate, autoencoding, rows)
        with tf.name_scope('save'):
            state = [v for v in tf.global_variables() if not v.op.name.startswith('vgg_19/')]
            savers = (
                checkpoint.vgg_saver(),
                tf.train.Saver(state, max_to_keep=keep, name='state'),
            )
        init_op = tf.global_variables_initializer()
    graph.finalize()
    return Training(
        graph, pipeline, content, rows, autoencoding, terms, step, step_op, init_op, summaries,
        *savers,
    )  # fmt: skip


def _losses(features, t, style_moments, style_weight):
    """Every term of the loss by its name below `loss/`."""
    terms = {}
    with tf.name_scope('loss'):
        # No gradient goes into t and the style's moments: no variable that is trained makes them.
        result_features = tf.cast(features[ENCODED], tf.float32)
        terms['content'] = losses.content_loss(result_features, t, name='content')
        with tf.name_scope('style'):
            for layer in STYLE_LAYERS:
                moments = losses.channel_moments(features[layer], name=f'{layer}_moments')
                terms[f'style/{layer}'] = losses.moments_loss(
                    moments, style_moments[layer], name=layer
                )
            terms['style/total'] = tf.add_n(
                [terms[f'style/{layer}'] for layer in STYLE_LAYERS], name='total'
            )
        terms['total'] = tf.add(terms['content'], style_weight * terms['style/total'], name='total')
    return terms


def _summaries(terms, rate, autoencoding, rows):
    """The summary operations: scalars of every step, and what is looked at now and then."""
    scalars = {f'loss/{name}': loss for name, loss in terms.items()} | {'learning_rate': rate}
    # The raw operations, because tf.summary.scalar puts the scope before the tag.
    scalars = [tf.raw_ops.ScalarSummary(tags=tag, values=x) for tag, x in scalars.items()]
    return {
        'scalars': tf.raw_ops.MergeSummary(inputs=scalars, name='scalars'),
        'autoencoding': tf.raw_ops.ScalarSummary(
            tags='check/autoencoding', values=autoencoding, name='autoencoding'
        ),
        'pictures': tf.raw_ops.ImageSummary(
            tag='content_style_result_autoencoded', tensor=rows, max_images=4, name='pictures'
        ),
    }


def decoder_variables(graph):
    """{name: variable} of the decoder's weights and biases, by name and never by position."""
    return {
        v.op.name: v
        for v in graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)
        if v.op.name.startswith('decoder/')
    }


def decoder_shapes():
    """{name: shape} of the decoder's weights and biases, from `DECODER`."""
    shapes, inputs = {}, architecture.channels(ENCODED)
    for name, channels in (layer for layer in DECODER if not isinstance(layer, str)):
        shapes[f'decoder/{name}/weights'] = (3, 3, inputs, channels)
        shapes[f'decoder/{name}/biases'] = (channels,)
        inputs = channels
    return shapes
