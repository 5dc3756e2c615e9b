"""The frames that a run works on: taken from a video once, at the run's size, as files.

`<folder>/content/00001.png`, ... and `content/clip.json`, which is written last: with it, the clip
is complete. So a resumed run has exactly the frames of its first part, a sweep may go backwards,
and no more than a few frames are ever in memory.
"""

import json
import os
import shutil
from fractions import Fraction
from typing import NamedTuple

from gatys_tf1 import images
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.video import frames

BYTES_PER_PIXEL = 8  # of a frame on the disk, the result's included; PNGs


class Cut(NamedTuple):
    """Which frames of a video are taken, and at what size."""

    size: int = None  # the long side in pixels; None: the video's own
    first: int = 1  # number of the first frame, from 1
    last: int = None  # number of the last frame; None: the last there is
    every: int = 1  # take only each `every`-th


class Clip(NamedTuple):
    """The frames that a run works on."""

    folder: str  # of the run
    times: tuple  # seconds since the video's first frame, of each frame
    rate: Fraction  # frames per second, on average
    size: tuple  # (height, width), both even
    sound: str = None  # path of a video whose sound belongs to it
    warning: str = None  # what a person should know

    @property
    def count(self):
        return len(self.times)

    def load(self, number):
        """Frame `number`, from 1: float32 `[1, height, width, 3]`, RGB, 0..255."""
        return images.load(os.path.join(self.folder, 'content', name(number)))


def name(number):
    """The name of a frame's file."""
    return f'{number:05d}.png'


def even_size(size, long_side=None):
    """`(height, width)` at a long side, even, because H.264 halves the resolution of colours."""
    height, width = size
    scale = (long_side or max(size)) / max(size)
    return tuple(max(2, 2 * round(side * scale / 2)) for side in (height, width))


def expected(source, cut):
    """How many frames will be taken, as far as the source says; 0: unknown."""
    last = min(source.count, cut.last or source.count) if source.count else 0
    return len(range(cut.first, last + 1, cut.every))


def chosen(pictures, cut, name):
    """The pictures of a list that a cut takes.

    Args:
      pictures: list.
      cut: `Cut`.
      name: str, the list's in a sentence, such as 'the painted clip'.

    Returns:
      list.

    Raises:
      UserError: if the cut is none, or no picture is left.
    """
    check(cut)
    found = pictures[cut.first - 1 : cut.last : cut.every]
    if not found:
        raise UserError(f'{name} has {len(pictures)} frames: start with an earlier one')
    return found


def check(cut):
    """Raises UserError if no video has the frames of a cut."""
    if cut.first < 1 or cut.every < 1:
        raise UserError(f'first is {cut.first} and every is {cut.every}: give 1 or more for both')
    if cut.last is not None and cut.last < cut.first:
        raise UserError(
            f'the last frame, {cut.last}, comes before the first, {cut.first}: exchange them'
        )


def extract(source, cut, folder):
    """Takes the frames from a source and writes them into the run's folder.

    Args:
      source: `frames.Source`.
      cut: `Cut`.
      folder: str.

    Returns:
      `Clip`.

    Raises:
      UserError: if no frame is left, the disk is too small, or `frames.read` finds a fault. A video
        that is damaged further on is used up to there, and `warning` says so.
    """
    size = even_size(source.size, cut.size)
    _check_disk(folder, expected(source, cut) * size[0] * size[1] * BYTES_PER_PIXEL)
    content = os.path.join(folder, 'content')
    os.makedirs(content, exist_ok=True)
    times, warning = [], None
    try:
        for frame in frames.read(source, cut.first, cut.last, cut.every):
            times.append(frame.seconds)
            images.save(os.path.join(content, name(len(times))), images.resize(frame.image, size))
    except frames.Damaged as reason:
        if not times:
            raise
        warning = f'{reason}: only the frames before that are used'
    if not times:
        raise UserError(f'{source.path} has no frame {cut.first}: start with an earlier one')
    sound = None if source.pictures else os.path.abspath(source.path)
    rate = source.rate / cut.every
    clip = Clip(folder, tuple(times), rate, size, sound, warning)
    _save(clip)
    return clip


def of_arrays(pictures, rate, folder, long_side=None):
    """A clip of pictures that are in memory, all of one size; see `extract` and `even_size`."""
    content = os.path.join(folder, 'content')
    os.makedirs(content, exist_ok=True)
    size = even_size(pictures[0].shape[1:3], long_side)
    for number, picture in enumerate(pictures, start=1):
        images.save(os.path.join(content, name(number)), images.resize(picture, size))
    times = tuple(number / float(rate) for number in range(len(pictures)))
    clip = Clip(folder, times, Fraction(rate), size)
    _save(clip)
    return clip


def _save(clip):
    values = {
        'times': clip.times, 'rate': str(clip.rate), 'size': clip.size, 'sound': clip.sound,
        'warning': clip.warning,
    }  # fmt: skip
    path = os.path.join(clip.folder, 'content', 'clip.json')
    with atomic_write(path) as temporary, open(temporary, 'w') as file:
        json.dump(values, file)


def find(folder):
    """The clip that `extract` has completed in a folder; None if there is none."""
    try:
        with open(os.path.join(folder, 'content', 'clip.json')) as file:
            values = json.load(file)
    except FileNotFoundError:
        return None
    return Clip(
        folder, tuple(values['times']), Fraction(values['rate']), tuple(values['size']),
        values['sound'], values['warning'],
    )  # fmt: skip


def _check_disk(folder, needed):
    place = folder
    while not os.path.isdir(place):
        place = os.path.dirname(os.path.abspath(place))
    free = shutil.disk_usage(place).free
    if needed > free:
        raise UserError(
            f'the frames take about {needed / 1e9:.1f} GB in {folder} and {free / 1e9:.1f} GB are '
            'free: a smaller size or fewer frames take less'
        )
