"""Regions of the image, one for each style: masks at the grids of the layers.

Implements guided Gram matrices (Gatys, Ecker, Bethge, Hertzmann and Shechtman, "Controlling
perceptual factors in neural style transfer", CVPR 2017, section 4). deviation: a style's target is
measured on its whole picture, and a region's loss counts for its share of the image instead of
all regions alike (docs/deviations.md).

Puts into the graph, below the scope that it is called in: `mask` and `features`.
"""

import cv2
import numpy as np

from gatys_tf1.tf1 import tf


def at_layer(mask, features):
    """A mask at the grid of a layer, averaged over the area of each of its positions.

    Args:
      mask: float32 array `[height, width]`, 0..1; or None for everywhere.
      features: tensor `[1, h, w, channels]`, static shape.

    Returns:
      float64 array `[1, h, w]`, 0..1.
    """
    _, height, width, _ = features.shape.as_list()
    if mask is None:
        return np.ones([1, height, width])
    # gotcha: cv2-resize-width-height
    grid = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return grid.astype(np.float64)[np.newaxis]


def guided(features, mask):
    """Features times the mask at their grid, and that mask as in `at_layer`."""
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
