"""Frames of a video, a GIF or a folder of pictures, each with its time.

Videos and GIFs are decoded by PyAV, Python's binding of FFmpeg's libraries, whose wheels bring
these along: it knows each frame's own time (so a variable frame rate survives), the rotation that
phones note instead of turning the pixels, and the sound; and it raises where OpenCV returns
nothing. It is an extra (`video`), imported only here and in encode.py. Folders are read by Pillow.
"""

import contextlib
import os
import re
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import PIL.Image

from gatys_tf1 import images
from gatys_tf1.errors import UserError

RATE = 25  # frames per second of a folder or list of pictures
TEXT_FORMATS = ('tty', 'bin', 'xbin', 'idf', 'adf')  # FFmpeg would make a film of a text file
LARGEST_SIDE = 16_384  # pixels


class Damaged(UserError):
    """A video cannot be decoded to its end; frames before the damage have been read."""


class Source(NamedTuple):
    """A video, a GIF or a folder of pictures that can be read."""

    path: str
    size: tuple  # (height, width) of the first frame, turned upright
    count: int  # frames, as the file claims or the folder holds; 0: unknown
    rate: Fraction  # frames per second, on average
    pictures: tuple = ()  # paths, of a folder


class Frame(NamedTuple):
    """One frame as it was read."""

    number: int  # in the source, from 1
    seconds: float  # since the source's first frame
    image: np.ndarray  # float32 [1, height, width, 3], RGB, 0..255


def exact_rate(rate=None):
    """A rate as the Fraction that FFmpeg can count in, 29.97 as 2997/100; None is `RATE`."""
    rate = RATE if rate is None else rate
    if not 0.001 <= rate <= 1000:
        raise UserError(f'{rate} frames per second cannot be shown: give 0.001 to 1000')
    return Fraction(rate).limit_denominator(1001)


def source(path, rate=None):
    """Looks at a video without reading all of it.

    Args:
      path: str, a video, a GIF, or a folder of pictures, taken in the order of the numbers in their
        names.
      rate: frames per second of a folder; None: `RATE`. A video has its own.

    Returns:
      `Source`.

    Raises:
      UserError: if it is missing, empty or no video, or its first frame is damaged.
    """
    if os.path.isdir(path):
        pictures = _pictures(path)
        size = images.load(pictures[0]).shape[1:3]
        return Source(path, size, len(pictures), exact_rate(rate), pictures)
    if rate is not None:
        raise UserError(f'{path} has its own frame rate: a rate is for folders of pictures')
    with _opened(path) as (container, stream):
        for frame in _decoded(container, stream, path):
            size = _upright(frame).shape[:2]
            if max(size) > LARGEST_SIDE:
                raise UserError(
                    f'{path} is {size[1]}x{size[0]}: give at most {LARGEST_SIDE} pixels'
                )
            found = stream.average_rate or stream.guessed_rate or Fraction(RATE)
            return Source(path, size, stream.frames, Fraction(found))
    raise UserError(f'{path} holds no frame that can be read: it may be damaged or cut short')


def read(its_source, first=1, last=None, every=1):
    """Yields the frames of a source, one at a time.

    Args:
      its_source: `Source`.
      first, last: ints, numbers of frames from 1, both included; None: the last there is.
      every: int, take only each `every`-th frame.

    Yields:
      `Frame`, all of the size of the source's first frame: a video whose size changes is resized.

    Raises:
      UserError: if a picture of a folder has another size.
      Damaged: if a video is damaged; frames before the damage have been yielded by then.
    """
    number, start = 0, None
    for seconds, pixels in _all_frames(its_source):
        number += 1
        start = seconds if start is None else start
        if last is not None and number > last:
            return
        if number >= first and (number - first) % every == 0:
            image = images.resize(images.load(pixels), its_source.size)
            yield Frame(number, float(seconds - start), image)


def _all_frames(its_source):
    """Yields `(seconds, picture)`, the picture as a path or a uint8 array."""
    if its_source.pictures:
        for number, path in enumerate(its_source.pictures):
            size = images.load(path).shape[1:3]
            if size != its_source.size:
                sizes = '{1}x{0}'.format(*size), '{1}x{0}'.format(*its_source.size)
                raise UserError(
                    f'{path} is {sizes[0]} and the frame before {sizes[1]}: give frames of one size'
                )
            yield number / its_source.rate, path
        return
    with _opened(its_source.path) as (container, stream):
        before = None
        for frame in _decoded(container, stream, its_source.path):
            seconds = frame.time
            if seconds is None or (before is not None and seconds <= before):  # no, or a wrong time
                seconds = 0.0 if before is None else before + float(1 / its_source.rate)
            yield seconds, _upright(frame)
            before = seconds


# --- PyAV ----------------------------------------------------------------------------------------


def library():
    """The module `av`; UserError if it is not installed."""
    try:
        import av
    except ImportError:
        raise UserError(
            'reading and writing videos needs PyAV: install it with pip install "gatys_tf1[video]"'
        ) from None
    return av  # its log stays off: handed to Python, it deadlocks with FFmpeg's threads


@contextlib.contextmanager
def _opened(path):
    """Yields `(container, stream)` of a file's first video stream."""
    av = library()
    if not os.path.exists(path):
        raise UserError(f'there is no video {path}: check the path')
    if not os.path.getsize(path):
        raise UserError(f'{path} is empty: give a video, a GIF, or a folder of pictures')
    try:
        container = av.open(path)
    except (av.FFmpegError, OSError) as reason:
        raise UserError(
            f'{path} is not a video that can be read ({_words(reason)}): give a video, a GIF, or a '
            'folder of pictures'
        ) from None
    with container:
        if not container.streams.video or container.format.name in TEXT_FORMATS:
            raise UserError(
                f'{path} holds no pictures: give a video, a GIF, or a folder of pictures'
            )
        stream = container.streams.video[0]
        stream.thread_type = 'AUTO'
        yield container, stream


def _decoded(container, stream, path):
    """Yields the frames of a stream; UserError where it is damaged."""
    av = library()
    number = 0
    try:
        for frame in container.decode(stream):
            number += 1
            yield frame
    except (av.FFmpegError, EOFError) as reason:
        raise Damaged(f'{path} is damaged after frame {number} ({_words(reason)})') from None


def _upright(frame):
    """A decoded frame as a uint8 array `[height, width, 3 or 4]`, turned as its file says.

    gotcha: exif-turns-the-picture. The file's matrix turns counterclockwise, and so does rot90.
    """
    has_alpha = any(part.is_alpha for part in frame.format.components)
    palette = frame.format.has_palette
    pixels = frame.to_ndarray(format='rgba' if has_alpha or palette else 'rgb24')
    return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)))


def _words(reason):
    return str(getattr(reason, 'strerror', None) or reason)


# --- folders -------------------------------------------------------------------------------------


def _pictures(folder):
    """The pictures of a folder, `frame_2` before `frame_10`."""
    known = PIL.Image.registered_extensions()
    names = [
        name for name in os.listdir(folder)
        if os.path.splitext(name)[1].lower() in known and not name.startswith('.')
    ]  # fmt: skip
    if not names:
        raise UserError(f'{folder} holds no pictures: give a folder of PNG, JPEG, ... frames')

    def by_number(name):
        return [(0, int(x), '') if x.isdigit() else (1, 0, x) for x in re.split(r'(\d+)', name)]

    return tuple(os.path.join(folder, name) for name in sorted(names, key=by_number))
