"""The network: sets of names, shapes at any size, the oracle's features, and its refusals."""

import numpy as np
import oracle
import pytest

from gatys_tf1 import architecture, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import slim, tf
from gatys_tf1.weights import checkpoint


def build(height, width, last_layer, **choices):
    """End points of a network in a graph of its own: (graph, dict)."""
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [1, height, width, 3], name='images')
        return graph, vgg.end_points(images, last_layer, vgg.Config(**choices))


def variable_shapes(graph):
    variables = graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
    return {variable.op.name: variable.shape.as_list() for variable in variables}


def test_variables_are_those_of_slim():
    """Catches any variable name or shape by which slim's checkpoint would not restore."""
    from tf_slim.nets import vgg as slim_vgg

    with tf.Graph().as_default() as slim_graph:
        slim_vgg.vgg_19(tf.placeholder(tf.float32, [1, 224, 224, 3]))
    graph, _ = build(224, 224, 'fc8')
    assert variable_shapes(graph) == variable_shapes(slim_graph)


@pytest.mark.parametrize(
    'last_layer, convolutions', [('conv1_1', 1), ('conv4_2', 10), ('pool5', 16)]
)
def test_network_is_trimmed(last_layer, convolutions):
    """Catches nodes below the deepest end point in use."""
    graph, points = build(64, 64, last_layer)
    assert list(points) == list(architecture.LAYERS[: architecture.LAYERS.index(last_layer) + 1])
    assert len(variable_shapes(graph)) == 2 * convolutions
    assert sum(op.type == 'Conv2D' for op in graph.get_operations()) == convolutions
    tops = {op.name.split('/')[0] for op in graph.get_operations()}
    assert tops == {'images', 'vgg_19'}


def test_shapes_at_an_odd_size():
    """Catches padding in the poolings, and any dependence on 224x224."""
    _, points = build(37, 53, 'conv5_4')
    assert points['conv1_2'].shape.as_list() == [1, 37, 53, 64]
    assert points['pool1'].shape.as_list() == [1, 18, 26, 64]
    assert points['conv3_4'].shape.as_list() == [1, 9, 13, 256]
    assert points['conv5_4'].shape.as_list() == [1, 2, 3, 512]
    assert all(
        tensor.shape.as_list()[3] == architecture.channels(layer)
        for layer, tensor in points.items()
    )


def test_full_network_at_other_sizes():
    """Catches slim's squeeze, which refuses 256x256 (the blog's style post)."""
    assert build(224, 224, 'fc8')[1]['fc8'].shape.as_list() == [1, 1, 1, 1000]
    assert build(256, 300, 'fc8')[1]['fc8'].shape.as_list() == [1, 2, 3, 1000]


def test_end_points_are_after_the_relu():
    """Catches end points before the activation; fc8 are logits and have none."""
    _, points = build(224, 224, 'fc8')
    types = {layer: tensor.op.type for layer, tensor in points.items()}
    assert {types[layer] for layer in types if layer.startswith('conv')} == {'Relu'}
    assert (types['fc6'], types['fc7'], types['fc8']) == ('Relu', 'Relu', 'BiasAdd')
    assert {types[layer] for layer in types if layer.startswith('pool')} == {'MaxPool'}
    assert build(64, 64, 'pool1', pool='avg')[1]['pool1'].op.type == 'AvgPool'


def test_preprocessing():
    """Catches BGR order of the picture or the mean, a missing mean, and one in the raw feed."""
    image = np.full((1, 16, 16, 3), [200, 100, 50], np.float32)
    for preprocess, expected in [('vgg', [76.32, -16.779, -53.939]), ('raw', [200, 100, 50])]:
        graph, _ = build(16, 16, 'conv1_1', preprocess=preprocess)
        convolution = graph.get_operation_by_name('vgg_19/conv1/conv1_1/Conv2D')
        with tf.Session(graph=graph) as sess:
            fed_value = sess.run(convolution.inputs[0], {'images:0': image})
        np.testing.assert_allclose(fed_value[0, 5, 5], expected, rtol=1e-6)


def test_nothing_is_trainable():
    """Catches a network that an optimiser without var_list would change."""
    graph, _ = build(32, 32, 'conv5_1')
    assert graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES) == []
    assert graph.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES) == []
    with graph.as_default():
        assert len(slim.get_model_variables('vgg_19')) == 26


def check_features(path):
    image = np.random.default_rng(3).uniform(0, 255, (1, 21, 26, 3)).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        points = vgg.end_points(tf.constant(image), 'conv2_1')
        saver = checkpoint.vgg_saver()
        sess.run(tf.global_variables_initializer())
        checkpoint.restore(sess, saver, path)
        points_value = sess.run(points)
        weights_value = {v.op.name: sess.run(v) for v in tf.global_variables()}
    for layer, expected in oracle.features_to_conv2_1(image, weights_value).items():
        error = np.abs(points_value[layer][0] - expected).max() / np.abs(expected).max()
        assert error < 1e-4, layer


def test_features_equal_oracle(random_checkpoint):
    """Catches flipped or transposed kernels, a wrong order of layers, and a forgotten bias."""
    check_features(random_checkpoint)


@pytest.mark.weights
def test_real_features_equal_oracle(real_checkpoint):
    """The same with the real weights."""
    check_features(real_checkpoint)


def test_unknown_layer_names_the_valid_ones():
    """Catches a KeyError in the user's face."""
    with pytest.raises(UserError, match=r"unknown layer 'relu4_2'; .*conv1_1, .*conv4_2, .*fc8"):
        build(64, 64, 'relu4_2')


@pytest.mark.parametrize(
    'layer, least', [('conv1_2', 1), ('pool1', 2), ('conv5_1', 16), ('fc6', 224)]
)
def test_too_small_a_picture(layer, least):
    """Catches TensorFlow's 'Negative dimension size', and a limit that is off by one."""
    build(least, least, layer)
    if least > 1:
        with pytest.raises(
            UserError, match=f'too small for {layer}: each side needs {least} pixels'
        ):
            build(300, least - 1, layer)


# --- receptive fields ----------------------------------------------------------------------------


@pytest.mark.parametrize('layer', ['conv1_2', 'pool1', 'conv2_2', 'pool2', 'conv3_2', 'conv4_1'])
def test_receptive_field_is_what_a_position_sees(layer):
    """Catches a receptive field that is too small, at which tiles would have seams; and strides."""
    with tf.Graph().as_default(), tf.Session() as sess:
        images = tf.ones([1, 160, 160, 3])
        # Average pooling lets the gradient through everywhere, as all weights of one sign do.
        point = vgg.end_points(images, layer, vgg.Config(pool='avg'), relu=tf.identity)[layer]
        height, width = point.shape.as_list()[1:3]
        seen = [tf.gradients(point[0, height // 2, width // 2 + x, 0], images)[0] for x in range(2)]
        sess.run([
            tf.assign(v, tf.ones(v.shape) if 'weights' in v.op.name else tf.zeros(v.shape))
            for v in tf.global_variables()
        ])  # fmt: skip
        columns = [np.flatnonzero(g[0].sum(axis=(0, 2))) for g in sess.run(seen)]
    for reached in columns:
        assert reached[-1] - reached[0] + 1 == architecture.receptive_field(layer)
    assert columns[1][0] - columns[0][0] == architecture.stride(layer)


@pytest.mark.parametrize('height, width', [(64, 64), (37, 53), (250, 301)])
def test_positions_are_those_of_the_graph(height, width):
    """Catches a rounding that differs from that of the poolings."""
    last_layer = 'fc8' if height >= 224 else 'pool5'
    for layer, tensor in build(height, width, last_layer)[1].items():
        _, h, w, _ = tensor.shape.as_list()
        assert architecture.position_count(height, width, layer) == h * w, layer


def test_unknown_channel_names_the_valid_ones():
    """Catches an index error in a user's face, and Python's counting from the end."""
    assert architecture.check_channel('conv3_1', 255) == 255
    for channel in (256, -1):
        with pytest.raises(UserError, match=rf'conv3_1 has no channel {channel}; .* are 0 to 255'):
            architecture.check_channel('conv3_1', channel)
