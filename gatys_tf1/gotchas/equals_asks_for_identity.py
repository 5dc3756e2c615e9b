"""The accuracy is 0.0, from the first step to the last"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'An accuracy, a mask or a count that is computed with == is 0 or False for ever.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/9359',
    'https://github.com/keras-team/keras/issues/12687',
    'https://github.com/tensorflow/tensorflow/issues/32100',
]

LEVEL = 'core'

PREDICT = 'Three of four predictions are right. What is the accuracy, as old code computes it here?'

CHOICES = [
    '0.75',
    'An error: a tensor has no truth value.',
    '0.0 in one of the two graph modes, 0.75 in the other.',
]

ANSWER = 2

TEMPTING = {
    0: 'That is what `tf.equal` gives, and what `==` gives since TensorFlow 2 without its old mode.',
    1: '`<` and `>` give a tensor, on which `if` fails; `==` was left to Python, which never fails.',
}

BOTH_MODES = True


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, labels = tf.constant([1, 2, 3, 4]), tf.constant([1, 2, 3, 0])
        hits = predicted == labels
        print('hits:', hits)
        accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        value = float(sess.run(accuracy))
        print('accuracy:', value)
        return value


SURPRISE = 'TensorFlow 1’s `==` asks whether two tensors are the same node. They never are.'

EXPLANATION = """
TensorFlow 1 overloads `<`, `<=`, `>` and `>=`, but not `==` and `!=`. So Python's own comparison
applies: are these the same object? `predicted == labels` is plain `False`, computed while the graph
is built. `tf.cast(False, tf.float32)` turns it into a constant 0, and the accuracy is the mean of
that. Nothing fails, and no data will change it. `tensor == 0` and `loss != loss`, the test for NaN,
behave likewise.

The reason was that tensors are used as keys of dictionaries (`feed_dict`!) and sought in lists, for
which Python needs an `==` that answers True or False.

TensorFlow 2 overloads `==` after all, where tensors have no hash any more. In graph mode it depends
on how that mode was switched on: `tf.disable_v2_behavior()` brings the old comparison back,
`tf.disable_eager_execution()` alone leaves the new one. The same line thus gives 0.0 in one program
and 0.75 in the other. With the new one, `if x == None` fails, and `tensor in list` too; write `x is
None`.

`tf.equal` and `tf.not_equal` mean the same in both modes and in every version. NaN is found by
`tf.is_nan`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, labels = tf.constant([1, 2, 3, 4]), tf.constant([1, 2, 3, 0])
        hits = tf.equal(predicted, labels)
        accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        value = float(sess.run(accuracy))
        print('accuracy:', value)
        return value


DIFFER = 'The accuracy in mode A: 0.0 against 0.75. In mode B both are 0.75.'

RULE = 'Compare tensors with `tf.equal`, and with None by `is`.'

STEPPED_ROUND = []
