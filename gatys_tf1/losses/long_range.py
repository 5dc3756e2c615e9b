"""Long-range consistency: Gram matrices of feature maps with themselves, shifted.

Implements Berger and Memisevic, "Incorporating long-range consistency in CNN-based texture
generation" (2016), section 3, and the variant of the losses post.

Puts into the graph: `long_range/<layer>/shift_<n>/{down,right}` and their constants,
`loss/long_range/<layer>`.
"""

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.losses.gatys import style_loss
from gatys_tf1.losses.precision import product_in_float32
from gatys_tf1.losses.styles import guided, layer_weights, overlap, targets_of
from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf

DIRECTIONS = {'down': 1, 'right': 2}  # -> axis of [1, h, w, channels]


def shifted_gram_matrix(features, shift, axis, name=None):
    """The Gram matrix of feature maps with shifted ones: what occurs `shift` positions apart.

    Berger and Memisevic, "Incorporating long-range consistency in CNN-based texture generation"
    (2016), section 3. `G[i, j] = sum F_i(x) F_j(x + shift)` over the positions x for which both
    lie in the picture. Unlike a Gram matrix, it is not symmetric.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]` with static shape.
      shift: int, delta, in positions of this layer; 1 or more, and below h (or w).
      axis: 1 moves down, 2 moves right.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]`, a sum over (h - shift) w or h (w - shift) positions.

    Raises:
      ValueError: if the shift leaves no positions.
    """
    _, height, width, channels = features.shape.as_list()
    if not 0 < shift < (height, width)[axis - 1]:
        raise ValueError(f'a shift of {shift} leaves nothing of {height}x{width} positions')
    with tf.name_scope(name, 'shifted_gram', [features]) as scope:
        # tf.slice, because its gradient pads; that of features[:, shift:] takes 50 times as long.
        step = [0, shift, 0, 0] if axis == 1 else [0, 0, shift, 0]
        size = [whole - less for whole, less in zip([1, height, width, channels], step)]
        here, there = tf.slice(features, [0, 0, 0, 0], size), tf.slice(features, step, size)
        columns = [tf.reshape(side, [-1, channels]) for side in (here, there)]
        return product_in_float32(*columns, name=scope)


def long_range_term(styles, shifts, layers, weight=1.0, *, balance='energy'):
    """Long-range consistency as a `Term` named 'long_range'.

    A layer's loss is the mean of E_l (Gatys, equation 4) over its shifts and both directions.

    Args:
      styles: list of `styles.Style`.
      shifts: dict of layer to list of ints, in positions of the layer.
      layers: dict of layer to w_l, or to None where `balance` decides.
      weight: of the term.
      balance: see `styles.layer_weights`.

    Returns:
      a `Term`.
    """

    def measure(image, points):
        return {layer: _mean_grams(layer, points[layer], shifts[layer]) for layer in layers}

    def loss(image, points, targets):
        parts = {}
        for target in targets_of(styles, targets, layer_weights(layers, targets, balance)):
            check_shifts(target.layer, points[target.layer], shifts[target.layer])
            with tf.name_scope(f'long_range/{target.name}/'):
                features, mask = guided(points[target.layer], target.mask)
            losses = []
            for shift, values in zip(shifts[target.layer], target.value):
                for (direction, axis), value in zip(DIRECTIONS.items(), values):
                    with tf.name_scope(f'long_range/{target.name}/shift_{shift}/'):
                        both = overlap(mask, shift, axis)
                        positions = max(float(np.sum(both)), 1e-6)
                        gram = shifted_gram_matrix(features, shift, axis, name=direction)
                        constant = tf.constant(
                            value * positions, tf.float32, name=f'{direction}_constant'
                        )
                    with tf.name_scope(f'loss/long_range/{target.name}/'):
                        losses.append(np.mean(both) * style_loss(gram, constant, positions))
            with tf.name_scope(f'loss/long_range/{target.name}/') as scope:
                value = tf.divide(tf.add_n(losses), len(losses), name=scope)
            parts[target.name] = LayerLoss(target.weight, value)
        return parts

    sources = tuple(style.image for style in styles)
    return Term('long_range', weight, loss, tuple(layers), sources, measure)


def _mean_grams(layer, features, shifts):
    """Shifted Gram matrices per position: `[shifts, 2 (down, right), channels, channels]`."""
    check_shifts(layer, features, shifts)
    height, width = features.shape.as_list()[1:3]
    return tf.stack([
        [
            shifted_gram_matrix(features, shift, 1) / float((height - shift) * width),
            shifted_gram_matrix(features, shift, 2) / float(height * (width - shift)),
        ]
        for shift in shifts
    ])  # fmt: skip


def check_shifts(layer, features, shifts):
    """Raises UserError if a shift is at least as large as the layer."""
    side = min(features.shape.as_list()[1:3])
    if max(shifts) >= side:
        raise UserError(
            f'a shift of {max(shifts)} is too large for {layer}, which has {side} positions on the '
            "picture's short side: choose smaller shifts or larger pictures"
        )
