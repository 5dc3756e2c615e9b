"""Whitening and colouring against NumPy."""

import functools

import numpy as np
import pytest

from gatys_tf1.adain import normalisation, whitening
from gatys_tf1.tf1 import tf

RNG = np.random.default_rng(4)
MIX = RNG.normal(0, 2, (4, 4))
CONTENT = RNG.normal(2, 3, (1, 5, 7, 4)) @ MIX
STYLE = RNG.normal(-1, 4, (1, 6, 3, 4)) * [1, 2, 3, 4]
ONE = np.ones((1, 5, 7, 1))


def evaluate(build, *arrays):
    """Runs a function of tensors on arrays, in a graph of its own."""
    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(build(*(tf.constant(a, tf.float32) for a in arrays)))


def root(features):
    """The square root of the covariance, with the epsilon on its diagonal; by another way."""
    rows = features.reshape(-1, features.shape[-1])
    covariance = np.cov(rows, rowvar=False, bias=True).reshape(rows.shape[1], -1)
    u, s, _ = np.linalg.svd(covariance + whitening.EPSILON * np.eye(len(covariance)))
    return (u * np.sqrt(s)) @ u.T


def restyled(content, masks, *styles, transform=whitening):
    """t, as inference.py builds it."""
    moments = [transform.channel_moments(style) for style in styles]
    moments = tuple(tf.squeeze(tf.concat(part, 0), [1, 2]) for part in zip(*moments))
    *regional, _ = transform.regional_moments(content, masks)
    return transform.restyle(content, masks, regional, moments)


def test_it_equals_numpy():
    """Catches a matrix that is transposed, a missing mean, and a covariance without its root."""
    rows = (CONTENT - CONTENT.mean((1, 2))).reshape(-1, 4)
    whitened = rows @ np.linalg.inv(root(CONTENT))
    expected = (whitened @ root(STYLE) + STYLE.mean((1, 2))).reshape(CONTENT.shape)
    value = evaluate(restyled, CONTENT, ONE, STYLE)
    np.testing.assert_allclose(value, expected, rtol=1e-3, atol=1e-3)


def test_the_result_has_the_covariance_of_the_style():
    """Catches channels that keep the content's correlations, as AdaIN's do."""
    large = 100 * CONTENT, ONE, 100 * STYLE  # whose variances leave the epsilon without weight
    for transform, ours in ((whitening, True), (normalisation, False)):
        value = evaluate(functools.partial(restyled, transform=transform), *large)
        assert np.allclose(root(value), root(large[2]), rtol=0.01, atol=1) == ours


def test_one_channel_is_adain(monkeypatch):
    """Catches roots that are not deviations where there is nothing to correlate with."""
    monkeypatch.setattr(normalisation, 'EPSILON', whitening.EPSILON)
    given = CONTENT[..., :1], ONE, STYLE[..., :1]
    ours, adain = (
        evaluate(functools.partial(restyled, transform=transform), *given)
        for transform in (whitening, normalisation)
    )
    np.testing.assert_allclose(ours, adain, rtol=1e-4, atol=1e-4)


def test_regions_know_nothing_of_each_other():
    """Catches the moments of the whole picture in a region, and styles in each other's place."""
    masks = np.zeros((1, 5, 7, 2))
    masks[:, :, :3, 0] = masks[:, :, 3:, 1] = 1
    both = evaluate(restyled, CONTENT, masks, STYLE, 5 - STYLE)
    for part, style in ((np.s_[:, :, :3], STYLE), (np.s_[:, :, 3:], 5 - STYLE)):
        alone = evaluate(restyled, CONTENT[part], ONE[part], style)
        np.testing.assert_allclose(both[part], alone, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('transform', [normalisation, whitening])
def test_tiles_add_up_to_the_whole(transform):
    """Catches tiles that count alike whatever their size, and means that are left out."""
    masks = np.concatenate([ONE * 0.25, ONE * 0.75], axis=3)
    parts = [
        evaluate(transform.regional_moments, CONTENT[:, rows], masks[:, rows])
        for rows in (slice(0, 1), slice(1, 5))
    ]
    whole = evaluate(transform.regional_moments, CONTENT, masks)
    for value, expected in zip(transform.pooled(parts), whole):
        np.testing.assert_allclose(value, expected, rtol=1e-3, atol=2e-3)


def test_a_constant_picture_is_harmless():
    """Catches a covariance of zero that is inverted, and a region without any position."""
    masks = np.concatenate([ONE, 0 * ONE], axis=3)
    value = evaluate(restyled, np.ones_like(CONTENT), masks, STYLE, STYLE)
    expected = np.broadcast_to(STYLE.mean((1, 2), keepdims=True), CONTENT.shape)
    np.testing.assert_allclose(value, expected, rtol=1e-3, atol=1e-3)
