"""An accuracy from the library of metrics"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'tf.metrics.accuracy is 0, is uninitialised, or never gets worse again.'

MESSAGES = [
    'FailedPreconditionError: Attempting to use uninitialized value accuracy/total',
    'FailedPreconditionError: Attempting to use uninitialized value accuracy/count',
    'FailedPreconditionError (see above for traceback): Attempting to use uninitialized value '
    'mean/count',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/15115',
    'https://github.com/tensorflow/tensorflow/issues/9498',
    'https://github.com/tensorflow/tensor2tensor/issues/399',
]

LEVEL = 'core'

PREDICT = (
    'Two batches: in the first all predictions are right, in the second none. After each, the '
    'accuracy is fetched. What are the two numbers?'
)

CHOICES = ['1.0 and 0.0', '1.0 and 0.5', '0.0 and 0.0']

ANSWER = 2

TEMPTING = {
    0: 'That is what an accuracy of the batch gives. A metric looks at no batch by itself.',
    1: 'So it is if the second value is run, too: a mean over all that has been seen.',
}

RIGHT = np.ones([4], np.int32)
FALSE = np.zeros([4], np.int32)


def build():
    predicted = tf.placeholder(tf.int32, [None])
    with tf.variable_scope('metrics'):
        accuracy, update_op = tf.metrics.accuracy(tf.ones_like(predicted), predicted)
    return predicted, accuracy, update_op


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, accuracy, _ = build()
        sess.run(tf.local_variables_initializer())
        values = [float(sess.run(accuracy, {predicted: batch})) for batch in (RIGHT, FALSE)]
        print('accuracies:', values)
        return values


SURPRISE = 'The first value only divides two counters, and nobody has counted.'

EXPLANATION = """
`tf.metrics.*` returns a pair. They are meant for an evaluation that goes over many batches:

- `update_op` looks at the batch, adds to two variables, `total` and `count`, and returns the new
  mean;
- `accuracy` is `total / count`, or 0 if nothing was counted. It reads neither labels nor
  predictions, and feeding it a batch changes nothing.

The variables are **local** ones. `tf.global_variables_initializer()` leaves them out, hence
*uninitialized value accuracy/total*; run `tf.local_variables_initializer()` as well. A saver leaves
them out, too.

Nothing sets them back. Fetched after each batch, the result of `update_op` is the mean since the
program began: it moves less and less, and an epoch's number contains all epochs before it, the
untrained network's included. Before each evaluation, run the initialiser of **these** variables,
which a scope finds, as below.

Fetching both in one run has no order: `accuracy` may be the value before or after the update. And
`tf.metrics.mean(loss)` in a summary shows the smooth curve that one likes, for the same reason.

For the accuracy of one batch, there is no need of a metric:
`tf.reduce_mean(tf.cast(tf.equal(predicted, labels), tf.float32))`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, accuracy, update_op = build()
        counters = tf.get_collection(tf.GraphKeys.LOCAL_VARIABLES, scope='metrics')
        reset_op = tf.variables_initializer(counters)
        values = []
        for epoch in ((RIGHT, FALSE), (FALSE, FALSE)):
            sess.run(reset_op)
            for batch in epoch:
                sess.run(update_op, {predicted: batch})
            values.append(float(sess.run(accuracy)))
        print('accuracies of two epochs:', values)
        return values


DIFFER = 'wrong() returns [0.0, 0.0] for two batches, right() [0.5, 0.0] for two epochs.'

RULE = 'Reset a metric, run its update for every batch, and then fetch its value.'

STEPPED_ROUND = []
