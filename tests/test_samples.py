"""The two painted pictures: their type, that they never change, and that they show something."""

import functools
import inspect
import subprocess
import sys

import cv2
import numpy as np
import pytest

from gatys_tf1 import samples
from gatys_tf1.samples import coast

PICTURES = [samples.coastal_scene, samples.night_sky, samples.brick_wall]


@functools.cache
def painted(paint, height, width):
    """The same picture serves several tests; none of them writes into it."""
    return paint(height, width)


@pytest.mark.parametrize('paint', PICTURES)
@pytest.mark.parametrize('height, width', [(97, 161), (32, 32), (32, 400)])
def test_shape_type_and_range(paint, height, width):
    """Catches width and height exchanged, a missing batch axis, uint8, 0..1, and overshoot."""
    picture = painted(paint, height, width)
    assert picture.shape == (1, height, width, 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert 0 <= picture.min() < 60
    assert 200 < picture.max() <= 255


@pytest.mark.parametrize('paint', PICTURES)
def test_default_size(paint):
    """Catches a default that is not the documented 448 by 448."""
    defaults = {name: p.default for name, p in inspect.signature(paint).parameters.items()}
    assert defaults == {'height': 448, 'width': 448}


@pytest.mark.parametrize('paint', PICTURES)
def test_same_picture_always(paint):
    """Catches drawing from, or seeding, NumPy's or OpenCV's global random state."""
    first = painted(paint, 97, 161)
    np.random.seed(2)
    cv2.setRNGSeed(2)
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(paint(97, 161), first)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize('paint', PICTURES)
def test_same_picture_at_twice_the_size(paint):
    """Catches lengths in pixels: strokes, or a number of strokes, that change with the size.

    At these sizes the two are painted on unlike canvases: 1120 x 750 and 1344 x 900.
    """
    small = painted(paint, 224, 150)[0]
    large = cv2.resize(paint(448, 300)[0], (150, 224), interpolation=cv2.INTER_AREA)
    assert np.abs(large - small).mean() < 6


@pytest.mark.parametrize('height, width', [(224, 224), (224, 150), (97, 161)])
def test_the_sun_is_round(height, width):
    """Catches a picture that is stretched to its aspect ratio."""
    picture = painted(samples.coastal_scene, height, width)[0]
    u, v = coast.SUN
    rows = slice(int((v - 0.08) * height), int((v + 0.08) * height))
    columns = slice(int((u - 0.12) * width), int((u + 0.12) * width))
    disc = np.abs(picture[rows, columns] - [255, 250, 214]).max(-1) < 14  # its colour
    assert disc.sum() > 20
    tall, wide = np.ptp(np.nonzero(disc), axis=1) + 1
    assert abs(tall - wide) <= 2
    assert wide == pytest.approx(0.076 * np.sqrt(height * width), abs=2)


@pytest.mark.parametrize('paint', PICTURES)
def test_not_flat(paint):
    """Catches a washed-out picture: every channel must use most of its range."""
    picture = painted(paint, 224, 224)[0]
    assert picture.std(axis=(0, 1)).min() > 40
    low, high = np.percentile(picture, [2, 98], axis=(0, 1))
    assert (high - low).min() > 150


def test_strokes_everywhere():
    """Catches a bare patch in the style: steps between neighbours in each cell of a 4 x 4 grid."""
    grey = painted(samples.night_sky, 224, 224)[0].mean(-1)
    step = np.hypot(np.diff(grey, axis=0)[:, 1:], np.diff(grey, axis=1)[1:])
    cells = step[:220, :220].reshape(4, 55, 4, 55).mean((1, 3))
    assert cells.min() > 15


def test_strokes_at_several_scales():
    """Catches a style of fine noise alone, or of broad bands alone: energy in each octave."""
    grey = painted(samples.night_sky, 224, 224)[0].mean(-1)
    blurs = [grey] + [cv2.GaussianBlur(grey, (0, 0), sigma) for sigma in (1, 2, 4, 8, 16)]
    octaves = [np.std(fine - coarse) for fine, coarse in zip(blurs, blurs[1:])]
    assert min(octaves) > 6


def test_coast_has_large_shapes():
    """Catches a content picture whose shapes are too small to survive style transfer."""
    coast = painted(samples.coastal_scene, 224, 224)[0]
    tiny = cv2.resize(coast, (14, 14), interpolation=cv2.INTER_AREA)
    assert tiny.std(axis=(0, 1)).min() > 35


def test_channel_order():
    """Catches BGR: blue sky above, a red band on the lighthouse, and an orange moon."""
    night = painted(samples.night_sky, 224, 224)[0]
    coast = painted(samples.coastal_scene, 224, 224)[0]
    red, _, blue = night.mean((0, 1))
    assert blue > red + 30
    red, _, blue = coast[:20, 80:140].mean((0, 1))
    assert blue > red + 60
    red, _, blue = coast[88:96, 166:172].mean((0, 1))
    assert red > blue + 60
    red, _, blue = night[136:144, 50:62].mean((0, 1))
    assert red > blue + 40


def test_no_tensorflow():
    """Catches an import of TensorFlow, which would cost seconds for a picture."""
    code = 'import sys, gatys_tf1.samples; sys.exit("tensorflow" in sys.modules)'
    assert subprocess.run([sys.executable, '-c', code]).returncode == 0
