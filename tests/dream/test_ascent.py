"""Gradient ascent: objectives against NumPy, jitter, the valid range, exact tiles, octaves."""

import numpy as np
import oracle
import pytest
from conftest import session, smooth_picture

from gatys_tf1 import architecture, images, vgg
from gatys_tf1.dream import ascent, objectives, octaves
from gatys_tf1.dream.graph import Blur, Penalties, Settings, build
from gatys_tf1.dream.objectives import Objective
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf
from gatys_tf1.tiles import cutting

SHAPE = (1, 20, 24, 3)
PICTURE = smooth_picture(20, 24)
RNG = np.random.default_rng(5)
FEATURES = RNG.normal(0, 3, (1, 4, 5, 6)).astype(np.float32)


def value_and_gradient(value, features=FEATURES, positions=20):
    """An objective's value on features that no ReLU made, and its gradient."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tensor = tf.constant(features)
        result = value(tensor, positions)
        return sess.run([result, tf.gradients(result, tensor)[0]])


def open_session(graph, config, image_value=None):
    """A session on a graph, restored, with its image set."""
    sess = session(graph, config)
    if image_value is not None:
        sess.run(graph.assigns['image'], {graph.pixels: image_value})
    return sess


def ascend(config, last_step, start=PICTURE, wanted=None, detail=None, **settings):
    """The steps of an ascent on a graph of its own, as a list."""
    wanted = wanted or {'conv2_1': Objective(objectives.activations())}
    settings = Settings(config, **settings)
    graph = build(start.shape, config, wanted, settings, enters=detail is not None)
    with open_session(graph, config, start) as sess:
        return list(ascent.steps(sess, graph, last_step, settings, detail))


# --- objectives ----------------------------------------------------------------------------------


def test_dreams_gradient_is_the_activation():
    """Catches an objective whose gradient is not the activation itself."""
    value, gradient = value_and_gradient(objectives.activations())
    np.testing.assert_allclose(gradient * FEATURES.size, FEATURES, rtol=1e-5)
    np.testing.assert_allclose(value, np.mean(FEATURES.astype(np.float64) ** 2) / 2, rtol=1e-5)


def test_guided_dream_equals_oracle():
    """Catches the guide's mean in the place of its most alike position, and a gradient to it."""
    guide = RNG.normal(0, 3, (1, 2, 3, 6)).astype(np.float32)
    value, gradient = value_and_gradient(objectives.towards(guide))
    expected_value, expected_gradient = oracle.guided_dream(FEATURES, guide)
    np.testing.assert_allclose(value, expected_value, rtol=1e-5)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-5)


def test_distance_is_a_share_of_the_target():
    """Catches a missing square, and a division by the image's own features."""
    target = RNG.normal(0, 3, FEATURES.shape).astype(np.float32)
    value, gradient = value_and_gradient(objectives.distance(target))
    whole = np.sum(target.astype(np.float64) ** 2)
    np.testing.assert_allclose(value, np.sum((FEATURES - target) ** 2) / whole, rtol=1e-4)
    np.testing.assert_allclose(gradient, 2 * (FEATURES - target) / whole, rtol=1e-4)
    assert value_and_gradient(objectives.distance(FEATURES))[0] == 0


def test_channel_and_neuron_are_before_the_relu():
    """Catches a channel that its ReLU has silenced, for which no image would ever change."""
    with tf.Graph().as_default(), tf.Session() as sess:
        before = tf.constant(-np.abs(FEATURES))
        features = tf.nn.relu(before)
        results = [
            objectives.channel(2)(features, 20),
            objectives.neuron(2)(features, 20),
            objectives.neuron(2, 3, 1)(features, 20),
        ]
        values, gradients = sess.run([results, [tf.gradients(r, before)[0] for r in results]])
    np.testing.assert_allclose(values[0], -np.abs(FEATURES[..., 2]).mean(), rtol=1e-5)
    np.testing.assert_allclose(values[1:], -np.abs(FEATURES[0, [2, 3], [2, 1], 2]), rtol=1e-6)
    assert {tuple(np.argwhere(g).sum(axis=0)) for g in gradients[1:]} == {
        (0, 2, 2, 2),
        (0, 3, 1, 2),
    }
    assert np.all(gradients[0][..., 2] == np.float32(0.05)) and gradients[0].sum() == pytest.approx(
        1
    )


# --- the graph -----------------------------------------------------------------------------------


def test_graph_has_its_names(random_config):
    """Catches a renamed node, and operations outside the scopes that TensorBoard draws."""
    goal = {
        'conv1_2': Objective(objectives.activations()),
        'pool1': Objective(objectives.channel(3)),
    }
    settings = Settings(penalties=Penalties(l2=0.1, tv=0.1))
    graph = build(SHAPE, random_config, goal, settings)
    names = {op.name for op in graph.graph.get_operations()}
    assert {name.split('/')[0] for name in names} == {
        'image', 'assign', 'ascent', 'vgg_19', 'objective', 'train', 'summary', 'save', 'init',
    }  # fmt: skip
    assert names >= {
        'ascent/shift', 'ascent/shifted', 'ascent/gradient', 'ascent/direction', 'ascent/moved',
        'ascent/clipped', 'ascent/update', 'objective/conv1_2/value', 'objective/pool1/value',
        'objective/l2/value', 'objective/tv/value', 'objective/total', 'train/step', 'train/ascend',
    }  # fmt: skip
    assert list(graph.losses) == ['conv1_2', 'pool1', 'l2', 'tv', 'total']
    with pytest.raises(RuntimeError, match='finalized'), graph.graph.as_default():
        tf.constant(0)


@pytest.mark.parametrize('minimise', [False, True])
def test_gradient_equals_finite_differences(random_config, minimise):
    """Catches weights that are left out, and an L2 or TV term of the wrong sign or centre."""
    goal = {
        'conv1_1': Objective(objectives.activations(), 0.5),
        'conv1_2': Objective(objectives.channel(7), 200.0),
    }
    optimizer = 'descent' if minimise else 'ascent'
    settings = Settings(optimizer=optimizer, penalties=Penalties(l2=0.7, tv=0.3))
    graph = build(SHAPE, random_config, goal, settings)
    with open_session(graph, random_config, PICTURE) as sess:
        gradient = sess.run(graph.gradient)
        direction = gradient / np.abs(gradient).mean()  # along which float32 tells most
        totals = []
        for sign in (1, -1):
            moved = PICTURE + sign * np.float32(0.1) * direction
            sess.run(graph.assigns['image'], {graph.pixels: moved})
            terms = sess.run(graph.losses)
            centred = moved - np.array(vgg.MEAN_RGB)
            np.testing.assert_allclose(terms['l2'], np.mean(centred**2), rtol=1e-4)
            sign_of_penalties = 1 if minimise else -1
            expected = 0.5 * terms['conv1_1'] + 200 * terms['conv1_2']
            expected += sign_of_penalties * (0.7 * terms['l2'] + 0.3 * terms['tv'])
            np.testing.assert_allclose(terms['total'], expected, rtol=1e-5)
            totals.append(float(terms['total']))
    slope = 0.2 * float(np.sum(gradient.astype(np.float64) * direction))
    assert totals[0] - totals[1] == pytest.approx(slope, rel=0.01)


def test_a_step_is_so_many_pixel_values(random_config):
    """Catches a step along the raw gradient, whose size depends on layer and picture."""
    gray = np.clip(PICTURE, 60, 190)
    for weight in (1.0, 1e-6):
        goal = {'conv2_1': Objective(objectives.activations(), weight)}
        first, second = ascend(random_config, 1, gray, wanted=goal, step_size=1.5)
        np.testing.assert_array_equal(first.image, gray)
        assert np.abs(second.image - gray).mean() == pytest.approx(1.5, rel=1e-3)


def test_objective_rises_or_falls(random_config):
    """Catches a step against the gradient; and a loss that `minimise` lets grow."""
    rising = [step.losses['total'] for step in ascend(random_config, 5)]
    assert rising == sorted(rising) and rising[-1] > 1.2 * rising[0]
    target = vgg.representation(PICTURE, ['conv2_1'], random_config)['conv2_1']
    goal = {'conv2_1': Objective(objectives.distance(target))}
    falling = [
        step.losses['total']
        for step in ascend(random_config, 5, PICTURE[:, ::-1], wanted=goal, optimizer='descent')
    ]
    assert falling == sorted(falling, reverse=True) and falling[-1] < 0.9 * falling[0]


def test_weights_of_the_network_stay(random_config):
    """Catches an update that reaches anything but the image and the step."""
    graph = build(SHAPE, random_config, {'conv1_2': Objective(objectives.channel(0))}, Settings())
    with open_session(graph, random_config, PICTURE) as sess:
        variables = [v for v in graph.graph.get_collection('variables') if v.op.name != 'image']
        before = sess.run(variables)
        operations = len(graph.graph.get_operations())
        list(ascent.steps(sess, graph, 3, Settings(jitter=2)))
        after = sess.run(variables)
    assert len(graph.graph.get_operations()) == operations
    for variable, old, new in zip(variables, before, after):
        changed = not np.array_equal(old, new)
        assert changed == (variable.op.name == 'train/step'), variable.op.name


# --- jitter and range ----------------------------------------------------------------------------


def test_jitter_is_undone_exactly(random_config):
    """Catches a gradient that is rolled back the wrong way, by the wrong axis, or not at all."""
    graph = build(
        SHAPE, random_config, {'conv2_1': Objective(objectives.activations())}, Settings()
    )
    shift = np.array([3, -5])
    with open_session(graph, random_config, PICTURE) as sess:
        jittered = sess.run(graph.gradient, {graph.updates.shift: shift})
        moved = np.roll(PICTURE, shift, axis=(1, 2))
        sess.run(graph.assigns['image'], {graph.pixels: moved})
        by_hand = np.roll(sess.run(graph.gradient), -shift, axis=(1, 2))
    np.testing.assert_array_equal(jittered, by_hand)


@pytest.mark.parametrize('tile', [None, 8])
def test_jitter_leaves_what_does_not_depend_on_place(random_config, tile):
    """Catches an image that stays moved after a step: pixels that shrink alone are the same."""
    goal = {'conv1_1': Objective(objectives.activations(), 0.0)}
    penalties = Penalties(l2=1.0)
    still, jittered = (
        ascend(random_config, 4, jitter=jitter, wanted=goal, penalties=penalties, tile=tile)[
            -1
        ].image
        for jitter in (0, 7)
    )
    assert np.abs(still - PICTURE).max() > 1
    np.testing.assert_array_equal(still, jittered)


def test_jitter_is_drawn_from_seed_and_step():
    """Catches a jitter that a resumed run would draw anew, and one that leans to a side."""
    shifts = np.array([ascent.shift_of(step, 4, seed=1) for step in range(400)])
    assert set(shifts.ravel()) == set(range(-4, 5)) and np.abs(shifts.mean(axis=0)).max() < 0.5
    assert any(ascent.shift_of(7, 4, seed=2) != ascent.shift_of(7, 4, seed=1))


@pytest.mark.parametrize('tile', [None, 8])
def test_image_never_leaves_the_range(random_config, tile):
    """Catches a missing clip in the step, the blur or the entry of an octave."""
    detail = np.full(SHAPE, 300, np.float32) * np.sign(PICTURE - 128)
    for step in ascend(
        random_config, 5, detail=detail, jitter=3, blur=Blur(2), step_size=400.0, tile=tile
    ):
        assert step.image.min() >= 0 and step.image.max() <= 255
    assert {step.image.min(), step.image.max()} == {0, 255}


def test_blur_comes_every_so_many_steps(random_config):
    """Catches a blur after each step, or after none."""

    def roughness(step):
        return np.abs(np.diff(step.image, axis=2)).mean()

    plain, blurred = (ascend(random_config, 6, blur=Blur(n), step_size=20.0) for n in (0, 3))
    for one, other in zip(plain[:3], blurred[:3]):
        np.testing.assert_array_equal(one.image, other.image)
    assert roughness(blurred[3]) < 0.8 * roughness(plain[3])
    assert roughness(blurred[5]) > 1.2 * roughness(blurred[3])
    flat = np.full(SHAPE, 77, np.float32)
    np.testing.assert_allclose(images.blur(flat, 2.0), flat, rtol=1e-6)


# --- tiles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'height, width, side, layer',
    [
        (64, 64, 16, 'conv2_1'),
        (101, 83, 20, 'conv3_1'),
        (300, 40, 30, 'pool3'),
        (9, 9, 4, 'conv1_1'),
    ],
)
def test_tiles_cover_the_picture_once(height, width, side, layer):
    """Catches a gap, an overlap, a tile off the poolings' grid, and one that leaves the picture."""
    tiling = cutting.tiling(height, width, side, layer)
    covered = np.zeros((height, width), int)
    for tile in tiling.tiles:
        covered[tile.rows, tile.columns] += 1
        for start, length, side_seen in zip(tile.origin, (height, width), tiling.shape):
            assert start % architecture.stride(layer) == 0 and 0 <= start <= length - side_seen
        for kept, inner, start in (
            (tile.rows, tile.inner_rows, tile.origin[0]),
            (tile.columns, tile.inner_columns, tile.origin[1]),
        ):
            assert (inner.start + start, inner.stop + start) == (kept.start, kept.stop)
    assert np.all(covered == 1)
    assert tiling.whole == (len(tiling.tiles) == 1)
    assert cutting.tiling(height, width, None, layer).whole


@pytest.mark.parametrize(
    'height, width, side, layer',
    [(70, 93, 16, 'conv2_2'), (81, 75, 8, 'pool2'), (131, 60, 24, 'conv3_1')],
)
def test_tiled_gradient_is_that_of_the_whole(random_config, height, width, side, layer):
    """Catches seams: too little around a tile, poolings off their grid, a mean for each tile."""
    image_value = smooth_picture(height, width)
    goal = {
        layer: Objective(objectives.activations()),
        'conv1_2': Objective(objectives.channel(5), 50.0),
    }
    shift, found = np.array([5, -3]), []
    for tile in (None, side):
        settings = Settings(penalties=Penalties(l2=0.5), tile=tile)
        graph = build(image_value.shape, random_config, goal, settings)
        with open_session(graph, random_config, image_value) as sess:
            if tile is None:
                found.append(sess.run([graph.losses, graph.gradient], {graph.updates.shift: shift}))
            else:
                assert len(graph.updates.tiling.tiles) > 3
                found.append(ascent.tiled_gradient(sess, graph, shift))
    (losses, gradient), (tiled_losses, tiled) = found
    np.testing.assert_allclose(tiled, gradient, atol=1e-5 * np.abs(gradient).max())
    for name in (layer, 'l2'):  # estimates; the total is a small difference of large terms here
        assert tiled_losses[name] == pytest.approx(losses[name], rel=0.15), name


# --- octaves -------------------------------------------------------------------------------------


def test_octave_sizes():
    """Catches octaves in the wrong order, and ones too small for the network."""
    assert octaves.octave_sizes(280, 140, 3, 1.4, 64) == [(143, 71), (200, 100), (280, 140)]
    assert octaves.octave_sizes(280, 140, 3, 1.4, 80) == [(200, 100), (280, 140)]
    assert octaves.octave_sizes(30, 20, 5, 1.4, 64) == [(30, 20)]


def test_an_octave_gets_the_pictures_detail_back(random_config):
    """Catches octaves that end as blurred as the first: with no step, the picture is as it was."""
    detail = octaves.lost_detail(PICTURE, (10, 12))
    enlarged = images.resize(images.resize(PICTURE, (10, 12)), (20, 24))
    assert np.abs(enlarged - PICTURE).max() > 3
    steps = ascend(random_config, 2, enlarged, detail=detail, step_size=1e-7)
    np.testing.assert_allclose(steps[-1].image, PICTURE, atol=1e-3)


# --- refusals ------------------------------------------------------------------------------------


def test_too_small_and_unknown(random_config):
    """Catches TensorFlow's own errors in the face of a user."""
    with pytest.raises(UserError, match='20x24 .* too small for pool5: each side needs 32'):
        build(SHAPE, random_config, {'pool5': Objective(objectives.channel(0))}, Settings())
    with pytest.raises(UserError, match="unknown layer 'mixed4c'; the layers"):
        build(SHAPE, random_config, {'mixed4c': Objective(objectives.channel(0))}, Settings())
