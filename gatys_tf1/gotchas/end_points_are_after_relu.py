"""A convolution done by hand agrees with conv1_1 in every second number only."""

import numpy as np

from gatys_tf1 import vgg
from gatys_tf1.tf1 import tf

SOURCE = 'known; asked whenever two implementations of VGG-19 are compared'

PREDICT = (
    'The same weights, the same picture, once as the end point conv1_1 and once by `tf.nn.conv2d`. '
    'In how many of the numbers do they agree, and what are the least ones?'
)


def conv1_1(sess):
    """The end point conv1_1 of a noise picture with random weights, and the same by hand."""
    image = tf.random_uniform([1, 16, 16, 3], 0.0, 255.0, seed=1)
    feature = vgg.end_points(image, 'conv1_1', preprocess='raw')['conv1_1']
    weights = tf.get_default_graph().get_tensor_by_name('vgg_19/conv1/conv1_1/weights:0')
    sess.run(tf.global_variables_initializer())
    sess.run(tf.assign(weights, tf.random_normal(weights.shape, seed=2)))
    by_hand = tf.nn.conv2d(image, weights, strides=[1, 1, 1, 1], padding='SAME')
    return feature, by_hand


def wrong():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        feature, by_hand = sess.run(conv1_1(sess))
        agree = np.isclose(feature, by_hand, atol=1e-2).mean()
        print(f'they agree in {agree:.0%} of the numbers')
        print('least of the end point:', feature.min())
        print(f'least by hand: {by_hand.min():.0f}')
        return agree, feature.min()


SURPRISE = 'The end point has no negative number: where the other one has, it has a 0.'

EXPLANATION = """
`slim.conv2d` is three operations: the convolution, the bias, and the ReLU, which is its default
`activation_fn`. Its scope, and with it the end point's key, is called `conv1_1`; what it returns is
`conv1_1/Relu:0`. So is Keras' `block1_conv1`. In PyTorch `features[0]` is the convolution alone,
and Torch implementations say `relu1_1` for what is called conv1_1 here.

The difference is more than a detail. A Gram matrix of values after the ReLU has no negative entry:
it tells which features occur together, not which exclude each other. And a content loss has no
gradient where both pictures' features are 0. Targets from one kind and features of the other give a
loss that cannot reach 0.

Gatys' features are those after the ReLU. The others are in the graph, too, by the name of their
operation: `conv1_1/BiasAdd:0`. The one exception is `fc8`, whose `activation_fn` is None.
"""


def right():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        feature, by_hand = conv1_1(sess)
        print('the end point:', feature.name)
        before = graph.get_tensor_by_name('vgg_19/conv1/conv1_1/BiasAdd:0')
        values = sess.run([feature, tf.nn.relu(by_hand), before, by_hand])
        agree = [np.isclose(a, b, atol=1e-2).mean() for a, b in (values[:2], values[2:])]
        print(f'after the ReLU they agree in {agree[0]:.0%}, before it in {agree[1]:.0%}')
        return agree


RULE = "An end point is what the layer returns, ReLU included: print the tensor's name to know."

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points']
