"""The temporal loss, and the one graph that serves every frame."""

import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1.losses import temporal
from gatys_tf1.losses.styles import Style
from gatys_tf1.tf1 import tf
from gatys_tf1.video import graph as graphs
from gatys_tf1.video import painters

RNG = np.random.default_rng(3)
IMAGE = RNG.uniform(0, 255, (1, 5, 6, 3))
WARPED = RNG.uniform(0, 255, (2, 5, 6, 3))
WEIGHTS = RNG.uniform(0, 1, (2, 5, 6, 1))
SHAPE = 1, 32, 40, 3


def oracle(image, warped, weights):
    """Equation 9, pixel by pixel."""
    total = 0.0
    for w, c in zip(warped, weights):
        for y in range(image.shape[1]):
            for x in range(image.shape[2]):
                for k in range(3):
                    total += c[y, x, 0] * (image[0, y, x, k] - w[y, x, k]) ** 2 / image.size
    return total


def evaluate(fetch, image=IMAGE, warped=WARPED, weights=WEIGHTS):
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors = [tf.constant(a, tf.float64) for a in (image, warped, weights)]
        return sess.run(fetch(*tensors))


def test_loss_against_numpy():
    """Catches a mean over the references instead of a sum, and weights that are squared."""
    found = evaluate(temporal.temporal_loss)
    assert found == pytest.approx(oracle(IMAGE, WARPED, WEIGHTS), rel=1e-9)
    assert evaluate(temporal.temporal_loss, weights=0 * WEIGHTS) == 0
    # Closed form: 10 everywhere, weights of 1, two references.
    ten = evaluate(temporal.temporal_loss, 0 * IMAGE, 0 * WARPED + 10, 0 * WEIGHTS + 1)
    assert ten == pytest.approx(200)


def test_gradient_against_finite_differences():
    """Catches a gradient that the broadcast over references has lost."""

    def gradient(image, *others):
        return tf.gradients(temporal.temporal_loss(image, *others), image)[0]

    found = evaluate(gradient)
    for index in [(0, 0, 0, 0), (0, 4, 5, 2), (0, 2, 3, 1)]:
        nudge = np.zeros_like(IMAGE)
        nudge[index] = 1e-3
        up, down = (oracle(IMAGE + s * nudge, WARPED, WEIGHTS) for s in (1, -1))
        assert found[index] == pytest.approx((up - down) / 2e-3, rel=1e-5)


@pytest.fixture(scope='module')
def built(random_checkpoint):
    from gatys_tf1 import vgg

    config = vgg.Config(random_checkpoint, 'avg')
    styles = [Style(smooth_picture(32, 32, seed=5))]
    terms = graphs.terms(np.zeros(SHAPE, np.float32), styles, graphs.Weights(temporal=50.0), 2)
    return graphs.build(SHAPE, terms, graphs.measure(terms, config), config), config


def task(seed, weight=1.0):
    content, start, warped = (smooth_picture(32, 40, seed + n) for n in range(3))
    weights = np.full((2, 32, 40), weight / 2, np.float32)
    return painters.Task(content, start, np.repeat(warped, 2, axis=0), weights, False)


def test_nodes(built):
    """Catches nodes by other names, or of other shapes, than docs/video.md lists."""
    graph = built[0].graph
    with graph.as_default():
        local = {v.op.name: v.shape.as_list() for v in tf.local_variables()}
        assert [v.op.name for v in tf.trainable_variables()] == ['image']
        targets = {v.op.name: v.shape.as_list() for v in tf.global_variables('content/')}
    assert local == {'flow/previous_warped': [2, 32, 40, 3], 'flow/weights': [2, 32, 40, 1]}
    assert targets == {'content/conv4_2/target': [1, 4, 5, 512]}
    for name in ('assign/flow', 'assign/content_target', 'assign/image', 'train/restart',
                 'train/lbfgs', 'loss/temporal', 'loss/total'):  # fmt: skip
        graph.get_operation_by_name(name)
    assert graph.finalized


def test_total_is_equation_6(built):
    """Catches a weight left out: alpha content + beta style + gamma temporal."""
    graph, config = built
    with painters.optimised(graph, config, (1, 1)) as painter:
        painted = painter.paint(task(1), lambda: False)
    losses, weights = painted.losses, graphs.Weights(temporal=50.0)
    assert losses['temporal'] > 0
    total = losses['content/total'] + weights.style * losses['style/total']
    assert losses['total'] == pytest.approx(total + 50 * losses['temporal'], rel=1e-4)
    differences = np.square(task(1).warped - painted.image).mean(axis=(1, 2, 3))
    assert losses['temporal'] == pytest.approx(differences.sum() / 2, rel=1e-3)


def test_a_frame_knows_nothing_of_the_one_before(built):
    """Catches an optimiser that is not started afresh, a stale target, flow or best image: a frame
    is the same whatever was painted before it. And no operation is added."""
    graph, config = built
    operations = len(graph.graph.get_operations())
    with painters.optimised(graph, config, (4, 4)) as painter:
        once = painter.paint(task(1), lambda: False)
        painter.paint(task(7, weight=0.0), lambda: False)
        again = painter.paint(task(1), lambda: False)
    np.testing.assert_array_equal(again.image, once.image)
    assert again.losses == once.losses and again.steps == once.steps == 5
    assert len(graph.graph.get_operations()) == operations


def test_ends_when_little_is_gained(built):
    """Catches a frame that always takes all its steps, and one that never starts."""
    graph, config = built
    with painters.optimised(graph, config, (80, 80), least_gain=1.0) as painter:
        assert painter.paint(task(1), lambda: False).steps == painters.PATIENCE + 1
    with painters.optimised(graph, config, (30, 6)) as painter:
        assert painter.paint(task(1), lambda: False).steps == 7
        assert painter.paint(task(1)._replace(alone=True), lambda: False).steps > 7
        assert painter.paint(task(1), lambda: True) is None


def test_a_heavy_weight_holds_the_image(built, random_checkpoint):
    """Catches a temporal loss with the wrong sign, or one that does not reach the image."""
    graph, config = built
    with painters.optimised(graph, config, (25, 25)) as painter:
        free = painter.paint(task(3, weight=0.0), lambda: False).image
        held = painter.paint(task(3, weight=1.0), lambda: False).image
    there = task(3).warped[:1]
    assert np.square(held - there).mean() < np.square(free - there).mean() / 2


def test_steadied_is_a_blend():
    """Catches a blend that is counted twice with two references, or that ignores the weights."""
    content = np.full((1, 2, 3, 3), 100, np.float32)
    warped = np.stack([np.full((2, 3, 3), 200), np.full((2, 3, 3), 0)]).astype(np.float32)
    weights = np.zeros((2, 2, 3), np.float32)
    weights[0, 0, 0] = weights[1, 1, 1] = 1
    painter = painters.steadied(lambda image: image, 0.75)
    found = painter.paint(painters.Task(content, content, warped, weights, False), lambda: False)
    expected = np.full((2, 3), 100.0)
    expected[0, 0], expected[1, 1] = 175, 25
    np.testing.assert_allclose(found.image[0], expected[..., None].repeat(3, axis=2))
    assert found.losses['temporal'] == pytest.approx(2 * 25**2 / 6)
