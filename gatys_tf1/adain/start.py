"""Where a style transfer may start: what AdaIN makes of the same pictures (`--init adain`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gatys_tf1 import images, ram, vgg
from gatys_tf1.adain.api import Stylizer

LARGEST_START = 1024  # pixels, the long side that a start is painted at, at most


def paint_start(
    content_image: np.ndarray[Any, Any], styles: Sequence[Any], config: vgg.Config, size: int
) -> np.ndarray[Any, Any]:
    """The content picture as AdaIN paints it.

    Args:
      content_image: float32 array `[1, height, width, 3]`, RGB, 0..255.
      styles: list of `losses.styles.Style`; mixed by their shares. Masks are ignored: which region
        has which style is up to the style transfer.
      config: the `vgg.Config` of the style transfer, whose weights and precision are used. Pooling
        and preprocessing are those of the decoder.
      size: int, the long side, in pixels, at which it is painted; `LARGEST_START` at most. The
        result is enlarged to the content's size.

    Returns:
      float32 array of the shape of `content_image`, 0..255.
    """
    factor = min(1.0, size / max(content_image.shape), LARGEST_START / max(content_image.shape))
    small = [images.resize(image, _shrunk(image, factor)) for image in
             (content_image, *(style.image for style in styles))]  # fmt: skip
    with Stylizer(config=config._replace(pool='max', preprocess='vgg')) as stylizer:
        painted = stylizer.paint(small[0], small[1:], [style.share for style in styles])
    ram.release()
    return images.resize(painted, content_image.shape[1:3])


def _shrunk(image: np.ndarray[Any, Any], factor: float) -> tuple[int, ...]:
    return tuple(max(1, round(side * factor)) for side in image.shape[1:3])
