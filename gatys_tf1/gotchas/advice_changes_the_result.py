"""TensorFlow says what to use instead"""

import os

import tensorflow.compat.v1 as tf

SYMPTOM = 'Warnings were followed one by one, and counts, files or printed lines are wrong now.'

MESSAGES = [
    'div (from tensorflow.python.ops.math_ops) is deprecated and will be removed in a future '
    'version.',
    'Deprecated in favor of operator or tf.math.divide.',
    'checkpoint_exists (from tensorflow.python.checkpoint.checkpoint_management) is deprecated and '
    'will be removed in a future version.',
    'Use standard file APIs to check for files with this prefix.',
    'softmax_cross_entropy_with_logits (from tensorflow.python.ops.nn_ops) is deprecated and will '
    'be removed in a future version.',
    'Future major versions of TensorFlow will allow gradients to flow into the labels input on '
    'backprop by default.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/pull/23825',
    'https://github.com/tensorflow/tensorflow/pull/34807',
    'https://github.com/tensorflow/tensorflow/issues/29677',
]

LEVEL = 'core'

PREDICT = (
    'The old lines were `tf.div(7, 2)`, which gave 3, and `tf.train.checkpoint_exists(path)`, '
    'which gave True. Both were changed as their warnings say. What is printed?'
)

CHOICES = ['3 and True', '3.5 and False', '3.5 and True']

ANSWER = 1

TEMPTING = {
    0: 'A warning that recommends a replacement should know that it is one; these two do not.',
    2: 'Half of it: the file API, too, is asked about a name that is no file.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        weights = tf.get_variable('weights', [2])
        batches = tf.math.divide(tf.constant(7), 2)  # was: tf.div
        sess.run(tf.global_variables_initializer())
        tf.train.Saver([weights]).save(sess, 'model.ckpt')
        found = os.path.exists('model.ckpt')  # was: tf.train.checkpoint_exists
        value = float(sess.run(batches))
        print('batches:', value, ' checkpoint found:', found)
        return value, found


SURPRISE = 'Both replacements give another answer than what they replace, and neither fails.'

EXPLANATION = """
A deprecation warning is one sentence that was written for everybody. Some of them, taken at their
word, change what a program computes:

- `tf.div(7, 2)` → *operator or `tf.math.divide`*: 3 becomes 3.5. `tf.div` rounds integers down, as
  Python 2 did; its successor is `//`.
- `tf.train.checkpoint_exists(p)` → *standard file APIs*: a checkpoint is the files `p.index` and
  `p.data-…`; there is no file `p`.
- `tf.Print(x, [x])` → *`tf.print`*: returns an operation that nobody runs, so no line is printed
  (tf-print-unattached).
- `tf.nn.softmax_cross_entropy_with_logits` → *`…_v2`*: gradients also flow into the labels, which
  matters where labels are computed.
- `tf.image.resize_bilinear` → *`tf.image.resize`*: pixels are sampled elsewhere
  (upgrade-script-moves-pixels).
- `tf.layers.dense` → *`keras.layers.Dense`*: ignores `variable_scope` and `reuse`; old checkpoints
  do not fit.
- dropout's `keep_prob` → *`rate = 1 - keep_prob`*: right, if the `1 -` is not forgotten
  (keep-prob-or-rate).

Most of `compat.v1` works as it is (not `tf.layers`, see layers-are-gone). The warnings say *will be
removed in a future version*, some *after 2017-03-02*, and the functions are there. Old code whose
results matter may keep the old calls, with `tf.logging.set_verbosity(tf.logging.ERROR)`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        weights = tf.get_variable('weights', [2])
        batches = tf.constant(7) // 2
        sess.run(tf.global_variables_initializer())
        tf.train.Saver([weights]).save(sess, 'model.ckpt')
        found = tf.train.checkpoint_exists('model.ckpt')
        value = float(sess.run(batches))
        print('batches:', value, ' checkpoint found:', found)
        return value, found


DIFFER = 'The number of batches, and whether the checkpoint is found.'

RULE = 'Follow a deprecation warning only with a test that holds the old result.'

STEPPED_ROUND = []
