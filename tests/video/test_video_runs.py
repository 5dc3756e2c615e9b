"""The command: the files of a run, resuming, what is said and refused."""
# ruff: noqa: F811

import os
import signal
from fractions import Fraction

import numpy as np
import pytest
from conftest import pixels, smooth_picture
from video_clips import cheap, moving, send_at_frame_3, style, video  # noqa: F401

import gatys_tf1 as gatys
from gatys_tf1 import forecast, images, ram
from gatys_tf1.samples import clips
from gatys_tf1.video import frames, run

pytest.importorskip('av')


def test_command(style, video, tmp_path):
    """Catches a run without its files, a row per step instead of per frame, another rate."""
    code, out, err = style('--video', video, '--out', tmp_path / 'run', '--image-every', 2)
    assert (code, err) == (0, ''), err
    assert '48x36, 5 frames' in out and 'expected:' in out and 'final.mp4, 5 frames' in out
    written = set(os.listdir(tmp_path / 'run'))
    assert {'frames', 'content', 'final.mp4', 'loss.csv', 'loss.png', 'config.json'} <= written
    rows = (tmp_path / 'run/loss.csv').read_text().splitlines()
    assert rows[0].startswith('frame,content/') and len(rows) == 6
    found = frames.source(str(tmp_path / 'run/final.mp4'))
    assert found.count == 5 and found.rate == 10 and found.size == (36, 48)
    assert pixels(tmp_path / 'run/frames/00003.png').shape == (36, 48, 3)


def test_tensorboard_shows_flow_and_weights(style, video, tmp_path, cheap):
    """Catches pictures of a float range, missing tags, and a row of scalars per step."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    assert style('--video', video, '--out', tmp_path / 'run', '--image-every', 2)[0] == 0
    events = EventAccumulator(str(tmp_path / 'run'), {'images': 0, 'scalars': 0, 'graph': 0})
    events.Reload()
    tags = events.Tags()
    assert {'frame/image', 'flow/colours', 'flow/weights', 'flow/previous_warped'} <= set(
        tags['images']
    )
    assert {'loss/total', 'frame/steps'} <= set(tags['scalars'])
    assert [event.step for event in events.Scalars('loss/total')] == [1, 2, 3, 4, 5]
    assert [event.step for event in events.Images('frame/image')] == [1, 3, 5]


def test_kill_and_resume(style, video, tmp_path, monkeypatch):
    """The same with the real painter: see `killed`."""
    killed(style, video, tmp_path, ('--to', 3), monkeypatch, at=2)


def test_kill_and_resume_passes(style, video, tmp_path, monkeypatch, cheap):
    """The same with several sweeps: see `killed`."""
    killed(style, video, tmp_path, ('--passes', 2), monkeypatch)


def killed(style, video, tmp_path, more, monkeypatch, at=4):
    """Catches a state that is not on the disk: killed between a row and its frame, the run ends
    with the same frames, rows and video as one that was not killed."""
    assert style('--video', video, '--out', tmp_path / 'once', *more)[0] == 0

    class Killed(BaseException):
        pass

    save, count = images.save, []

    def kill(path, image):
        count.append('frames' in str(path) or 'passes' in str(path))
        if sum(count) == at and count[-1]:
            raise Killed
        save(path, image)

    with monkeypatch.context() as patch:
        patch.setattr(run.images, 'save', kill)
        with pytest.raises(Killed):
            style('--video', video, '--out', tmp_path / 'two', *more)
    code, _, err = style('--out', tmp_path / 'two', '--resume')
    assert code == 0, err
    for part in ('frames', *(['passes/1'] if '--passes' in more else [])):
        for name in os.listdir(tmp_path / 'once' / part):
            np.testing.assert_array_equal(
                pixels(tmp_path / 'two' / part / name), pixels(tmp_path / 'once' / part / name)
            )
    for name in ('loss.csv', 'final.mp4'):
        assert (tmp_path / 'two' / name).read_bytes() == (tmp_path / 'once' / name).read_bytes()


SIGNALS = {'SIGINT': 130, 'SIGTERM': 143, 'SIGHUP': 129}


@pytest.mark.parametrize('name', SIGNALS)
def test_signals(style, video, tmp_path, monkeypatch, cheap, name):
    """Catches a frame that is half done and kept, a signal that waits for the whole video, and the
    exit code of Ctrl-C for every signal."""
    send_at_frame_3(monkeypatch, getattr(signal, name))
    code, out, err = style('--video', video, '--out', tmp_path / 'run')
    assert code == SIGNALS[name] and f'--out {tmp_path}/run --resume' in out
    assert sorted(os.listdir(tmp_path / 'run/frames')) == ['00001.png', '00002.png']


def test_painted_clip_and_folder(style, tmp_path, moving, cheap):
    """Catches a source that only some of the code knows."""
    code, out, err = style('--to', 2, '--out', tmp_path / 'painted')
    assert code == 0 and '2 frames' in out, err
    assert frames.source(str(tmp_path / 'painted/final.mp4')).rate == 10
    folder = tmp_path / 'folder'
    folder.mkdir()
    for number in (1, 2):
        images.save(folder / f'{number}.png', moving.frames[number])
    for fps, rate in (5, 5), (29.97, Fraction(30000, 1001)):
        out = tmp_path / str(fps)
        code, _, err = style('--video', folder, '--fps', fps, '--out', out)
        assert code == 0 and frames.source(str(out / 'final.mp4')).rate == rate, err


def test_adain_is_steadied(style, video, tmp_path, random_checkpoint):
    """Catches AdaIN's frames that are not blended, or not in the style."""
    seen = []
    for share in (0.0, 0.9):
        options = gatys.VideoOptions(
            checkpoint=random_checkpoint, steadiness=share, last=3, precision='float32'
        )
        found = gatys.style_video(
            video, smooth_picture(40, 40)[0], method='adain', size=48, options=options,
            callback=lambda place, painted: seen.append(painted.losses['temporal']),
        )  # fmt: skip
        assert len(list(found.frames())) == 3
    assert seen[0] == seen[3] == 0  # the first frame has nothing to be held to
    assert 0 < seen[4] < seen[1] / 10 and 0 < seen[5] < seen[2] / 10


def test_adain_is_no_optimisation(script, tmp_path, random_checkpoint, monkeypatch):
    """Catches frames that AdaIN could paint and that are refused: for the memory that an
    optimisation takes, with advice that AdaIN refuses in turn, or as too small for conv5_1. And an
    estimate of its time by the layers of a loss that is not computed."""
    monkeypatch.setattr(ram, 'free', lambda: 0.5e9)
    command = 'style_video', '--checkpoint', random_checkpoint, '--to', 2
    code, _, err = script(*command, '--out', tmp_path / 'optimised')
    assert code == 2 and 'or --low-memory takes less' in err
    deepest, seconds = [], forecast.seconds
    monkeypatch.setattr(forecast, 'seconds', lambda *a: deepest.append(a[2]) or seconds(*a))
    code, out, err = script(*command, '--method', 'adain', '--size', 12, '--out', tmp_path / 'r')
    assert code == 0, err
    assert pixels(tmp_path / 'r/frames/00002.png').shape == (8, 12, 3)
    assert 'expected:    about' in out and 'memory' not in out and deepest == ['conv4_1']


BAD = [
    (['--video', 'none.mp4'], 'there is no video'),
    (['--from', 5, '--to', 3], '--to 3 comes before --from 5'),
    (['--from', 99], 'the painted clip has 12 frames'),
    (['--long-term', '10,1'], '--long-term goes from near to far'),
    (['--fps', 10], '--fps has no effect without a folder of frames'),
    (['--steadiness', 0.5], '--steadiness has no effect without --method adain'),
    (['--pass-blend', 0.5], '--pass-blend has no effect without --passes'),
    (['--passes', 2, '--init', 'content'], '--init has no effect with --passes'),
    (['--seed', 3], '--seed has no effect without --init noise'),
    (['--method', 'adain'], '--steps has no effect with --method adain'),
    (['--resume'], '--resume needs --out'),
]


@pytest.mark.parametrize('flags, sentence', BAD, ids=[' '.join(map(str, f)) for f, _ in BAD])
def test_one_sentence(style, tmp_path, monkeypatch, flags, sentence):
    """Catches a traceback, and a flag that is ignored in silence."""
    monkeypatch.chdir(tmp_path)
    code, _, err = style(*flags)
    assert code == 2 and sentence in err and 'Traceback' not in err, err
    assert not (tmp_path / 'runs').exists()


def test_frames_that_are_too_small_or_too_late(style, video, tmp_path, cheap):
    """Catches a shape error of TensorFlow's, and an empty video."""
    code, _, err = style('--video', video, '--size', 8, '--out', tmp_path / 'a')
    assert code == 2 and 'Traceback' not in err and err.count('\n') == 1, err
    code, _, err = style('--video', video, '--from', 9, '--out', tmp_path / 'b')
    assert code == 2 and 'has no frame 9' in err, err


def test_overwrite_removes_nothing_else(style, video, tmp_path, cheap):
    """Catches frames of an old, longer run in the new one, and a person's own file that is lost."""
    assert style('--video', video, '--out', tmp_path / 'run')[0] == 0
    (tmp_path / 'run/frames/mine.txt').write_text('keep')
    code, _, err = style('--video', video, '--out', tmp_path / 'run')
    assert code == 2 and 'holds a run already' in err
    assert style('--video', video, '--out', tmp_path / 'run', '--overwrite', '--to', 2)[0] == 0
    assert sorted(os.listdir(tmp_path / 'run/frames')) == ['00001.png', '00002.png', 'mine.txt']


def test_another_command_overwrites_all_of_it(
    style, script, video, tmp_path, random_checkpoint, cheap
):
    """Catches a video's frames that stay behind when a picture's run replaces it, a folder that a
    resumed video would take for its own, and a person's frames that are taken for the run's."""
    out = tmp_path / 'run'
    assert style('--video', video, '--out', out, '--passes', 2)[0] == 0
    own = ['content/0001.png', 'frames/00001_mine.png', 'frames/00001.jpg', 'passes/best/00001.png']
    (out / 'passes/best').mkdir()
    for name in own:
        (out / name).write_text('keep')
    (out / 'empty').mkdir()
    code, _, err = script(
        'style_transfer', '--checkpoint', random_checkpoint, '--size', 32, '--steps', 1,
        '--out', out, '--overwrite', '--quiet',
    )  # fmt: skip
    assert code == 0, err
    found = {str(path.relative_to(out)) for path in out.rglob('*') if path.is_file()}
    assert {name for name in found if '/' in name and not name.startswith('state/')} == set(own)
    assert 'final.mp4' not in found and not (out / 'passes/1').exists() and (out / 'empty').exists()


@pytest.mark.slow
def test_memory_does_not_grow(tmp_path, random_checkpoint):
    """Catches frames, results or summaries that are kept: one array of each of the last 40 frames
    would be 24 MB."""
    used = []

    def look(*_):
        with open('/proc/self/statm', encoding='ascii') as file:
            used.append(int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE'))

    gatys.style_video(
        clips.camera(60, 192, 256).frames, smooth_picture(40, 40)[0], size=256,
        out=tmp_path / 'run', callback=look,
        options=gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint),
    )  # fmt: skip
    assert len(used) == 60
    print([round(value / 1e6) for value in used])
    assert np.median(used[-10:]) - np.median(used[15:25]) < 12e6
