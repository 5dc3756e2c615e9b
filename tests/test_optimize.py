"""The loop over steps, the best image, Adam, resuming and NaN: what holds for both optimisers."""

import itertools

import numpy as np
import pytest
from toy import SHAPE, TARGET, convolutions, quadratic, rosenbrock, toy, variables

from gatys_tf1 import lbfgs, optimize
from gatys_tf1.tf1 import tf

OPTIMIZERS = {'adam': optimize.adam, 'lbfgs': lbfgs.lbfgs}
both = pytest.mark.parametrize('optimizer', OPTIMIZERS.values(), ids=OPTIMIZERS)


def total_variation(image):
    """Directly on the image, so nothing stands between the update and the loss."""
    down, right = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_mean(tf.square(down)) + tf.reduce_mean(tf.square(right))


@both
def test_names(optimizer):
    """Catches nodes and variables that docs/graph.md and saved states know by another name."""
    sess, graph = toy(optimizer, quadratic)
    shared = {'image', 'train/step', 'train/best/image', 'train/best/losses'}
    own = {
        optimize.adam: 'image/adam image/adam_1 train/beta1_power train/beta2_power '
        'train/evaluated',
        lbfgs.lbfgs: ' '.join(
            f'train/lbfgs/{name}'
            for name in 'point gradient loss direction length failures stuck s y rho newest '
            'gamma'.split()
        ),
    }[optimizer]
    assert set(variables(sess)) == shared | set(own.split())
    assert graph.updates.step_op.name == f'train/{optimizer.__name__}'
    tops = {op.name.split('/')[1] for op in graph.graph.get_operations() if op.name[:6] == 'train/'}
    assert tops >= {'check', 'record', 'best', 'gradient', 'step'}
    with graph.graph.as_default():
        assert [v.op.name for v in tf.trainable_variables()] == ['image']


def test_settings_of_adam():
    """Catches defaults that are not those of algorithm 1 of the paper, or not the rate of
    docs/deviations.md."""
    assert optimize.Adam() == (10.0, 0.9, 0.999, 1e-8)


@both
def test_losses_are_those_before_the_update(optimizer):
    """Catches a loss that races the update: in one run it would be the next image's, at times."""
    start = np.random.default_rng(1).uniform(0, 255, (1, 64, 64, 3)).astype(np.float32)
    sess, graph = toy(optimizer, total_variation, start, start.shape)
    for _ in range(200):
        before = np.array(sess.run(graph.image))
        losses_value, _ = sess.run([graph.losses, graph.updates.step_op])
        down, right = np.diff(before, axis=1), np.diff(before, axis=2)
        variation = np.mean(down**2, dtype=np.float64) + np.mean(right**2, dtype=np.float64)
        np.testing.assert_allclose(losses_value['total'], variation, rtol=1e-5)
        np.testing.assert_allclose(losses_value['mean'], before.mean(dtype=np.float64), rtol=1e-5)


@both
def test_a_step_is_one_run_and_its_losses_are_those_of_its_image(optimizer):
    """Catches a second run per step, losses handed out with another image, and a wrong order."""
    sess, graph = toy(optimizer, rosenbrock, TARGET.clip(0, 255))
    runs, run = [], sess.run
    sess.run = lambda *args, **kwargs: runs.append(args) or run(*args, **kwargs)
    for step in optimize.steps(sess, graph, 40):
        assert len(runs) == (2 if step.step == 0 else 1)  # the very first asks where to begin
        assert list(step.losses) == ['mean', 'total']
        assert all(type(loss) is float for loss in step.losses.values())
        assert step.image.dtype == np.float32
        value = run(graph.losses, {graph.image: step.image})
        np.testing.assert_allclose(step.losses['total'], value['total'], rtol=1e-6)
        np.testing.assert_allclose(step.losses['mean'], value['mean'], rtol=1e-6)
        runs.clear()
    assert step.step == 40


@both
def test_best_image(optimizer):
    """Catches a best that is the last one, the first one, or has another image's losses."""
    sess, graph = toy(optimizer, rosenbrock, TARGET.clip(0, 255))
    found = []
    for _ in range(60):
        image_value = np.array(sess.run(graph.image))
        total = sess.run(graph.losses, {graph.image: image_value})['total']
        found.append((total, image_value))
        sess.run(graph.updates.step_op)
        least, image_value = min(found, key=lambda pair: pair[0])
        best_image, best_losses = sess.run([graph.updates.best_image, graph.updates.best_losses])
        np.testing.assert_allclose(best_losses, [image_value.mean(), least], rtol=1e-5)
        np.testing.assert_array_equal(best_image, image_value)
    totals = [total for total, _ in found]
    assert totals != sorted(totals, reverse=True)  # or this test has shown nothing


@both
def test_steps_from_and_to(optimizer):
    """Catches an update at the last step, and a run that is resumed one step early or late."""
    sess, graph = toy(optimizer, quadratic)
    steps = list(itertools.islice(optimize.steps(sess, graph, 10**6), 7))
    assert [step.step for step in steps] == list(range(7))
    assert sess.run(graph.step) == 7
    assert [step.step for step in optimize.steps(sess, graph, 9)] == [7, 8, 9]
    assert sess.run(graph.step) == 9
    before = variables(sess)
    assert [step.step for step in optimize.steps(sess, graph, 9)] == [9]
    for name, value in variables(sess).items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)
    assert list(optimize.steps(sess, graph, 8)) == []


@both
@pytest.mark.parametrize('loss', [quadratic, rosenbrock, convolutions])
def test_killed_and_resumed_is_uninterrupted(optimizer, loss, tmp_path):
    """Catches anything that a state leaves out: each variable must come out bit for bit."""
    start = np.random.default_rng(2).uniform(0, 255, SHAPE).astype(np.float32)
    options = {'pairs': 4} if optimizer is lbfgs.lbfgs else {}
    sess, graph = toy(optimizer, loss, start, **options)
    at_once = [(step.step, step.losses) for step in optimize.steps(sess, graph, 24)]
    expected = variables(sess)
    parts, state = [], None
    for kill_at in (1, 2, 9, 14, 15, 20, 24):  # 9: by reaching the last step; others: in the loop
        sess, graph = toy(optimizer, loss, 77.0 if state else start, **options)
        if state:
            graph.saver.restore(sess, state)
        for step in optimize.steps(sess, graph, 9 if kill_at == 9 else 24):
            parts.append((step.step, step.losses))
            if step.step == kill_at:
                break
        state = graph.saver.save(sess, str(tmp_path / 'state'), global_step=kill_at)
    assert dict(parts) == dict(at_once)
    for name, value in variables(sess).items():
        np.testing.assert_array_equal(value, expected[name], err_msg=name)


@both
@pytest.mark.parametrize('which', ['loss', 'gradient'])
def test_nan_is_an_error_before_it_is_a_step(optimizer, which):
    """Catches a NaN image that is handed out, kept as the best, or taken into the memory."""

    def loss(image):  # a slope; from a mean of 100 on, it is no number
        mean = tf.reduce_mean(image)
        bad = tf.sqrt(100.0 - mean) if which == 'loss' else 0.0
        return tf.reduce_sum(tf.square(image / 50.0 - 4.0)) + 0.0 * bad

    def gradient(image, total):
        good = tf.gradients(total, image)[0]
        mean = tf.reduce_mean(image)
        return good if which == 'loss' else good + 0.0 * tf.sqrt(100.0 - mean)

    sess, graph = toy(optimizer, loss, 70.0, gradient=gradient)
    step, before = None, variables(sess)
    with pytest.raises(optimize.NotFinite, match='became NaN or infinite at step [1-9]: lower the'):
        for step in optimize.steps(sess, graph, 50):
            before, shown = variables(sess), step.image
            assert np.isfinite(shown).all() and shown.mean() < 100
    assert step is not None
    for name, value in variables(sess).items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)
    best = sess.run(graph.updates.best_image)
    assert best.mean() < 100
    np.testing.assert_array_equal(best, shown)


def test_other_errors_stay_what_they_are():
    """Catches every failure of a run being blamed on the learning rate."""

    def loss(image):
        with tf.control_dependencies([tf.Assert(tf.reduce_mean(image) < 0.0, ['mine'])]):
            return tf.reduce_sum(tf.square(image))

    sess, graph = toy(optimize.adam, loss)
    with pytest.raises(tf.errors.InvalidArgumentError, match='mine'):
        list(optimize.steps(sess, graph, 3))


def test_a_summary_comes_with_its_step():
    """Catches a summary that is fetched in another run, when the image has moved on."""
    sess, graph = toy(optimize.adam, quadratic)
    fetches = graph.updates.fetches | {'summary': graph.losses['mean']}  # stands for a summary
    graph = graph._replace(updates=graph.updates._replace(fetches=fetches))
    for step in optimize.steps(sess, graph, 5):
        assert step.summary == step.losses['mean']


def test_adam_is_the_papers():
    """Catches another Adam: without bias correction, with other betas, or one step behind."""
    sess, graph = toy(optimize.adam, quadratic, settings=optimize.Adam(5.0, 0.8, 0.99))
    scale = np.linspace(1, 30, 36).reshape(SHAPE)
    x, m, v = np.full(SHAPE, 128.0), 0.0, 0.0
    for step in optimize.steps(sess, graph, 30):
        np.testing.assert_allclose(step.image, x, atol=1e-2)
        g = 2 * scale * (x - TARGET)
        m, v, t = 0.8 * m + 0.2 * g, 0.99 * v + 0.01 * g * g, step.step + 1
        x = x - 5.0 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    np.testing.assert_array_equal(sess.run(graph.image), step.image)  # the last one is not moved


def test_adam_shows_the_image_that_it_has_evaluated():
    """Catches image_<step>.png from after the update, with the losses from before it."""
    sess, graph = toy(optimize.adam, quadratic, settings=optimize.Adam(5.0))
    shown = [step.image for step in optimize.steps(sess, graph, 3)]
    np.testing.assert_array_equal(shown[0], np.full(SHAPE, 128.0))
    np.testing.assert_allclose(np.abs(shown[1] - shown[0]), 5.0, rtol=1e-4)  # Adam's first move
    assert not np.array_equal(shown[2], shown[1])
