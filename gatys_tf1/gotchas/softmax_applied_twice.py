"""A classifier that is as sure as it can be"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A classifier learns slowly, and its loss never comes near 0, even on ten examples.'

MESSAGES = [
    'ValueError: Only call `softmax_cross_entropy_with_logits` with named arguments (labels=..., '
    'logits=..., ...)',
    'ValueError: Only call `sparse_softmax_cross_entropy_with_logits` with named arguments '
    '(labels=..., logits=..., ...)',
    'InvalidArgumentError: Received a label value of 10 which is outside the valid range of [0, '
    '10).  Label values: 10 3 1',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/nfmcclure/tensorflow_cookbook/issues/86',
    'https://github.com/tflearn/tflearn/pull/562',
    'https://github.com/tensorflow/tensorflow/issues/34986',
    'https://github.com/ppplinday/tensorflow-vgg16-train-and-test/issues/4',
]

LEVEL = 'core'

PREDICT = (
    'Ten classes, and the network is as sure of the right one as it can be: its softmax says 1.0. '
    'What is the cross entropy, as it is computed here?'
)

CHOICES = ['0.0', '1.46', '2.30, that is log(10)']

ANSWER = 1

TEMPTING = {
    0: 'So it should be. But the function takes logits, and applies the softmax itself.',
    2: 'That is the loss of pure guessing. It is better than that, and cannot get much better.',
}

LOGITS = np.float32([[100.0] + [0.0] * 9])
LABELS = np.int32([0])


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.constant(LOGITS)
        probabilities = tf.nn.softmax(logits)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=LABELS, logits=probabilities)
        value, best = sess.run([loss, tf.reduce_max(probabilities)])
        print(f'loss: {value[0]:.2f} at a probability of {best:.2f}')
        return round(float(value[0]), 2)


SURPRISE = 'Even a perfect network keeps a loss of 1.46: a softmax of a softmax is never sure.'

EXPLANATION = """
`…_with_logits` means *give me the numbers before the softmax*. Given probabilities, it takes these
for logits. They lie between 0 and 1, and a softmax of such numbers is nearly flat: with ten classes
the largest probability is e / (e + 9) = 0.23, and the loss at least 1.46. For two classes the least
is 0.31, for a thousand 5.91 of the 6.91 of guessing.

The network trains all the same. The order of the classes is right, so that the accuracy rises; the
gradient is small, since it passes through two softmaxes (where the network is sure and wrong it is
next to 0); and the optimiser keeps pulling at weights that are right. People lower the learning
rate, or blame the data.

It happens where a function called `network` returns probabilities, for the sake of those who want
to predict, and the loss is written elsewhere: `tf.losses.softmax_cross_entropy`,
`sigmoid_cross_entropy_with_logits` (after a sigmoid) and Keras' `from_logits=True` want logits,
too. Keras' default, `from_logits=False`, wants probabilities, and the reverse mistake is to give it
logits.

Let the network return logits; put the softmax where somebody looks at it. The test takes a minute:
train on ten examples. A classifier that can learn at all brings the loss to 0 there, and one with a
floor shows it.

A slip of the same family is the order. TensorFlow 0.x had `(logits, labels)`; 1.x refused to guess,
*Only call … with named arguments*; today the function takes them by position again, labels first.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.constant(LOGITS)
        probabilities = tf.nn.softmax(logits)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=LABELS, logits=logits)
        value, best = sess.run([loss, tf.reduce_max(probabilities)])
        print(f'loss: {value[0]:.2f} at a probability of {best:.2f}')
        return round(float(value[0]), 2)


DIFFER = 'The loss of a perfect network: 1.46 against 0.0.'

RULE = 'A network returns logits; the loss gets these, and the softmax is for the reader.'

STEPPED_ROUND = []
