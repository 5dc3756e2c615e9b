"""AdaIN and its moments against NumPy."""

import numpy as np
import oracle
import pytest

from gatys_tf1.adain.normalisation import adain, channel_moments, moments_loss
from gatys_tf1.tf1 import tf

RNG = np.random.default_rng(3)
CONTENT = RNG.normal(2, 3, (2, 5, 7, 4))
STYLE = RNG.normal(-1, 0.5, (2, 6, 3, 4)) * [1, 2, 3, 4]


def evaluate(build, *arrays):
    """Runs a function of tensors on arrays, in a graph of its own; float32, as the project's."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors = [tf.constant(a, tf.float32) for a in arrays]
        return sess.run(build(*tensors))


def adain_of_pictures(content, style):
    return adain(content, channel_moments(style))


def test_adain_equals_oracle():
    """Catches moments over the batch or the channels, and content and style exchanged."""
    np.testing.assert_allclose(
        evaluate(adain_of_pictures, CONTENT, STYLE), oracle.adain(CONTENT, STYLE), rtol=2e-5,
        atol=2e-5,
    )  # fmt: skip


def test_adain_has_the_moments_of_the_style():
    """Catches a missing mean, and a variance in the place of the deviation."""
    value = evaluate(adain_of_pictures, CONTENT, STYLE)
    np.testing.assert_allclose(value.mean((1, 2)), STYLE.mean((1, 2)), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(value.std((1, 2)), STYLE.std((1, 2)), rtol=1e-4)


def test_adain_of_itself_changes_nothing():
    """Catches an epsilon in one deviation and not in the other."""
    tiny = CONTENT * 1e-3  # deviations near sqrt(epsilon)
    np.testing.assert_allclose(evaluate(adain_of_pictures, tiny, tiny), tiny, rtol=1e-4, atol=1e-7)


def test_constant_channels_are_harmless():
    """Catches a division by zero, forward and backward: dead channels are common after a ReLU."""
    flat = np.ones_like(CONTENT)

    def value_and_gradient(content, style):
        value = adain_of_pictures(content, style)
        mean, deviation = channel_moments(content)
        return value, tf.gradients([value, mean, deviation], content)[0]

    value, gradient = evaluate(value_and_gradient, flat, STYLE)
    expected = np.broadcast_to(STYLE.mean((1, 2), keepdims=True), flat.shape)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    assert np.isfinite(gradient).all()


def test_moments_loss_equals_oracle():
    """Catches sums where the weight of 10 is meant for means, and a forgotten deviation."""

    def loss(a, b):
        return moments_loss(channel_moments(a), channel_moments(b))

    value = evaluate(loss, CONTENT, STYLE)
    np.testing.assert_allclose(value, oracle.moments_loss(CONTENT, STYLE), rtol=1e-5)
    assert evaluate(loss, CONTENT, CONTENT) == 0


def test_moments_loss_gradient():
    """Catches a gradient that does not go through the deviation: against finite differences."""
    target = STYLE[:, :4, :, :]
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, CONTENT.shape)
        moments = channel_moments(tf.constant(target, tf.float32))
        loss = moments_loss(channel_moments(features), moments)
        gradient = sess.run(tf.gradients(loss, features)[0], {features: CONTENT})
    for place in [(0, 0, 0, 0), (1, 4, 6, 3), (0, 2, 3, 1), (1, 1, 5, 2)]:
        step = np.zeros_like(CONTENT)
        step[place] = 1e-4
        up, down = (oracle.moments_loss(CONTENT + s, target) for s in (step, -step))
        np.testing.assert_allclose(gradient[place], (up - down) / 2e-4, rtol=1e-3, atol=1e-6)


def test_moments_loss_refuses_shapes_that_only_broadcast():
    """Catches one style that is compared with a batch of two in silence."""
    with pytest.raises(ValueError, match='incompatible'), tf.Graph().as_default():
        a, b = (channel_moments(tf.zeros([n, 2, 2, 3])) for n in (1, 2))
        moments_loss(a, b)
