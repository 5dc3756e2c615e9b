"""What a gradient ascent is after: functions that make the `value` of an `Objective`.

DeepDream climbs `activations` (the class-visualisation post) or, guided by a picture, `towards`.
Visualisation climbs `channel` or `neuron`; of fc8's channels, that is the score of a class (that
post; Simonyan et al., "Deep inside convolutional networks", 2014). Feature inversion descends
`distance` (that post; Mahendran and Vedaldi, "Understanding deep image representations by inverting
them", 2015).

Each makes a function from a layer's features, a float32 tensor `[1, h, w, channels]`, and the
number of positions that the layer has on the whole picture, to a float32 scalar. Sums are divided
by that number, not by h*w, so that the gradient of a tile is that of the whole picture.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gatys_tf1.tf1 import tf


class Objective(NamedTuple):
    """What is to be high, or low, at one layer."""

    value: Callable  # (features [1, h, w, channels], positions) -> float32 scalar
    weight: float = 1.0


def activations():
    """DeepDream: half the mean square of a layer's activations.

    Its gradient with respect to the layer is the activation itself (the class-visualisation post),
    divided by the number of activations, so that the weights of several layers compare.
    """

    def value(features, positions):
        return tf.reduce_sum(tf.square(features)) / (2.0 * positions * features.shape.as_list()[3])

    return value


def towards(guide):
    """DeepDream guided by another picture: each position is drawn to the guide's most similar one.

    The mean over positions of the largest inner product of the position's features with any
    position of the guide. Its gradient is the features of that one (as in Google's notebook of
    2015).

    Args:
      guide: float32 array `[1, h, w, channels]`, a picture's features at the layer, of any size.
    """

    def value(features, positions):
        channels = features.shape.as_list()[3]
        wanted = tf.constant(guide.reshape(-1, channels), tf.float32, name='guide')
        products = tf.matmul(tf.reshape(features, [-1, channels]), wanted, transpose_b=True)
        return tf.reduce_sum(tf.reduce_max(products, axis=1)) / float(positions * channels)

    return value


def channel(index):
    """The mean of one channel over all positions, before its ReLU; at fc8, the score of a class.

    Before the ReLU, because after it a channel that the start does not excite has no gradient.
    """

    def value(features, positions):
        return tf.reduce_sum(_before_relu(features)[..., index]) / float(positions)

    return value


def neuron(index, row=None, column=None):
    """One channel at one position, before its ReLU; in the middle by default."""

    def value(features, positions):
        _, height, width, _ = features.shape.as_list()
        y, x = (height // 2 if row is None else row), (width // 2 if column is None else column)
        return tf.identity(_before_relu(features)[0, y, x, index])

    return value


def distance(target):
    """Feature inversion, to be minimised: the squared distance from a target, relative to it.

    deviation: the class-visualisation post has the plain sum of squares. Divided by the target's,
    one weight of the L2 term suits all layers (Mahendran and Vedaldi, "Understanding deep image
    representations by inverting them", 2015, equation 2).

    Args:
      target: float32 array `[1, h, w, channels]`, a picture's features at the layer.
    """

    def value(features, positions):
        features.shape.assert_is_compatible_with(target.shape)
        wanted = tf.constant(target, tf.float32, name='target')
        return tf.reduce_sum(tf.squared_difference(features, wanted)) / float(np.sum(target**2))

    return value


def _before_relu(features):
    """The input of the ReLU that made `features`; `features` itself if no ReLU did."""
    cast = features.op.inputs[0] if features.op.type == 'Cast' else features
    if cast.op.type != 'Relu':
        return features
    return tf.cast(cast.op.inputs[0], tf.float32)
