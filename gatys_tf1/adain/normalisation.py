"""Adaptive instance normalisation: a picture's features with the channel moments of another.

Implements Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance
normalization" (2017), equations 5, 6, 8 and 13, and their spatial control (section 7.3): regions
of the content, each with the style of another picture. A function's `name` is the name of the node
that it returns, or of the scope around its nodes.
"""

import numpy as np

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


def regional_moments(features, masks, name=None):
    """Mean and standard deviation of each channel over each of several regions of one picture.

    Args:
      features: float32 tensor `[1, h, w, channels]`.
      masks: float32 tensor `[1, h, w, regions]`: how much of each position belongs to each region.
      name: name of the scope.

    Returns:
      `(mean, deviation, mass)`: float32 tensors `[regions, channels]` twice, and `[regions]`, the
      sums of the masks. The moments of a region of mass 0 are finite,
      and meaningless.
    """
    with tf.name_scope(name, 'regional_moments', [features, masks]):
        x, shares, mass = rows_and_shares(features, masks)
        # From the picture's own mean, so that float32 does not subtract two large squares.
        middle = tf.reduce_mean(x, 0)
        x -= middle
        shift = tf.matmul(shares, x, transpose_a=True)
        squares = tf.matmul(shares, tf.square(x), transpose_a=True)
        variance = tf.maximum(squares - tf.square(shift), 0.0)
        deviation = tf.sqrt(variance + EPSILON, name='deviation')
        return tf.add(shift, middle, name='mean'), deviation, mass


def rows_and_shares(features, masks):
    """A picture's features and masks as matrices with a row for each position.

    Args:
      features, masks: see `regional_moments`.

    Returns:
      `(rows, shares, mass)`: float32 `[positions, channels]`; `[positions, regions]`, the masks,
      each with a sum of 1; `[regions]`, their sums before.
    """
    rows = tf.reshape(features, [-1, features.shape[-1]])
    shares = tf.reshape(masks, [-1, tf.shape(masks)[-1]])
    mass = tf.reduce_sum(shares, 0, name='mass')
    return rows, shares / tf.maximum(mass, 1e-6), mass


def restyle(content, masks, content_moments, style_moments, name=None):
    """AdaIN by region: each has the moments of a style of its own; soft masks mix the results.

    `sum_k m_k (sigma_k(y) (x - mu_k(x)) / sigma_k(x) + mu_k(y))`, as `x` times one sum over the
    regions plus another.

    Args:
      content: float32 tensor `[1, h, w, channels]`, x.
      masks: float32 tensor `[1, h, w, regions]`, m, which sums to 1 at each position.
      content_moments: `(mean, deviation)` of x in each region, `[regions, channels]`.
      style_moments: the same of the regions' styles.
      name: name of the resulting node.

    Returns:
      float32 tensor of the shape of `content`.
    """
    with tf.name_scope(name, 'regional_adain', [content, masks]) as scope:
        (mean, deviation), (style_mean, style_deviation) = content_moments, style_moments
        scale = style_deviation / deviation
        shares = tf.reshape(masks, [-1, tf.shape(masks)[-1]])
        factor, summand = (
            tf.reshape(tf.matmul(shares, value), tf.shape(content))
            for value in (scale, style_mean - mean * scale)
        )
        return tf.add(factor * content, summand, name=scope)


def pooled(parts):
    """The moments of a whole picture from those of its tiles, in float64.

    Args:
      parts: list of `(mean, deviation, mass)`, from `regional_moments`.

    Returns:
      `(mean, deviation)`, float32 arrays `[regions, channels]`.
    """
    means, deviations, masses = (np.array(part, np.float64) for part in zip(*parts))
    shares = (masses / np.maximum(masses.sum(axis=0), 1e-6))[..., np.newaxis]
    mean = (shares * means).sum(axis=0)
    variance = (shares * (deviations**2 - EPSILON + (means - mean) ** 2)).sum(axis=0)
    deviation = np.sqrt(np.maximum(variance, 0) + EPSILON)
    return mean.astype(np.float32), deviation.astype(np.float32)


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
