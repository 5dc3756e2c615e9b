"""What VGG-19 sees: its table, filters, feature maps, gradients, guided backpropagation, imagenet.

Implements the first half of the DataLab tutorial, and guided backpropagation of Springenberg et
al., "Striving for simplicity: the all convolutional net" (2015), section 3.4. Arrays come back; the
command `visualize` makes sheets of them.

Puts into a graph of its own, besides what `vgg.evaluate` does: `view/...`.
"""

from typing import NamedTuple

import numpy as np

from gatys_tf1 import architecture, imagenet, images, vgg
from gatys_tf1.inspect.guided import guided_relu
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint
from gatys_tf1.weights.slim_checkpoint import open_checkpoint

BLOCKS = ('conv1_2', 'conv2_2', 'conv3_4', 'conv4_4', 'conv5_4')  # the last layer of each block
MOST_MAPS = 64  # of a layer on a sheet, as in the tutorial
SHORT_SIDE, CROP = 256, 224  # pixels: how slim's VGG sees a picture that it classifies


class Row(NamedTuple):
    """A layer in the table of the network."""

    layer: str
    shape: tuple  # of its output, (height, width, channels)
    parameters: int  # weights and biases
    gflop: float  # 10^9 floating-point operations, once forward; a multiply-add counts as two


class Gradients(NamedTuple):
    """Gradients with respect to the picture, each float32 `[1, height, width, 3]`."""

    maxima: np.ndarray  # of the sum of the largest activations at each position
    feature_map: np.ndarray  # of the sum of one channel
    channel: int  # which one


def summary(height, width):
    """The network as a table, down to the deepest layer that a picture of that size reaches.

    Args:
      height, width: int, pixels.

    Returns:
      list of `Row`, in the network's order.
    """
    side = min(height, width)
    fitting = [x for x in architecture.LAYERS if architecture.smallest_side(x) <= side]
    with tf.Graph().as_default():
        image = tf.placeholder(tf.float32, [1, height, width, 3], name='image')
        points = vgg.end_points(image, fitting[-1])
        shapes = {v.op.name: v.shape.as_list() for v in tf.global_variables()}
    rows = []
    for layer, tensor in points.items():
        shape = tuple(tensor.shape.as_list()[1:])
        kernels = [
            size
            for name, size in shapes.items()
            if name.endswith((f'/{layer}/weights', f'/{layer}/biases'))
        ]
        parameters = sum(int(np.prod(size)) for size in kernels)
        weights = sum(int(np.prod(size)) for size in kernels if len(size) == 4)
        rows.append(Row(layer, shape, parameters, 2e-9 * weights * shape[0] * shape[1]))
    return rows


def filters(config):
    """The 64 kernels of conv1_1 for viewing: from the smallest weight, 0, to the largest, 255.

    Normalised over all kernels together (the DataLab tutorial), so that they compare: what is dark
    inhibits, what is light excites.

    Args:
      config: a `vgg.Config`.

    Returns:
      float32 array `[64, 3, 3, 3]`: kernel, row, column, colour (RGB); 0..255.
    """
    kernels_value = open_checkpoint(config.checkpoint).get_tensor('vgg_19/conv1/conv1_1/weights')
    return to_view(np.moveaxis(kernels_value, 3, 0))


def features(image_value, layers, config):
    """The feature maps of a picture.

    Args:
      image_value: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layers: list of layer names.
      config: a `vgg.Config`.

    Returns:
      dict of layer to float32 array `[channels, h, w]`.
    """
    found = vgg.representation(image_value, layers, config)
    return {layer: np.moveaxis(value[0], 2, 0) for layer, value in found.items()}


def gradients(image_value, layer, config, channel=None, guided=False):
    """The gradients of a layer's activations with respect to the picture.

    Args:
      image_value: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layer: str.
      config: a `vgg.Config`.
      channel: int, the feature map; None for the one with the largest mean.
      guided: bool, cut negative gradients at every ReLU: `guided.guided_relu`.

    Returns:
      `Gradients`.

    Raises:
      UserError: if the layer has no such channel.
    """
    if channel is not None:
        architecture.check_channel(layer, channel)

    def view(image, points):
        activations = points[layer]  # [1, h, w, channels]
        with tf.name_scope('view'):
            chosen = channel
            if chosen is None:
                means = tf.reduce_mean(activations, axis=[0, 1, 2])
                chosen = tf.argmax(means, output_type=tf.int32)
            maxima = tf.reduce_sum(tf.reduce_max(activations, axis=3), name='maxima')
            one_map = tf.reduce_sum(tf.gather(activations, chosen, axis=3), name='feature_map')
            by_image = [tf.gradients(y, image)[0] for y in (maxima, one_map)]
            return Gradients(*by_image, tf.identity(chosen))

    relu = guided_relu if guided else tf.nn.relu
    found = vgg.evaluate(image_value, [layer], config, {'gradients': view}, relu)['gradients']
    return found._replace(channel=int(found.channel))


def classify(image_value, config, count=5):
    """What the full network takes a picture for.

    It sees the 224x224 pixels in the middle, after the short side has been made 256, as in slim's
    evaluation of VGG.

    Args:
      image_value: float32 array `[1, height, width, 3]`, RGB, 0..255.
      config: a `vgg.Config` whose checkpoint holds fc6, fc7 and fc8.
      count: int.

    Returns:
      list of `(name, probability)`, the most probable first.

    Raises:
      UserError: if the checkpoint has the convolutions only.
    """
    checkpoint.check_full(config.checkpoint)

    def probabilities(image, points):
        with tf.name_scope('view'):
            return tf.nn.softmax(points['fc8'][0, 0, 0], name='probabilities')

    views = {'probabilities': probabilities}
    value = vgg.evaluate(central(image_value), ['fc8'], config, views)['probabilities']
    best = np.argsort(value)[::-1][:count]
    return [(imagenet.NAMES[index], float(value[index])) for index in best]


def central(image_value):
    """The 224x224 pixels in the middle of a picture whose short side is made 256."""
    height, width = image_value.shape[1:3]
    factor = SHORT_SIDE / min(height, width)
    resized = images.resize(image_value, (round(height * factor), round(width * factor)))
    top, left = (resized.shape[1] - CROP) // 2, (resized.shape[2] - CROP) // 2
    return resized[:, top : top + CROP, left : left + CROP]


def to_view(values):
    """Values scaled so that the smallest is 0 and the largest 255; all equal: 0. Any shape."""
    low, high = values.min(), values.max()
    return (values - low) * np.float32(255.0 / (high - low if high > low else 1.0))


def signed_to_view(values, share=99.5):
    """Signed values around a middle gray: float32 0..255, where 127.5 is zero.

    The `share` percent nearest to zero fill the range and the rest is clipped, so that a few large
    gradients do not make the others invisible.
    """
    limit = np.percentile(np.abs(values), share) or 1.0
    return np.clip(127.5 + 127.5 * values / limit, 0, 255).astype(np.float32)
