"""conv1_1 by slim and by hand: in how many numbers do they agree?"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Features of two implementations of VGG-19 agree in about every second number.'

MESSAGES = []

SOURCE = 'known; it comes up whenever two implementations of VGG-19 are compared'

THREADS = [
    'https://github.com/jcjohnson/neural-style/issues/93',
    'https://github.com/ProGamerGov/neural-style-pt/issues/44',
    'https://github.com/isaaccorley/pytorch-enhance/issues/13',
]

LEVEL = 'core'

PREDICT = (
    'The same weights, no bias, the same picture: once by the layer `slim.conv2d`, called conv1_1, '
    'and once by `tf.nn.conv2d`. In how many of the numbers do they agree?'
)

CHOICES = [
    'In all of them',
    'In none: slim normalises',
    'In about half',
]

ANSWER = 2

TEMPTING = {
    0: 'Both are called a 2-D convolution. But the layer is three operations, and a convolution is '
    'only the first of them.',
    1: 'There is no normalisation unless you ask for it. What slim adds without being asked leaves '
    'half of the numbers alone.',
}


def conv1_1():
    """The layer conv1_1 on a noise picture, and the same convolution by hand."""
    image = tf.constant(np.random.default_rng(1).uniform(0, 255, [1, 16, 16, 3]), tf.float32)
    weights = np.random.default_rng(2).normal(size=[3, 3, 3, 64]).astype(np.float32)
    init = tf.constant_initializer(weights)
    layer = slim.conv2d(image, 64, [3, 3], weights_initializer=init, scope='conv1_1')
    return layer, tf.nn.conv2d(image, tf.constant(weights), [1, 1, 1, 1], 'SAME')


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        fetches = conv1_1()
        sess.run(tf.global_variables_initializer())
        layer, by_hand = sess.run(fetches)
        agree = np.isclose(layer, by_hand, atol=1e-2).mean()
        print(f'they agree in {agree:.0%} of the numbers')
        print('smallest number of the layer:', layer.min())
        print(f'smallest number by hand: {by_hand.min():.0f}')
        return agree, layer.min()


SURPRISE = 'The layer has no negative number: where the other one has, it has a 0.'

EXPLANATION = """
`slim.conv2d` is three operations: the convolution, the bias, and a ReLU, its default
`activation_fn`. Its scope, and with it the end point's key, is called `conv1_1`; what it returns is
`conv1_1/Relu:0`. The same holds for Keras' `block1_conv1`. In PyTorch `features[0]` is the
convolution alone, and Torch implementations say `relu1_1` for what is called conv1_1 here.

This is more than a detail. A Gram matrix of values after the ReLU has no negative entry: it says
which features occur together, not which exclude each other. And a content loss has no gradient
where both pictures' features are 0. Targets of one kind and features of the other give a loss that
cannot reach 0.

Gatys' features are those after the ReLU. The others are in the graph too, under the name of their
operation: `conv1_1/BiasAdd:0`. In slim's VGG the one exception is `fc8`, whose `activation_fn` is
None. And the default follows you everywhere: a regression head made with `slim.fully_connected` has
a ReLU as well, and never predicts below 0.
"""


def right():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        layer, by_hand = conv1_1()
        print('the layer:', layer.name)
        before = graph.get_tensor_by_name('conv1_1/BiasAdd:0')
        sess.run(tf.global_variables_initializer())
        values = sess.run([layer, tf.nn.relu(by_hand), before, by_hand])
        agree = [np.isclose(a, b, atol=1e-2).mean() for a, b in (values[:2], values[2:])]
        print(f'after the ReLU they agree in {agree[0]:.0%}, before it in {agree[1]:.0%}')
        return agree


DIFFER = 'The share of numbers that agree: about half in wrong, all of them in right.'

RULE = "A layer's output includes its ReLU: print the tensor's name to know what you hold."

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points']
