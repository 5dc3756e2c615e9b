"""The graph that stylises: pictures of any size, alpha, mixtures, names."""

import time

import adain_data
import numpy as np
import oracle
import pytest
from conftest import smooth_picture

from gatys_tf1 import machine, samples, vgg
from gatys_tf1.adain import decoder_file, inference, network
from gatys_tf1.adain.inference import mean_moments, style_moments, stylize
from gatys_tf1.losses.gatys import gram_matrix
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint, slim_checkpoint


@pytest.fixture(scope='module')
def stylizing(random_checkpoint):
    """A session with random encoder and decoder: `(sess, stylizer)`."""
    stylizer = inference.build()
    decoder = adain_data.random_decoder()
    with inference.session(stylizer, vgg.Config(random_checkpoint), decoder) as sess:
        yield sess, stylizer


@pytest.mark.parametrize('size', [(1, 1), (5, 3), (15, 15), (16, 16), (17, 40)])
def test_any_size(stylizing, size):
    """Catches reflection of a single position, and rows that the poolings drop."""
    sess, stylizer = stylizing
    moments = style_moments(sess, stylizer, smooth_picture(*size[::-1], seed=4))
    result = stylize(sess, stylizer, smooth_picture(*size), moments)
    assert result.shape == (1, *size, 3) and np.isfinite(result).all()
    assert 0 <= result.min() and result.max() <= 255


def test_pictures_are_continued_by_their_mirror_image(random_checkpoint, stylizing):
    """Catches zeros around a picture, a margin that is not cut off, and one that is cut twice."""
    sess, stylizer = stylizing
    style = smooth_picture(32, 32, seed=5)
    moments = style_moments(sess, stylizer, style)
    for height, width in ((21, 30), (4, 3)):
        content = smooth_picture(height, width)
        margins = [(32, 32 + -side % 8) for side in (height, width)]
        padded = np.pad(content, [(0, 0), *margins, (0, 0)], 'symmetric')
        features = encoded_by_hand(padded, random_checkpoint)
        np.testing.assert_allclose(
            sess.run(stylizer.encoded, {stylizer.content: content}), features, rtol=1e-3, atol=1e-4
        )
        t = oracle.adain(features, None, moments)
        picture = adain_data.decoded_by_hand(t.astype(np.float32))[
            :, 32 : 32 + height, 32 : 32 + width
        ]
        result = stylize(sess, stylizer, content, moments)
        np.testing.assert_allclose(result, np.clip(picture, 0, 255), atol=0.5)


def encoded_by_hand(image, path):
    """conv4_1 of a picture, in units of its mean activation."""
    with tf.Graph().as_default(), tf.Session() as sess:
        features = network.encode(tf.constant(image), ['conv4_1'])['conv4_1']
        checkpoint.restore(sess, checkpoint.vgg_saver(), path)
        return sess.run(features)


def test_alpha(stylizing):
    """Catches alpha the wrong way round: 0 gives back f(c), a half lies in the middle."""
    sess, stylizer = stylizing
    feed = {stylizer.content: smooth_picture(24, 32), stylizer.style: smooth_picture(16, 40, 9)}
    t = {
        alpha: sess.run([stylizer.t, stylizer.encoded], {**feed, stylizer.alpha: alpha})
        for alpha in (0.0, 0.5, 1.0)
    }
    np.testing.assert_array_equal(*t[0.0])
    np.testing.assert_allclose(t[0.5][0], (t[0.0][0] + t[1.0][0]) / 2, rtol=1e-4, atol=1e-5)
    style_moments = sess.run(stylizer.moments, feed)
    np.testing.assert_allclose(
        t[1.0][0].mean((1, 2)), style_moments[0][:, 0, 0], rtol=1e-3, atol=1e-3
    )
    np.testing.assert_array_equal(sess.run(stylizer.t, feed), t[1.0][0])  # 1 is the default


def test_interpolation_is_that_of_t(stylizing):
    """Catches weights that are cut to whole numbers, and a mean of variances."""
    sess, stylizer = stylizing
    content = smooth_picture(24, 32)
    styles = [smooth_picture(24, 24, seed) for seed in (11, 12, 13)]
    one_by_one = [sess.run(stylizer.t, {stylizer.content: content, stylizer.style: style})
                  for style in styles]  # fmt: skip
    moments = [style_moments(sess, stylizer, style) for style in styles]
    mixed = mean_moments(moments, [0.5, 1.0, 0.5])
    feed = {stylizer.content: content, **dict(zip(stylizer.moments, mixed))}
    expected = 0.25 * one_by_one[0] + 0.5 * one_by_one[1] + 0.25 * one_by_one[2]
    np.testing.assert_allclose(sess.run(stylizer.t, feed), expected, rtol=1e-3, atol=1e-4)


def test_bfloat16_is_near_float32(stylizing, random_checkpoint):
    """Catches moments that are summed in bfloat16, whose 8 bits lose them."""
    sess, stylizer = stylizing
    pair = smooth_picture(64, 48), smooth_picture(48, 64, seed=6)
    exact = stylize(sess, stylizer, pair[0], style_moments(sess, stylizer, pair[1]))
    config = vgg.Config(random_checkpoint, precision='bfloat16')
    rough = inference.build(config)
    with inference.session(rough, config, adain_data.random_decoder()) as rough_sess:
        moments = style_moments(rough_sess, rough, pair[1])
        value = stylize(rough_sess, rough, pair[0], moments)
    assert np.abs(value - exact).mean() < 0.05 * exact.std()


def test_names_of_the_checkpoint_are_slims(stylizing):
    """Catches an encoder whose variables are named after the scope that it is used in."""
    _, stylizer = stylizing
    names = {v.op.name for v in stylizer.graph.get_collection('variables')}
    encoder = {name for name in names if not name.startswith('decoder/')}
    assert encoder < set(slim_checkpoint.SHAPES) and len(encoder) == 18


@pytest.fixture(scope='module')
def real_stylizing(real_checkpoint):
    """A session with the real encoder and the decoder that comes along: `(sess, stylizer)`."""
    stylizer = inference.build()
    config = vgg.Config(real_checkpoint)
    with inference.session(stylizer, config, decoder_file.load()) as sess:
        yield sess, stylizer


@pytest.mark.weights
def test_the_shipped_decoder_transfers_style(real_stylizing, real_checkpoint):
    """Catches preprocessing or scales other than it was trained with, and a lost decoder.

    In the encoder's own terms: the result moves towards the style's moments at every layer and
    keeps the content's arrangement. It was trained briefly: a good one would go most of the way.
    """
    sess, stylizer = real_stylizing
    content_image, style_image = samples.coastal_scene(192, 256), samples.night_sky(192, 256)
    moments = style_moments(sess, stylizer, style_image)
    result = stylize(sess, stylizer, content_image, moments)
    with tf.Graph().as_default(), tf.Session() as measuring:
        image = tf.placeholder(tf.float32, [1, 192, 256, 3])
        points = network.encode(image, network.STYLE_LAYERS)
        checkpoint.restore(measuring, checkpoint.vgg_saver(), real_checkpoint)
        content, painted, wanted = (
            measuring.run(points, {image: x}) for x in (content_image, result, style_image)
        )
    for layer in network.STYLE_LAYERS:
        distance = oracle.moments_loss(painted[layer], wanted[layer])
        assert distance < 0.85 * oracle.moments_loss(content[layer], wanted[layer]), layer

    def arrangement(features):
        mean, deviation = oracle.channel_moments(features['conv4_1'])
        return ((features['conv4_1'] - mean) / deviation).ravel()

    def alike(features):
        return np.corrcoef(arrangement(painted), arrangement(features))[0, 1]

    assert alike(content) > 0.25 and alike(content) > 2 * alike(wanted)


@pytest.mark.weights
def test_the_shipped_decoder_autoencodes(real_stylizing):
    """Catches a decoder that does not know its input: alpha 0 must give the content back."""
    sess, stylizer = real_stylizing
    content = samples.coastal_scene(192, 256)
    moments = style_moments(sess, stylizer, samples.night_sky(192, 256))
    result = stylize(sess, stylizer, content, moments, alpha=0.0)
    error = np.abs(result - content).mean()
    assert error < 0.85 * np.abs(content - content.mean((1, 2))).mean()


@pytest.mark.slow
def test_stylizing_takes_a_fiftieth_of_an_optimisation(random_checkpoint):
    """Catches a forward pass that does unnecessary work: 300 steps / 50 is 6 steps."""
    config = vgg.Config(random_checkpoint, precision=machine.precision('auto'))
    content_image, style_image = (smooth_picture(384, 512, seed) for seed in (1, 2))
    layers = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1']
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.placeholder(tf.float32, content_image.shape)
        points = vgg.end_points(image, 'conv5_1', config)
        total = tf.add_n([tf.nn.l2_loss(gram_matrix(points[layer])) for layer in layers])
        gradient = tf.gradients(total, image)
        checkpoint.restore(sess, checkpoint.vgg_saver(), random_checkpoint)
        step = least_time(lambda: sess.run(gradient, {image: content_image}))
    stylizer = inference.build(config)
    with inference.session(stylizer, config, adain_data.random_decoder()) as sess:

        def once():
            moments = style_moments(sess, stylizer, style_image)
            stylize(sess, stylizer, content_image, moments)

        assert least_time(once) < 6 * step


def least_time(function, times=4):
    """Seconds of the fastest of a few calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
