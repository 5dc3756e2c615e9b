"""Two hundred steps with batch normalisation"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'With batch normalisation training goes well, and testing is as good as guessing.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/11965',
    'https://github.com/tensorflow/tensorflow/issues/1122',
    'https://github.com/tensorflow/tensorflow/issues/16102',
    'https://github.com/soloice/mnist-bn/issues/7',
]

LEVEL = 'core'

PREDICT = (
    'After 200 steps the loss in training mode is 0. What is it in test mode, on the same data?'
)

CHOICES = [
    '0 as well: the weights are the same.',
    'Large: the averages that test mode uses are still the initial ones.',
    'Slightly larger, since the averages lag behind.',
]

ANSWER = 1

TEMPTING = {
    0: 'The weights are; but test mode normalises by stored averages, and not by the batch’s own.',
    2: 'That is how it looks when the averages are updated; here they never were.',
}

DATA = np.float32([[98], [99], [101], [102]])
TARGETS = np.float32([[0], [1], [3], [4]])


def batch_norm(x, training):
    """Batch normalisation as tf.layers and slim have it: the updates go into a collection."""
    moving_mean = tf.get_variable('moving_mean', [1], initializer=tf.zeros_initializer())
    moving_var = tf.get_variable('moving_variance', [1], initializer=tf.ones_initializer())
    mean, var = tf.nn.moments(x, [0])
    for moving, value in ((moving_mean, mean), (moving_var, var)):
        update_op = tf.assign(moving, 0.9 * moving + 0.1 * value)
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, update_op)
    mean, var = tf.where(training, mean, moving_mean), tf.where(training, var, moving_var)
    return tf.nn.batch_normalization(x, mean, var, None, None, 1e-3)


def model():
    training = tf.placeholder(tf.bool, [])
    normalised = batch_norm(tf.constant(DATA), training)
    slope = tf.Variable(1.0, name='slope')
    offset = tf.Variable(0.0, name='offset')
    return training, tf.reduce_mean(tf.square(slope * normalised + offset - TARGETS))


def losses(training, loss, train_op):
    """The loss after 200 steps, in training mode and in test mode."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(200):
            sess.run(train_op, {training: True})
        values = [float(sess.run(loss, {training: mode})) for mode in (True, False)]
    print(f'in training mode: {values[0]:.0f}  in test mode: {values[1]:.0f}')
    return [round(value) for value in values]


def wrong():
    with tf.Graph().as_default():
        training, loss = model()
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        return losses(training, loss, train_op)


SURPRISE = 'The moving averages are 0 and 1, as on the first day: nobody ran their updates.'

EXPLANATION = """
Batch normalisation has two modes. In training it uses the mean and variance of the batch; in
testing, moving averages of these. The averages are variables, but no gradient reaches them: they
are assigned. `tf.layers.batch_normalization` and `slim.batch_norm` make these assignments and put
them into the collection `tf.GraphKeys.UPDATE_OPS`. There they stay, unless something runs them.
`minimize` does not: the loss does not depend on them.

So training, which never looks at the averages, goes well, and testing divides by the wrong numbers.
Many then test with `training=True`, and it seems cured. But then the prediction for one image
depends on the others in its batch.

`slim.learning.create_train_op` runs the collection by itself; `tf.train.Optimizer` and
`optimizer.apply_gradients` do not. `updates_collections=None` in slim's makes the updates part of
the layer. In Keras, `layer.updates` has to be run likewise, by hand, in a loop of one's own.

Near misses: `get_collection` is called **before** the network is built, and is empty; two towers,
or a GAN's two networks, each of which runs the updates of both; the averages are left out of the
checkpoint, since `tf.trainable_variables()` does not contain them; a decay of 0.999 and only a
hundred steps.

The check: fetch a `moving_mean` after training. Zeros mean that nobody updated it.
"""


def right():
    with tf.Graph().as_default():
        training, loss = model()
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        return losses(training, loss, train_op)


DIFFER = 'The loss in test mode: in the thousands against 0.'

RULE = 'Run the collection UPDATE_OPS with every training step, by control dependencies.'

STEPPED_ROUND = []
