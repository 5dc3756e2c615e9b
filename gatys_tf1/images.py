"""Pictures: files to and from float32 RGB, resizing, and noise. No TensorFlow in here.

Everywhere in this project a picture is a float32 array `[1, height, width, 3]`, RGB, 0..255.
Pillow reads and writes the files, because it raises where OpenCV returns a half-grey picture
(gotcha: cv2-fails-silently) and it knows EXIF rotation, CMYK, palettes and alpha. OpenCV
resizes, and neither reads nor writes, so that its BGR stays out (gotcha: channels-are-bgr).
"""

import functools
import io
import os
import warnings
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import PIL.Image
import PIL.ImageOps

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write

# What `load` takes: a path, a Pillow image or an array.
Picture = str | os.PathLike[str] | PIL.Image.Image | np.ndarray[Any, Any]

EXTENSIONS = ('.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff')  # of pictures in a folder
RESIZE_METHODS = ('area', 'bilinear', 'pil-bilinear')


def load(picture: Picture) -> np.ndarray[Any, Any]:
    """A picture in any form, as RGB.

    Files may be PNG, JPEG, WebP, TIFF, BMP, ... in any colour mode. Grayscale is repeated over the
    channels, transparency is laid over white, 16 bits become 0..255, CMYK and palettes become RGB,
    and EXIF rotation is applied.

    Args:
      picture: a path, a Pillow image, or an array `[height, width]` or `[height, width, channels]`
        with 1, 3 (RGB) or 4 (RGBA) channels, uint8 or float, 0..255.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255.

    Raises:
      UserError: if a file is missing, empty or truncated, or what is given is not a picture.
    """
    if isinstance(picture, PIL.Image.Image):
        try:
            return _to_rgb(PIL.ImageOps.exif_transpose(picture))[np.newaxis]
        except ValueError as reason:
            raise UserError(
                f"a picture of mode {picture.mode} cannot be read ({reason}): convert it to 'RGB'"
            ) from None
    if isinstance(picture, (str, os.PathLike)):
        return _read(picture)
    return _from_array(np.asarray(picture))


def as_list(pictures: Picture | Sequence[Picture]) -> list[Picture]:
    """One picture as a list of one; a list or tuple of pictures as a list."""
    return list(pictures) if isinstance(pictures, (list, tuple)) else [pictures]


def _read(path):
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags, and of pictures over half the size that it refuses.
            warnings.simplefilter('ignore')
            with PIL.Image.open(path, formats=_formats()) as picture:
                picture.load()  # raises if the file is cut short
                picture = PIL.ImageOps.exif_transpose(picture)  # gotcha: exif-turns-the-picture
                return _to_rgb(picture)[np.newaxis]
    except FileNotFoundError:
        raise UserError(f'there is no picture {path}: check the path') from None
    except PIL.UnidentifiedImageError:
        raise UserError(
            f'{path} is not a picture that can be read: give a PNG, JPEG, WebP, TIFF or BMP file'
        ) from None
    except PIL.Image.DecompressionBombError as reason:
        raise UserError(f'{path} is too large ({reason}): shrink it first') from None
    except Exception as reason:  # damaged files raise whatever their format's reader trips over
        words = ' '.join(str(reason).split()) or type(reason).__name__
        raise UserError(
            f'{path} cannot be read, it may be damaged or cut short ({words}): '
            'get the picture again'
        ) from None


@functools.cache
def _formats():
    """The formats that Pillow reads by itself; for EPS it would run a program on the file."""
    PIL.Image.init()
    return [name for name in PIL.Image.ID if name != 'EPS']


def _from_array(array):
    if array.ndim == 4 and len(array) == 1:
        array = array[0]
    if array.ndim == 2:
        array = array[..., np.newaxis]
    numeric = array.dtype == np.uint8 or np.issubdtype(array.dtype, np.floating)
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or not array.size or not numeric:
        raise UserError(
            f'an array {array.dtype} {list(array.shape)} is not a picture: give uint8 or float '
            '[height, width, 3], RGB, 0..255'
        )
    if array.dtype != np.uint8 and not np.isfinite(array).all():
        raise UserError('the array holds values that are not finite: give 0..255')
    if array.dtype != np.uint8 and 0 < array.max() <= 1:
        raise UserError('the array seems to range from 0 to 1: multiply it by 255')
    array = np.clip(array.astype(np.float32), 0, 255)
    if array.shape[2] == 4:
        alpha = array[..., 3:] / 255.0
        array = array[..., :3] * alpha + 255.0 * (1.0 - alpha)
    return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:2], 3)))[np.newaxis]


def _to_rgb(picture):
    """A Pillow picture of any mode as a float32 array `[height, width, 3]`, 0..255.

    gotcha: imread-depends-on-the-extension. Dtype, range and channels are the same for any file.
    """
    if picture.mode.startswith('I'):  # one channel of 16 bits (or 32, which holds 16)
        gray = np.asarray(picture, np.float32) / 257.0
        return np.repeat(np.clip(gray, 0, 255)[..., np.newaxis], 3, axis=2)
    if picture.mode == 'F':
        raise ValueError('it holds floating-point values of unknown range')
    if picture.mode in ('La', 'RGBa'):  # multiplied by alpha beforehand
        picture = picture.convert(picture.mode.upper())
    if picture.has_transparency_data:
        rgba = np.asarray(picture.convert('RGBA'), np.float32)
        alpha = rgba[..., 3:] / 255.0
        return rgba[..., :3] * alpha + 255.0 * (1.0 - alpha)
    return np.asarray(picture.convert('RGB'), np.float32)


def resize(image, size, method='area'):
    """Resizes a picture.

    Args:
      image: float32 array `[1, height, width, 3]`, 0..255.
      size: an int, the long side, and the aspect is kept; or a pair `(height, width)`, which is
        met exactly, squashing the picture if necessary (the blog's way).
      method: 'area' averages areas when shrinking and is cubic when enlarging; 'bilinear' is
        OpenCV's, the blog's way: two pixels each way, so that shrinking aliases; 'pil-bilinear' is
        Pillow's, which widens the kernel when shrinking, as PyTorch's and Keras' loaders do. Both
        bilinear ones round to whole values, as they do on the uint8 pictures of their sources.

    Returns:
      float32 array `[1, new height, new width, 3]`, 0..255.
    """
    height, width = image.shape[1:3]
    if isinstance(size, int):
        scale = size / max(height, width)
        size = (max(1, round(height * scale)), max(1, round(width * scale)))
    if size == (height, width):
        return image
    width_height = size[1], size[0]  # gotcha: cv2-resize-width-height
    if method == 'pil-bilinear':
        picture = PIL.Image.fromarray(to_uint8(image)[0])
        resized = np.asarray(picture.resize(width_height, PIL.Image.Resampling.BILINEAR))
    elif method == 'bilinear':
        resized = cv2.resize(to_uint8(image)[0], width_height, interpolation=cv2.INTER_LINEAR)
    else:
        smaller = size[0] * size[1] < height * width
        interpolation = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        resized = cv2.resize(image[0], width_height, interpolation=interpolation)
    return np.clip(resized.astype(np.float32), 0, 255)[np.newaxis]  # cubic overshoots


def blur(image, sigma):
    """A Gaussian blur; the border is mirrored, so a plain picture stays as it is.

    Args:
      image: float32 array `[1, height, width, 3]`.
      sigma: float, standard deviation in pixels.

    Returns:
      float32 array of the same shape; no value leaves the range of the picture's own.
    """
    blurred = cv2.GaussianBlur(image[0], (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.clip(blurred, image.min(), image.max())[np.newaxis]


def to_uint8(image):
    """Rounds and clips, so that 255.4 is 255 and not 0 (gotcha: uint8-wraps). Any shape."""
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def save(path: str | os.PathLike[str], image: np.ndarray[Any, Any]) -> None:
    """Writes a picture as PNG (gotcha: jpeg-loses-each-time), whole or not at all.

    Args:
      path: str or path-like that ends in `.png`.
      image: float32 array `[1, height, width, 3]`, RGB; rounded and clipped to 0..255.
    """
    with atomic_write(path) as temporary:
        PIL.Image.fromarray(to_uint8(image)[0]).save(temporary, format='PNG')


def encode(image: np.ndarray[Any, Any], form: str = 'PNG', compress_level: int = 6) -> bytes:
    """A picture as the bytes of a file.

    Args:
      image: array `[1, height, width, 3]`, RGB; rounded and clipped to 0..255.
      form: 'PNG', or 'JPEG' of quality 92 with its colours at full resolution.
      compress_level: int, of a PNG; lower is faster, and larger.
    """
    file = io.BytesIO()
    picture = PIL.Image.fromarray(to_uint8(image)[0])
    picture.save(file, form, compress_level=compress_level, quality=92, subsampling=0)
    return file.getvalue()


def white_noise(height, width, seed, high=255.0):
    """Uniform white noise between 0 and `high`; the same seed gives the same noise.

    Args:
      height, width: ints, pixels.
      seed: int.
      high: upper end of the range; the blog's content post compares 255 with 1.

    Returns:
      float32 array `[1, height, width, 3]`.
    """
    noise = np.random.default_rng(seed).uniform(0.0, high, [1, height, width, 3])
    return noise.astype(np.float32)


def gaussian_noise(height, width, seed, mean, deviation=0.256):
    """White noise about one colour, so faint that the picture is nearly plain.

    The start of the class-visualisation post's style transfer.

    Args:
      height, width: ints, pixels.
      seed: int.
      mean: three floats, the colour, RGB.
      deviation: standard deviation, in pixel values.

    Returns:
      float32 array `[1, height, width, 3]`.
    """
    noise = np.random.default_rng(seed).normal(mean, deviation, [1, height, width, 3])
    return noise.astype(np.float32)
