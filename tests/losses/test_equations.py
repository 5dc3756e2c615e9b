"""The losses against closed forms, NumPy oracles and finite differences."""

import numpy as np
import oracle
import pytest

from gatys_tf1.losses import gatys, histogram, long_range, styles, variation
from gatys_tf1.tf1 import tf

RNG = np.random.default_rng(7)
FEATURES = RNG.normal(size=(1, 5, 7, 4))
OTHER = RNG.normal(size=(1, 5, 7, 4))
GRAM = RNG.normal(size=(4, 4))


def evaluate(build, *arrays):
    """Runs a function of tensors on arrays, in a graph of its own."""
    with tf.Graph().as_default(), tf.Session() as sess:
        placeholders = [tf.placeholder(a.dtype, a.shape) for a in arrays]
        return sess.run(build(*placeholders), dict(zip(placeholders, arrays)))


def style_loss(features, gram_target):
    """Equation 4 as a function of feature maps."""
    _, height, width, _ = features.shape.as_list()
    return gatys.style_loss(gatys.gram_matrix(features), gram_target, height * width)


def test_gram_of_ones():
    """Catches a mean instead of a sum, and a matrix over positions: 6 positions, 3 channels."""
    gram_value = evaluate(gatys.gram_matrix, np.ones((1, 2, 3, 3), np.float32))
    np.testing.assert_array_equal(gram_value, np.full((3, 3), 6.0))


def test_gram_is_blind_to_arrangement():
    """Catches a Gram matrix that keeps positions: shuffling them must change nothing."""
    shuffled = RNG.permutation(FEATURES.reshape(-1, 4)).reshape(FEATURES.shape)
    np.testing.assert_allclose(
        evaluate(gatys.gram_matrix, FEATURES), evaluate(gatys.gram_matrix, shuffled), rtol=1e-12
    )


def test_gram_equals_oracle():
    """Catches a reshape that mixes channels and positions."""
    np.testing.assert_allclose(
        evaluate(gatys.gram_matrix, FEATURES), oracle.gram(FEATURES), rtol=1e-12
    )


@pytest.mark.parametrize(
    'reduction, expected', [('mean', oracle.content_mean), ('sum', oracle.content_sum)]
)
def test_content_loss_equals_oracle(reduction, expected):
    """Catches a missing half in equation 1 and a sum where the blog takes the mean."""
    value = evaluate(lambda f, t: gatys.content_loss(f, t, reduction), FEATURES, OTHER)
    np.testing.assert_allclose(value, expected(FEATURES, OTHER), rtol=1e-12)


def test_content_loss_refuses_shapes_that_only_broadcast():
    """Catches a squared difference that broadcasts in silence."""
    with pytest.raises(ValueError, match='incompatible'):
        evaluate(gatys.content_loss, FEATURES, FEATURES[:, :1])


def test_style_loss_equals_oracle():
    """Catches wrong factors in equation 4 (N and M swapped, the 4, one square missing)."""
    value = evaluate(style_loss, FEATURES, oracle.gram(OTHER))
    np.testing.assert_allclose(value, oracle.style(FEATURES, OTHER), rtol=1e-12)


def test_style_loss_is_zero_at_its_target():
    """Catches a target that is scaled differently from the Gram matrix it is compared with."""
    value = evaluate(style_loss, FEATURES, oracle.gram(FEATURES))
    np.testing.assert_allclose(value, 0, atol=1e-20)


def test_style_loss_stays_finite_at_large_activations():
    """Catches squaring before dividing: 2048x2048 raw features leave float32's range that way."""
    features = np.full((1, 256, 256, 2), 1e8, np.float32)
    value = evaluate(style_loss, features, np.zeros((2, 2), np.float32))
    np.testing.assert_allclose(value, 1e32 / 4, rtol=1e-4)


@pytest.mark.parametrize(
    'loss',
    [
        lambda f: gatys.content_loss(f, tf.constant(OTHER)),
        lambda f: gatys.content_loss(f, tf.constant(OTHER), 'sum'),
        lambda f: style_loss(f, tf.constant(oracle.gram(OTHER))),
        lambda f: gatys.style_loss(long_range.shifted_gram_matrix(f, 2, 1), tf.constant(GRAM), 21),
        lambda f: gatys.style_loss(long_range.shifted_gram_matrix(f, 3, 2), tf.constant(GRAM), 20),
        variation.total_variation,
        lambda f: variation.total_variation(f, 'absolute'),
        lambda f: histogram.histogram_loss(f, tf.constant(OTHER)),
    ],
    ids=['content mean', 'content sum', 'style', 'shifted down', 'shifted right', 'tv squared',
         'tv absolute', 'histogram'],
)  # fmt: skip
def test_gradient_equals_finite_differences(loss):
    """Catches an operation in the loss path through which the gradient does not flow."""
    gradient_value = evaluate(lambda f: tf.gradients(loss(f), f)[0], FEATURES)
    h = 1e-5
    for index in [(0, 0, 0, 0), (0, 2, 3, 1), (0, 4, 6, 3), (0, 1, 5, 2)]:
        plus, minus = FEATURES.copy(), FEATURES.copy()
        plus[index] += h
        minus[index] -= h
        slope = (evaluate(loss, plus) - evaluate(loss, minus)) / (2 * h)
        np.testing.assert_allclose(gradient_value[index], slope, rtol=1e-6, atol=1e-9)


def test_names():
    """Catches a loss whose result is not the node that bears its name."""
    with tf.Graph().as_default():
        features = tf.constant(FEATURES)
        for loss in (
            gatys.content_loss(features, features, name='a/content'),
            gatys.content_loss(features, features, 'sum', name='a/sum'),
            gatys.style_loss(tf.ones([4, 4]), tf.zeros([4, 4]), 35, name='a/style'),
            gatys.gram_matrix(features, name='a/gram'),
            long_range.shifted_gram_matrix(features, 1, 1, name='a/shifted'),
            variation.total_variation(features, name='a/tv'),
            histogram.match_histogram(tf.ones([35, 4]), tf.ones([4, 35]), name='a/matched'),
            histogram.match_global_histogram(tf.ones([35, 4]), tf.ones([9]), name='a/global'),
            histogram.histogram_loss(features, features, name='a/histogram'),
        ):
            assert loss.op.name in {
                'a/content', 'a/sum', 'a/style', 'a/gram', 'a/shifted', 'a/tv', 'a/matched',
                'a/global', 'a/histogram',
            }  # fmt: skip
            assert tf.get_default_graph().get_tensor_by_name(loss.op.name + ':0') is loss


def test_gram_gradient_without_symmetry():
    """Catches a gradient that holds only where dL/dG is symmetric: it is F (W + W^T)."""
    weights = RNG.normal(size=(4, 4))
    gradient_value = evaluate(
        lambda f: tf.gradients(tf.reduce_sum(weights * gatys.gram_matrix(f)), f)[0], FEATURES
    )
    np.testing.assert_allclose(gradient_value, FEATURES @ (weights + weights.T), rtol=1e-12)


@pytest.mark.parametrize('dtype', ['float32', 'bfloat16'])
def test_gram_gradient_is_one_product(dtype):
    """Catches a gradient through both factors, which doubles the work of the largest layers."""
    with tf.Graph().as_default() as graph:
        features = tf.placeholder(dtype, [1, 24, 9, 4])
        gram = gatys.gram_matrix(features)
        (gradient,) = tf.gradients(tf.reduce_sum(gram), features)
        needed = tf.graph_util.extract_sub_graph(graph.as_graph_def(), [gradient.op.name])
    assert sum('MatMul' in node.op for node in needed.node if node.name.startswith('grad')) == 1


@pytest.mark.parametrize('shape', [(24, 9, 4), (23, 3, 16), (7, 40, 8), (1, 1, 32), (37, 1, 4)])
def test_gram_of_bfloat16_features(shape):
    """Catches strips that leave rows out, and a sum that bfloat16 rounds: 8 bits a strip, at most.

    The positions have few divisors or many; 37 are not to be divided into 5 to 9 strips.
    """
    features = RNG.uniform(0, 1, (1, *shape)).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.cast(tf.constant(features), tf.bfloat16)
        gram = gatys.gram_matrix(half)
        gradient = tf.gradients(tf.reduce_sum(gram), half)[0]
        assert gram.dtype == tf.float32 and gradient.dtype == tf.bfloat16
        rounded, gram_value, gradient_value = sess.run(
            [tf.cast(half, tf.float64), gram, tf.cast(gradient, tf.float64)]
        )
    columns = rounded.reshape(-1, shape[-1])
    np.testing.assert_allclose(gram_value, columns.T @ columns, rtol=2**-7)
    expected = 2 * rounded.sum(axis=-1, keepdims=True) * np.ones(shape[-1])
    np.testing.assert_allclose(gradient_value, expected, rtol=2**-7)


@pytest.mark.parametrize('shift, axis', [(1, 1), (4, 1), (1, 2), (3, 2), (6, 2)])
def test_shifted_gram_equals_oracle(shift, axis):
    """Catches axes that are swapped, a transposed matrix, and positions that wrap around."""
    np.testing.assert_allclose(
        evaluate(lambda f: long_range.shifted_gram_matrix(f, shift, axis), FEATURES),
        oracle.shifted_gram(FEATURES, shift, axis),
        rtol=1e-12,
    )


def test_shifted_gram_of_stripes():
    """Catches a shift that is measured in something else than positions: stripes of period 4."""
    stripes = np.tile(np.array([1.0, 1, 0, 0]), 6).reshape(1, 1, 24, 1) * np.ones((1, 5, 1, 1))
    far, near = (
        evaluate(lambda f, s=s: long_range.shifted_gram_matrix(f, s, 2), stripes) for s in (4, 2)
    )
    assert (far.item(), near.item()) == (5 * 10, 0)


@pytest.mark.parametrize('shift, axis', [(5, 1), (7, 2), (0, 1)])
def test_shift_that_leaves_nothing_is_refused(shift, axis):
    """Catches a product over no positions, which is a matrix of zeros without a word."""
    with pytest.raises(ValueError, match=f'a shift of {shift} leaves nothing of 5x7'):
        evaluate(lambda f: long_range.shifted_gram_matrix(f, shift, axis), FEATURES)


def test_shifted_gram_of_bfloat16_features():
    """Catches a sum over all positions that is rounded to bfloat16's 8 bits."""
    features = RNG.uniform(0, 1, (1, 40, 30, 8)).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.cast(tf.constant(features), tf.bfloat16)
        gram = long_range.shifted_gram_matrix(half, 4, 1)
        assert gram.dtype == tf.float32
        rounded, gram_value = sess.run([tf.cast(half, tf.float64), gram])
    np.testing.assert_allclose(gram_value, oracle.shifted_gram(rounded, 4, 1), rtol=2**-7)


def test_total_variation_of_a_checkerboard():
    """Catches differences over the channels, and one direction only: 10 apart, each neighbour."""
    board = 10.0 * (np.indices((6, 8)).sum(axis=0) % 2)[np.newaxis, ..., np.newaxis]
    board = np.repeat(board, 3, axis=3)
    assert evaluate(variation.total_variation, board) == 200
    assert evaluate(lambda f: variation.total_variation(f, 'absolute'), board) == 20
    assert evaluate(variation.total_variation, np.full((1, 6, 8, 3), 7.0)) == 0


@pytest.mark.parametrize('kind, power', [('squared', 2), ('absolute', 1)])
def test_total_variation_equals_oracle(kind, power):
    """Catches a half of tf.nn.l2_loss that is not undone, and a mean over the wrong count."""
    value = evaluate(lambda f: variation.total_variation(f, kind), FEATURES)
    np.testing.assert_allclose(value, oracle.total_variation(FEATURES, power), rtol=1e-12)


def test_match_histogram_equals_oracle():
    """Catches ranks that are taken for an order, and channels that are matched to each other."""
    columns, quantiles = FEATURES.reshape(-1, 4), np.sort(OTHER.reshape(-1, 4).T)
    np.testing.assert_array_equal(
        evaluate(histogram.match_histogram, columns, quantiles),
        oracle.match_histogram(FEATURES, OTHER),
    )


def test_match_histogram_keeps_what_matches():
    """Catches a match that moves values which have the wanted distribution already."""
    columns = FEATURES.reshape(-1, 4)
    np.testing.assert_array_equal(
        evaluate(histogram.match_histogram, columns, np.sort(columns.T)), columns
    )


def test_match_histogram_of_equal_values():
    """Catches ties that share one quantile: ten zeros become ten quantiles, in this order."""
    matched = evaluate(histogram.match_histogram, np.zeros((10, 1)), np.arange(10.0)[np.newaxis])
    np.testing.assert_array_equal(matched[:, 0], np.arange(10))


@pytest.mark.parametrize('count', [333, 1000])
def test_match_global_histogram_equals_oracle(count):
    """Catches counts of pictures of different sizes that are compared as they are."""
    other = np.random.default_rng(count).normal(1, 3, count)  # none at the edge of a bin
    np.testing.assert_allclose(
        evaluate(histogram.match_global_histogram, FEATURES, other),
        oracle.match_global_histogram(FEATURES, other),
        rtol=1e-9,
    )


def test_match_global_histogram_of_a_constant():
    """Catches a division by a range of zero."""
    matched = evaluate(histogram.match_global_histogram, np.full((5, 2), 3.0), np.full(7, 3.0))
    np.testing.assert_allclose(matched, 3.0)


def test_no_gradient_into_matched_histograms():
    """Catches a match that the optimiser could follow: it is a constant (Risser et al. 2017)."""
    with tf.Graph().as_default():
        features = tf.placeholder(tf.float32, [35, 4])
        quantiles = tf.placeholder(tf.float32, [4, 35])
        matched = histogram.match_histogram(features, quantiles)
        everywhere = histogram.match_global_histogram(features, quantiles)
        assert tf.gradients([matched, everywhere], [features, quantiles]) == [None, None]
        assert matched.shape == everywhere.shape == [35, 4]
        loss = histogram.histogram_loss(features, matched)
        assert tf.gradients(loss, quantiles) == [None]
        with tf.Session() as sess:
            feed = {features: FEATURES.reshape(35, 4), quantiles: np.sort(OTHER.reshape(35, 4).T)}
            gradient_value, f, m = sess.run(
                [tf.gradients(loss, features)[0], features, matched], feed
            )
    np.testing.assert_allclose(gradient_value, 2 * (f - m) / f.size, rtol=1e-5)


# --- equation 5's weights ------------------------------------------------------------------------

LEADING = [(), (3, 2)]  # one Gram matrix a layer, or those of three shifts in two directions


@pytest.mark.parametrize('leading', LEADING, ids=['grams', 'shifted grams'])
def test_layer_weights(leading):
    """Catches weights by another axis than the channels, that depend on the number of shifts'
    axis, or by which a layer counts for more than another."""
    channels = {'conv1_1': 4, 'conv2_1': 8, 'conv3_1': 16}
    measured = [{x: RNG.normal(size=(*leading, c, c)) for x, c in channels.items()} for _ in '12']
    free = dict.fromkeys(channels)
    equal = styles.layer_weights(free, measured, 'equal')
    assert equal == dict.fromkeys(channels, 1 / 3)
    by_channels = styles.layer_weights(free, measured, 'channels')
    for layer, count in channels.items():
        assert by_channels[layer] == pytest.approx(64**2 / count**2 / 3, rel=1e-12)
    by_energy = styles.layer_weights(free, measured, 'energy')
    # E_l of an image without features: sum G^2 / (4 N^2), here by equation 4 for each style.
    energies = {
        x: sum((found[x] ** 2).sum() / (4 * c**2) for found in measured) / 2
        for x, c in channels.items()
    }
    total = sum(by_channels[x] * energies[x] for x in channels)
    for layer in channels:  # every layer counts the same, and all together what they did
        assert by_energy[layer] * energies[layer] == pytest.approx(total / 3, rel=1e-9)
    own = styles.layer_weights({**free, 'conv2_1': 0.25}, measured, 'energy')
    assert own == {**by_energy, 'conv2_1': 0.25}
    nothing = [{x: np.zeros_like(gram) for x, gram in measured[0].items()}]
    assert set(styles.layer_weights(free, nothing, 'energy').values()) == {0.0}
