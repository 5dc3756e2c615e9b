"""A loss on the first layer: when is its gradient computed?"""

import tensorflow.compat.v1 as tf

SYMPTOM = (
    'A step needs more memory than its activations take, and more with each layer in the loss.'
)

MESSAGES = []

SOURCE = "found in this project's own graph"

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/5816',
    'https://github.com/tensorflow/tensorflow/issues/4552',
    'https://github.com/tensorflow/tensorflow/issues/11171',
]

LEVEL = 'deep'

PREDICT = (
    'The Gram matrices of the first and of the last layer each have a loss, and `tf.gradients` '
    "differentiates their sum. Does the first loss's gradient with respect to its layer's features "
    'wait for the forward pass to end?'
)

CHOICES = [
    'No',
    'Yes: the backward pass comes after the forward pass',
    'Yes: the last loss is part of the sum',
]

ANSWER = 0

TEMPTING = {
    1: 'So it is told, and so eager code does it. A graph has no passes: it has nodes, and each '
    'starts when its inputs are there.',
    2: 'The derivative of a sum by one summand is 1, whatever the other one is. So the gradient '
    'needs the first Gram matrix and the features, and no more.',
}

BOTH_MODES = True


def network():
    """Four convolutions, and a loss on two of them: an image, the first features, two scalars."""
    image = net = tf.placeholder(tf.float32, [1, 16, 16, 8])
    points, losses = {}, []
    for layer in ('first', 'second', 'third', 'last'):
        kernel = tf.ones([3, 3, 8, 8]) / 72
        points[layer] = net = tf.nn.relu(tf.nn.conv2d(net, kernel, 1, 'SAME'), name=layer)
    for layer in ('first', 'last'):
        columns = tf.reshape(points[layer], [-1, 8])
        gram = tf.matmul(columns, columns, transpose_a=True, name=f'{layer}_gram')
        losses.append(tf.reduce_sum(tf.square(gram)))
    return image, points['first'], losses


def report(gradient):
    """Says whether the first loss's gradient can be computed without the last convolution."""

    def needed(name):
        return {n.name for n in tf.graph_util.extract_sub_graph(definition, [name]).node}

    definition = gradient.graph.as_graph_def()
    step = needed(gradient.op.name)
    products = sorted(name for name in step if 'first_gram_grad/MatMul' in name)
    waits = ['last' in needed(name) for name in products]
    print('gradients as large as the first features:', len(products))
    print('they wait for the last layer:', waits)
    return waits


def wrong():
    with tf.Graph().as_default():
        image, _, (first, last) = network()
        return report(tf.gradients(first + last, image)[0])


SURPRISE = 'They can be computed at once, and are then kept until the backward pass gets there.'

EXPLANATION = """
A session starts each node as soon as its inputs are there. What the first loss adds to the gradient
of its layer's features needs these features and their Gram matrix; both are there when the forward
pass has hardly begun. The sum with what comes from the deeper layers, though, waits for the whole
backward pass. Until then a tensor as large as the features is in memory, for each layer that has a
loss, and at the end of the forward pass, when memory is at its peak anyway, they are all there.

No message says so. In a graph without errors, only the memory is more than you have counted. Style
transfer is a bad case, with losses on its first and largest layers: in this project's graph they
were an eighth of a run's memory at 1024x1024 pixels.

In the right code the gradient is taken in two pieces. What the last loss contributes is computed
first, down to the features of the first layer. What the first loss contributes gets a control
dependency on it. Then the sum goes on to the image.

`gate_gradients=True` does not help: it ties the gradients of one node together, not those of two
branches.
"""


def right():
    with tf.Graph().as_default():
        image, features, (first, last) = network()
        from_last = tf.gradients(last, features)[0]
        with tf.control_dependencies([from_last]):
            from_first = tf.gradients(first, features)[0]
        return report(tf.gradients(features, image, from_last + from_first)[0])


DIFFER = 'Whether the gradients wait: False in wrong, True in right.'

RULE = 'A gradient is computed as early as it can be: if it is large, make it wait.'

STEPPED_ROUND = ['gatys_tf1/objective.py:gradient']
