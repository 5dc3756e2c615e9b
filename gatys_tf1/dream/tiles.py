"""Tiles of a large picture whose gradients, put together, are exactly the whole picture's.

The gradient at a pixel comes from all positions of the deepest layer that look at it, and what
those compute depends on all that they look at. So a tile is evaluated with a receptive field less
one pixel around it, and only the gradient of its inside is kept: what the zero padding at a cut
has touched is further away. It starts at a multiple of the layer's stride, so that its poolings
fall on the picture's own. At the picture's border it ends where the picture ends.
"""

from typing import NamedTuple

from gatys_tf1 import vgg


class Tile(NamedTuple):
    """One tile: what is evaluated, and which part of that is kept."""

    origin: tuple  # (top, left) of what is evaluated
    rows: slice  # of the picture, that this tile accounts for
    columns: slice
    inner_rows: slice  # the same within what is evaluated
    inner_columns: slice


class Tiling(NamedTuple):
    """How a picture is cut."""

    shape: tuple  # (height, width) of what is evaluated at a time
    tiles: list  # of `Tile`; every pixel is in exactly one
    whole: bool  # there is one tile, the picture


def tiling(height, width, side, layer):
    """Cuts a picture into tiles.

    Args:
      height, width: int, pixels.
      side: int, pixels of a tile without its surroundings, rounded up to the layer's stride; None
        for one tile.
      layer: str, the deepest layer that the gradient comes from.

    Returns:
      a `Tiling`.
    """
    rows, columns = _spans(height, side, layer), _spans(width, side, layer)
    tiles = [
        Tile((top, left), slice(y, bottom), slice(x, right),
             slice(y - top, bottom - top), slice(x - left, right - left))
        for top, y, bottom in rows[1]
        for left, x, right in columns[1]
    ]  # fmt: skip
    return Tiling((rows[0], columns[0]), tiles, len(tiles) == 1)


def _spans(length, side, layer):
    """Cuts one axis: (pixels evaluated at a time, list of (origin, start, end))."""
    stride = architecture.stride(layer)
    around = _round_up(architecture.receptive_field(layer) - 1, stride)
    side = _round_up(side or length, stride)
    evaluated = side + 2 * around
    if evaluated >= length:
        return length, [(0, 0, length)]
    evaluated += (length - evaluated) % stride  # so that the last tile, too, starts on the stride
    spans = []
    for start in range(0, length, side):
        origin = min(max(start - around, 0), length - evaluated)
        spans.append((origin, start, min(start + side, length)))
    return evaluated, spans


def _round_up(number, multiple):
    return -(-number // multiple) * multiple
