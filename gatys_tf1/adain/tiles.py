"""Large pictures, painted tile by tile with the statistics of the whole, so without a seam.

A result at a position depends on the whole content by the moments of its channels alone. So a first
pass encodes the content tile by tile and sums up its moments; a second encodes each tile again,
with these moments fed, and decodes it. Everything else that a pixel depends on lies within
`CONTEXT` pixels of it, which each tile has around the part that is kept. The result is that of the
whole picture but for rounding. Adds nothing to the graph of inference.py.
"""

import numpy as np

from gatys_tf1.adain import inference
from gatys_tf1.adain.network import STRIDE

# Pixels. Zero padding at a cut reaches 34 of them into the encoder's features, so 5 positions, 40;
# reflection padding at the same cut reaches another 1 x 8 + 4 x 4 + 2 x 2 + 2 = 30 in the decoder.
CONTEXT = 80


def stylize(sess, graph, content_image, moments, alpha, masks, side, options=None):
    """Paints a picture in tiles; see `inference.stylize`.

    Args:
      side: int, pixels of a tile without its context, rounded up to a multiple of 8.

    Returns:
      float32 array of the shape of `content_image`, 0..255.
    """
    rows, columns = map(inference.mirrored, content_image.shape[1:3])
    positions = len(rows) // STRIDE, len(columns) // STRIDE
    if masks is None:
        masks = np.ones((1, *positions, 1), np.float32)
    feed = inference.guiding(graph, moments, alpha, None)
    cut = _cut(positions, -(-side // STRIDE))

    def run(fetches, around, its_masks, more):
        y, x = (slice(s.start * STRIDE, s.stop * STRIDE) for s in around)
        tile = content_image[:, rows[y]][:, :, columns[x]]
        fed = {graph.extended: tile, graph.guide.masks: its_masks, **more}
        return sess.run(fetches, fed, options=options)

    parts = []
    for inner, around in cut:
        own = np.zeros_like(_cells(masks, around))
        _cells(own, _within(inner, around))[:] = _cells(masks, inner)  # no position counts twice
        parts.append(run([*graph.guide.content_moments, graph.guide.mass], around, own, {}))
    feed |= dict(zip(graph.guide.content_moments, graph.transform.pooled(parts)))

    result = np.empty_like(content_image)
    height, width = result.shape[1:3]
    for inner, around in cut:
        if np.ndim(alpha):
            feed[graph.guide.alpha_map] = _cells(alpha, around)
        picture = run(graph.picture, around, _cells(masks, around), feed)
        (to_y, from_y), (to_x, from_x) = (
            _pixels(*spans, length) for *spans, length in zip(inner, around, (height, width))
        )
        np.clip(picture[:, from_y, from_x], 0, 255, out=result[:, to_y, to_x])
    return result


def _cut(positions, side):
    """Every tile as two pairs of slices of positions: what is kept, and that with its context."""
    context = CONTEXT // STRIDE
    axes = [
        [
            (slice(start, min(start + side, length)),
             slice(max(start - context, 0), min(start + side + context, length)))
            for start in range(0, length, side)
        ]
        for length in positions
    ]  # fmt: skip
    return [tuple(zip(row, column)) for row in axes[0] for column in axes[1]]


def _cells(maps, spans):
    """The part of `[1, h, w, n]` that two slices cut out; a view."""
    return maps[:, spans[0], spans[1]]


def _within(inner, around):
    """The slices `inner` within what the slices `around` have cut out."""
    return tuple(slice(i.start - a.start, i.stop - a.start) for i, a in zip(inner, around))


def _pixels(inner, around, length):
    """Which pixels of a tile are kept, and where in the result: a pair of slices `(to, from)`."""
    first = max(inner.start * STRIDE - inference.MARGIN, 0)
    last = max(min(inner.stop * STRIDE - inference.MARGIN, length), first)
    shift = inference.MARGIN - around.start * STRIDE
    return slice(first, last), slice(first + shift, last + shift)
