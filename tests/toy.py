"""Small graphs on which the optimisers are tested: an image, a loss, no network."""

from typing import NamedTuple

import numpy as np

from gatys_tf1 import optimize
from gatys_tf1.tf1 import tf

SHAPE = (1, 3, 4, 3)
TARGET = np.random.default_rng(0).uniform(-50, 300, SHAPE).astype(np.float32)


class Toy(NamedTuple):
    """As much of a run's graph as the optimisers use."""

    graph: tf.Graph
    image: tf.Variable
    losses: dict
    gradient: tf.Tensor
    step: tf.Variable
    updates: optimize.Updates
    saver: tf.train.Saver


def toy(optimizer, loss, start=128.0, shape=SHAPE, gradient=None, **kwargs):
    """A finalised graph with `loss(image)` as its total, and a session that holds `start`.

    Args:
      optimizer: `optimize.adam` or `lbfgs.lbfgs`.
      loss: function from the image to a float32 scalar.
      start: float32 array of `shape`, or a number.
      gradient: function from the image and the total to the gradient; None for the true one.
      kwargs: of the optimizer.

    Returns:
      `(sess, Toy)`.
    """
    with tf.Graph().as_default() as graph:
        image = tf.get_variable('image', shape, tf.float32, tf.zeros_initializer())
        pixels = tf.placeholder(tf.float32, shape)
        assign_op = tf.assign(image, pixels).op
        losses = {'mean': tf.reduce_mean(image), 'total': loss(image)}
        with tf.name_scope('train'):
            step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
            if gradient is None:
                found = tf.gradients(losses['total'], image)[0]
            else:
                found = gradient(image, losses['total'])
            found = tf.identity(found, name='gradient')
            updates = optimizer(image, losses, found, step, **kwargs)
        saver = tf.train.Saver()
        init_op = tf.global_variables_initializer()
    graph.finalize()  # a step that adds a node fails
    sess = tf.Session(graph=graph)
    sess.run(init_op)
    sess.run(assign_op, {pixels: np.broadcast_to(start, shape)})
    return sess, Toy(graph, image, losses, found, step, updates, saver)


def quadratic(image):
    """Its minimum lies outside 0..255 for a third of the pixels."""
    scale = np.linspace(1, 30, 36).reshape(SHAPE)
    return tf.reduce_sum(scale * tf.square(image - TARGET))


def rosenbrock(image):
    """Rosenbrock's valley in neighbouring pixels, about the middle of 0..255: curved and narrow."""
    x = tf.reshape(image, [-1]) / 64.0 - 1.0
    return tf.reduce_sum(100.0 * tf.square(x[1:] - tf.square(x[:-1])) + tf.square(1.0 - x[:-1]))


def convolutions(image):
    """The Gram matrix and the features of a random two-layer network, as in a style transfer."""
    rng = np.random.default_rng(3)
    net = image / 128.0 - 1.0
    for inputs, outputs in ((3, 8), (8, 8)):
        weights = rng.normal(0, 0.4, (3, 3, inputs, outputs)).astype(np.float32)
        net = tf.nn.relu(tf.nn.conv2d(net, weights, strides=[1, 1, 1, 1], padding='SAME'))
    columns = tf.reshape(net, [-1, 8])
    gram = tf.matmul(columns, columns, transpose_a=True)
    target = rng.uniform(0, 2, (8, 8)).astype(np.float32)
    return tf.reduce_sum(tf.square(gram - target)) + tf.reduce_sum(tf.square(net - 0.5))


def variables(sess):
    """All variables of a session, by name, as copies."""
    with sess.graph.as_default():
        found = {v.op.name: v for v in tf.global_variables()}
    return {name: np.array(value) for name, value in sess.run(found).items()}
