"""Pictures of every mode, size and kind of damage: read, or refused in one sentence."""

import io
import os
import struct
import zlib

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, smooth_picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatys_tf1 import images
from gatys_tf1.errors import UserError

MODES = ['1', 'L', 'LA', 'La', 'P', 'PA', 'RGB', 'RGBA', 'RGBX', 'RGBa', 'CMYK', 'YCbCr', 'LAB',
         'HSV', 'I', 'I;16', 'F']  # fmt: skip
FORMATS = ['PNG', 'JPEG', 'WEBP', 'TIFF', 'BMP', 'GIF', 'PPM', 'ICO', 'TGA', 'JPEG2000', 'PCX']
CORPUS = os.path.join(ROOT, 'tests', 'corpus')
fuzz = settings(
    deadline=None, max_examples=120, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def read(picture):
    """Loads a picture; returns it, or None where it was refused as it should be."""
    try:
        image = images.load(picture)
    except UserError as error:
        assert '\n' not in str(error) and str(error).endswith(
            ('check the path', 'BMP file', 'get the picture again', 'shrink it first')
        ), error
        return None
    assert image.dtype == np.float32 and image.ndim == 4 and image.shape[::3] == (1, 3)
    assert image.size and np.isfinite(image).all() and 0 <= image.min() and image.max() <= 255
    return image


def read_bytes(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / 'fuzzed'
    path.write_bytes(content)
    return read(path)


def picture_of(mode, width, height, seed=0):
    """A picture of noise in a mode."""
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    rgb = PIL.Image.fromarray(noise)
    try:
        return rgb.convert(mode)
    except ValueError:  # by way of another mode, or not at all
        between = {'I;16': 'I', 'PA': 'P', 'La': 'LA', 'RGBa': 'RGBA'}.get(mode, 'L')
        try:
            return rgb.convert(between).convert(mode)
        except ValueError:
            return PIL.Image.new(mode, (width, height))


@fuzz
@given(
    st.sampled_from(MODES), st.sampled_from(FORMATS), st.integers(1, 40), st.integers(1, 40),
)  # fmt: skip
def test_any_mode_in_any_format(tmp_path_factory, mode, kind, width, height):
    """Catches a mode that is misread or ends in a traceback, from a file and from memory."""
    picture = picture_of(mode, width, height)
    if mode != 'F':
        assert images.load(picture).shape == (1, height, width, 3)
    file = io.BytesIO()
    try:
        picture.save(file, format=kind)
        PIL.Image.open(file).load()
    except Exception:  # Pillow cannot write that mode in that format, or not read what it wrote
        return
    found = read_bytes(tmp_path_factory, file.getvalue())
    if mode != 'F' and kind != 'ICO':  # whose sizes are its own
        assert found is not None and found.shape == (1, height, width, 3)


@pytest.mark.parametrize('size', [(1, 1), (1, 200), (200, 1), (2000, 10), (3, 600)])
def test_extreme_sizes_are_resized(size):
    """Catches a side of zero pixels: 1:200 at a long side of 50."""
    image = images.load(picture_of('RGB', *size))
    for target in (1, 2, 50, 224, (7, 3)):
        for method in images.RESIZE_METHODS:
            resized = images.resize(image, target, method)
            height, width = resized.shape[1:3]
            assert height >= 1 and width >= 1
            assert (height, width) == target or max(height, width) == target


@fuzz
@given(st.binary(max_size=300))
def test_garbage(tmp_path_factory, content):
    """Catches whatever a reader trips over in bytes that are no picture."""
    read_bytes(tmp_path_factory, content)


@fuzz
@given(st.sampled_from(sorted(os.listdir(CORPUS))), st.integers(0, 10**6), st.integers(1, 255))
def test_a_byte_is_changed(tmp_path_factory, name, place, change):
    """Catches a crash on files that are nearly right."""
    content = bytearray(open(os.path.join(CORPUS, name), 'rb').read())
    if content:
        content[place % len(content)] ^= change
    read_bytes(tmp_path_factory, bytes(content))


@pytest.mark.parametrize('kind', ['PNG', 'JPEG', 'WEBP', 'TIFF', 'BMP', 'GIF', 'PPM'])
def test_truncated_at_every_thousandth_byte(tmp_path_factory, kind):
    """Catches a half picture that passes for a whole one."""
    file = io.BytesIO()
    PIL.Image.fromarray(images.to_uint8(smooth_picture(90, 120))[0]).save(file, format=kind)
    content = file.getvalue()
    for length in range(0, len(content) - 100, 1000):
        assert read_bytes(tmp_path_factory, content[:length]) is None, length


def bomb(width, height):
    """A PNG of a few hundred bytes that claims to hold that many pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))

    header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    rows = chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(bytes(1000)))
    return b'\x89PNG\r\n\x1a\n' + rows + chunk(b'IEND', b'')


def test_bombs(tmp_path_factory, tmp_path, recwarn):
    """Catches gigabytes that are allocated for a small file, and Pillow's warning on stderr."""
    path = tmp_path / 'bomb.png'
    path.write_bytes(bomb(60_000, 60_000))
    with pytest.raises(UserError, match=r'bomb.png is too large .*: shrink it first'):
        images.load(path)
    assert read_bytes(tmp_path_factory, bomb(2**31 - 1, 2**31 - 1)) is None
    assert read_bytes(tmp_path_factory, bomb(12_000, 9_000)) is None  # cut short, and no warning
    assert not recwarn.list


def test_no_program_is_run_on_a_picture(tmp_path, monkeypatch):
    """Catches PostScript, a programming language, that Pillow would hand to Ghostscript."""
    path = tmp_path / 'a.png'
    PIL.Image.new('RGB', (8, 8)).save(path, format='EPS')
    monkeypatch.setattr('subprocess.Popen.__init__', lambda *_, **__: pytest.fail('a program ran'))
    with pytest.raises(UserError, match='is not a picture that can be read'):
        images.load(path)


@pytest.mark.parametrize('path', ['', ' ', '.', '/', '/dev/null', 'no/such', 'a\0b', 'é' * 300])
def test_paths_that_are_no_files(path):
    """Catches a traceback for a folder, an empty name, a name that is too long."""
    assert read(path) is None


def test_corpus():
    """Catches what was found once: each file is read, or refused by name."""
    outcomes = {name: read(os.path.join(CORPUS, name)) is not None for name in os.listdir(CORPUS)}
    refused = {name for name, is_read in outcomes.items() if not is_read}
    assert refused == {name for name in outcomes if name.startswith('bad_')} and len(outcomes) > 15
