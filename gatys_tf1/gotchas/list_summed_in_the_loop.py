"""Five style layers with the same weight. Do they count the same?"""

import functools

import tensorflow.compat.v1 as tf

SYMPTOM = 'The loss is larger than the sum of its parts, and the first layers dominate.'

MESSAGES = []

SOURCE = 'the class-visualisation post, in its code for content and style'

THREADS = []

LEVEL = 'core'

PREDICT = (
    'Five layers, each with a loss of 1 and a weight of 1. They are collected in a list, and the '
    'style loss is the sum. What is it?'
)

CHOICES = ['5', '15', '25']

ANSWER = 1

TEMPTING = {
    0: 'That is what was meant. Look at the indentation of the last line.',
    2: 'It would be if all five were in the list each time. The list grows while it is summed.',
}

LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1']


def layer_losses():
    """One loss of 1 for each layer."""
    return {layer: tf.constant(1.0, name=f'loss/{layer}') for layer in LAYERS}


def shares(sess, total, losses):
    """How much the total grows with each layer's loss."""
    return dict(zip(losses, map(float, sess.run(tf.gradients(total, list(losses.values()))))))


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        losses = layer_losses()
        style_loss, style_losses = 0, []
        for layer in LAYERS:
            style_losses.append(1.0 * losses[layer])
            style_loss += functools.reduce(tf.add, style_losses)
        print('style loss:', sess.run(style_loss))
        counted = shares(sess, style_loss, losses)
        print('counted:', counted)
        return list(counted.values())


SURPRISE = (
    'The first layer counts five times, and the weights that were tuned are not those in use.'
)

EXPLANATION = """
The loop adds the sum of the list *so far* in every round: 1, then 1 + 1, then 1 + 1 + 1. The first
layer is in all five sums, the last in one. With equal weights the real ones are 5, 4, 3, 2, 1. In
the post it is the same for content, where `relu4_2` counts twice and `relu5_2` once, and with
several styles the list goes on growing from style to style.

Nothing gives it away. The graph is correct, each summary shows a sensible curve, the picture has
style, with more fine texture than asked for, since the early layers hold that. And whoever tunes
the weights by eye makes up for it, until they take their numbers to another program, where they
look wrong.

It is plain Python, not TensorFlow. What TensorFlow adds is that you cannot step through it: the
line runs once, while the graph is built, and what it built is a chain of `add`. So ask the graph:
the gradient of the total with respect to each part is the weight with which that part counts. It is
one line, and a good test for every loss that has more than one term.

Either append in the loop and sum after it, once, with `tf.add_n`; or add up in the loop and keep no
list. Not both.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        losses = layer_losses()
        style_losses = []
        for layer in LAYERS:
            style_losses.append(1.0 * losses[layer])
        style_loss = tf.add_n(style_losses)
        print('style loss:', sess.run(style_loss))
        counted = shares(sess, style_loss, losses)
        print('counted:', counted)
        return list(counted.values())


DIFFER = 'How often each layer counts: 5, 4, 3, 2, 1 in wrong; once each in right.'

RULE = 'Sum the list once, after the loop; and test that each gradient of the total is its weight.'

STEPPED_ROUND = []
