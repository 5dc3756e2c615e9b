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
from gatys_tf1.adain import decoder_file, export, inference, maps, normalisation, tiles
from gatys_tf1.errors import UserError
from gatys_tf1.images import Picture
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import as_guest, tf
from gatys_tf1.weights import checkpoint

STYLE_SIZE = 512  # pixels, the long side that styles are resized to: it sets the size of strokes
TILE = 1024  # pixels; pictures above about one and a half of it squared are painted in tiles


@as_guest
def stylize(
    content: Picture,
    style: Picture | Sequence[Picture],
    *,
    alpha: float | Picture = 1.0,
    size: int | None = None,
    style_size: int | None = STYLE_SIZE,
    weights: Sequence[float] | Sequence[Picture] | None = None,
    decoder: str | os.PathLike[str] | None = None,
    config: vgg.Config | None = None,
) -> Result:
    """Paints a picture in the style of another, in one forward pass (Huang and Belongie, 2017).

    Args:
      content: the picture to paint: a path, a Pillow picture or an array `[height, width, 3]`.
      style: the picture whose style is taken, in any of these forms; or a list of them.
      alpha: float, from 0, the content as the decoder knows it, to 1, all of the style; or a
        picture, from black, 0, to white, 1, that says so for every place.
      size: int, the long side of the result in pixels; None: the content's own size.
      style_size: int, the long side that styles are resized to; larger: larger strokes. None:
        their own sizes.
      weights: list of floats, in which proportions several styles are mixed; None: equally. Or a
        list of pictures, one per style: the style is used where its picture is white. Where none
        is, the content stays as the decoder knows it.
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
        tile: int = TILE,
        transform: str = 'adain',
    ) -> None:
        """Builds the graph and loads the weights.

        Args:
          decoder: a decoder.npz, the folder of a training run, or a checkpoint; None: the decoder
            that comes with this package.
          config: `vgg.Config`; None: the default weights, in the fastest precision that this
            machine has in hardware. Without a checkpoint in it, the default one is found or
            fetched; its `target` names a worker to run on.
          tile: int, the side in pixels of the tiles in which large pictures are painted. The
            result is the same; smaller tiles take less memory and more time.
          transform: 'adain', or 'wct' for more of the style: whitening and colouring, whitening.py.

        Raises:
          UserError: if decoder or weights cannot be read, or `config` differs from what decoders
            are trained for.
        """
        if transform not in inference.TRANSFORMS:
            raise UserError(f"transform is {transform!r}: give 'adain' or 'wct'")
        config = config or vgg.Config(precision=machine.precision('auto'))
        if (config.pool, config.preprocess) != ('max', 'vgg'):
            raise UserError(
                "AdaIN's decoders are trained for max pooling with the mean colour subtracted: "
                "use a config with pool='max' and preprocess='vgg'"
            )
        self._decoder = decoder_file.load(decoder)
        self._config = config._replace(checkpoint=config.checkpoint or checkpoint.find())
        self._tile = tile
        self._graph = inference.build(self._config, transform=transform)
        self._contexts = contextlib.ExitStack()
        self._session = self._contexts.enter_context(
            inference.session(self._graph, self._config, self._decoder)
        )

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
        alpha: float | Picture = 1.0,
        size: int | None = None,
        style_size: int | None = STYLE_SIZE,
        weights: Sequence[float] | Sequence[Picture] | None = None,
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
        style_images: Sequence[Any],
        weights: Sequence[float] | Sequence[Picture] | None = None,
        alpha: float | Picture = 1.0,
        preserve_color: str | None = None,
        seconds: float | None = None,
    ) -> np.ndarray[Any, Any]:
        """Paints one picture; arrays in, an array out.

        Args:
          content_image: float32 array `[1, height, width, 3]`, RGB, 0..255.
          style_images: list of such arrays, each of any size, or of what `encode` made of them.
          weights: see `stylize`.
          alpha: see `stylize`.
          preserve_color: 'match' gives the styles the content's colours beforehand, and needs their
            pictures; 'luma' takes the result's brightness alone; None: the result has the style's
            colours.
          seconds: float, after which TensorFlow raises `DeadlineExceededError`; None: never.

        Returns:
          float32 array of the shape of `content_image`; with 'luma' it may leave 0..255.

        Raises:
          UserError: if an argument is out of its range.
        """
        shape = content_image.shape[1:3]
        weights, alpha, masks = maps.places(weights, alpha, len(style_images), shape)
        if preserve_color not in (None, 'match', 'luma'):
            raise UserError(f"preserve_color is {preserve_color!r}: give 'match', 'luma' or None")
        if preserve_color == 'match':
            style_images = [colours.match_colours(s, content_image) for s in style_images]
        options = tf.RunOptions(timeout_in_ms=max(1, round(1000 * seconds))) if seconds else None
        moments = [s if isinstance(s, tuple) else self.encode(s, options) for s in style_images]
        mixed = inference.mean_moments(moments, weights) if weights else inference.stacked(moments)
        given = self._session, self._graph, content_image, mixed, alpha, masks
        if shape[0] * shape[1] > (1.5 * self._tile) ** 2:
            painted = tiles.stylize(*given, self._tile, options)
        else:
            painted = inference.stylize(*given, options)
        return colours.keep_luma(painted, content_image) if preserve_color == 'luma' else painted

    def painter(
        self, style_images: Sequence[Any]
    ) -> Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
        """A function that paints any picture in these styles, which are encoded only once."""
        moments = [self.encode(image) for image in style_images]
        return lambda image: self.paint(image, moments)

    def encode(self, style_image: np.ndarray[Any, Any], options: Any = None) -> tuple[Any, ...]:
        """What `paint` takes of a style; to use a style again without encoding it again.

        Args:
          style_image: float32 array `[1, height, width, 3]`, RGB, 0..255.
          options: `tf.RunOptions` or None.

        Returns:
          its moments, a tuple.
        """
        return inference.style_moments(self._session, self._graph, style_image, options)

    def operations(self) -> int:
        """The number of operations in the graph, which painting does not change."""
        return len(self._graph.graph.get_operations())

    @as_guest
    def export(
        self,
        path: str | os.PathLike[str],
        form: str = 'savedmodel',
        *,
        size: tuple[int | None, int | None] = export.FREE,
        style_size: tuple[int | None, int | None] = export.FREE,
    ) -> None:
        """Writes a model that stylises without this package, in float32.

        Args:
          path: str or path-like, where nothing is yet; a folder for 'savedmodel', else a file.
          form: 'savedmodel', 'frozen' (a GraphDef), 'tflite' or 'onnx'; docs/export.md has an
            example of each.
          size, style_size: (height, width) of content and style; None in it: free.

        Raises:
          UserError: if something is at `path`, `form` is unknown, or its converter is missing.
        """
        if self._graph.transform is not normalisation:
            raise UserError("only transform='adain' can be exported")
        export.export(str(path), form, self._config, self._decoder, size, style_size)
