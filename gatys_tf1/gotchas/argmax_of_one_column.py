"""An accuracy of 100 % in the first step"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'The accuracy is 1.0 from the start and never changes, whatever the loss does.'

MESSAGES = [
    'InvalidArgumentError: Expected dimension in the range [-1, 1), but got 1',
]

SOURCE = 'known'

THREADS = ['https://stackoverflow.com/questions/42191656']

LEVEL = 'core'

PREDICT = (
    'XOR with one output, and an untrained network that says 0.5 for everything. The usual line '
    'for the accuracy compares the argmax of prediction and label. What is it?'
)

CHOICES = ['0.5: two of four by chance', '1.0', '0.0: 0.5 is neither 0 nor 1']

ANSWER = 1

TEMPTING = {
    0: 'Every constant answer gets two of the four right, so this is what a measure should say. '
    'This one does not look at the answers.',
    2: 'The values are not compared, only their positions in the row.',
}

LABELS = np.float32([[0], [1], [1], [0]])


def accuracy_of(sess, hits):
    return float(sess.run(tf.reduce_mean(tf.cast(hits, tf.float32))))


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        predictions = tf.constant(0.5, shape=[4, 1])
        positions = tf.argmax(predictions, 1), tf.argmax(LABELS, 1)
        print('of the predictions:', sess.run(positions[0]))
        print('of the labels:     ', sess.run(positions[1]))
        accuracy = accuracy_of(sess, tf.equal(*positions))
        print('accuracy:', accuracy)
        return accuracy


SURPRISE = 'In a row of one, the largest is always the first.'

EXPLANATION = """
`tf.argmax(x, 1)` gives the position of the largest number in each row, and belongs to labels that
are one-hot: `[0, 0, 1]`. With one column there is one position, 0, for every prediction and every
label, and 0 equals 0. The accuracy is 1.0 before training, and after.

It comes from reusing the last lines of an MNIST example for a problem with two classes. The loss
often has its part in it: `softmax_cross_entropy_with_logits` over one column is 0, since the
softmax of a single number is 1. Then the loss is 0 from the start as well, there is no gradient,
and all looks perfect.

With labels of shape `(n,)`, class numbers, an `argmax` over axis 1 is an error, and over axis 0 it
is one number for the whole batch. `tf.equal` of `(n,)` and `(n, 1)` broadcasts to a table of n by
n.

One column is a yes or no: `sigmoid_cross_entropy_with_logits` for the loss, and for the accuracy
compare the logit with 0, or the probability with 0.5. Class numbers compare with the `argmax` of
the logits alone. And try every measure on an answer that must fail: a constant one.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        predictions = tf.constant(0.5, shape=[4, 1])
        accuracy = accuracy_of(sess, tf.equal(predictions > 0.5, LABELS > 0.5))
        print('accuracy of a constant:', accuracy)
        print('accuracy of the labels:', accuracy_of(sess, tf.equal(LABELS > 0.5, LABELS > 0.5)))
        return accuracy


DIFFER = 'The accuracy of an untrained network: 1.0 in wrong, 0.5 in right.'

RULE = 'argmax for one-hot rows; for a single column, compare with the threshold.'

STEPPED_ROUND = []
