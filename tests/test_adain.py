"""AdaIN: its equations against NumPy, its graphs, and pictures of any size through them."""

import numpy as np
import oracle
import pytest
from conftest import smooth_picture

from gatys_tf1 import adain, adain_use, checkpoint, losses, vgg
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import slim_checkpoint

RNG = np.random.default_rng(3)
CONTENT = RNG.normal(2, 3, (2, 5, 7, 4))
STYLE = RNG.normal(-1, 0.5, (2, 6, 3, 4)) * [1, 2, 3, 4]


def evaluate(build, *arrays):
    """Runs a function of tensors on arrays, in a graph of its own; float32, as the project's."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors = [tf.constant(a, tf.float32) for a in arrays]
        return sess.run(build(*tensors))


def adain_of_pictures(content, style):
    return losses.adain(content, losses.channel_moments(style))


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
        mean, deviation = losses.channel_moments(content)
        return value, tf.gradients([value, mean, deviation], content)[0]

    value, gradient = evaluate(value_and_gradient, flat, STYLE)
    expected = np.broadcast_to(STYLE.mean((1, 2), keepdims=True), flat.shape)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    assert np.isfinite(gradient).all()


def test_moments_loss_equals_oracle():
    """Catches sums where the weight of 10 is meant for means, and a forgotten deviation."""

    def loss(a, b):
        return losses.moments_loss(losses.channel_moments(a), losses.channel_moments(b))

    value = evaluate(loss, CONTENT, STYLE)
    np.testing.assert_allclose(value, oracle.moments_loss(CONTENT, STYLE), rtol=1e-5)
    assert evaluate(loss, CONTENT, CONTENT) == 0


def test_moments_loss_gradient():
    """Catches a gradient that does not go through the deviation: against finite differences."""
    target = STYLE[:, :4, :, :]
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, CONTENT.shape)
        moments = losses.channel_moments(tf.constant(target, tf.float32))
        loss = losses.moments_loss(losses.channel_moments(features), moments)
        gradient = sess.run(tf.gradients(loss, features)[0], {features: CONTENT})
    for place in [(0, 0, 0, 0), (1, 4, 6, 3), (0, 2, 3, 1), (1, 1, 5, 2)]:
        step = np.zeros_like(CONTENT)
        step[place] = 1e-4
        up, down = (oracle.moments_loss(CONTENT + s, target) for s in (step, -step))
        np.testing.assert_allclose(gradient[place], (up - down) / 2e-4, rtol=1e-3, atol=1e-6)


def test_moments_loss_refuses_shapes_that_only_broadcast():
    """Catches one style that is compared with a batch of two in silence."""
    with pytest.raises(ValueError, match='incompatible'), tf.Graph().as_default():
        a, b = (losses.channel_moments(tf.zeros([n, 2, 2, 3])) for n in (1, 2))
        losses.moments_loss(a, b)


def build_training(side=32, batch=1, **kwargs):
    """A training graph whose pictures are the fed placeholders `pipeline`."""

    def inputs():
        pair = [
            tf.placeholder(tf.float32, [batch, side, side, 3], name=f'{kind}_images')
            for kind in ('content', 'style')
        ]
        return pair, pair

    return adain.training_graph(inputs, **kwargs)


def test_decoder_mirrors_the_encoder():
    """Catches a layer that is missing or of other channels: the encoder's convolutions, reversed.

    The decoder has no layer of its own for conv4_1's 512 channels beyond the one that takes them.
    """
    encoder = [
        x
        for x in architecture.LAYERS[: architecture.LAYERS.index('conv4_1') + 1]
        if x.startswith('conv')
    ]
    shapes = adain.decoder_shapes()
    names = [name.split('/')[1] for name in shapes if name.endswith('weights')]
    assert names == encoder[::-1]
    for name in names:
        before = encoder[encoder.index(name) - 1] if name != 'conv1_1' else None
        inputs = architecture.channels(before) if before else 3
        assert shapes[f'decoder/{name}/weights'] == (3, 3, architecture.channels(name), inputs)
        assert shapes[f'decoder/{name}/biases'] == (inputs,)


def test_training_graph_trains_the_decoder_alone():
    """Catches an optimiser with slots for the encoder, and a Saver of the wrong variables."""
    training = build_training()
    decoder = set(adain.decoder_shapes())
    found = {v.op.name: tuple(v.shape.as_list())
             for v in training.graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)}  # fmt: skip
    assert found == adain.decoder_shapes()
    slots = {f'{name}/adam{n}' for name in decoder for n in ('', '_1')}
    state = set(saved(training.state_saver))
    assert state == decoder | slots | {'train/step', 'train/beta1_power', 'train/beta2_power'}
    assert all(name.startswith('vgg_19/conv') for name in saved(training.vgg_saver))


def saved(saver):
    """The names that a Saver writes."""
    variables = saver._var_list
    return [v.op.name for v in (variables.values() if isinstance(variables, dict) else variables)]


def test_training_graph_has_scopes_that_read_well():
    """Catches the three encoders in one heap, and nodes outside of any scope."""
    names = {op.name for op in build_training(precision='bfloat16').graph.get_operations()}
    assert {name.split('/')[0] for name in names} <= {
        'content_images', 'style_images', 'content', 'style', 'result', 'adain', 'decoder', 'loss',
        'train', 'check', 'summary', 'save', 'vgg_19', 'init',
    }  # fmt: skip
    assert {
        'content/vgg_19/conv4/conv4_1/Relu', 'style/vgg_19/conv1/conv1_1/Relu',
        'result/vgg_19/conv4/conv4_1/Relu', 'adain/t', 'decoder/picture', 'loss/content',
        'loss/style/conv4_1', 'loss/style/total', 'loss/total', 'train/step', 'train/adam',
        'check/decoder/picture', 'check/autoencoding', 'summary/rows',
        *(f'decoder/{name}/{pad}' for name in ('conv4_1', 'conv1_1') for pad in ('pad', 'weights')),
    } <= names  # fmt: skip


def test_losses_of_the_training_graph(random_checkpoint):
    """Catches a content loss that looks at f(c) and not at t, and a wrong weight or layer."""
    training = build_training(style_weight=3.0)
    pair = [smooth_picture(32, 32, seed) for seed in (1, 2)]
    graph = training.graph
    with tf.Session(graph=graph) as sess:
        sess.run(training.init_op)
        checkpoint.restore(sess, training.vgg_saver, random_checkpoint)
        feed = dict(zip(training.pipeline, pair))
        got = sess.run(training.losses, feed)
        t, content, result = sess.run(
            [
                'adain/t:0',
                'content/conv4_1_scaled:0',
                {x: f'result/{x}_scaled:0' for x in adain.STYLE_LAYERS},
            ],
            feed,
        )
        style = sess.run({x: f'style/{x}_scaled:0' for x in adain.STYLE_LAYERS}, feed)
    np.testing.assert_allclose(t, oracle.adain(content, style['conv4_1']), rtol=1e-3, atol=1e-4)
    expected = {'content': np.mean((result['conv4_1'] - t) ** 2)}
    for layer in adain.STYLE_LAYERS:
        expected[f'style/{layer}'] = oracle.moments_loss(result[layer], style[layer])
    expected['style/total'] = sum(expected[f'style/{x}'] for x in adain.STYLE_LAYERS)
    expected['total'] = expected['content'] + 3 * expected['style/total']
    assert set(got) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, rtol=1e-3, err_msg=name)


def test_training_leaves_the_encoder_as_it_is(random_checkpoint):
    """Catches an encoder that is trained along, in the session and by the gradient's variables."""
    training = build_training(learning_rate=1e-4)
    feed = dict(zip(training.pipeline, [smooth_picture(32, 32, seed) for seed in (1, 2)]))
    with tf.Session(graph=training.graph) as sess:
        sess.run(training.init_op)
        checkpoint.restore(sess, training.vgg_saver, random_checkpoint)
        encoder = [
            v for v in training.graph.get_collection('variables') if v.op.name.startswith('vgg_19/')
        ]
        before, decoder = sess.run(encoder), adain_use.decoder_values(sess)
        totals = [sess.run([training.losses['total'], training.step_op], feed)[0] for _ in range(4)]
        for value, expected in zip(sess.run(encoder), before):
            np.testing.assert_array_equal(value, expected)
        changed = adain_use.decoder_values(sess)
        assert sess.run(training.step) == 4
    assert totals[-1] < totals[0]
    assert all((changed[name] != decoder[name]).any() for name in decoder)


def test_learning_rate_decays():
    """Catches a rate that decays by epochs or not at all: 1e-4 / (1 + 0.5 * 4)."""
    training = build_training(learning_rate=1e-4, decay=0.5)
    with tf.Session(graph=training.graph) as sess:
        sess.run(training.init_op)
        training.step.load(4, sess)
        np.testing.assert_allclose(sess.run('train/learning_rate:0'), 1e-4 / 3, rtol=1e-6)


@pytest.fixture(scope='module')
def stylizing(random_checkpoint):
    """A session with random encoder and decoder: `(sess, stylizer)`."""
    stylizer = adain_use.stylizing_graph()
    with adain_use.session(stylizer, random_checkpoint, random_decoder()) as sess:
        yield sess, stylizer


def random_decoder(seed=0):
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(0, np.sqrt(2 / np.prod(shape[:-1])) if len(shape) > 1 else 0.1, shape)
        .astype(np.float32)
        for name, shape in adain.decoder_shapes().items()
    }  # fmt: skip


def test_decoder_equals_oracle():
    """Catches zero padding, bilinear upsampling, a ReLU on the picture: against NumPy."""
    features = RNG.uniform(0, 1, (1, 2, 3, 512)).astype(np.float32)
    value = decoded_by_hand(features)
    assert value.shape == (1, 16, 24, 3)
    expected = oracle.decoder(features, random_decoder(), adain.DECODER)
    np.testing.assert_allclose(value, expected, rtol=1e-3, atol=0.05)
    assert value.min() < 100  # below the mean colour: the last layer has no ReLU


@pytest.mark.parametrize('size', [(1, 1), (5, 3), (15, 15), (16, 16), (17, 40)])
def test_any_size(stylizing, size):
    """Catches reflection of a single position, and rows that the poolings drop."""
    sess, stylizer = stylizing
    moments = adain_use.style_moments(sess, stylizer, smooth_picture(*size[::-1], seed=4))
    result = adain_use.stylize(sess, stylizer, smooth_picture(*size), moments)
    assert result.shape == (1, *size, 3) and np.isfinite(result).all()
    assert 0 <= result.min() and result.max() <= 255


def test_pictures_are_continued_by_their_mirror_image(random_checkpoint, stylizing):
    """Catches zeros around a picture, a margin that is not cut off, and one that is cut twice."""
    sess, stylizer = stylizing
    style = smooth_picture(32, 32, seed=5)
    moments = adain_use.style_moments(sess, stylizer, style)
    for height, width in ((21, 30), (4, 3)):
        content = smooth_picture(height, width)
        margins = [(32, 32 + -side % 8) for side in (height, width)]
        padded = np.pad(content, [(0, 0), *margins, (0, 0)], 'symmetric')
        features = encoded_by_hand(padded, random_checkpoint)
        np.testing.assert_allclose(
            sess.run(stylizer.encoded, {stylizer.content: content}), features, rtol=1e-3, atol=1e-4
        )
        t = oracle.adain(features, None, moments)
        picture = decoded_by_hand(t.astype(np.float32))[:, 32 : 32 + height, 32 : 32 + width]
        result = adain_use.stylize(sess, stylizer, content, moments)
        np.testing.assert_allclose(result, np.clip(picture, 0, 255), atol=0.5)


def encoded_by_hand(image, path):
    """conv4_1 of a picture, in units of its mean activation."""
    with tf.Graph().as_default(), tf.Session() as sess:
        features = adain.encode(tf.constant(image), ['conv4_1'])['conv4_1']
        checkpoint.restore(sess, checkpoint.vgg_saver(), path)
        return sess.run(features)


def decoded_by_hand(t):
    """What the random decoder makes of t."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        picture = adain.decode(tf.constant(t))
        for name, variable in adain.decoder_variables(graph).items():
            variable.load(random_decoder()[name], sess)
        return sess.run(picture)


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
    moments = [adain_use.style_moments(sess, stylizer, style) for style in styles]
    mixed = adain_use.mean_moments(moments, [0.5, 1.0, 0.5])
    feed = {stylizer.content: content, **dict(zip(stylizer.moments, mixed))}
    expected = 0.25 * one_by_one[0] + 0.5 * one_by_one[1] + 0.25 * one_by_one[2]
    np.testing.assert_allclose(sess.run(stylizer.t, feed), expected, rtol=1e-3, atol=1e-4)


def test_bfloat16_is_near_float32(stylizing, random_checkpoint):
    """Catches moments that are summed in bfloat16, whose 8 bits lose them."""
    sess, stylizer = stylizing
    pair = smooth_picture(64, 48), smooth_picture(48, 64, seed=6)
    exact = adain_use.stylize(
        sess, stylizer, pair[0], adain_use.style_moments(sess, stylizer, pair[1])
    )
    rough = adain_use.stylizing_graph('bfloat16')
    with adain_use.session(rough, random_checkpoint, random_decoder()) as rough_sess:
        moments = adain_use.style_moments(rough_sess, rough, pair[1])
        value = adain_use.stylize(rough_sess, rough, pair[0], moments)
    assert np.abs(value - exact).mean() < 0.05 * exact.std()


def test_names_of_the_checkpoint_are_slims(stylizing):
    """Catches an encoder whose variables are named after the scope that it is used in."""
    _, stylizer = stylizing
    names = {v.op.name for v in stylizer.graph.get_collection('variables')}
    encoder = {name for name in names if not name.startswith('decoder/')}
    assert encoder < set(slim_checkpoint.SHAPES) and len(encoder) == 18
