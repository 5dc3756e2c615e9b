"""Videos by the front door: what it gives back, resuming, signals, lists of pictures."""
# ruff: noqa: F811

import json
import os
import signal
import tempfile
from fractions import Fraction

import pytest
from conftest import smooth_picture
from video_clips import cheap, moving, send_at_frame_3, style, video  # noqa: F401

import gatys_tf1 as gatys
from gatys_tf1.errors import UserError
from gatys_tf1.video import frames

pytest.importorskip('av')


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
