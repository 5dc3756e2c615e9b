"""What a run will take: memory and time, estimated beforehand.

docs/performance.md has the measurements behind the estimates.
"""

import functools

import numpy as np

from gatys_tf1 import architecture, machine, ram
from gatys_tf1.errors import UserError

# Bytes: of the process without a picture, and per pixel of the picture being optimised, with all
# activations kept and with low_memory. Fitted to whole runs.
BASE = 0.93e9
BYTES_PER_PIXEL = {
    ('float32', False): 1500,
    ('float32', True): 1250,
    ('bfloat16', False): 940,
    ('bfloat16', True): 850,
}
LOOP_VECTORS = 19  # of the image's size, for a while: in the loop over tiles and in the step
TARGET_COPIES = 3  # of a content target: the array, what is fed of it, the variable


def memory(height, width, precision, low_memory=False, vectors=3):
    """Peak bytes of a run on a picture of height x width; an estimate for a 2-core processor.

    Args:
      height, width: int, pixels.
      precision: 'float32' or 'bfloat16'.
      low_memory: see `objective.gradient`.
      vectors: of the optimiser, float32 and of the image's size: 3 for Adam.

    Returns:
      float.
    """
    pixels = height * width
    return BASE + BYTES_PER_PIXEL[precision, low_memory] * pixels + vectors * 4 * 3 * pixels


def beside_tiles(size, tile_size, terms, vectors):
    """Bytes that a run in tiles takes beside what `memory` expects for one tile.

    Args:
      size: `(height, width)` of the picture.
      tile_size: the same of what is evaluated at a time.
      terms: list of `objective.Term`; content targets are as large as their layers.
      vectors: see `memory`.

    Returns:
      float.
    """
    pixels, tile_pixels = np.prod(size), np.prod(tile_size)
    values = sum(
        architecture.channels(layer) / architecture.stride(layer) ** 2
        for term in terms if term.name == 'content'
        for layer in term.layers
    )  # fmt: skip
    image_sized = (vectors + LOOP_VECTORS) * 4 * 3 * (pixels - tile_pixels)
    return image_sized + TARGET_COPIES * 4 * values * pixels


def seconds(height, width, last_layer, precision, target=''):
    """Seconds per step on this machine or a worker, from its matrix product; an estimate."""
    flop = 2 * architecture.flop_per_pixel(last_layer) * height * width  # forward and backward
    return flop / (0.75 * _rate(precision, target))


@functools.cache
def _rate(precision, target):
    return machine.matmul_rate(precision, size=1024, repeat=20, target=target)


def check_memory(needed, shape, helps):
    """Raises UserError if less memory is free than a run needs.

    Args:
      needed: bytes.
      shape: `(height, width)` in pixels.
      helps: list of str, what would need less.
    """
    free = ram.free()
    if free is not None and needed > free:
        raise UserError(
            f'{shape[1]}x{shape[0]} takes about {needed / 1e9:.1f} GB of memory and '
            f'{free / 1e9:.1f} GB are free: {" or ".join(helps)} takes less; '
            '--ignore-memory runs anyway'
        )


def duration(estimate):
    """A rough time in words, as 'about 3 minutes'."""
    for size, unit in ((3600, 'hours'), (60, 'minutes')):
        if estimate >= 1.5 * size:
            return f'about {estimate / size:.0f} {unit}'
    rounded = max(1, round(estimate))
    return f'about {rounded} second{"s" * (rounded > 1)}'
