"""Numbers or pictures that say how much of which style a place gets. NumPy alone.

A map is what `masks.load_mask` takes. It is stretched to the content's size.
"""

import os

import numpy as np
import PIL.Image

from gatys_tf1.adain import inference
from gatys_tf1.errors import UserError
from gatys_tf1.masks import load_mask

EVERYWHERE = np.ones((1, 1), np.float32)  # a map


def places(weights, alpha, styles, shape):
    """What `inference.stylize` takes, from what a user gives.

    Args:
      weights: see `api.stylize`.
      alpha: see `api.stylize`.
      styles: int, the number of styles.
      shape: (height, width) of the content.

    Returns:
      `(weights, alpha, masks)`: a list of floats, or None if there are masks; a float or float32
      `[1, h, w, 1]`; float32 `[1, h, w, styles]` that sums to 1 at each position, or None.

    Raises:
      UserError: if a number or a picture cannot be used.
    """
    masked = any(map(is_map, weights or []))
    if is_map(alpha):
        alpha = load_mask(alpha, shape, 'alpha')
    elif not 0 <= alpha <= 1:
        raise UserError(f'alpha is {alpha}: give a number from 0 to 1, or a picture')
    if not masked:
        alpha = alpha if np.ndim(alpha) == 0 else inference.to_positions(alpha[..., np.newaxis])
        return check_weights(weights, styles), alpha, None
    check_count(weights, styles)
    masks = np.stack([load_mask(mask, shape) for mask in weights], axis=-1)
    for number, mask in enumerate(np.moveaxis(masks, -1, 0), start=1):
        if not mask.any():
            raise UserError(f'mask {number} is black everywhere: make some of it white')
    alpha = np.broadcast_to(alpha, shape) * np.minimum(masks.sum(axis=-1), 1)
    masks = inference.to_positions(masks)
    total = masks.sum(axis=-1, keepdims=True)
    masks = np.where(total > 0, masks / np.maximum(total, 1e-6), 1 / styles).astype(np.float32)
    return None, inference.to_positions(alpha[..., np.newaxis]), masks


def is_map(value):
    """Whether this is a picture, and not a number."""
    return isinstance(value, (str, os.PathLike, PIL.Image.Image)) or np.ndim(value) > 0


def check_count(given, styles, what='weight'):
    """Raises UserError unless there is a weight, or a mask, for each style."""
    if len(given) != styles:
        raise UserError(
            f'the number of {what}s is {len(given)} and that of styles {styles}: '
            f'give one {what} per style'
        )


def check_weights(weights, styles):
    """The proportions of `styles` styles, equal ones for None; UserError if they are none."""
    if weights is None:
        return [1.0] * styles
    check_count(weights, styles)
    if not all(0 <= weight < np.inf for weight in weights) or not sum(weights):
        raise UserError('the weights must be zero or above, and not all zero')
    return list(weights)
