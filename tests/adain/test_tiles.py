"""Large pictures in tiles: the same pixels as in one piece."""

import adain_data
import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1 import vgg
from gatys_tf1.adain import inference, maps, tiles


@pytest.fixture(scope='module', params=inference.TRANSFORMS)
def stylizing(random_checkpoint, request):
    """A session with random encoder and decoder: `(sess, graph)`."""
    graph = inference.build(transform=request.param)
    decoder = adain_data.random_decoder()
    decoder['decoder/conv4_1/weights'] *= 4  # so that pictures are neither black nor white
    with inference.session(graph, vgg.Config(random_checkpoint), decoder) as sess:
        yield sess, graph


def arguments(kind, shape):
    """Styles' moments, alpha and masks as `stylize` takes them, for two styles or for one."""
    ramp = np.linspace(0, 1, shape[1], dtype=np.float32)[np.newaxis] * np.ones((shape[0], 1))
    weights = [ramp > 0.6, ramp < 0.5] if kind == 'masks' else None  # no style between them
    weights = weights and [w.astype(np.float32) for w in weights]
    alpha = ramp if kind == 'alpha map' else 1.0
    return maps.places(weights, alpha, 2 if kind == 'masks' else 1, shape)


@pytest.mark.parametrize('kind, shape, side', [
    ('plain', (97, 120), 72), ('masks', (60, 130), 64), ('alpha map', (131, 60), 64),
])  # fmt: skip
def test_tiles_are_not_seen(stylizing, kind, shape, side):
    """Catches tiles with their own statistics, positions that count twice, too little context."""
    sess, graph = stylizing
    content = smooth_picture(*shape)
    # One half is dark and plain: tiles with their own statistics would paint it another way.
    content[:, :, shape[1] // 2 :] = 20 + content[:, :, shape[1] // 2 :] / 10
    _, alpha, masks = arguments(kind, shape)
    styles = [smooth_picture(40, 48, seed) for seed in ((4, 5) if masks is not None else (4,))]
    moments = inference.stacked([inference.style_moments(sess, graph, s) for s in styles])
    whole = inference.stylize(sess, graph, content, moments, alpha, masks)
    tiled = tiles.stylize(sess, graph, content, moments, alpha, masks, side)
    assert 5 < whole.std() and tiled.shape == whole.shape
    np.testing.assert_allclose(tiled, whole, atol=1, rtol=0)
    assert np.abs(tiled - whole).mean() < 0.05


def test_the_test_can_tell(stylizing):
    """Catches a picture on which seams would not show: by itself, its right half is another."""
    sess, graph = stylizing
    content = smooth_picture(97, 120)
    content[:, :, 60:] = 20 + content[:, :, 60:] / 10
    moments = inference.style_moments(sess, graph, smooth_picture(40, 48, 4))
    right = content[:, :, 60:]
    whole, half = (inference.stylize(sess, graph, x, moments) for x in (content, right))
    assert np.abs(whole[:, 16:-16, 76:-16] - half[:, 16:-16, 16:-16]).mean() > 5
