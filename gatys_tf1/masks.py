"""Pictures that say how much of something a place gets: white is 1, black 0. No TensorFlow here."""

import numpy as np

from gatys_tf1 import images
from gatys_tf1.errors import UserError


def load_mask(mask, size, what='a mask'):
    """A mask in any form, stretched to a size.

    Args:
      mask: anything that `images.load` takes, or an array `[height, width]` of floats from 0 to 1.
      size: (height, width); None: its own.
      what: str, what it is, for the sentence if it is none.

    Returns:
      float32 array `[height, width]`, 0..1.

    Raises:
      UserError: as `images.load`, and if floats are not from 0 to 1.
    """
    if isinstance(mask, np.ndarray) and mask.ndim == 2 and mask.dtype != np.uint8:
        if not (mask.size and 0 <= mask.min() and mask.max() <= 1):
            raise UserError(f'{what} leaves 0..1: give floats from 0 to 1, or a picture')
        gray = 255 * mask.astype(np.float32)
        image = np.repeat(gray[np.newaxis, ..., np.newaxis], 3, axis=3)
    else:
        image = images.load(mask)
    if size is not None:
        image = images.resize(image, tuple(size))
    return image[0].mean(axis=2) / 255
