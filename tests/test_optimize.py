"""The optimisers as generators: what a step means, bounds, restarts, going on, and NaN."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest

from gatys_tf1 import optimize
from gatys_tf1.tf1 import tf

SHAPE = (1, 3, 4, 3)


class Toy(NamedTuple):
    """As much of a transfer.Graph as the optimisers use."""

    graph: tf.Graph
    image: tf.Variable
    pixels: tf.Tensor
    assigns: dict
    losses: dict
    gradient: tf.Tensor
    step: tf.Variable
    step_op: tf.Operation


def toy(loss, adam=None):
    """A graph whose loss is `loss(image)`."""
    with tf.Graph().as_default() as graph:
        image = tf.get_variable('image', SHAPE, tf.float32, tf.zeros_initializer())
        pixels = tf.placeholder(tf.float32, SHAPE)
        total = loss(image)
        step = tf.Variable(0, trainable=False, dtype=tf.int64)
        gradient = tf.gradients(total, image)[0]
        if adam:
            step_op = tf.train.AdamOptimizer(adam).apply_gradients([(gradient, image)], step)
        else:
            step_op = tf.assign_add(step, 1).op
        assigns = {'image': tf.assign(image, pixels).op}
        init_op = tf.global_variables_initializer()
    sess = tf.Session(graph=graph)
    sess.run(init_op)
    return sess, Toy(graph, image, pixels, assigns, {'total': total}, gradient, step, step_op)


TARGET = np.random.default_rng(0).uniform(-50, 300, SHAPE).astype(np.float32)


def quadratic(image):
    scale = np.linspace(1, 30, 36).reshape(SHAPE)
    return tf.reduce_sum(scale * tf.square(image - TARGET))


def test_adam_step_is_the_image_and_its_own_loss():
    """Catches losses of one image handed out with another (the race of the blog's loop)."""
    sess, graph = toy(quadratic, adam=5.0)
    steps = list(optimize.adam(sess, graph, 20))
    assert [step.step for step in steps] == list(range(21))
    for step in steps:
        value = sess.run(graph.losses['total'], {graph.image: step.image})
        np.testing.assert_allclose(step.losses['total'], value, rtol=1e-6)
    np.testing.assert_array_equal(steps[0].image, np.zeros(SHAPE))
    first_move = steps[1].image - steps[0].image
    np.testing.assert_allclose(np.abs(first_move), 5.0, rtol=1e-4)  # Adam's first step is its rate
    np.testing.assert_array_equal(sess.run(graph.image), steps[-1].image)
    assert sess.run(graph.step) == 20


def test_adam_goes_on_bit_equal():
    """Catches a resumed run that repeats or leaves out an update."""
    sess, graph = toy(quadratic, adam=5.0)
    at_once = list(optimize.adam(sess, graph, 20))
    sess, graph = toy(quadratic, adam=5.0)
    halves = [*optimize.adam(sess, graph, 10), *optimize.adam(sess, graph, 20)]
    assert [step.step for step in halves] == [*range(11), *range(10, 21)]
    np.testing.assert_array_equal(halves[-1].image, at_once[-1].image)


def test_lbfgs_finds_the_bounded_minimum():
    """Catches missing bounds (the target lies outside 0..255) and a wrong sign of the gradient."""
    sess, graph = toy(quadratic)
    *_, last = optimize.lbfgs(sess, graph, 60)
    np.testing.assert_allclose(last.image, np.clip(TARGET, 0, 255), atol=0.01)
    assert last.image.dtype == np.float32


def test_lbfgs_hands_out_the_best_image_and_its_losses():
    """Catches a trial of the line search handed out as a result."""
    sess, graph = toy(lambda image: tf.reduce_sum(tf.square(tf.square(image / 50 - 2) - 1)))
    sess.run(graph.assigns['image'], {graph.pixels: np.full(SHAPE, 250, np.float32)})
    totals = []
    for step in optimize.lbfgs(sess, graph, 30):
        totals.append(step.losses['total'])
        held = sess.run([graph.losses['total'], graph.image])
        np.testing.assert_allclose(held[0], step.losses['total'], rtol=1e-6)
        np.testing.assert_array_equal(held[1], step.image)
    assert totals == sorted(totals, reverse=True)


def test_lbfgs_steps_are_evaluations():
    """Catches counting iterations, of which one may take many evaluations."""
    sess, graph = toy(quadratic)
    steps = list(itertools.islice(optimize.lbfgs(sess, graph, 10**6), 7))
    assert [step.step for step in steps] == list(range(7))
    assert sess.run(graph.step) == 7  # what a resumed run would go on with
    more = list(optimize.lbfgs(sess, graph, 9))
    assert [step.step for step in more] == [7, 8, 9]
    assert more[0].losses['total'] <= steps[-1].losses['total'] * (1 + 1e-6)


def test_lbfgs_restarts_when_the_line_search_gives_up(monkeypatch):
    """Catches a run that ends, or never ends, at the first ABNORMAL line search."""
    calls = []
    minimize = optimize.scipy.optimize.fmin_l_bfgs_b

    def giving_up(fun, x0, **kwargs):
        calls.append(x0.copy())
        kwargs['maxfun'] = 3
        return minimize(fun, x0, **kwargs)

    monkeypatch.setattr(optimize.scipy.optimize, 'fmin_l_bfgs_b', giving_up)
    sess, graph = toy(quadratic)
    steps = list(optimize.lbfgs(sess, graph, 10**6))
    assert 2 <= len(calls) <= 1 + optimize.MAX_RESTARTS
    assert len(steps) < 10 * (1 + optimize.MAX_RESTARTS)
    assert steps[-1].losses['total'] < steps[0].losses['total']


def test_leaving_lbfgs_early_ends_its_thread():
    """Catches a thread that waits for ever when the loop is left by `break`."""
    import threading

    before = threading.active_count()
    sess, graph = toy(quadratic)
    for _ in optimize.lbfgs(sess, graph, 100):
        break
    assert threading.active_count() == before


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_nan_is_an_error_before_it_is_a_step(optimizer):
    """Catches a NaN image handed out, saved, or written over the last good one."""

    def loss(image):  # NaN as soon as a pixel leaves 0..3
        return tf.reduce_sum(tf.sqrt(3.0 - image) - image)

    sess, graph = toy(loss, adam=2.0 if optimizer == 'adam' else None)
    steps = []
    with pytest.raises(optimize.NotFinite, match='became NaN or infinite at step [1-4]: lower the'):
        for step in getattr(optimize, optimizer)(sess, graph, 50):
            steps.append(step)
    assert steps and all(np.isfinite(step.image).all() for step in steps)


@pytest.mark.parametrize('factor', [1e-6, 1.0, 1e9])
def test_lbfgs_does_not_care_about_the_scale_of_the_loss(factor):
    """Catches a first move that is lost in rounding, or that runs into the bounds."""
    sess, graph = toy(lambda image: factor * quadratic(image))
    sess.run(graph.assigns['image'], {graph.pixels: np.full(SHAPE, 128, np.float32)})
    steps = list(optimize.lbfgs(sess, graph, 40))
    move = np.abs(steps[1].image - steps[0].image).mean()
    assert 0.5 * optimize.FIRST_MOVE < move < 1.5 * optimize.FIRST_MOVE
    np.testing.assert_allclose(steps[-1].image, np.clip(TARGET, 0, 255), atol=0.1)
