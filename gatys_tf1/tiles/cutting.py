"""Cuts a large picture into tiles whose gradients, put together, are exactly the whole picture's.

There are two ways to put them together, and each needs a margin around a tile.

*Pixels*: only the gradient at the tile's own pixels is kept. It comes from all positions of the
deepest layer that look at these pixels, and their values depend on everything that they look at. So
the margin is one receptive field less one pixel: the zero padding at a cut reaches no further.

*Positions*: only the loss at the tile's own positions counts, and its gradient at all pixels is
added to the picture's. The margin need only hold what these positions look at, about half as much.

What is evaluated starts at a multiple of the layer's stride, so that its poolings line up with the
picture's own. At the picture's border it ends where the picture ends.
"""

from typing import NamedTuple

from gatys_tf1 import architecture


class Tile(NamedTuple):
    """One tile: what is evaluated, and which part of it is kept."""

    origin: tuple  # (top, left) of what is evaluated
    rows: slice  # of the picture, the part that this tile accounts for
    columns: slice
    inner_rows: slice  # the same part within what is evaluated
    inner_columns: slice


class Tiling(NamedTuple):
    """How a picture is cut."""

    shape: tuple  # (height, width) of what is evaluated at a time
    tiles: list  # of `Tile`; every pixel is in exactly one
    whole: bool  # there is one tile, the picture


def tiling(height, width, side, layer, by='pixels'):
    """Cuts a picture into tiles.

    Args:
      height, width: int, pixels.
      side: int, pixels of a tile without its margin, rounded up to the layer's stride; None for one
        tile.
      layer: str, the deepest layer that the gradient comes from.
      by: 'pixels' or 'positions', how the tiles are put together; see above.

    Returns:
      a `Tiling`.
    """
    margin = architecture.receptive_field(layer) - 1
    if by == 'positions':
        margin = (architecture.receptive_field(layer) - architecture.stride(layer)) // 2
    rows, columns = (_spans(length, side, layer, margin) for length in (height, width))
    tiles = [
        Tile((top, left), slice(y, bottom), slice(x, right),
             slice(y - top, bottom - top), slice(x - left, right - left))
        for top, y, bottom in rows[1]
        for left, x, right in columns[1]
    ]  # fmt: skip
    return Tiling((rows[0], columns[0]), tiles, len(tiles) == 1)


def _spans(length, side, layer, margin):
    """Cuts one axis: (pixels evaluated at a time, list of (origin, start, end))."""
    stride = architecture.stride(layer)
    margin = _round_up(margin, stride)
    side = _round_up(side or length, stride)
    evaluated = side + 2 * margin
    if evaluated >= length:
        return length, [(0, 0, length)]
    evaluated += (length - evaluated) % stride  # so that the last tile, too, starts on the stride
    spans = []
    for start in range(0, length, side):
        origin = min(max(start - margin, 0), length - evaluated)
        spans.append((origin, start, min(start + side, length)))
    return evaluated, spans


def _round_up(number, multiple):
    return -(-number // multiple) * multiple
