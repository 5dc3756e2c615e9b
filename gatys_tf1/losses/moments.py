"""Channel moments: the mean and deviation of each feature map, instead of a Gram matrix.

Implements Li, Wang, Liu and Hou, "Demystifying neural style transfer" (2017), section 4.2: matching
the statistics of batch normalisation.

Puts into the graph: `moments/<layer>/{mean,deviation}` and their constants,
`loss/moments/<layer>`.
"""

import numpy as np

from gatys_tf1.losses.styles import at_layer, targets_of
from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf

EPSILON = 1e-5  # added to the variance, so that a constant channel has a gradient


def channel_moments(features, mask=None):
    """Mean and standard deviation of each channel over the positions of a picture.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]`.
      mask: float array `[1, h, w]`, how much each position counts; None: all equally.

    Returns:
      `(mean, deviation)`, float32 tensors `[channels]`.
    """
    _, height, width, channels = features.shape.as_list()
    columns = tf.reshape(tf.cast(features, tf.float32), [height * width, channels])
    share = np.ones(height * width) if mask is None else mask.ravel()
    share = tf.constant(share[:, np.newaxis] / max(share.sum(), 1e-6), tf.float32)
    mean = tf.reduce_sum(share * columns, axis=0, name='mean')
    variance = tf.reduce_sum(share * tf.squared_difference(columns, mean), axis=0)
    return mean, tf.sqrt(variance + EPSILON, name='deviation')


def moments_loss(moments, target_moments, name=None):
    """One layer's distance of moments: `1/N sum_i (mu_i - mu'_i)^2 + (sigma_i - sigma'_i)^2`.

    Args:
      moments, target_moments: `(mean, deviation)`, float32 tensors `[channels]`; N channels.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'moments_loss', [*moments, *target_moments]) as scope:
        squares = [tf.squared_difference(*pair) for pair in zip(moments, target_moments)]
        return tf.reduce_mean(tf.add_n(squares), name=scope)


def moments_term(styles, layers, weight=1.0):
    """The distance of channel moments as a `Term` named 'moments'.

    Args:
      styles: list of `styles.Style`.
      layers: dict of layer to w_l, or to None for 1/L.
      weight: of the term.

    Returns:
      a `Term`.
    """
    weights = {layer: 1 / len(layers) if w is None else w for layer, w in layers.items()}

    def measure(image, points):
        return {layer: tf.stack(channel_moments(points[layer])) for layer in layers}

    def loss(image, points, targets):
        parts = {}
        for target in targets_of(styles, targets, weights):
            mask = at_layer(target.mask, points[target.layer])
            with tf.name_scope(f'moments/{target.name}/'):
                moments = channel_moments(points[target.layer], mask)
                constants = [
                    tf.constant(value, tf.float32, name=f'{name}_constant')
                    for name, value in zip(('mean', 'deviation'), target.value)
                ]
            with tf.name_scope(f'loss/moments/{target.name}/') as scope:
                share = float(np.mean(mask))  # the region's share of the image
                value = tf.multiply(share, moments_loss(moments, constants), name=scope)
            parts[target.name] = LayerLoss(target.weight, value)
        return parts

    sources = tuple(style.image for style in styles)
    return Term('moments', weight, loss, tuple(layers), sources, measure)
