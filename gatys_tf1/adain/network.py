"""AdaIN's two networks: the encoder, which is VGG-19, and the decoder, which mirrors it.

Implements Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance
normalization" (2017), the second half of the DataLab tutorial: `t = AdaIN(f(c), f(s))` of VGG-19's
features f at conv4_1 (equation 9), decoded by a network g that mirrors f (equation 10).
normalisation.py has AdaIN itself; training_graph.py and training.py train g; inference.py stylises
with it; api.py is the way in for Python users.

Puts into the graph: `vgg_19/...` below the caller's scope and `<layer>_scaled` by `encode`;
`decoder/conv4_1/...` down to `decoder/conv1_1` and `decoder/picture` by `decode`.
"""

from gatys_tf1 import architecture, vgg
from gatys_tf1.tf1 import slim, tf

STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')
ENCODED = STYLE_LAYERS[-1]
STRIDE = 8  # pixels of the picture per position of conv4_1
LEAST_SIDE = 16  # pixels: two positions of conv4_1, the fewest that reflection padding takes

# Mean activations on 39 photographs with a shorter side of 256. Every feature is divided by its
# layer's. deviation: the authors' encoder is a VGG-19 that was rescaled to a mean of 1 filter by
# filter (Gatys, section 2); their loss weight and learning rate assume features of that size.
SCALES = {'conv1_1': 22.0, 'conv2_1': 106.0, 'conv3_1': 106.0, 'conv4_1': 433.0}

# The decoder from conv4_1 down to the picture: the layer that each one mirrors, and its channels.
DECODER = (
    ('conv4_1', 256), 'up3', ('conv3_4', 256), ('conv3_3', 256), ('conv3_2', 256), ('conv3_1', 128),
    'up2', ('conv2_2', 128), ('conv2_1', 64), 'up1', ('conv1_2', 64), ('conv1_1', 3),
)  # fmt: skip
PICTURE_SCALE = 64.0  # pixel values per unit of the decoder's last layer


def encode(images, layers, config=vgg.Config()):
    """f: VGG-19's features, each divided by its layer's mean activation.

    The encoder pads with zeros, as it did when its weights were trained; only the decoder pads by
    reflection.

    Args:
      images: float32 tensor `[batch, height, width, 3]`, RGB, 0..255.
      layers: list of names, out of `STYLE_LAYERS`.
      config: a `vgg.Config`; `SCALES` and the decoders hold for its default pooling and
        preprocessing.

    Returns:
      dict of layer to tensor `[batch, h, w, channels]` in `config.precision`.
    """
    points = vgg.end_points(images, architecture.deepest(layers), config)
    scales = {layer: tf.cast(SCALES[layer], config.precision) for layer in layers}
    return {
        layer: tf.divide(points[layer], scales[layer], name=f'{layer}_scaled') for layer in layers
    }


def decode(features, precision='float32'):
    """g: the mirror of the encoder (section 6.1); reflection padding, no normalisation layers.

    Each convolution has as many output channels as the one that it mirrors has inputs; where the
    encoder pools, the decoder repeats every position twice in both directions.

    Args:
      features: float32 tensor `[batch, h, w, 512]`, h and w at least 2, scaled as by `encode`.
      precision: of the convolutions, 'float32' or 'bfloat16'; the variables are float32.

    Returns:
      float32 tensor `[batch, 8 h, 8 w, 3]`, RGB, about 0..255, not clipped.
    """
    getter = vgg.cast_to(precision)
    with tf.variable_scope('decoder', reuse=tf.AUTO_REUSE, custom_getter=getter):
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
        # An untrained decoder paints ImageNet's mean colour, not black with half the values < 0.
        return tf.add(PICTURE_SCALE * tf.cast(net, tf.float32), vgg.MEAN_RGB, name='picture')


def _enlarge(features, name):
    """Nearest-neighbour upsampling by two: `[batch, h, w, c]` -> `[batch, 2 h, 2 w, c]`."""
    size = 2 * tf.shape(features)[1:3]
    static = features.shape.as_list()
    enlarged = tf.image.resize_nearest_neighbor(features, size, name=name)
    enlarged.set_shape([static[0], *(side and 2 * side for side in static[1:3]), static[3]])
    return enlarged


def decoder_variables(graph):
    """{name: variable} of the decoder in a graph, selected by name and never by position."""
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
