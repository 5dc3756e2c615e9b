"""What a gradient ascent wants of a layer: functions that make a `dream.Goal`'s `value`.

DeepDream is `activations` (seed 003) or, guided by a picture, `towards`; visualisation is `channel`
and `neuron`, and of fc8's channels the score of a class (seed 003; Simonyan et al., "Deep inside
convolutional networks", 2014); feature inversion is `distance` (seed 003; Mahendran and Vedaldi,
"Understanding deep image representations by inverting them", 2015).

What is made is a function from a layer's features, a float32 tensor `[1, h, w, channels]`, and the
number of positions that the layer has on the whole picture, to a float32 scalar. A sum is divided
by that number and not by h*w, so that the gradients of tiles are those of the whole picture.
"""

import numpy as np

from gatys_tf1.tf1 import tf


def activations():
    """DeepDream: half the mean square of a layer's activations.

    Its gradient with respect to the layer is the activation itself (seed 003), divided by their
    number, so that the weights of several layers compare.
    """

    def value(features, positions):
        return tf.reduce_sum(tf.square(features)) / (2.0 * positions * features.shape.as_list()[3])

    return value


def towards(guide):
    """DeepDream guided by another picture: each position is drawn to the guide's most alike one.

    The mean over positions of the largest inner product of the position's features with any
    position of the guide; its gradient is the features of that one (as in Google's notebook of
    2015).

    Args:
      guide: float32 array `[1, h, w, channels]`, a picture's features at the layer, of any size.
    """

    def value(features, positions):
        channels = features.shape.as_list()[3]
        wanted = tf.constant(guide.reshape(-1, channels), tf.float32, name='guide')
        alike = tf.matmul(tf.reshape(features, [-1, channels]), wanted, transpose_b=True)
        return tf.reduce_sum(tf.reduce_max(alike, axis=1)) / float(positions * channels)

    return value


def channel(index):
    """The mean of one channel over all positions, before its ReLU; of fc8, a class's score.

    Before the ReLU, because behind it a channel that the start does not excite has no gradient.
    """

    def value(features, positions):
        return tf.reduce_sum(_before_relu(features)[..., index]) / float(positions)

    return value


def neuron(index, row=None, column=None):
    """One channel at one position, before its ReLU; the one in the middle by default."""

    def value(features, positions):
        _, height, width, _ = features.shape.as_list()
        y, x = (height // 2 if row is None else row), (width // 2 if column is None else column)
        return tf.identity(_before_relu(features)[0, y, x, index])

    return value


def distance(target):
    """Feature inversion, to be minimised: the squared distance from features, as a share of them.

    deviation: seed 003 has the plain sum of squares; divided by the target's, one weight of the L2
    term suits all layers (Mahendran and Vedaldi, "Understanding deep image representations by
    inverting them", 2015, equation 2).

    Args:
      target: float32 array `[1, h, w, channels]`, a picture's features at the layer.
    """

    def value(features, positions):
        features.shape.assert_is_compatible_with(target.shape)
        wanted = tf.constant(target, tf.float32, name='target')
        return tf.reduce_sum(tf.squared_difference(features, wanted)) / float(np.sum(target**2))

    return value


def _before_relu(features):
    """What went into the ReLU that `features` came out of; `features` itself, if none did."""
    cast = features.op.inputs[0] if features.op.type == 'Cast' else features
    if cast.op.type != 'Relu':
        return features
    return tf.cast(cast.op.inputs[0], tf.float32)
