"""Videos, GIFs and folders: read as they are, written so that others read the same."""

import os
import struct
from fractions import Fraction
from types import SimpleNamespace

import cv2
import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1 import images
from gatys_tf1.errors import UserError
from gatys_tf1.video import clip, encode, frames

av = pytest.importorskip('av')

COUNT, HEIGHT, WIDTH = 10, 48, 64
TIMES = [n / 10 for n in range(COUNT)]


@pytest.fixture(scope='module')
def pictures():
    scene = images.blur(
        smooth_picture(HEIGHT, WIDTH + 40), 4
    )  # H.264 halves the resolution of colours
    return [scene[:, :, 2 * n : 2 * n + WIDTH] for n in range(COUNT)]


@pytest.fixture
def video(tmp_path, pictures):
    path = str(tmp_path / 'a.mp4')
    encode.write(path, pictures, TIMES, Fraction(10))
    return path


def with_sound(path, pictures, codec='aac'):
    """A video with a second of a tone that grows louder; rates 10 and 48,000."""
    with av.open(path, 'w') as output:
        video = output.add_stream('libx264', rate=10)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, 'yuv420p'
        audio = output.add_stream(codec, rate=48000)
        audio.layout = 'mono'
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(images.to_uint8(picture)[0], format='rgb24')
            frame.pts = number
            output.mux(video.encode(frame))
        output.mux(video.encode())
        seconds = np.arange(48000) / 48000
        tone = (seconds * np.sin(2 * np.pi * 440 * seconds)).astype(np.float32)
        for start in range(0, 48000, 1024):
            frame = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], 'fltp', 'mono')
            frame.sample_rate, frame.pts = 48000, start
            output.mux(audio.encode(frame))
        output.mux(audio.encode())


def read(path, *which):
    return list(frames.read(frames.source(str(path)), *which))


def test_written_and_read_again(video, pictures):
    """Catches BGR, a colour matrix that is not the one noted in the file, a lost last frame, and a
    wrong length."""
    found = read(video)
    assert [frame.number for frame in found] == list(range(1, COUNT + 1))
    np.testing.assert_allclose([frame.seconds for frame in found], TIMES, atol=1e-4)
    for frame, picture in zip(found, pictures):
        assert np.abs(frame.image - picture).mean() < 4
        assert np.abs((frame.image - picture).mean(axis=(0, 1, 2))).max() < 2.5
    capture = cv2.VideoCapture(video)  # another reader
    assert capture.get(cv2.CAP_PROP_FPS) == 10
    assert np.abs(capture.read()[1][..., ::-1] - pictures[0][0]).mean() < 4
    with av.open(video) as container:
        assert container.duration == pytest.approx(1.0 * av.time_base, rel=0.01)


def test_variable_frame_rate(tmp_path, pictures):
    """Catches frames that are spread evenly: each keeps its time, and the last one its length."""
    times = [0, 0.1, 0.2, 0.7, 0.75, 1.2]
    path = tmp_path / 'vfr.mp4'
    encode.write(str(path), pictures[:6], times, Fraction(5))
    np.testing.assert_allclose([frame.seconds for frame in read(path)], times, atol=1e-4)
    with av.open(str(path)) as container:
        assert container.duration == pytest.approx(1.4 * av.time_base, rel=0.01)


@pytest.mark.parametrize(
    'turned, matrix', [(-1, (0, 1, -1, 0)), (1, (0, -1, 1, 0)), (2, (-1, 0, 0, -1))]
)
def test_rotation(video, tmp_path, turned, matrix, pictures):
    """Catches a phone's video that lies on its side, and one that is turned the wrong way. The
    matrix is put into the file by hand, as ISO 14496-12 has it: (x, y) goes to (ax + cy, bx + dy).
    """
    a, b, c, d = matrix
    data = open(video, 'rb').read()
    identity = struct.pack('>9i', 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    at = data.index(identity, data.index(b'tkhd'))
    turn = struct.pack('>9i', a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    path = tmp_path / 'turned.mp4'
    path.write_bytes(data[:at] + turn + data[at + len(turn) :])
    upright = np.rot90(pictures[0][0], turned)
    assert frames.source(str(path)).size == upright.shape[:2]
    assert np.abs(read(path)[0].image[0] - upright).mean() < 4


def test_sound_is_kept_and_cut(tmp_path, pictures):
    """Catches a silent result, and sound that starts at 0 although the frames do not."""
    path, out = str(tmp_path / 'sound.mp4'), str(tmp_path / 'out.mp4')
    with_sound(path, pictures)
    for first in (0, 5):
        assert encode.write(out, pictures[first:], TIMES[first:], Fraction(10), path) is None
        with av.open(out) as container:
            sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
        assert len(sound) / 48000 == pytest.approx(1 - first / 10, abs=0.06)
        # The tone is as loud as its time is late.
        assert np.abs(sound[:4800]).max() == pytest.approx(first / 10 + 0.1, abs=0.06)


def test_sound_that_does_not_fit_is_named(tmp_path, pictures):
    """Catches a crash, or silence without a word, where an MP4 cannot hold the sound's coding."""
    path = str(tmp_path / 'sound.avi')
    with_sound(path, pictures, 'pcm_u8')
    why = encode.write(str(tmp_path / 'out.mp4'), pictures, TIMES, Fraction(10), path)
    assert why == 'its sound (pcm_u8) does not go into an MP4'
    assert len(read(tmp_path / 'out.mp4')) == COUNT


def test_gif(tmp_path, pictures):
    """Catches a GIF's own durations that are lost, and palettes that are read as grey."""
    path = tmp_path / 'a.gif'
    first, *others = [PIL.Image.fromarray(images.to_uint8(p)[0]) for p in pictures[:4]]
    first.save(path, save_all=True, append_images=others, duration=[100, 300, 100, 100])
    found = read(path)
    np.testing.assert_allclose([frame.seconds for frame in found], [0, 0.1, 0.4, 0.5], atol=0.011)
    assert np.abs(found[2].image - pictures[2]).mean() < 8


def test_folder_in_the_order_of_numbers(tmp_path, pictures):
    """Catches frame_10 before frame_2, and a file beside them that is no picture."""
    for number in (1, 2, 10):
        images.save(tmp_path / f'frame_{number}.png', pictures[number - 1])
    (tmp_path / 'notes.txt').write_text('no picture')
    source = frames.source(str(tmp_path), rate=4)
    found = list(frames.read(source))
    assert source.count == 3 and [frame.seconds for frame in found] == [0, 0.25, 0.5]
    np.testing.assert_array_equal(found[2].image, images.to_uint8(pictures[9]))


def test_from_to_every(video):
    """Catches numbers that are off by one."""
    assert [frame.number for frame in read(video, 3, 9, 3)] == [3, 6, 9]
    assert [frame.number for frame in read(video, 9)] == [9, 10]
    assert clip.expected(frames.source(video), clip.Cut(None, 3, 9, 3)) == 3
    assert clip.expected(frames.source(video), clip.Cut(None, 9)) == 2


def test_clip_is_even_and_complete(video, tmp_path):
    """Catches odd sides, which H.264 refuses, and a clip that counts as complete before it is."""
    cut = clip.Cut(size=33, first=2)
    found = clip.extract(frames.source(video), cut, str(tmp_path / 'run'))
    assert found.size == (24, 32) and found.count == COUNT - 1 and found.times[0] == 0.1
    assert found.load(1).shape == (1, 24, 32, 3)
    assert clip.find(str(tmp_path / 'run')) == found
    os.remove(tmp_path / 'run/content/clip.json')
    assert clip.find(str(tmp_path / 'run')) is None


def test_one_frame_and_odd_sizes(tmp_path):
    """Catches a single frame without a rate, and an odd-sized folder."""
    folder = tmp_path / 'one'
    folder.mkdir()
    images.save(folder / '1.png', smooth_picture(41, 53))
    found = clip.extract(frames.source(str(folder)), clip.Cut(), str(tmp_path / 'run'))
    assert found.size == (40, 52) and found.count == 1
    out = str(tmp_path / 'one.mp4')
    encode.write(out, [found.load(1)], found.times, found.rate)
    assert len(read(out)) == 1


def test_damaged_further_on(tmp_path, pictures):
    """Catches a damaged end that costs the frames before it."""
    path = tmp_path / 'cut.mkv'
    with av.open(str(path), 'w') as output:
        video = output.add_stream('mjpeg', rate=10)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, 'yuvj420p'
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(images.to_uint8(picture)[0], format='rgb24')
            frame.pts = number
            output.mux(video.encode(frame))
        output.mux(video.encode())
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    found = clip.extract(frames.source(str(path)), clip.Cut(), str(tmp_path / 'run'))
    assert 4 <= found.count < COUNT


BAD = {
    'missing.mp4': (None, 'there is no video'),
    'empty.mp4': (b'', 'is empty: give a video'),
    'text.mp4': (b'no video\n' * 200, 'is not a video that can be read'),
    'text.txt': (b'no video\n' * 200, 'holds no pictures'),
    'noise.avi': (np.random.default_rng(0).bytes(5000), 'is not a video that can be read'),
}


@pytest.mark.parametrize('name', BAD)
def test_bad_files(tmp_path, name):
    """Catches a traceback, and FFmpeg's habit of making a film of any text."""
    data, sentence = BAD[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=sentence):
        read(tmp_path / name)


def test_cut_short(video, tmp_path):
    """Catches an exception of PyAV's own: an MP4's table of contents is at its end."""
    data = open(video, 'rb').read()
    (tmp_path / 'cut.mp4').write_bytes(data[: len(data) // 2])
    with pytest.raises(UserError, match='is not a video that can be read'):
        read(tmp_path / 'cut.mp4')


def test_bad_folders(tmp_path):
    """Catches an empty folder, and frames of unequal sizes that would be squashed."""
    with pytest.raises(UserError, match='holds no pictures'):
        frames.source(str(tmp_path))
    for number, size in enumerate([(40, 48), (40, 48), (40, 50)]):
        images.save(tmp_path / f'{number}.png', smooth_picture(*size))
    with pytest.raises(
        UserError, match='2.png is 50x40 and the frame before 48x40: give frames of'
    ):
        list(frames.read(frames.source(str(tmp_path))))


def test_a_full_disk_is_seen_beforehand(video, tmp_path, monkeypatch):
    """Catches a run that fills the disk."""
    monkeypatch.setattr(clip.shutil, 'disk_usage', lambda _: SimpleNamespace(free=1000))
    with pytest.raises(
        UserError, match='the frames take about 0.0 GB in .*: a smaller size or few'
    ):
        clip.extract(frames.source(video), clip.Cut(), str(tmp_path / 'run'))
    assert not (tmp_path / 'run').exists()


def test_without_pyav(video, monkeypatch):
    """Catches an ImportError where the extra is not installed."""
    monkeypatch.setitem(__import__('sys').modules, 'av', None)
    with pytest.raises(UserError, match='needs PyAV: install it with pip install'):
        read(video)


def test_without_pyav_nothing_is_painted(script, monkeypatch, tmp_path):
    """Catches minutes of painting before it is noticed that the video cannot be written."""
    monkeypatch.setitem(__import__('sys').modules, 'av', None)
    code, out, err = script('style_video', '--size', 64, '--out', tmp_path / 'run')
    assert (code, out) == (2, '')
    assert 'needs PyAV: install it with pip install' in err
    assert not (tmp_path / 'run').exists()
