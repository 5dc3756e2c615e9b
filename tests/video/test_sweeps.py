"""Sweeps over a clip: the order of frames, how each starts, what it is held to."""

import os

import numpy as np
import pytest

from gatys_tf1 import images, samples
from gatys_tf1.run.folder import Output
from gatys_tf1.samples import clips
from gatys_tf1.video import clip, flow, painters, run

pytest.importorskip('av')


@pytest.fixture(scope='module')
def moving():
    return clips.camera(5, 48, 64)


def recorder(seen):
    """A painter that notes its tasks and paints the content darker, frame by frame."""

    def paint(task, stopped):
        seen.append(task)
        return painters.Painted(0.5 * task.content, {'temporal': 1.0}, 1)

    return painters.Painter(('temporal',), paint)


def sweep(tmp_path, moving, **settings):
    """Paints a clip with the recorder: the clip, the settings and the tasks."""
    found, seen = clip.of_arrays(moving.frames, 10, str(tmp_path)), []
    settings = run.Settings(**settings)
    run.paint(found, recorder(seen), settings, Output(str(tmp_path), quiet=True))
    return found, settings, seen


def test_places():
    """Catches a second sweep that goes forwards, and one that repeats the turning point's frame."""
    found = [run.place(number, 3)[:2] for number in range(1, 10)]
    assert found == [(1, 1), (1, 2), (1, 3), (2, 3), (2, 2), (2, 1), (3, 1), (3, 2), (3, 3)]
    assert [run.place(number, 3).direction for number in (1, 4, 7)] == [1, -1, 1]


def test_a_frame_is_held_to_the_results_before_it(tmp_path, moving):
    """Catches contents warped in place of results, the wrong neighbour, and references that do not
    exist: the start is the last result, warped by the flow between the two contents."""
    found, settings, seen = sweep(tmp_path, moving, offsets=(1, 3))
    assert [task.alone for task in seen] == [True, False, False, False, False]
    assert seen[0].weights.sum() == 0 and seen[0].flow is None
    backward, forward = run.flows(found, 5, 4)
    result = images.load(run.result_path(found, settings, 1, 4))
    np.testing.assert_array_equal(seen[4].start, flow.warp(result, backward))
    np.testing.assert_array_equal(seen[4].flow, backward)
    np.testing.assert_array_equal(seen[4].weights[0], flow.reliability(backward, forward))
    apart = np.abs(seen[4].warped[1] - 0.5 * seen[4].content)[0][seen[4].weights[1] > 0]
    assert apart.size == 0 or apart.mean() < 20
    assert seen[2].weights[1].sum() == 0 and seen[2].warped[1].sum() == 0
    assert seen[3].weights.sum(axis=0).max() == 1


@pytest.mark.parametrize('init', ['content', 'noise', 'previous'])
def test_starts(tmp_path, moving, init):
    """Catches an --init that is ignored."""
    found, settings, seen = sweep(tmp_path, moving, init=init)
    expected = {
        'content': found.load(2),
        'noise': images.white_noise(48, 64, 0),
        'previous': images.load(run.result_path(found, settings, 1, 1)),
    }[init]
    np.testing.assert_array_equal(seen[1].start, expected)
    assert seen[1].alone == (init != 'previous')


def test_a_cut(tmp_path, moving):
    """Catches a scene that begins with the remains of the one before."""
    other = [samples.brick_wall(48, 64)] * 2
    found = clip.of_arrays([*moving.frames[:3], *other, moving.frames[3]], 10, str(tmp_path))
    seen = []
    settings = run.Settings(offsets=(1, 3))
    run.paint(found, recorder(seen), settings, Output(str(tmp_path), quiet=True))
    assert [task.alone for task in seen] == [True, False, False, True, False, True]
    np.testing.assert_array_equal(seen[3].start, seen[3].content)
    assert seen[3].weights.sum() == 0
    assert seen[5].weights[1].mean() > 0.5  # three frames back, before the other scene


def test_several_passes(tmp_path, moving):
    """Catches sweeps that do not blend, blend with the wrong side, or are held from the start."""
    found, settings, seen = sweep(tmp_path, moving, offsets=(1,), passes=3, blend=0.5)
    assert len(seen) == 15 and all(task.alone for task in seen[:5])
    for task in seen[:5]:
        np.testing.assert_array_equal(task.start, task.content)
    second = seen[6]  # frame 4, on the way back, after frame 5
    own, neighbour = (
        images.load(run.result_path(found, settings, s, f)) for s, f in ((1, 4), (2, 5))
    )
    backward, forward = run.flows(found, 4, 5)
    share = 0.5 * flow.reliability(backward, forward)[None, ..., None]
    expected = own + share * (flow.warp(neighbour, backward) - own)
    np.testing.assert_allclose(second.start, expected, atol=1e-4)
    held = [bool(task.weights.sum() > 0) for task in seen]
    assert held == [False] * 5 + ([False] + [True] * 4) * 2
    assert sorted(os.listdir(tmp_path / 'passes')) == ['1', '2']
    assert len(os.listdir(tmp_path / 'frames')) == 5
