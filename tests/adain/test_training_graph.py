"""The graph that trains the decoder: names, variables, losses, what it leaves alone."""

import numpy as np
import oracle
import pytest
from conftest import smooth_picture

from gatys_tf1 import vgg
from gatys_tf1.adain import decoder_file, gram, network, training_graph
from gatys_tf1.adain.training_graph import Settings
from gatys_tf1.losses import gatys
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint


def build(config=vgg.Config(), side=32, batch=1, **settings):
    """A training graph whose pictures are the fed placeholders `pipeline`."""

    def inputs():
        pair = [
            tf.placeholder(tf.float32, [batch, side, side, 3], name=f'{kind}_images')
            for kind in ('content', 'style')
        ]
        return pair, pair

    return training_graph.build(inputs, config, Settings(**settings))


def saved(saver):
    """The names that a Saver writes."""
    variables = saver._var_list
    return [v.op.name for v in (variables.values() if isinstance(variables, dict) else variables)]


def test_training_graph_trains_the_decoder_alone():
    """Catches an optimiser with slots for the encoder, and a Saver of the wrong variables."""
    training = build()
    decoder = set(network.decoder_shapes())
    found = {v.op.name: tuple(v.shape.as_list())
             for v in training.graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)}  # fmt: skip
    assert found == network.decoder_shapes()
    slots = {f'{name}/adam{n}' for name in decoder for n in ('', '_1')}
    state = set(saved(training.state_saver))
    assert state == decoder | slots | {'train/step', 'train/beta1_power', 'train/beta2_power'}
    assert all(name.startswith('vgg_19/conv') for name in saved(training.vgg_saver))


def test_training_graph_has_scopes_that_read_well():
    """Catches the three encoders in one heap, and nodes outside of any scope."""
    names = {op.name for op in build(vgg.Config(precision='bfloat16')).graph.get_operations()}
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


def gram_loss(features, style_features):
    """Equation 4, by the sum over the channels and with the positions squared."""
    gram, target = oracle.gram(features), oracle.gram(style_features)
    positions, channels = np.prod(features.shape[1:3]), features.shape[-1]
    return np.sum((gram - target) ** 2) / (4 * channels**2 * positions**2)


@pytest.mark.parametrize('kind', ['moments', 'gram'])
def test_losses_of_the_training_graph(random_checkpoint, kind):
    """Catches a content loss that looks at f(c) and not at t, and a wrong weight or layer."""
    training = build(style_weight=3.0, style_loss=kind)
    distance = {'moments': oracle.moments_loss, 'gram': gram_loss}[kind]
    pair = [smooth_picture(32, 32, seed) for seed in (1, 2)]
    graph = training.graph
    with tf.Session(graph=graph) as sess:
        checkpoint.initialise(sess, training.init_op, training.vgg_saver, random_checkpoint)
        feed = dict(zip(training.pipeline, pair))
        got = sess.run(training.losses, feed)
        t, content, result = sess.run(
            [
                'adain/t:0',
                'content/conv4_1_scaled:0',
                {x: f'result/{x}_scaled:0' for x in network.STYLE_LAYERS},
            ],
            feed,
        )
        style = sess.run({x: f'style/{x}_scaled:0' for x in network.STYLE_LAYERS}, feed)
    np.testing.assert_allclose(t, oracle.adain(content, style['conv4_1']), rtol=1e-3, atol=1e-4)
    expected = {'content': np.mean((result['conv4_1'] - t) ** 2)}
    for layer in network.STYLE_LAYERS:
        expected[f'style/{layer}'] = distance(result[layer], style[layer])
    expected['style/total'] = sum(expected[f'style/{x}'] for x in network.STYLE_LAYERS)
    expected['total'] = expected['content'] + 3 * expected['style/total']
    assert set(got) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, rtol=1e-3, err_msg=name)


def test_gram_matrices_are_each_pictures_own():
    """Catches a Gram matrix over the batch, which has the styles of its pictures trade places."""
    features = np.random.default_rng(5).normal(1, 2, (3, 4, 5, 6)).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        grams = gram.gram_matrices(tf.constant(features))
        swapped = gram.gram_matrices(tf.constant(features[[1, 0, 2]]))
        loss_op = gram.gram_loss(grams, swapped)
        value, loss = sess.run([grams, loss_op])
        alone = sess.run([gatys.gram_matrix(picture[np.newaxis]) for picture in features])
        pairs = [(alone[a], alone[b]) for a, b in ((0, 1), (1, 0), (2, 2))]
        equation_4 = sess.run([gatys.style_loss(tf.constant(g), a, 20) for g, a in pairs])
    expected = [oracle.gram(picture[np.newaxis]) / 20 for picture in features]
    np.testing.assert_allclose(value, expected, rtol=1e-4)
    np.testing.assert_allclose(value, np.divide(alone, 20), rtol=1e-4)
    np.testing.assert_allclose(loss, np.mean(equation_4), rtol=1e-4)
    losses = [gram_loss(features[[a]], features[[b]]) for a, b in ((0, 1), (1, 0), (2, 2))]
    np.testing.assert_allclose(loss, np.mean(losses), rtol=1e-4)


def test_training_leaves_the_encoder_as_it_is(random_checkpoint):
    """Catches an encoder that is trained along, in the session and by the gradient's variables."""
    training = build(learning_rate=1e-4)
    feed = dict(zip(training.pipeline, [smooth_picture(32, 32, seed) for seed in (1, 2)]))
    with tf.Session(graph=training.graph) as sess:
        checkpoint.initialise(sess, training.init_op, training.vgg_saver, random_checkpoint)
        encoder = [
            v for v in training.graph.get_collection('variables') if v.op.name.startswith('vgg_19/')
        ]
        before, decoder = sess.run(encoder), decoder_file.values(sess)
        totals = [sess.run([training.losses['total'], training.step_op], feed)[0] for _ in range(4)]
        for value, expected in zip(sess.run(encoder), before):
            np.testing.assert_array_equal(value, expected)
        changed = decoder_file.values(sess)
        assert sess.run(training.step) == 4
    assert totals[-1] < totals[0]
    assert all((changed[name] != decoder[name]).any() for name in decoder)


def test_learning_rate_decays():
    """Catches a rate that decays by epochs or not at all: 1e-4 / (1 + 0.5 * 4)."""
    training = build(learning_rate=1e-4, decay=0.5)
    with tf.Session(graph=training.graph) as sess:
        sess.run(training.init_op)
        training.step.load(4, sess)
        np.testing.assert_allclose(sess.run('train/learning_rate:0'), 1e-4 / 3, rtol=1e-6)
