"""What a run will take: memory and time, estimated beforehand.

docs/performance.md has the measurements behind the estimates.
"""

import functools

from gatys_tf1 import architecture, machine
from gatys_tf1.errors import UserError

# Bytes: of the process without a picture, and per pixel of the picture being optimised, with all
# activations kept and with low_memory. Fitted to whole runs.
BASE = 0.95e9
BYTES_PER_PIXEL = {
    ('float32', False): 2100,
    ('float32', True): 1500,
    ('bfloat16', False): 1430,
    ('bfloat16', True): 1020,
}


def memory(height, width, precision, low_memory=False, vectors=3):
    """Peak bytes of a run on a picture of height x width; an estimate for a 2-core processor.

    Args:
      height, width: int, pixels.
      precision: 'float32' or 'bfloat16'.
      low_memory: see `vgg.checkpointed_gradient`.
      vectors: of the optimiser, float32 and of the image's size: 3 for Adam.

    Returns:
      float.
    """
    pixels = height * width
    return BASE + BYTES_PER_PIXEL[precision, low_memory] * pixels + vectors * 4 * 3 * pixels


def seconds(height, width, last_layer, precision):
    """Seconds per step on this machine, from its matrix product; an estimate."""
    flop = 2 * architecture.flop_per_pixel(last_layer) * height * width  # forward and backward
    return flop / (0.75 * _rate(precision))


@functools.cache
def _rate(precision):
    return machine.matmul_rate(precision, size=1024, repeat=3)


def check_memory(needed, shape, helps):
    """Raises UserError if less memory is free than a run needs.

    Args:
      needed: bytes.
      shape: `(height, width)` in pixels.
      helps: list of str, what would need less.
    """
    free = machine.free_memory()
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
    return f'about {max(1, round(estimate))} seconds'
