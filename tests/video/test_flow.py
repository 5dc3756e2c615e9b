"""Flow, warping and weights against painted clips whose motion is known, and closed forms."""

import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1.samples import clips
from gatys_tf1.video import flow


@pytest.fixture(scope='module', params=['camera', 'moving_objects'])
def clip(request):
    return request.param, getattr(clips, request.param)(6, 120, 160)


def both_ways(clip, i):
    here, before = clip.frames[i], clip.frames[i - 1]
    return flow.optical_flow(here, before), flow.optical_flow(before, here)


def test_flow_is_the_known_one(clip):
    """Catches a flow of the wrong direction, with u and v swapped, or at half the resolution."""
    name, clip = clip
    for i in (1, 3, 5):
        error = np.linalg.norm(both_ways(clip, i)[0] - clip.flows[i], axis=-1)[~clip.hidden[i]]
        length = np.linalg.norm(clip.flows[i], axis=-1).mean()
        assert length > 1.5  # so that a flow of zeros would fail
        assert np.median(error) < 0.1 and error.mean() < 0.4, (name, i)


def test_weights_are_zero_where_the_past_is_hidden(clip):
    """Catches a consistency check with the flows exchanged, and weights that trust everything (or
    nothing): hidden pixels are found, and visible ones kept."""
    name, clip = clip
    found = kept = 0
    for i in (1, 3, 5):
        weights = flow.reliability(*both_ways(clip, i))
        assert set(np.unique(weights)) <= {0.0, 1.0} and weights.dtype == np.float32
        found += np.mean(weights[clip.hidden[i]] == 0) / 3
        kept += np.mean(weights[~clip.hidden[i]]) / 3
    assert found > {'camera': 0.9, 'moving_objects': 0.7}[name], found
    assert kept > 0.88, kept


def test_the_painted_clips_are_consistent(clip):
    """Catches a painter whose flow is not what its frames do: a frame, warped, is the next one."""
    _, clip = clip
    for i in (1, 5):
        still = np.mean(np.square(clip.frames[i] - clip.frames[i - 1])[0][~clip.hidden[i]])
        moved = flow.warp_error(clip.frames[i], clip.frames[i - 1], clip.flows[i], clip.hidden[i])
        assert moved < still / 8
        assert 0 < clip.hidden[i].mean() < 0.1


def test_warp_by_whole_pixels():
    """Catches rows for columns, a warp the wrong way round, and values that overshoot."""
    picture = smooth_picture(24, 32)
    shift = np.zeros((24, 32, 2), np.float32) + np.float32([3, -2])  # from 3 right, 2 up
    warped = flow.warp(picture, shift)
    np.testing.assert_allclose(warped[0, 8:-8, 8:-8], picture[0, 6:-10, 11:-5], atol=1e-3)
    edge = np.zeros_like(picture)
    edge[:, :, 16:] = 255
    warped = flow.warp(edge, shift + 0.5)
    assert 0 <= warped.min() and warped.max() <= 255


def test_reliability_equations():
    """Catches thresholds that are off: section 4.2 of the paper, by hand at single pixels."""
    zeros = np.zeros((9, 9, 2), np.float32)
    backward, forward = zeros.copy(), zeros.copy()
    backward[..., 0], forward[..., 0] = 1.0, -1.0
    assert not flow.disoccluded(backward, forward)[:, :8].any()
    assert flow.disoccluded(backward, forward)[:, 8].all()  # x = 9 lies outside
    forward[4, 5, 0] = -1.0 - 0.72  # apart: 0.518; allowed: 0.01 (2.96 + 1) + 0.5 = 0.540
    assert not flow.disoccluded(backward, forward)[4, 4]
    forward[4, 5, 0] = -1.0 - 0.75  # apart: 0.5625; allowed: 0.01 (3.06 + 1) + 0.5 = 0.541
    assert flow.disoccluded(backward, forward)[4, 4]
    slope = zeros.copy()
    slope[..., 1] = 0.044 * np.arange(9)[:, None]  # squared: 0.00194 < 0.002
    assert not flow.motion_boundaries(slope).any()
    slope[..., 1] = 0.05 * (np.arange(9)[:, None] - 4)  # 0.0025 > 0.002 + 0.01 * up to 0.04
    assert flow.motion_boundaries(slope)[4].all()


def test_long_term_weights():
    """Catches a far frame that counts where a near one is reliable, and negative weights."""
    weights = np.float32([[[1, 0, 0, 0.4]], [[1, 1, 0, 1]], [[1, 1, 1, 1]]])
    expected = [[[1, 0, 0, 0.4]], [[0, 1, 0, 0.6]], [[0, 0, 1, 0]]]
    np.testing.assert_allclose(flow.long_term(weights), expected, atol=1e-6)


@pytest.mark.parametrize('size', [(8, 40), (16, 16), (32, 33)])
def test_tiny_frames(size):
    """Catches DIS' exception for frames smaller than its patches."""
    image, other = smooth_picture(*size, seed=1), smooth_picture(*size, seed=2)
    found = flow.optical_flow(image, other)
    assert found.shape == (*size, 2) and np.isfinite(found).all()


def test_colours_of_directions():
    """Catches hues that do not follow the direction: right is red, left its complement."""
    field = np.zeros((4, 4, 2), np.float32)
    field[0, 0], field[1, 1] = (2, 0), (-2, 0)
    picture = flow.colours(field)
    np.testing.assert_allclose(picture[0, 0, 0], [255, 0, 0], atol=1)
    np.testing.assert_allclose(picture[0, 1, 1], [0, 255, 255], atol=1)
    np.testing.assert_allclose(picture[0, 2, 2], [255, 255, 255], atol=1)
