"""The chapter 'Images on disk and screen': what goes wrong goes wrong, what is right is right."""

import cv2
import numpy as np


def test_channels_are_bgr(observe):
    """Catches an OpenCV that takes RGB or draws on views, and a conversion that swaps nothing."""
    wrong, right = observe('channels-are-bgr')
    by_opencv, by_pillow = wrong.value
    assert by_pillow == by_opencv[::-1] != by_opencv
    assert 'Layout of the output array img is incompatible' in wrong.printed
    assert right.value == (by_opencv, [255, 0, 0])


def test_cv2_resize_width_height(observe):
    """Catches a size in the order of rows and columns, and a clip that lets the overshoot pass."""
    wrong, right = observe('cv2-resize-width-height')
    shape, lowest, highest = wrong.value
    assert shape == (32, 24)
    assert lowest < -50 and highest > 305
    refused = {'4': '!dsize.empty()', '5': 'm->dims <= 2'}[cv2.__version__[0]]
    assert f'a batch is refused: {refused}\nint64 is refused: func != 0' in wrong.printed
    assert right.value == ((24, 32), 0, 255)


def test_cv2_fails_silently(observe):
    """Catches an OpenCV that raises, and a Pillow that does not, for one of the four."""
    wrong, right = observe('cv2-fails-silently')
    missing, page, shape, last = wrong.value
    assert missing is None and page is None
    assert (shape, last) == ((48, 64, 3), [128, 128, 128])
    assert 'written to a missing folder: False' in wrong.printed
    assert 'in cvtColor: !_src.empty()' in wrong.printed
    assert right.value == [
        'FileNotFoundError',
        'UnidentifiedImageError',
        'OSError',
        'FileNotFoundError',
    ]


def test_imread_depends_on_the_extension(observe):
    """Catches a Matplotlib that reads all alike, and a `load` that does not."""
    wrong, right = observe('imread-depends-on-the-extension')
    assert wrong.value == {
        'photo.jpg': ('uint8', (48, 64, 3), True),
        'photo.png': ('float32', (48, 64, 3), False),
        'imsave.png': ('float32', (48, 64, 4), False),
        'grey.png': ('float32', (48, 64), False),
        'print.jpg': ('uint8', (48, 64, 4), True),
    }
    assert right.value == dict.fromkeys(wrong.value, ('float32', (1, 48, 64, 3), True))


def test_uint8_wraps(observe):
    """Catches casts that clip by themselves, and a conversion that wraps or cuts fractions off."""
    wrong, right = observe('uint8-wraps')
    by_numpy, by_tensorflow = wrong.value
    np.testing.assert_array_equal(by_numpy, [236, 0, 254, 255, 0, 44])
    np.testing.assert_array_equal(by_tensorflow, [44, 255])
    for found in right.value:
        np.testing.assert_array_equal(found, [0, 0, 255, 255, 255, 255])


def test_imshow_shows_white(observe):
    """Catches an imshow that takes floats of 0 to 255, and a uint8 picture that is changed."""
    wrong, right = observe('imshow-shows-white')
    assert wrong.printed.startswith('colours drawn: [255 255 255]\nlogged: Clipping input data')
    assert wrong.error.startswith('ValueError: Floating point image RGB values must be in')
    noise = np.random.default_rng(0).integers(1, 256, [48, 64, 3])
    assert right.value == len(np.unique(noise.reshape(-1, 3), axis=0))
    assert 'logged: nothing\nsaved and read: True' in right.printed


def test_jpeg_loses_each_time(observe):
    """Catches a JPEG that comes back the same, once or again, and a PNG that does not."""
    wrong, right = observe('jpeg-loses-each-time')
    jpeg, png, changes = wrong.value
    assert 40 < jpeg < 50 and 0.2 < png < 0.3
    assert changes == sorted(changes, reverse=True) and changes[1] > 5 and changes[-1] > 0.5
    off, change = right.value
    assert off == png and change == 0
    assert right.printed.startswith('equal to the rounded picture: True\n')


def test_exif_turns_the_picture(observe):
    """Catches readers that have come to agree, and a transpose that leaves a photo on its side."""
    wrong, right = observe('exif-turns-the-picture')
    assert wrong.value == {
        'cv2.imread': (64, 48, 3),
        'cv2.imread, unchanged': (48, 64, 3),
        'plt.imread': (48, 64, 3),
        'PIL.Image.open': (48, 64, 3),
        'tf.io.decode_jpeg': (48, 64, 3),
    }
    assert set(right.value.values()) == {(64, 48, 3)}
