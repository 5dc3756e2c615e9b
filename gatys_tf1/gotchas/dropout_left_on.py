"""The same image, three times"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A trained network answers differently each time, and worse than it did in training.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/uclnlp/jack/issues/384',
    'https://github.com/pudae/tensorflow-densenet/issues/11',
]

LEVEL = 'start'

PREDICT = (
    'The weights do not change, and the same image is fed three times. Are the three outputs equal?'
)

CHOICES = [
    'Yes: without a training step nothing is random.',
    'No, but dropout scales, so that they are equal to two decimals.',
    'No: what is dropped is drawn anew in each run.',
]

ANSWER = 2

TEMPTING = {
    0: 'Dropout does not know of training. It is a node like any other, and drops when it is run.',
    1: 'The scaling makes the *mean* over many runs right, not a single one.',
}

IMAGE = np.ones([1, 20], np.float32)


def network(image, keep_prob):
    tf.set_random_seed(1)
    return tf.reduce_sum(tf.nn.dropout(image, keep_prob=keep_prob), 1)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.placeholder(tf.float32, [None, 20])
        output = network(image, keep_prob=0.5)
        values = [float(sess.run(output, {image: IMAGE})[0]) for _ in range(3)]
        print('outputs:', values)
        return values


SURPRISE = 'Half of the features are dropped in each run, in testing as in training.'

EXPLANATION = """
`tf.nn.dropout` is a node that multiplies by a random mask and divides by the share that is kept.
There is no training mode in TensorFlow 1's graphs that could switch it off. With a number from
Python the rate is part of the graph and cannot be changed by a run. So a graph that is built for
training, saved as `.meta` or frozen, and then used for prediction drops half of its features
forever.

It looks like a network that has learnt less than it did: its accuracy in use is some points below
that of training, and asked twice it gives two answers. The second is the test: **run the same input
twice and compare**.

Three ways:

- `keep_prob = tf.placeholder_with_default(1.0, [])`, fed with 0.5 by the training step alone. What
  is forgotten is then the harmless side: an evaluation needs no feed.
- an `is_training` for `slim.dropout` or `tf.layers.dropout`, which differ in their default: slim's
  is **on** (slim-dropout-is-on), that of `tf.layers.dropout` is off.
- two graphs, or two towers with shared variables: one for training, one without dropout.

A seed does not help. It makes a program's sequence of masks repeatable, not the mask of every run
the same.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.placeholder(tf.float32, [None, 20])
        keep_prob = tf.placeholder_with_default(1.0, [])
        output = network(image, keep_prob)
        in_training = sess.run(output, {image: IMAGE, keep_prob: 0.5})
        values = [float(sess.run(output, {image: IMAGE})[0]) for _ in range(3)]
        print('in training:', in_training, ' outputs:', values)
        return values


DIFFER = 'The three outputs: different ones against 20.0 each time.'

RULE = 'Let the share that is kept default to 1, and feed it in the training step only.'

STEPPED_ROUND = []
