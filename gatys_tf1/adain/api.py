"""AdaIN for Python users: `stylize`, and `Stylizer` for many pictures in a row.

import gatys_tf1 as gatys

gatys.stylize('beach.jpg', 'painting.jpg').save('painted.png')
with gatys.Stylizer() as stylizer:
    for frame in frames:
        stylizer.stylize(frame, ['a.jpg', 'b.jpg'], weights=[0.7, 0.3])
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gatys_tf1 import colours, images, machine, vgg
from gatys_tf1.adain import decoder_file, export, inference
from gatys_tf1.errors import UserError
from gatys_tf1.images import Picture
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import as_guest
from gatys_tf1.weights import checkpoint

LARGEST_START = 1024  # pixels, the long side that a style transfer's start is painted at, at most
STYLE_SIZE = 512  # pixels, the long side that styles are resized to: it sets the size of strokes


@as_guest
def stylize(
    content: Picture,
    style: Picture | Sequence[Picture],
    *,
    alpha: float = 1.0,
    size: int | None = None,
    style_size: int | None = STYLE_SIZE,
    weights: Sequence[float] | None = None,
    decoder: str | os.PathLike[str] | None = None,
    config: vgg.Config | None = None,
) -> Result:
    """Paints a picture in the style of another, in one forward pass (Huang and Belongie, 2017).

    Args:
      content: the picture to paint: a path, a Pillow picture or an array `[height, width, 3]`.
      style: the picture whose style is taken, in any of these forms; or a list of them.
      alpha: float, from 0, the content as the decoder knows it, to 1, all of the style.
      size: int, the long side of the result in pixels; None: the content's own size.
      style_size: int, the long side that styles are resized to; larger: larger strokes. None:
        their own sizes.
      weights: list of floats, in which proportions several styles are mixed; None: equally.
      decoder, config: see `Stylizer`.

    Returns:
      `run.result.Result`, with `image`, uint8 `[height, width, 3]`, RGB.

    Raises:
      UserError: if a picture, the decoder or the weights cannot be read, or an argument is out of
        its range.
    """
    with Stylizer(decoder, config) as stylizer:
        return stylizer.stylize(
            content, style, alpha=alpha, size=size, style_size=style_size, weights=weights
        )


class Stylizer:
    """AdaIN kept open for many pictures: the graph is built and the weights are loaded once.

    Closes with `close()`, or at the end of a `with`.
    """

    @as_guest
    def __init__(
        self,
        decoder: str | os.PathLike[str] | None = None,
        config: vgg.Config | None = None,
    ) -> None:
        """Builds the graph and loads the weights.

        Args:
          decoder: a decoder.npz, the folder of a training run, or a checkpoint; None: the decoder
            that comes with this package.
          config: `vgg.Config`; None: the default weights, in the fastest precision that this
            machine has in hardware. Without a checkpoint in it, the default one is found or
            fetched.

        Raises:
          UserError: if decoder or weights cannot be read, or `config` differs from what decoders
            are trained for.
        """
        config = config or vgg.Config(precision=machine.precision('auto'))
        if (config.pool, config.preprocess) != ('max', 'vgg'):
            raise UserError(
                "AdaIN's decoders are trained for max pooling with the mean colour subtracted: "
                "use a config with pool='max' and preprocess='vgg'"
            )
        values = decoder_file.load(decoder)
        config = config._replace(checkpoint=config.checkpoint or checkpoint.find())
        self._graph = inference.build(config)
        self._contexts = contextlib.ExitStack()
        self._session = self._contexts.enter_context(inference.session(self._graph, config, values))

    def __enter__(self) -> Stylizer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the session; the stylizer can no longer be used."""
        self._contexts.close()

    def stylize(
        self,
        content: Picture,
        style: Picture | Sequence[Picture],
        *,
        alpha: float = 1.0,
        size: int | None = None,
        style_size: int | None = STYLE_SIZE,
        weights: Sequence[float] | None = None,
        preserve_color: str | None = None,
    ) -> Result:
        """Paints one picture; see the function `stylize`.

        Args:
          content, style, alpha, size, style_size, weights: see the function `stylize`.
          preserve_color: see `paint`.

        Returns:
          `run.result.Result`.
        """
        pictures = [content, *images.as_list(style)]
        content_image, *style_images = (images.load(picture) for picture in pictures)
        if size:
            content_image = images.resize(content_image, size)
        if style_size:
            style_images = [images.resize(image, style_size) for image in style_images]
        painted = self.paint(content_image, style_images, weights, alpha, preserve_color)
        return Result(images.to_uint8(painted)[0], {}, 0)

    def paint(
        self,
        content_image: np.ndarray[Any, Any],
        style_images: Sequence[np.ndarray[Any, Any]],
        weights: Sequence[float] | None = None,
        alpha: float = 1.0,
        preserve_color: str | None = None,
    ) -> np.ndarray[Any, Any]:
        """Paints one picture; arrays in, an array out.

        Args:
          content_image: float32 array `[1, height, width, 3]`, RGB, 0..255.
          style_images: list of such arrays, each of any size.
          weights: see `stylize`.
          alpha: see `stylize`.
          preserve_color: 'match' gives the styles the content's colours beforehand; 'luma' takes
            the result's brightness alone; None: the result has the style's colours.

        Returns:
          float32 array of the shape of `content_image`; with 'luma' it may leave 0..255.

        Raises:
          UserError: if an argument is out of its range.
        """
        weights = check_weights(weights, len(style_images))
        if not 0 <= alpha <= 1:
            raise UserError(f'alpha is {alpha}: give a number from 0 to 1')
        if preserve_color not in (None, 'match', 'luma'):
            raise UserError(f"preserve_color is {preserve_color!r}: give 'match', 'luma' or None")
        if preserve_color == 'match':
            style_images = [colours.match_colours(s, content_image) for s in style_images]
        moments = [inference.style_moments(self._session, self._graph, s) for s in style_images]
        mixed = inference.mean_moments(moments, weights)
        painted = inference.stylize(self._session, self._graph, content_image, mixed, alpha)
        return colours.keep_luma(painted, content_image) if preserve_color == 'luma' else painted

    def painter(
        self,
        style_images: Sequence[np.ndarray[Any, Any]],
        weights: Sequence[float] | None = None,
        alpha: float = 1.0,
    ) -> Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
        """A function that paints any picture in these styles, which are encoded only once.

        Args:
          style_images, weights, alpha: see `paint`.

        Returns:
          function of a float32 array `[1, height, width, 3]` that returns one of its shape.
        """
        weights = check_weights(weights, len(style_images))
        moments = [inference.style_moments(self._session, self._graph, s) for s in style_images]
        mixed = inference.mean_moments(moments, weights)
        return lambda image: inference.stylize(self._session, self._graph, image, mixed, alpha)

    @as_guest
    def export(self, path: str | os.PathLike[str]) -> None:
        """Writes encoder, decoder and graph as a SavedModel; see `export.save`."""
        export.save(self._session, self._graph, path)


def paint_start(
    content_image: np.ndarray[Any, Any], styles: Sequence[Any], config: vgg.Config, size: int
) -> np.ndarray[Any, Any]:
    """Where a style transfer may start: the content picture as AdaIN paints it.

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
    machine.release_memory()
    return images.resize(painted, content_image.shape[1:3])


def _shrunk(image: np.ndarray[Any, Any], factor: float) -> tuple[int, ...]:
    return tuple(max(1, round(side * factor)) for side in image.shape[1:3])


def check_weights(weights: Sequence[float] | None, styles: int) -> list[float]:
    """The proportions of `styles` styles, equal ones for None; UserError if they are none."""
    if weights is None:
        return [1.0] * styles
    if len(weights) != styles:
        raise UserError(
            f'the number of weights is {len(weights)} and that of styles {styles}: '
            'give one weight per style'
        )
    if not all(0 <= weight < np.inf for weight in weights) or not sum(weights):
        raise UserError('the weights must be zero or above, and not all zero')
    return list(weights)
