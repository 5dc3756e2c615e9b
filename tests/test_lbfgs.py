"""L-BFGS: its trajectory against dense BFGS in NumPy, bounds, failures, and where it ends."""

import numpy as np
import pytest
from toy import SHAPE, TARGET, convolutions, quadratic, rosenbrock, toy, variables

from gatys_tf1 import lbfgs, optimize
from gatys_tf1.tf1 import tf


def oracle(evaluate, start, pairs, count):
    """The trials of L-BFGS, in float64, with H_k as a matrix instead of the two-loop recursion.

    Args:
      evaluate: function from a flat array to its loss and gradient.
      start: array `[n]`.
      pairs: int.
      count: int, how many trials.

    Returns:
      list of arrays `[n]`, and how many of them were rejected.
    """
    trials, rejected = [np.asarray(start, np.float64)], 0
    x, (f, g) = trials[0], evaluate(trials[0])
    memory, failures, direction, length = [], 0, None, None
    while len(trials) < count:
        if direction is None:  # Nocedal and Wright (7.16), (7.20): H from gamma I, pair by pair
            free = ~((x <= 0) & (g > 0) | (x >= 255) & (g < 0))  # on these pixels alone
            pairs_here = [(s[free], y[free]) for s, y in memory if s[free] @ y[free] > 0]
            scale = 10 * np.count_nonzero(g[free]) / np.abs(g[free]).sum()
            if pairs_here:
                s, y = pairs_here[-1]
                scale = (s @ y) / (y @ y)
            inverse = np.eye(free.sum()) * scale
            for s, y in pairs_here:
                v = np.eye(free.sum()) - np.outer(y, s) / (s @ y)
                inverse = v.T @ inverse @ v + np.outer(s, s) / (s @ y)
            direction, length = np.zeros(x.size), 1.0
            direction[free] = -inverse @ g[free]
        trial = np.clip(x + length * direction, 0, 255)
        trials.append(trial)
        f_trial, g_trial = evaluate(trial)
        slope = min(g @ (trial - x), 0)
        if f_trial < f + 1e-4 * slope:
            if (trial - x) @ (g_trial - g) > 0:
                memory = [*memory, (trial - x, g_trial - g)][-pairs:]
            x, f, g, failures, direction = trial, f_trial, g_trial, 0, None
        else:
            rejected, failures = rejected + 1, failures + 1
            length *= np.clip(-slope / (2 * (f_trial - f - slope)), 0.1, 0.5)
            if failures == 8:
                memory, failures, direction = [], 0, None
    return trials, rejected


@pytest.mark.parametrize('pairs', [1, 3, 10])
@pytest.mark.parametrize(('loss', 'count'), [(quadratic, 12), (rosenbrock, 18), (convolutions, 20)])
def test_trajectory(loss, count, pairs):
    """Catches a wrong recursion, order of the pairs, line search, projection or curvature check."""
    start = np.random.default_rng(11).uniform(0, 255, SHAPE).astype(np.float32)
    sess, graph = toy(lbfgs.lbfgs, loss, start, pairs=pairs)

    def evaluate(x):
        image_value = x.reshape(SHAPE).astype(np.float32)
        feed = {graph.image: image_value}
        f, g = sess.run([graph.losses['total'], graph.gradient], feed)
        return float(f), g.ravel().astype(np.float64)

    expected, rejected = oracle(evaluate, start.ravel(), pairs, count)
    assert rejected or loss is not rosenbrock  # or its line search has not been tested
    for trial in expected:
        np.testing.assert_allclose(sess.run(graph.image).ravel(), trial, atol=0.01)
        sess.run(graph.updates.step_op)


def test_finds_the_bounded_minimum():
    """Catches missing bounds (the target lies outside 0..255) and a wrong sign of the gradient."""
    sess, graph = toy(lbfgs.lbfgs, quadratic, 0.0)  # a start at a bound, too
    for _ in optimize.steps(sess, graph, 60):
        trial = sess.run(graph.image)
        assert trial.min() >= 0 and trial.max() <= 255
    np.testing.assert_allclose(
        sess.run(graph.updates.best_image), np.clip(TARGET, 0, 255), atol=0.1
    )


@pytest.mark.parametrize('factor', [1e-6, 1.0, 1e9])
def test_the_scale_of_the_loss_does_not_matter(factor):
    """Catches a first move lost in rounding or far too long, and pairs refused for their unit."""
    sess, graph = toy(lbfgs.lbfgs, lambda image: factor * quadratic(image))
    sess.run(graph.updates.step_op)
    assert np.abs(sess.run(graph.image) - 128.0).mean() == pytest.approx(lbfgs.FIRST_MOVE, rel=1e-3)
    list(optimize.steps(sess, graph, 40))
    np.testing.assert_allclose(sess.run(graph.updates.best_image), TARGET.clip(0, 255), atol=0.1)


def test_the_first_move_counts_pixels_that_can_move():
    """Catches a mean over all pixels, which would send the few free ones a hundred times as far."""
    target = np.where(np.arange(36).reshape(SHAPE) < 4, 100, -100).astype(np.float32)
    start = np.where(target > 0, 60, 0)
    sess, graph = toy(lbfgs.lbfgs, lambda image: tf.nn.l2_loss(image - target), start)
    sess.run(graph.updates.step_op)
    np.testing.assert_allclose(sess.run(graph.image), np.where(target > 0, 70, 0), rtol=1e-6)


def test_a_trial_that_gains_too_little_is_refused():
    """Catches a line search without Armijo's condition: the first move lands across the valley."""
    target = 128.0 + lbfgs.FIRST_MOVE / 2 + 2e-4  # so the loss falls by 2e-5 of the slope
    sess, graph = toy(lbfgs.lbfgs, lambda image: tf.nn.l2_loss(image - target))
    steps = optimize.steps(sess, graph, 5)
    assert next(steps).losses['mean'] == 128.0
    assert next(steps).losses['mean'] == pytest.approx(138.0)  # the best, though not accepted
    np.testing.assert_array_equal(sess.run('train/lbfgs/point:0'), np.full(SHAPE, 128.0))
    np.testing.assert_allclose(sess.run(graph.image), target, atol=0.01)  # by interpolation


def test_the_curve_never_rises():
    """Catches a trial of the line search handed out as a result."""
    start = TARGET.clip(0, 255)
    sess, graph = toy(lbfgs.lbfgs, rosenbrock, start)
    totals, evaluated = [], []
    for step in optimize.steps(sess, graph, 60):
        totals.append(step.losses['total'])
        evaluated.append(sess.run(graph.losses['total']))
    assert totals == sorted(totals, reverse=True)
    assert evaluated != sorted(evaluated, reverse=True)  # or there was nothing to hide


@pytest.mark.parametrize(
    ('loss', 'start'),
    [
        (lambda image: 3.0 + 0.0 * tf.reduce_sum(image), 128.0),
        (lambda image: tf.reduce_sum(tf.square(image - 128.0)), 128.0),
        (lambda image: tf.reduce_sum(tf.square(image + 9.0)), 0.0),
        (lambda image: -tf.reduce_sum(image), 255.0),
    ],
    ids=['constant', 'at the minimum', 'all at 0', 'all at 255'],
)
def test_ends_where_nothing_can_move(loss, start):
    """Catches 0 / 0 in the first move, and a run that goes on for ever at a minimum."""
    sess, graph = toy(lbfgs.lbfgs, loss, start)
    *_, step = optimize.steps(sess, graph, 1000)
    assert step.step <= 2
    np.testing.assert_array_equal(step.image, np.full(SHAPE, start))
    assert sess.run(graph.updates.stuck)
    assert list(optimize.steps(sess, graph, 1000)) == []  # nor when it is resumed
    assert all(np.isfinite(value).all() for value in variables(sess).values())


def test_slides_along_a_bound():
    """Catches a pixel at a bound that is never let go when its gradient turns round."""

    def loss(image):  # pixels are pulled to 0 while their neighbours are below 200, then away
        x = tf.reshape(image, [-1])
        return tf.reduce_sum(tf.square(x[1::2] - 220.0) + x[::2] * (200.0 - x[1::2]))

    start = np.tile([0.0, 10.0], 18).reshape(SHAPE)
    sess, graph = toy(lbfgs.lbfgs, loss, start)
    list(optimize.steps(sess, graph, 60))
    best = sess.run(graph.updates.best_image).ravel()
    np.testing.assert_allclose(best[::2], 255.0, atol=0.5)
    np.testing.assert_allclose(best[1::2], 255.0, atol=0.5)


def test_drops_its_history_and_then_gives_up():
    """Catches a run that ends at the first bad direction, or never. Here the gradient lies."""

    def gradient(image, total):  # once the loss is below a million it points uphill
        return tf.where(total < 1e6, -1.0, 1.0) * tf.gradients(total, image)[0]

    sess, graph = toy(lbfgs.lbfgs, quadratic, gradient=gradient)
    held = []  # whether there is a history after each step
    for step in optimize.steps(sess, graph, 1000):
        if step.losses['total'] < 1e6:
            held.append(bool(sess.run('train/lbfgs/rho:0').any()))
    assert held == [True] * 8 + [False] * 9  # 8 failures, a new direction, 8 failures
    assert sess.run(graph.updates.stuck)


def test_history_by_size():
    """Catches twenty pairs of a large image, which would not fit into memory."""
    sides = (64, 512, 774, 2048)
    assert [lbfgs.history(side, side) for side in sides] == [20, 11, 5, 5]
    assert [lbfgs.history(side, side, 'bfloat16') for side in sides] == [10, 10, 5, 5]
    sess, _ = toy(lbfgs.lbfgs, quadratic)
    assert variables(sess)['train/lbfgs/s'].shape == (20, *SHAPE)
    sess, _ = toy(lbfgs.lbfgs, quadratic, precision='bfloat16')
    assert variables(sess)['train/lbfgs/s'].shape == (10, *SHAPE)
    sess, _ = toy(lbfgs.lbfgs, quadratic, pairs=3)
    assert variables(sess)['train/lbfgs/y'].shape == (3, *SHAPE)


@pytest.mark.parametrize('precision', ['float32', 'bfloat16'])
def test_vectors_are_counted(precision):
    """Catches an estimate of memory that forgets what is stored, doubles it, or counts 20 pairs."""
    sess, _ = toy(lbfgs.lbfgs, quadratic, precision=precision)
    stored = sum(value.size for value in variables(sess).values()) / np.prod(SHAPE)
    counted = lbfgs.vectors(*SHAPE[1:3], precision)
    assert stored < counted < stored + 8  # some more while it computes
    assert lbfgs.vectors(2048, 2048) == lbfgs.vectors(64, 64) - 30
