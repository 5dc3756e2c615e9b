"""Guided backpropagation: by hand on two layers, and on the network."""

import numpy as np

from gatys_tf1 import vgg
from gatys_tf1.inspect.guided import guided_relu
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

# Two layers of ReLUs on x = [1, 2]: before the first [3, -1, 1], after the second [1]. By hand:
# the ReLUs' gradient is [3, -1]; with negative gradients cut as well, nothing comes back through
# the third neuron, [1, 1]; with negative gradients cut and the ReLUs let through (a deconvolution),
# the second one counts, [6, -4].
FIRST = np.array([[1, 1, -1], [1, -1, 1]], np.float32)
SECOND = np.array([[1], [5], [-2]], np.float32)
BY_HAND = {'plain': [[3, -1]], 'guided': [[1, 1]]}


def gradient_of_two_layers(relu):
    """Adds the small network to the default graph; returns its gradient with respect to x."""
    x = tf.constant([[1.0, 2.0]])
    return tf.gradients(relu(relu(x @ FIRST) @ SECOND), x)[0]


def test_guided_backpropagation_by_hand():
    """Catches a deconvolution, plain backpropagation, and a cut at one layer only."""
    with tf.Graph().as_default(), tf.Session() as sess:
        gradient = gradient_of_two_layers(guided_relu)
        np.testing.assert_array_equal(sess.run(gradient), BY_HAND['guided'])


def test_guided_graph_leaves_the_plain_one_alone():
    """Catches a global registration: it would leak, or fail when it is done a second time."""
    with tf.Graph().as_default(), tf.Session() as sess:
        kinds = ['plain', 'guided', 'plain', 'guided']
        relus = {'plain': tf.nn.relu, 'guided': guided_relu}
        for kind, value in zip(kinds, sess.run([gradient_of_two_layers(relus[k]) for k in kinds])):
            np.testing.assert_array_equal(value, BY_HAND[kind], err_msg=kind)


def test_guided_network_is_the_same_forward(random_checkpoint):
    """Catches a guided ReLU that changes the features, and one that is not at every ReLU."""
    image = np.random.default_rng(3).uniform(0, 255, (1, 16, 16, 3)).astype(np.float32)
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        images = tf.constant(image)
        plain = vgg.end_points(images, 'conv3_2')
        built = len(graph.get_operations())
        guided = vgg.end_points(images, 'conv3_2', relu=guided_relu)
        ops = graph.get_operations()
        saver = checkpoint.vgg_saver()
        sess.run(tf.global_variables_initializer())
        checkpoint.restore(sess, saver, random_checkpoint)
        values = sess.run([plain, guided])
    for layer in plain:
        np.testing.assert_array_equal(values[0][layer], values[1][layer], err_msg=layer)
    assert sum(op.type == 'Relu' for op in ops[:built]) == 6
    assert sum(op.type == 'IdentityN' for op in ops[built:]) == 6  # a custom gradient's outputs
