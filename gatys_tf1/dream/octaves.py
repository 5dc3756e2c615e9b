"""Octaves: the sizes of a picture, from small to large, that an ascent goes through.

As in Google's DeepDream notebook (2015): what a small octave finds is large in the result.
"""

from typing import NamedTuple

from gatys_tf1 import architecture, images
from gatys_tf1.errors import UserError
from gatys_tf1.run.loop import Stage

LEAST_SIDE = 64  # pixels; a smaller octave would have little to see
MOST = 100  # octaves


class Octaves(NamedTuple):
    """How many octaves, and how far apart."""

    count: int = 4  # at most
    factor: float = 1.4  # of the side, from one to the next

    def sizes(self, height, width, layer):
        """The sizes for a result of `(height, width)`; those too small for `layer` are left out.

        Raises:
          UserError: if the octaves would not grow.
        """
        if not self.factor > 1:
            raise UserError(f'a factor of {self.factor:g} between octaves does not grow: '
                            'choose more than 1')  # fmt: skip
        if self.count > MOST:
            raise UserError(f'{self.count} octaves are too many: choose at most {MOST}')
        least = max(LEAST_SIDE, architecture.smallest_side(layer))
        return octave_sizes(height, width, self.count, self.factor, least)


def octave_sizes(height, width, count, factor, least):
    """The sizes of the octaves, smallest first; the last is `(height, width)`.

    Args:
      height, width: int, pixels, of the result.
      count: int, how many there are at most.
      factor: float, of the side from one to the next.
      least: int, pixels; octaves with a shorter side are left out, except for the last.

    Returns:
      list of `(height, width)`.
    """
    sizes = [(height, width)]
    for octave in range(1, count):
        size = round(height / factor**octave), round(width / factor**octave)
        if min(size) < least:
            break
        sizes.append(size)
    return list(dict.fromkeys(sizes))[::-1]  # a small factor rounds to the same size twice


def stages(sizes, steps):
    """One `Stage` per octave, with its size as its label and an equal share of the steps."""
    found, first_step = {}, 0
    for number, (height, width) in enumerate(sizes, start=1):
        last_step = steps * number // len(sizes)
        found[height, width] = Stage(f'{width}x{height}', first_step, last_step)
        first_step = last_step + 1
    return found


def lost_detail(image_value, smaller):
    """What a picture loses when it is shrunk and enlarged again.

    An octave starts from the enlarged result of the one before; with this added, it has the
    picture's own detail again.

    Args:
      image_value: float32 array `[1, height, width, 3]`.
      smaller: `(height, width)` of the octave before.

    Returns:
      float32 array like `image_value`, -255..255.
    """
    return image_value - images.resize(images.resize(image_value, smaller), image_value.shape[1:3])
