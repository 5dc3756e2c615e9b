"""Pictures of every kind that people have, and files that are none."""

import io
import os

import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture
from PIL import JpegImagePlugin

from gatys_tf1 import images
from gatys_tf1.errors import UserError

# 6 wide, 4 high; red left half, blue right half, a green pixel in the top left corner.
RGB = np.zeros((4, 6, 3), np.uint8)
RGB[:, :3, 0] = RGB[:, 3:, 2] = 200
RGB[0, 0] = (0, 255, 0)


def saved(path, array=RGB, mode=None, **kwargs):
    picture = PIL.Image.fromarray(array)
    (picture.convert(mode) if mode else picture).save(path, **kwargs)
    return path


@pytest.mark.parametrize('name', ['a.png', 'a.bmp', 'a.tiff', 'a.webp'])
def test_lossless_formats(tmp_path, name):
    """Catches BGR order, a transposed picture, and a range that depends on the extension."""
    path = saved(tmp_path / name, **({'lossless': True} if name.endswith('webp') else {}))
    image = images.load(path)
    assert image.dtype == np.float32
    np.testing.assert_array_equal(image, RGB[np.newaxis])


def test_jpeg(tmp_path):
    """Catches BGR order in JPEG, which is not exact: 8 grey levels are allowed."""
    array = np.full((16, 16, 3), (200, 100, 30), np.uint8)
    image = images.load(saved(tmp_path / 'a.jpg', array, quality=95))
    np.testing.assert_allclose(image[0], array, atol=8)


def test_grayscale(tmp_path):
    """Catches a crash on one channel."""
    gray = np.arange(24, dtype=np.uint8).reshape(4, 6) * 10
    np.testing.assert_array_equal(images.load(saved(tmp_path / 'g.png', gray))[0, :, :, 1], gray)


def test_one_bit(tmp_path):
    """Catches black-and-white pictures of 0 and 1."""
    image = images.load(saved(tmp_path / 'b.png', RGB, mode='1'))
    assert set(np.unique(image)) == {0.0, 255.0}


def test_alpha_is_laid_over_white(tmp_path):
    """Catches dropped alpha, which shows whatever colour lies under transparent pixels."""
    rgba = np.zeros((1, 3, 4), np.uint8)
    rgba[0, :, 0], rgba[0, :, 3] = 100, (255, 0, 51)
    image = images.load(saved(tmp_path / 'a.png', rgba))
    expected = [[100, 0, 0], [255, 255, 255], [224, 204, 204]]
    np.testing.assert_allclose(image[0, 0], expected, atol=0.01)


def test_gray_with_alpha_and_palette_with_transparency(tmp_path):
    """Catches the two modes with alpha that are not RGBA."""
    la = np.array([[[100, 255], [100, 0]]], np.uint8)
    np.testing.assert_array_equal(
        images.load(saved(tmp_path / 'la.png', la))[0, 0, :, 0], [100, 255]
    )
    path = tmp_path / 'p.gif'
    palette = PIL.Image.fromarray(np.array([[0, 1]], np.uint8), 'P')
    palette.putpalette([10, 20, 30, 40, 50, 60])
    palette.save(path, transparency=1)
    np.testing.assert_array_equal(images.load(path)[0, 0], [[10, 20, 30], [255, 255, 255]])


def test_sixteen_bits(tmp_path):
    """Catches 0..65535 taken for 0..255, in gray and in colour."""
    gray = np.array([[0, 257 * 100, 65535]], np.uint16)
    image = images.load(saved(tmp_path / 'g16.png', gray))
    np.testing.assert_allclose(image[0, 0, :, 2], [0, 100, 255])
    import cv2

    color = np.stack([gray, gray[:, ::-1], gray], axis=2)  # cv2 writes BGR; R and B are the same
    for name in ('c16.png', 'c16.tiff'):
        cv2.imwrite(str(tmp_path / name), color)
        image = images.load(tmp_path / name)
        np.testing.assert_allclose(image[0, 0], [[0, 255, 0], [100, 100, 100], [255, 0, 255]])


def test_cmyk(tmp_path):
    """Catches four channels, and CMYK read as RGB."""
    array = np.full((16, 16, 3), (200, 30, 30), np.uint8)
    image = images.load(saved(tmp_path / 'c.jpg', array, mode='CMYK', quality=95))
    np.testing.assert_allclose(image[0], array, atol=12)


def test_exif_rotation(tmp_path):
    """Catches portraits that lie on their side: orientation 6 is a quarter turn clockwise."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    image = images.load(saved(tmp_path / 'r.png', exif=exif))
    np.testing.assert_array_equal(image[0], np.rot90(RGB, -1))


@pytest.mark.parametrize('name', ['t.jpg', 't.png', 't.webp', 't.tiff', 't.bmp'])
def test_truncated_file_is_an_error(tmp_path, name):
    """Catches the half-grey picture that cv2.imread hands out for a truncated JPEG."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    path = saved(tmp_path / name, noise)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    with pytest.raises(UserError, match=r'(cannot be read|is not a picture)'):
        images.load(path)


def test_files_that_are_no_pictures(tmp_path):
    """Catches None or a traceback for a missing, an empty, a text file, and a folder."""
    (tmp_path / 'empty.png').touch()
    (tmp_path / 'text.jpg').write_text('not a picture')
    for name, sentence in [
        ('missing.png', 'there is no picture .*missing.png: check the path'),
        ('empty.png', 'empty.png is not a picture that can be read: give a PNG'),
        ('text.jpg', 'text.jpg is not a picture that can be read: give a PNG'),
        ('', 'cannot be read'),
    ]:
        with pytest.raises(UserError, match=sentence):
            images.load(tmp_path / name)


def test_resize_keeps_the_aspect_or_squashes():
    """Catches cv2.resize's (width, height) order, which square pictures hide."""
    image = np.zeros((1, 50, 100, 3), np.float32)
    image[:, :, 50:] = 255
    assert images.resize(image, 64).shape == (1, 32, 64, 3)
    assert images.resize(image, (20, 30)).shape == (1, 20, 30, 3)
    assert images.resize(image, 200).shape == (1, 100, 200, 3)
    halves = images.resize(image, (20, 30))[0, :, :, 0]
    np.testing.assert_array_equal(halves[:, :10], 0)
    np.testing.assert_array_equal(halves[:, 20:], 255)


def test_resize_stays_in_range():
    """Catches cubic interpolation's overshoot: -52..307 on a checkerboard of 0 and 255."""
    checker = (np.indices((8, 8)).sum(axis=0) % 2 * 255).astype(np.float32)
    checker = np.repeat(checker[np.newaxis, :, :, np.newaxis], 3, axis=3)
    larger = images.resize(checker, 20)
    assert (larger.min(), larger.max()) == (0, 255)


def test_save_rounds_and_clips(tmp_path):
    """Catches uint8's wraparound (256 -> 0, -20 -> 236) and truncation (99.6 -> 99)."""
    image = np.array([[[[300, -20, 99.6]], [[256, 254.4, 0.4]]]], np.float32)
    images.save(tmp_path / 'a.png', image)
    with PIL.Image.open(tmp_path / 'a.png') as picture:
        np.testing.assert_array_equal(np.asarray(picture)[:, 0], [[255, 0, 100], [255, 254, 0]])


@pytest.mark.parametrize('form, most', [('PNG', 0.5), ('JPEG', 25)])
def test_encode(form, most):
    """Catches another format than was asked for, and a JPEG with colours at half resolution."""
    image = smooth_picture(21, 30)
    image[0, 0, 0] = [300, -20, 99.6]
    with PIL.Image.open(io.BytesIO(images.encode(image, form, compress_level=1))) as picture:
        assert picture.format == form
        assert form == 'PNG' or JpegImagePlugin.get_sampling(picture) == 0  # 4:4:4
        error = np.abs(np.asarray(picture, np.float32) - np.clip(image[0], 0, 255))
    assert error.max() <= most


def test_saving_is_whole_or_not_at_all(tmp_path, monkeypatch):
    """Catches a half-written file over a good one when the disk is full."""
    path = tmp_path / 'a.png'
    images.save(path, np.full((1, 4, 4, 3), 7, np.float32))
    before = path.read_bytes()

    def full_disk(self, file, **kwargs):
        with open(file, 'wb') as half:
            half.write(b'half')
        raise OSError(28, 'No space left on device', str(file))

    monkeypatch.setattr(PIL.Image.Image, 'save', full_disk)
    with pytest.raises(OSError, match='No space left'):
        images.save(path, np.zeros((1, 4, 4, 3), np.float32))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ['a.png']


def test_white_noise():
    """Catches NumPy's global seed, a normal distribution, and a transposed shape."""
    np.random.seed(1)
    noise = images.white_noise(30, 50, seed=0)
    np.random.seed(2)
    np.testing.assert_array_equal(noise, images.white_noise(30, 50, seed=0))
    assert noise.shape == (1, 30, 50, 3) and noise.dtype == np.float32
    assert 0 <= noise.min() < 1 and 254 < noise.max() <= 255
    assert abs(noise.mean() - 127.5) < 5
    assert np.abs(noise - images.white_noise(30, 50, seed=1)).mean() > 50
    assert images.white_noise(30, 50, 0, high=1.0).max() <= 1
