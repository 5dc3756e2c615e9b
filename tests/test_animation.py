"""Animations: which pictures, in what order, over which loss."""

import os

import cv2
import numpy as np
import PIL.Image
import pytest

from gatys_tf1 import animation, images
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder

STEPS = [0, 10, 20, 30]


@pytest.fixture
def run(tmp_path):
    """A run whose pictures get redder, at first of half the size, and whose loss falls."""
    for step in STEPS:
        shape = (1, 21, 30, 3) if step < 20 else (1, 41, 60, 3)
        picture = np.full(shape, [60 + 5 * step, 40, 20], np.float32)
        images.save(tmp_path / f'image_{step:05d}.png', picture)
    images.save(tmp_path / 'final.png', np.full((1, 41, 60, 3), [250, 40, 20], np.float32))
    (tmp_path / 'image_of_mine.png').touch()
    rows = ''.join(f'{step},1.0,{10.0 ** (3 - step / 10)}\n' for step in range(31))
    (tmp_path / 'loss.csv').write_text(f'step,style/conv1_1,total\n{rows}')
    return tmp_path


def frames_of(path):
    if path.endswith('.gif'):
        with PIL.Image.open(path) as picture:
            found, durations = [], []
            for number in range(picture.n_frames):
                picture.seek(number)
                found.append(np.asarray(picture.convert('RGB')).astype(int))
                durations.append(picture.info['duration'])
        return found, durations
    video, found = cv2.VideoCapture(path), []
    while True:
        more, frame = video.read()
        if not more:
            return found, video.get(cv2.CAP_PROP_FPS)
        found.append(frame[..., ::-1].astype(int))


@pytest.mark.parametrize('kind', ['gif', 'mp4'])
def test_the_pictures_of_a_run(run, kind):
    """Catches BGR for RGB, frames out of order, the last picture in place of the best one, and
    pictures of an earlier scale in a corner."""
    path = animation.write(str(run), kind)
    assert os.path.basename(path) == f'animation.{kind}'
    frames, times = frames_of(path)
    middles = [frame[20, 160] for frame in frames]
    wanted = [[60, 40, 20], [110, 40, 20], [160, 40, 20], [250, 40, 20]]
    if kind == 'gif':
        np.testing.assert_allclose(middles, wanted, atol=3)
        assert times == [2000, 2000, 2000, 2000]
    else:
        np.testing.assert_allclose(middles[:4], wanted, atol=12)  # the codec's
        np.testing.assert_allclose(middles[4:], wanted[3:] * (len(middles) - 4), atol=12)
        assert len(frames) / times == pytest.approx(4.0, abs=0.5)  # 4 frames at 2 a second, and 2 s
    for frame in frames:
        assert frame.shape == (42 + 120, 320, 3)
        assert abs(frame[20, 100] - 255).max() < 12  # beside the picture
    assert sorted(os.listdir(run))[0] == f'animation.{kind}'


def test_large_pictures_are_reduced(run, monkeypatch):
    """Catches a GIF of 50 MB, and pictures squashed on the way."""
    monkeypatch.setattr(animation, 'LONGEST_SIDE', 30)
    frames, _ = frames_of(animation.write(str(run), 'gif'))
    picture = np.abs(frames[-1] - [250, 40, 20]).max(axis=2) < 8
    rows, columns = np.nonzero(picture)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 30)


def test_the_loss_is_drawn_along(run):
    """Catches a curve that shows its end from the start, and one whose axes move."""
    frames, _ = frames_of(animation.write(str(run), 'gif'))
    blue = [(f[42:, :, 2] - f[42:, :, 0] > 60).any(axis=0).nonzero()[0] for f in frames]
    ends = [columns.max() for columns in blue]
    assert ends == sorted(ends) and ends[0] < 90 and ends[-1] > 290
    np.testing.assert_allclose(np.diff(ends), np.diff(ends)[0], atol=3)
    assert max(columns.min() for columns in blue) - min(columns.min() for columns in blue) <= 4


def test_too_few_pictures(run):
    """Catches an animation of one frame, and a traceback."""
    for step in STEPS[1:]:
        os.remove(run / f'image_{step:05d}.png')
    with pytest.raises(UserError, match='holds no pictures of several steps: run with a lower'):
        animation.write(str(run), 'gif')
    assert not (run / 'animation.gif').exists()


def test_not_more_than_anybody_watches(run, monkeypatch):
    """Catches a GIF of 100,000 frames, and one that lacks the start or the end."""
    monkeypatch.setattr(animation, 'MOST_FRAMES', 3)
    assert animation._steps(str(run)) in ([0, 10, 30], [0, 20, 30])


@pytest.mark.parametrize(
    'name, more',
    [
        ('style_reconstruction', ['--scales', '32,48']),
        ('feature_inversion', ['--layers', 'conv1_1', '--size', 32]),
    ],
)
def test_the_commands(script, tmp_path, photo, random_checkpoint, name, more):
    """Catches a flag that a command ignores, forgets when it resumes, or leaves behind."""
    run = tmp_path / 'run'
    small = ['--image', photo, '--checkpoint', random_checkpoint, '--steps', 5, '--quiet', *more]
    code, _, err = script(name, *small, '--out', run, '--animate')
    assert code == 0, err
    before = len(frames_of(str(run / 'animation.gif'))[0])
    assert before == len(folder.read_losses(run))
    code, _, err = script(name, '--out', run, '--resume', '--quiet', '--steps', 7)
    assert code == 0, err
    assert len(frames_of(str(run / 'animation.gif'))[0]) > before
    code, _, err = script(name, *small, '--out', run, '--overwrite')
    assert code == 0 and not (run / 'animation.gif').exists()
    code, _, err = script(name, *small, '--out', tmp_path / 'b', '--animate', '--image-every', 0)
    assert code == 2 and 'leave out --image-every 0' in err
