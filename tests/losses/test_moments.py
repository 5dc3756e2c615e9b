"""The moments loss against NumPy, with regions, and as nodes of the graph."""

import numpy as np
import pytest
from conftest import build, evaluate, smooth_picture

from gatys_tf1 import vgg
from gatys_tf1.losses.moments import moments_term
from gatys_tf1.losses.styles import Style

IMAGE, STYLE = smooth_picture(32, 48, seed=1), smooth_picture(24, 30, seed=2)
LAYERS = {'conv1_1': 0.5, 'conv2_1': 2.0}


def moments(features):
    """Mean and deviation of each channel, one after the other, in float64."""
    channels = np.moveaxis(features[0].astype(np.float64), 2, 0)
    return np.array([[one.mean(), np.sqrt(one.var() + 1e-5)] for one in channels])


def test_moments_loss_equals_oracle(random_config):
    """Catches a variance in the place of the deviation, a sum over channels, and lost weights."""
    graph = build([moments_term([Style(STYLE)], LAYERS, weight=3.0)], IMAGE, random_config)
    found = evaluate(graph, random_config, IMAGE)
    ours, theirs = (vgg.representation(x, list(LAYERS), random_config) for x in (IMAGE, STYLE))
    expected = {
        layer: np.mean(np.sum((moments(ours[layer]) - moments(theirs[layer])) ** 2, axis=1))
        for layer in LAYERS
    }
    for layer in LAYERS:
        np.testing.assert_allclose(found[f'moments/{layer}'], expected[layer], rtol=1e-3)
    total = 3 * sum(LAYERS[layer] * expected[layer] for layer in LAYERS)
    np.testing.assert_allclose(found['total'], total, rtol=1e-3)


def test_moments_are_blind_to_arrangement_and_to_correlation(random_config):
    """Catches moments over the wrong axis: a picture turned round has the same pixels' moments."""
    term = moments_term([Style(IMAGE)], {'conv1_1': 1.0})
    graph = build([term], IMAGE, random_config)
    same, other = (evaluate(graph, random_config, x)['total'] for x in (IMAGE, 255 - IMAGE))
    assert same < 1e-6 * other


@pytest.mark.parametrize('share', [0.0, 1.0])
def test_regions(random_config, share):
    """Catches a region of nothing that divides by zero, and one of everything that counts twice."""
    mask = np.full((32, 48), share, np.float32)
    values = [
        evaluate(build([moments_term([style], LAYERS)], IMAGE, random_config), random_config, IMAGE)
        for style in (Style(STYLE), Style(STYLE, mask=mask))
    ]
    np.testing.assert_allclose(values[1]['total'], share * values[0]['total'], rtol=1e-5)


def test_names(random_config):
    """Catches renamed nodes."""
    graph = build([moments_term([Style(STYLE)], LAYERS)], IMAGE, random_config).graph
    names = {op.name for op in graph.get_operations()}
    assert {
        'moments/conv1_1/mean', 'moments/conv1_1/deviation', 'moments/conv1_1/mean_constant',
        'moments/conv1_1/deviation_constant', 'loss/moments/conv1_1', 'loss/moments/total',
    } <= names  # fmt: skip
