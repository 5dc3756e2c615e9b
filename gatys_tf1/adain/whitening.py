"""The whitening and colouring transform: AdaIN with whole covariances in place of deviations.

Implements Li, Fang, Yang, Wang, Lu and Yang, "Universal style transfer via feature transforms"
(2017), section 3.2, at conv4_1 alone and for AdaIN's decoder. AdaIN gives each channel the style's
mean and deviation, but leaves the correlations between channels as they are in the content; these
are what a Gram matrix holds besides. Here the content's features are decorrelated (whitening), and
get the style's correlations (colouring).

The functions are those of normalisation.py, with a matrix where a deviation is there: the symmetric
square root of the covariance, which is the deviation if there is one channel. So `inference.build`
takes either module.
"""

import numpy as np

from gatys_tf1.adain.normalisation import rows_and_shares
from gatys_tf1.tf1 import tf

# deviation: the authors whiten at five layers in turn, and have a decoder for each; here it is one
# layer and one decoder, AdaIN's, which is one pass.
# deviation: added to every eigenvalue of a covariance; the authors leave the smallest out. Of
# conv4_1's, scaled as by `network.encode`, four fifths are below 1, and hold only a tenth of the
# variance (scripts/dev/measure_whitening.py). Without an epsilon, whitening would blow these
# directions up, and they are mostly noise.
EPSILON = 1.0


def channel_moments(features, name=None):
    """Mean and square root of the covariance of the channels over each picture's positions.

    Args:
      features: float32 or bfloat16 tensor `[batch, h, w, channels]`.
      name: name of the scope.

    Returns:
      `(mean, root)`: float32 tensors `[batch, 1, 1, channels]` and
      `[batch, 1, 1, channels, channels]`.
    """
    with tf.name_scope(name, 'channel_moments', [features]):
        features = tf.cast(features, tf.float32)
        mean = tf.reduce_mean(features, [1, 2], keepdims=True, name='mean')
        shape = tf.shape(features)
        x = tf.reshape(features - mean, [shape[0], shape[1] * shape[2], features.shape[-1]])
        covariance = tf.matmul(x, x, transpose_a=True) / tf.cast(tf.shape(x)[1], tf.float32)
        return mean, tf.expand_dims(tf.expand_dims(_root(covariance), 1), 1, name='root')


def regional_moments(features, masks, name=None):
    """Mean and square root of the covariance over each of several regions of one picture.

    Args:
      features: float32 tensor `[1, h, w, channels]`.
      masks: float32 tensor `[1, h, w, regions]`: how much of each position belongs to each region.
      name: name of the scope.

    Returns:
      `(mean, root, mass)`: float32 tensors `[regions, channels]`, `[regions, channels, channels]`
      and `[regions]`, the sums of the masks. The moments of a region of mass 0 are finite, and
      meaningless.
    """
    with tf.name_scope(name, 'regional_moments', [features, masks]):
        x, shares, mass = rows_and_shares(features, masks)
        mean = tf.matmul(shares, x, transpose_a=True, name='mean')
        x -= mean[:, tf.newaxis]  # [regions, positions, channels]
        weighted = tf.transpose(shares)[..., tf.newaxis] * x
        return mean, _root(tf.matmul(weighted, x, transpose_a=True)), mass


def restyle(content, masks, content_moments, style_moments, name=None):
    """Whitening and colouring by region; soft masks mix the results.

    `sum_k m_k ((x - mu_k(x)) R_k(x)^-1 R_k(y) + mu_k(y))`, R the roots and x the rows of features.

    Args:
      content: float32 tensor `[1, h, w, channels]`, x.
      masks: float32 tensor `[1, h, w, regions]`, m, which sums to 1 at each position.
      content_moments: `(mean, root)` of x in each region, from `regional_moments`.
      style_moments: the same of the regions' styles, y.
      name: name of the resulting node.

    Returns:
      float32 tensor of the shape of `content`.
    """
    with tf.name_scope(name, 'wct', [content, masks]) as scope:
        (mean, root), (style_mean, style_root) = content_moments, style_moments
        x = tf.reshape(content, [-1, content.shape[-1]]) - mean[:, tf.newaxis]
        styled = tf.matmul(x, tf.linalg.solve(root, style_root)) + style_mean[:, tf.newaxis]
        shares = tf.transpose(tf.reshape(masks, [-1, tf.shape(masks)[-1]]))[..., tf.newaxis]
        return tf.reshape(tf.reduce_sum(shares * styled, 0), tf.shape(content), name=scope)


def pooled(parts):
    """The moments of a whole picture from those of its tiles, in float64.

    Args:
      parts: list of `(mean, root, mass)`, from `regional_moments`.

    Returns:
      `(mean, root)`, float32 arrays `[regions, channels]` and `[regions, channels, channels]`.
    """
    total = np.maximum(sum(np.asarray(mass, np.float64) for *_, mass in parts), 1e-6)
    shares = [(mass / total)[:, np.newaxis] for *_, mass in parts]
    mean = sum(share * part[0] for share, part in zip(shares, parts))
    channels = mean.shape[1]
    covariance = -EPSILON * np.eye(channels)[np.newaxis]
    for share, (its_mean, root, _) in zip(shares, parts):
        root, shift = root.astype(np.float64), its_mean - mean
        square = root @ root + shift[:, :, np.newaxis] * shift[:, np.newaxis]
        covariance = covariance + share[..., np.newaxis] * square
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0) + EPSILON)[:, np.newaxis]
    return mean.astype(np.float32), (root @ vectors.transpose(0, 2, 1)).astype(np.float32)


def _root(covariance):
    """The symmetric square root of covariances `[n, channels, channels]`, with `EPSILON`."""
    values, vectors = tf.linalg.eigh(covariance)
    roots = tf.sqrt(tf.maximum(values, 0.0) + EPSILON)
    return tf.matmul(vectors * roots[:, tf.newaxis], vectors, transpose_b=True, name='root')
