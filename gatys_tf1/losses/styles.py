"""What the style losses share: several styles, each in a region of its own, and layer weights.

Implements blended styles, and guided Gram matrices (Gatys, Ecker, Bethge, Hertzmann and Shechtman,
"Controlling perceptual factors in neural style transfer", CVPR 2017, section 4). deviation: a
style's target is measured on its whole picture, and a region's loss counts for its share of the
image instead of all regions alike (docs/deviations.md).

Puts into the graph, below the scope that it is called in: `mask` and `features`.
"""

from typing import NamedTuple

import cv2
import numpy as np

from gatys_tf1.tf1 import tf

BALANCES = ('channels', 'equal', 'energy')


class Style(NamedTuple):
    """One style picture, and its part in the result."""

    image: np.ndarray  # float32 [1, h, w, 3], RGB, 0..255, of any size
    share: float = 1.0  # its weight among the styles
    mask: np.ndarray = None  # float32 [height, width] of the result, 0..1; None: everywhere


class Target(NamedTuple):
    """What one layer of the image, or a region of it, is compared to."""

    name: str  # 'conv1_1', or 'region_2/conv1_1' where styles have regions
    layer: str
    value: np.ndarray  # what the term's `measure` found, blended over the styles
    weight: float  # w_l, times the style's share if it has a region
    mask: np.ndarray = None


def targets_of(styles, measured, weights):
    """The targets of one or several styles.

    Without masks the styles are blended into one target, their weighted average. That is equivalent
    to blending the losses: for shares that sum to 1, `sum_i share_i (G - A_i)^2` is
    `(G - sum_i share_i A_i)^2` plus a number that does not depend on G.

    Args:
      styles: list of `Style`.
      measured: for each style, a dict of layer to array.
      weights: dict of layer to w_l.

    Returns:
      list of `Target`.
    """
    if any(style.mask is not None for style in styles):
        return [
            Target(
                f'region_{number}/{layer}', layer, values[layer], weight * style.share, style.mask
            )
            for number, (style, values) in enumerate(zip(styles, measured), start=1)
            for layer, weight in weights.items()
        ]
    shares = [style.share for style in styles]
    return [
        Target(layer, layer, _average([values[layer] for values in measured], shares), weight)
        for layer, weight in weights.items()
    ]


def _average(values, shares):
    if values[0].ndim == 2 and len({value.shape for value in values}) > 1:
        values = [resample(value, max(v.shape[1] for v in values)) for value in values]
    return np.average(values, axis=0, weights=shares)


def resample(quantiles, count):
    """Takes `count` quantiles of the distributions that rows of sorted values stand for.

    Args:
      quantiles: float32 array `[channels, n]`, ascending along the rows.
      count: int.

    Returns:
      float32 array `[channels, count]`, ascending; the array itself if it has that many.
    """
    if quantiles.shape[1] == count:
        return quantiles
    have, want = ((np.arange(n) + 0.5) / n for n in (quantiles.shape[1], count))
    return np.stack([np.interp(want, have, row) for row in quantiles]).astype(np.float32)


def layer_weights(layers, measured, balance):
    """The weights w_l of equation 5.

    Args:
      layers: dict of layer to its weight, or to None where `balance` decides.
      measured: for each style, a dict of layer to mean Gram matrices `[..., channels, channels]`.
      balance: 'equal' is 1/L, as in the paper, whose network was rescaled to even activations.
        'channels' is 1/channels^2, as in the authors' later code, scaled so that 64 channels weigh
        1/L. 'energy' divides by the loss of an image without any features, E_l(0), and keeps the
        sum of w_l E_l(0) the same as with 'channels': every layer counts.

    Returns:
      dict of layer to float.
    """
    channels = {layer: measured[0][layer].shape[-1] for layer in layers}
    weights = {layer: (64 / channels[layer]) ** 2 / len(layers) for layer in layers}
    if balance == 'equal':
        weights = dict.fromkeys(layers, 1 / len(layers))
    if balance == 'energy':
        energies = {layer: _energy([values[layer] for values in measured]) for layer in layers}
        total = sum(weights[layer] * energies[layer] for layer in layers)
        weights = {
            layer: total / len(layers) / max(energies[layer], 1e-12) for layer in layers
        }  # fmt: skip
    return weights | {layer: own for layer, own in layers.items() if own is not None}


def _energy(grams):
    """E_l of an image without any features, averaged over the styles (mean Gram matrices)."""
    squares = [np.sum(np.square(gram, dtype=np.float64)) for gram in grams]
    return np.mean(squares) / (4 * grams[0].shape[-1] ** 2)


# --- regions -------------------------------------------------------------------------------------


def at_layer(mask, features):
    """A mask on a layer's grid, averaged over the area of each position.

    Args:
      mask: float32 array `[height, width]`, 0..1; or None for everywhere.
      features: tensor `[1, h, w, channels]`, static shape.

    Returns:
      float64 array `[1, h, w]`, 0..1.
    """
    return on_grid(mask, features.shape.as_list()[1:3])


def on_grid(mask, size):
    """The same on a grid of `(height, width)` positions."""
    height, width = size
    if mask is None:
        return np.ones([1, height, width])
    # gotcha: cv2-resize-width-height
    grid = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return grid.astype(np.float64)[np.newaxis]


def guided(features, mask):
    """Features times the mask on their grid, and that mask as in `at_layer`."""
    grid = at_layer(mask, features)
    if mask is not None:
        constant = tf.constant(grid[..., np.newaxis], features.dtype, name='mask')
        features = tf.multiply(features, constant, name='features')
    return features, grid


def overlap(grid, shift, axis):
    """The mask times itself, moved by `shift` down (axis 1) or right (2): float64 `[1, h, w]`."""
    if axis == 1:
        return grid[:, shift:] * grid[:, :-shift]
    return grid[:, :, shift:] * grid[:, :, :-shift]
