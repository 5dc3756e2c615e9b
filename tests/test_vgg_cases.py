"""What tf-slim's own tests ask of its VGG-19, asked of ours; its cases, written anew.

Theirs is `VGG19Test` of tf_slim/nets/vgg_test.py. What differs here: the end points go by the
layers' short names, nothing is squeezed or dropped out, and no variable is trained.
"""

import numpy as np
import pytest

from gatys_tf1 import vgg
from gatys_tf1.tf1 import slim, tf

BLOCKS = {1: 2, 2: 2, 3: 4, 4: 4, 5: 4}  # configuration E: convolutions in each block
CONVOLUTIONS = {f'conv{b}_{n}' for b, count in BLOCKS.items() for n in range(1, count + 1)}
FULL = {'fc6', 'fc7', 'fc8'}


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def network(batch, height, width, last_layer='fc8', **choices):
    """(images, end points) in the default graph."""
    images = tf.random_uniform([batch, height, width, 3], maxval=255.0, seed=1)
    return images, vgg.end_points(images, last_layer, vgg.Config(**choices))


def test_build(graph):
    """Catches logits of another scope, and a batch that is not kept."""
    _, points = network(5, 224, 224)
    assert points['fc8'].op.name == 'vgg_19/fc8/BiasAdd'
    assert points['fc8'].shape.as_list() == [5, 1, 1, 1000]


def test_fully_convolutional(graph):
    """Catches layers that are `fully_connected`, and so know one size only; of either side."""
    for height, width, expected in [(256, 256, [1, 2, 2, 1000]), (224, 352, [1, 1, 5, 1000])]:
        assert network(1, height, width)[1]['fc8'].shape.as_list() == expected
    free = tf.placeholder(tf.float32, [None, None, None, 3])
    assert vgg.end_points(free, 'fc8')['fc8'].shape.as_list() == [None, None, None, 1000]


@pytest.mark.parametrize('pool', ['max', 'avg'])
def test_end_points(graph, pool):
    """Catches a layer of configuration E that is missing, doubled, or of another name."""
    _, points = network(5, 224, 224, pool=pool)
    assert set(points) == CONVOLUTIONS | {f'pool{b}' for b in BLOCKS} | FULL
    scopes = {tensor.op.name.rpartition('/')[0] for tensor in points.values()}
    convolutions = {f'vgg_19/{name[:5]}/{name}' for name in CONVOLUTIONS}
    assert scopes == convolutions | {f'vgg_19/pool{b}' for b in BLOCKS} | {
        f'vgg_19/{name}' for name in FULL
    }


def test_model_variables(graph):
    """Catches variables that slim's collection of model variables, so its Saver, would miss."""
    network(5, 224, 224)
    layers = {f'{name[:5]}/{name}' for name in CONVOLUTIONS} | FULL
    names = {f'vgg_19/{layer}/{part}' for layer in layers for part in ('weights', 'biases')}
    variables = slim.get_model_variables()
    assert {v.op.name for v in variables} == names and len(variables) == 38


def test_evaluation(graph):
    """Catches predictions of another batch size, or of other than 1000 classes."""
    _, points = network(2, 224, 224)
    predictions = tf.argmax(tf.squeeze(points['fc8'], [1, 2]), 1)
    assert predictions.shape.as_list() == [2]


def test_reuse_at_another_size(graph):
    """Catches a second network with weights of its own, or one that needs the first one's size."""
    network(2, 224, 224)
    before = {v.op.name for v in tf.global_variables()}
    _, points = network(1, 256, 256)
    assert points['fc8'].shape.as_list() == [1, 2, 2, 1000]
    predictions = tf.argmax(tf.reduce_mean(points['fc8'], [1, 2]), 1)
    assert predictions.shape.as_list() == [1]
    assert {v.op.name for v in tf.global_variables()} == before


def test_forward(graph):
    """Catches a network that is cut somewhere; and pictures of one batch that mix.

    Theirs asks for any output at all, with random weights. fc6 has 400 MB of them, so this one ends
    at pool5; the same picture twice gives the same values twice, and another one other values.
    """
    picture = np.random.default_rng(0).uniform(0, 255, [3, 64, 64, 3]).astype(np.float32)
    picture[1] = picture[0]
    points = vgg.end_points(tf.constant(picture), 'pool5')
    with tf.Session() as sess:
        generator = np.random.default_rng(1)
        for variable in tf.global_variables():
            shape = variable.shape.as_list()
            scale = np.sqrt(2 / np.prod(shape[:-1])) if len(shape) == 4 else 0.1
            variable.load(generator.normal(0, scale, shape).astype(np.float32), sess)
        value = sess.run(points['pool5'])
    assert value.shape == (3, 2, 2, 512) and np.isfinite(value).all()
    assert 0.1 < (value > 0).mean() < 0.99  # neither dead nor linear
    np.testing.assert_array_equal(value[0], value[1])
    assert np.abs(value[0] - value[2]).max() > 0.1 * value.max()
