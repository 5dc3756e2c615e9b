"""The same weight decay, from the package that is still there"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'A port of old code trains to a worse result, and its regularisation loss is larger.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorpack/tensorpack/issues/1381',
    'https://github.com/keras-team/keras/issues/4712',
]

LEVEL = 'core'

PREDICT = (
    'The old code had `tf.contrib.layers.l2_regularizer(0.5)`, and its loss for these weights was '
    '1.25. What is it with `tf.keras.regularizers.l2(0.5)`?'
)

CHOICES = ['1.25', '0.625', '2.5']

ANSWER = 2

TEMPTING = {
    0: 'Both are called L2, and both take the weight of it as their argument; but one halves.',
    1: 'There is a factor of two between them, in the other direction.',
}

WEIGHTS = np.float32([1.0, 2.0])


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.keras.regularizers.l2(0.5)(tf.constant(WEIGHTS))
        value = float(sess.run(loss))
        print('0.5 * (1 + 4) =', value)
        return value


SURPRISE = 'Keras does not halve the sum of squares, so the same number is twice the decay.'

EXPLANATION = """
There are two conventions, and they differ by a factor of two:

- `tf.contrib.layers.l2_regularizer(s)`, today `slim.l2_regularizer(s)`: `s * sum(w²) / 2`, that is,
  `s * tf.nn.l2_loss(w)`. Its gradient is `s * w`, which is what papers and Caffe call a weight
  decay of `s`.
- `tf.keras.regularizers.l2(s)`: `s * sum(w²)`. Its gradient is `2 * s * w`.

Nothing fails. The network trains, a little more regularised than in the paper, and what that costs
in accuracy is put down to the seed.

The upgrade script knows the difference: `tf_upgrade_v2` turns `l2_regularizer(s)` into
`tf.keras.regularizers.l2(0.5 * (s))`. People who look for the successor by hand, or take it from an
answer in a forum, do not. L1 is the same in both.

Of the initialisers, `xavier_initializer()` has a true successor,
`tf.initializers.glorot_uniform()`: both are uniform. `variance_scaling_initializer()` has none of
its name: contrib's had `factor=2.0` and a fan-in (He's), `tf.variance_scaling_initializer()` has
`scale=1.0`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = slim.l2_regularizer(0.5)(tf.constant(WEIGHTS))
        halved = tf.keras.regularizers.l2(0.5 / 2)(tf.constant(WEIGHTS))
        value, same = map(float, sess.run([loss, halved]))
        print('0.5 * (1 + 4) / 2 =', value, 'or', same)
        return value


DIFFER = 'The regularisation loss: 2.5 against 1.25.'

RULE = 'When a regulariser moves from contrib or slim to Keras, halve its weight.'

STEPPED_ROUND = []
