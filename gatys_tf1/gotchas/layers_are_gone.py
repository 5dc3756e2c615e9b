"""A dense layer, as it was always written"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'tf.layers.dense, tf.layers.conv2d or a tf.nn.rnn_cell is not available.'

MESSAGES = [
    'AttributeError: `dense` is not available with Keras 3.',
    'AttributeError: `conv2d` is not available with Keras 3.',
    'AttributeError: `batch_normalization` is not available with Keras 3.',
    'AttributeError: `BasicLSTMCell` is not available with Keras 3.',
    "AttributeError: module 'tensorflow' has no attribute 'layers'",
    "AttributeError: module 'keras._tf_keras.keras.backend' has no attribute 'get_session'",
    '`tf.compat.v1.keras` is not available with Keras 3. Keras 3 has no support for TF 1 APIs.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/69921',
    'https://github.com/tensorflow/tensorflow/issues/26844',
    'https://github.com/tensorflow/tensorflow/issues/26144',
]

LEVEL = 'start'

PREDICT = (
    '`tensorflow.compat.v1` has `tf.layers`, and the mode is that of TensorFlow 1. What does '
    'the dense layer give?'
)

CHOICES = [
    'A tensor, and two variables `fc/kernel` and `fc/bias`.',
    'A tensor, but the variables are hidden inside Keras.',
    'An AttributeError that names another package.',
]

ANSWER = 2

TEMPTING = {
    0: 'So it was up to TensorFlow 2.15, and so it is again with tf-keras.',
    1: 'Nothing is built: the function itself was part of the old Keras, and went with it.',
}

FEATURES = np.float32([[1.0, 2.0]])


def wrong():
    with tf.Graph().as_default():
        print('tf.layers is there:', hasattr(tf, 'layers'))
        return tf.layers.dense(FEATURES, 3, name='fc')


SURPRISE = '`tf.layers` is a door that TensorFlow kept; the room behind it belonged to Keras 2.'

EXPLANATION = """
`tf.layers` and `tf.nn.rnn_cell` are looked up in Keras, into which their code had moved, and since
TensorFlow 2.16 `pip install tensorflow` brings Keras 3, which does not have them. Nor does it have
`keras.backend.get_session` and `tf.compat.v1.keras`, and its layers ignore variable scopes. There
are three ways out:

1. **Write the layer.** Dense and convolution are four lines of `tf.get_variable` each, as below.
   Keep the names, `kernel` and `bias` in a scope of the layer's name, and old checkpoints fit.
2. **tf-slim.** `slim.fully_connected` and `slim.conv2d` do not depend on `tf.layers`' functions.
   But their variables are called `weights` and `biases`, and they apply a ReLU unless told
   otherwise.
3. **The old Keras.** `pip install tf-keras` in TensorFlow's own version, and
   `TF_USE_LEGACY_KERAS=1` in the environment before TensorFlow is imported. `tf.layers`,
   `tf.nn.rnn_cell` and `get_session` come back as they were; `tf.contrib` and `tf.estimator` do
   not.

`tf.keras.layers.Dense(3)(x)`, the usual advice, works in a graph. But its variables ignore
`tf.variable_scope` and its `reuse`, and the layer object has to be kept where it was shared by
name.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        with tf.variable_scope('fc'):
            kernel = tf.get_variable('kernel', [2, 3], initializer=tf.glorot_uniform_initializer())
            bias = tf.get_variable('bias', [3], initializer=tf.zeros_initializer())
            output = tf.matmul(FEATURES, kernel) + bias
        sess.run(tf.global_variables_initializer())
        names = [variable.op.name for variable in tf.global_variables()]
        print('shape:', sess.run(output).shape, 'variables:', names)
        return names


DIFFER = 'wrong() raises; right() returns the names that the layer’s variables always had.'

RULE = 'Write dense and convolution with `tf.get_variable`, or bring the old Keras back whole.'

STEPPED_ROUND = []
