"""Adaptive instance normalisation: a picture's features with the channel moments of another.

Implements Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance
normalization" (2017), equations 5, 6, 8 and 13. A function's `name` is the name of the node that it
returns, or of the scope around its two nodes.
"""

from gatys_tf1.tf1 import tf

EPSILON = 1e-5  # as in the authors' code


def channel_moments(features, name=None):
    """Mean and standard deviation of each channel over the positions of its own picture.

    Equations 5 and 6: `sigma = sqrt(1/(h w) sum (x - mu)^2 + epsilon)`; with the epsilon, a
    constant channel has a finite gradient.

    Args:
      features: float32 or bfloat16 tensor `[batch, h, w, channels]`.
      name: name of the scope.

    Returns:
      `(mean, deviation)`, float32 tensors `[batch, 1, 1, channels]`.
    """
    with tf.name_scope(name, 'channel_moments', [features]):
        # bfloat16 has 8 significant bits, too few for a sum over thousands of positions.
        features = tf.cast(features, tf.float32)
        mean = tf.reduce_mean(features, [1, 2], keepdims=True)
        variance = tf.reduce_mean(tf.squared_difference(features, mean), [1, 2], keepdims=True)
        return tf.identity(mean, 'mean'), tf.sqrt(variance + EPSILON, name='deviation')


def adain(content, style_moments, name=None):
    """The content's features with the style's moments (equation 8).

    `sigma(y) (x - mu(x)) / sigma(x) + mu(y)`; there is nothing to learn in it.

    Args:
      content: float32 or bfloat16 tensor `[batch, h, w, channels]`, x.
      style_moments: `(mean, deviation)` of y from `channel_moments`; y may have any size.
      name: name of the resulting node.

    Returns:
      float32 tensor of the shape of `content`.
    """
    with tf.name_scope(name, 'adain', [content, *style_moments]) as scope:
        mean, deviation = channel_moments(content)
        style_mean, style_deviation = style_moments
        normalised = (tf.cast(content, tf.float32) - mean) / deviation
        return tf.add(style_deviation * normalised, style_mean, name=scope)


def moments_loss(moments, target_moments, name=None):
    """One layer's part of AdaIN's style loss (equation 13).

    deviation: mean squared errors over batch and channels instead of Euclidean distances, as in the
    authors' code; their style weight of 10 is chosen for these.

    Args:
      moments, target_moments: `(mean, deviation)`, float32 `[batch, 1, 1, channels]` each.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'moments_loss', [*moments, *target_moments]) as scope:
        for value, target in zip(moments, target_moments):
            value.shape.assert_is_compatible_with(target.shape)  # gotcha: silent-broadcast
        squares = map(tf.squared_difference, moments, target_moments)
        return tf.add_n([tf.reduce_mean(square) for square in squares], name=scope)
