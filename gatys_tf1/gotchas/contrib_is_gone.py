"""The import for old code, and a first layer"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'tf.contrib is missing, in tensorflow.compat.v1 as well; so is tf.estimator.'

MESSAGES = [
    "AttributeError: module 'tensorflow' has no attribute 'contrib'",
    "AttributeError: module 'tensorflow.compat.v1' has no attribute 'contrib'",
    "AttributeError: module 'tensorflow._api.v2.compat.v1' has no attribute 'contrib'",
    "ModuleNotFoundError: No module named 'tensorflow.contrib'",
    "AttributeError: module 'tensorflow.compat.v1' has no attribute 'estimator'",
    "AttributeError: module 'tensorflow' has no attribute 'estimator'",
    'WARNING: The TensorFlow contrib module will not be included in TensorFlow 2.0.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/models/issues/7767',
    'https://github.com/tensorflow/models/issues/9908',
    'https://github.com/tensorflow/community/issues/259',
    'https://github.com/tensorflow/tensorflow/issues/50850',
]

LEVEL = 'start'

PREDICT = 'The import is the one for old code. What does the first line of the network do?'

CHOICES = [
    'It works, with a deprecation warning.',
    'It raises an AttributeError: the module is not in `compat.v1` either.',
    'It works if tf-slim is installed, which `tf.contrib.slim` now points to.',
]

ANSWER = 1

TEMPTING = {
    0: '`compat.v1` is the whole of TensorFlow 1 *without* contrib, which was never part of its '
    'promise.',
    2: 'tf-slim is that code, moved out; but nothing in TensorFlow points to it.',
}

IMAGE = np.ones([1, 4, 4, 3], np.float32)


def wrong():
    with tf.Graph().as_default():
        return tf.contrib.slim.conv2d(IMAGE, 2, [3, 3], scope='conv1')


SURPRISE = '`tf.contrib` is the one large part of TensorFlow 1 that `compat.v1` leaves out.'

EXPLANATION = """
`tf.contrib` was a place for contributions, outside of TensorFlow's promise of compatibility, and
was removed with 2.0. No flag brings it back. Each part went its own way:

- `tf.contrib.slim`, `tf.contrib.layers` and `arg_scope`: the package tf-slim, `import tf_slim as
  slim`, with the same names, scopes and checkpoints. Only `slim.batch_norm` is broken on Keras 3
  (slim-batch-norm).
- `layers.xavier_initializer()`: `tf.initializers.glorot_uniform()`, or slim's.
- `layers.l2_regularizer(s)`: slim's, and not Keras' (regularizer-twice-as-strong).
- `tf.contrib.rnn`: cells are in `tf.nn.rnn_cell`, with the package tf-keras only (layers-are-gone).
- `tf.contrib.seq2seq`, `tf.contrib.image`: went to TensorFlow Addons, which has ended.
- `tf.contrib.data`, `tf.contrib.lookup`: `tf.data`, `tf.lookup`.
- `tf.contrib.training.HParams`: any small class of your own.
- `tf.contrib.opt.ScipyOptimizerInterface`: `scipy.optimize.minimize` around a `sess.run`.

`tf.estimator` was part of `compat.v1` once. It left with TensorFlow 2.16; what is left is a loop of
your own or `tf.train.MonitoredTrainingSession`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = slim.conv2d(IMAGE, 2, [3, 3], scope='conv1')
        sess.run(tf.global_variables_initializer())
        print('shape:', sess.run(features).shape)
        names = [variable.op.name for variable in tf.global_variables()]
        print('variables:', names)
        return names


DIFFER = 'wrong() raises; right() returns the names of the variables, which are those of contrib.'

RULE = 'Replace `tf.contrib.slim` and `tf.contrib.layers` by tf-slim, and the rest one by one.'

STEPPED_ROUND = []
