"""The command and the front door: the files of a run, resuming, what is said and refused."""

import contextlib
import json
import os
import signal
import tempfile
from fractions import Fraction

import numpy as np
import pytest
from conftest import pixels, smooth_picture

import gatys_tf1 as gatys
from gatys_tf1 import forecast, images, machine
from gatys_tf1.errors import UserError
from gatys_tf1.samples import clips
from gatys_tf1.video import encode, frames, painters, program, run

pytest.importorskip('av')

FAST = ('--size', 48, '--steps', '3,2', '--precision', 'float32')


@pytest.fixture(scope='module')
def moving():
    return clips.camera(5, 48, 64)


@pytest.fixture
def video(tmp_path, moving):
    path = str(tmp_path / 'in.mp4')
    encode.write(path, moving.frames, [n / 10 for n in range(5)], Fraction(10))
    return path


@pytest.fixture
def cheap(monkeypatch):
    """In place of the optimised painter one that takes no time; its result depends on the start."""

    def paint(task, stopped):
        image = 0.7 * task.start + 0.3 * (255 - task.content)
        return None if stopped() else painters.Painted(image, {'total': image.mean()}, 1)

    painter = painters.Painter(('total',), paint)
    monkeypatch.setattr(program, '_optimised', lambda *_: contextlib.nullcontext(painter))


@pytest.fixture
def style(script, random_checkpoint):
    def call(*arguments):
        return script('style_video', '--checkpoint', random_checkpoint, *FAST, *arguments)

    return call


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


def send_at_frame_3(monkeypatch, number):
    """Has the process send itself a signal before the third frame is painted."""
    prepare = run.prepare

    def interrupted(found, settings, here):
        if here.frame == 3:
            os.kill(os.getpid(), number)
        return prepare(found, settings, here)

    monkeypatch.setattr(run, 'prepare', interrupted)


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
    monkeypatch.setattr(machine, 'free_memory', lambda: 0.5e9)
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
    """Catches frames, results or summaries that are kept: 40 more frames take no more memory."""
    peaks = []
    gatys.style_video(
        clips.camera(60, 48, 64).frames, smooth_picture(40, 40)[0], size=64, out=tmp_path / 'run',
        options=gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint),
        callback=lambda *_: peaks.append(machine.peak_memory()),
    )  # fmt: skip
    assert len(peaks) == 60
    assert peaks[-1] - peaks[19] < 20e6


# --- from Python ---------------------------------------------------------------------------------


def test_front_door(tmp_path, moving, random_checkpoint, cheap):
    """Catches files that are left behind, frames that go with them, and a callback that is not
    called."""
    seen, options = [], gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint)
    result = gatys.style_video(
        [picture[0] for picture in moving.frames[:3]], smooth_picture(40, 40)[0], size=48,
        options=options, callback=lambda place, painted: seen.append((place.frame, painted.steps)),
    )  # fmt: skip
    assert [frame for frame, _ in seen] == [1, 2, 3]
    assert [frame.shape for frame in result.frames()] == [(36, 48, 3)] * 3
    assert 'data:video/mp4;base64,' in result._repr_html_()
    result.save(tmp_path / 'a.mp4')
    assert frames.source(str(tmp_path / 'a.mp4')).count == 3
    with pytest.raises(UserError, match=r'give it a name that ends in \.mp4'):
        result.save('a.gif')


def test_front_door_resumes(tmp_path, video, moving, random_checkpoint, cheap):
    """Catches a run from Python that starts over, or that goes on with another call's settings."""
    options = gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint)
    call = dict(size=48, out=tmp_path / 'run')
    first = gatys.style_video(
        video, smooth_picture(40, 40)[0], options=options, **call, callback=lambda p, _: p.frame < 2
    )
    assert len(list(first.frames())) == 2
    options, seen = options._replace(resume=True), []
    whole = gatys.style_video(
        video, smooth_picture(40, 40)[0], options=options, **call,
        callback=lambda place, _: seen.append(place.frame),
    )  # fmt: skip
    assert seen == [3, 4, 5] and len(list(whole.frames())) == 5
    with pytest.raises(UserError, match='cannot be resumed by this call: its size is'):
        gatys.style_video(
            video, smooth_picture(40, 40)[0], options=options, size=64, out=call['out']
        )
    assert saved(tmp_path)['begun_from'] == 'Python'
    pictures, options = [picture[0] for picture in moving.frames], options._replace(rate=5)
    with pytest.raises(UserError, match='cannot be resumed by this call: its rate is None'):
        gatys.style_video(pictures, smooth_picture(40, 40)[0], options=options, **call)


def saved(tmp_path):
    return json.loads((tmp_path / 'run/config.json').read_text())['arguments']


def as_of_an_earlier_version(tmp_path, old, new):
    """Renames an argument in config.json to what it was once called."""
    config = json.loads((tmp_path / 'run/config.json').read_text())
    config['arguments'][old] = config['arguments'].pop(new)
    (tmp_path / 'run/config.json').write_text(json.dumps(config))


def test_who_began_a_run(style, tmp_path, video, random_checkpoint, cheap):
    """Catches --from and the mark of a run from Python under one key, advice with the options of
    pictures, and runs of an earlier version that are no longer recognised."""
    picture = smooth_picture(40, 40)[0]
    options = gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint, resume=True)
    call = dict(size=48, out=tmp_path / 'run')
    gatys.style_video(video, picture, options=options._replace(resume=False, last=1), **call)
    for _ in range(2):
        code, _, err = style('--out', tmp_path / 'run', '--resume')
        assert code == 2 and 'resume it there, with gatys.VideoOptions(resume=True)' in err
        as_of_an_earlier_version(tmp_path, 'from', 'begun_from')
        assert len(
            gatys.style_video(video, picture, options=options._replace(last=1), **call).times
        )
    assert style('--video', video, '--from', 4, '--out', tmp_path / 'run', '--overwrite')[0] == 0
    with pytest.raises(UserError, match='was made by a command: resume it with --resume'):
        gatys.style_video(video, picture, options=options, **call)
    code, _, err = style('--out', tmp_path / 'run', '--resume', '--from', 3)
    assert code == 2 and 'a resumed run cannot change --from: leave it out' in err
    as_of_an_earlier_version(tmp_path, 'from', 'first')
    (tmp_path / 'run/frames/00002.png').unlink()
    assert style('--out', tmp_path / 'run', '--resume')[0] == 0
    assert len(os.listdir(tmp_path / 'run/frames')) == 2


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_passed_on(tmp_path, video, random_checkpoint, cheap, monkeypatch, number):
    """Catches SIGTERM that a program's own handler never sees, and the temporary folder that stays
    behind where there is no such handler: by then it has gone."""
    seen, places = [], []
    (tmp_path / 'temporary').mkdir()
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path / 'temporary'))
    send_at_frame_3(monkeypatch, number)

    def handler(*_):
        seen.append(os.listdir(tmp_path / 'temporary'))

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            gatys.style_video(
                video, smooth_picture(40, 40)[0], size=48,
                options=gatys.VideoOptions(steps=(2, 1), checkpoint=random_checkpoint),
                callback=lambda *_: places.append(os.listdir(tmp_path / 'temporary')),
            )  # fmt: skip
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(places) == 2 and all(map(len, places))
    assert seen == ([] if number == signal.SIGINT else [[]])


CUTS = [
    (dict(first=4), 'the list has 3 frames: start with an earlier one'),
    (dict(first=0), 'first is 0 and every is 1: give 1 or more'),
    (dict(every=0), 'first is 1 and every is 0: give 1 or more'),
    (dict(first=3, last=2), 'the last frame, 2, comes before the first, 3'),
]


@pytest.mark.parametrize('cut, sentence', CUTS, ids=[str(cut) for cut, _ in CUTS])
def test_frames_that_are_not_there(tmp_path, moving, random_checkpoint, cut, sentence):
    """Catches IndexError for a list that ends earlier, and a slice that takes something else."""
    pictures = [picture[0] for picture in moving.frames[:3]]
    options = gatys.VideoOptions(checkpoint=random_checkpoint, **cut)
    with pytest.raises(UserError, match=sentence):
        gatys.style_video(
            pictures, smooth_picture(40, 40)[0], size=48, options=options, out=tmp_path / 'run'
        )
    assert not (tmp_path / 'run').exists()


@pytest.mark.parametrize('given, rate', [(None, 25), (4, 4), (29.97, Fraction(30000, 1001))])
def test_the_rate_of_a_list(tmp_path, moving, random_checkpoint, cheap, given, rate):
    """Catches a rate that is ignored, another default than a folder's, and a rate in binary that
    FFmpeg cannot count in."""
    pictures = [picture[0] for picture in moving.frames[:3]]
    options = gatys.VideoOptions(checkpoint=random_checkpoint, rate=given)
    gatys.style_video(
        pictures, smooth_picture(40, 40)[0], size=48, options=options, out=tmp_path / 'run'
    )
    found = frames.source(str(tmp_path / 'run/final.mp4'))
    assert (found.rate, found.count) == (rate, 3)


def test_no_such_rate(moving):
    """Catches a division by zero, and a film that runs backwards."""
    for rate in (0, -5, float('nan'), float('inf')):
        with pytest.raises(UserError, match='frames per second cannot be shown: give 0.001 to'):
            gatys.style_video(
                [moving.frames[0][0]], smooth_picture(40, 40)[0],
                options=gatys.VideoOptions(rate=rate),
            )  # fmt: skip
