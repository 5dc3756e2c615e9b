"""Three of four predictions are right"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'An accuracy, a mask or a count that is computed with == is 0 or False forever.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/9359',
    'https://github.com/keras-team/keras/issues/12687',
]

LEVEL = 'core'

PREDICT = 'Three of four predictions are right. What is the accuracy, as it is computed here?'

CHOICES = ['0.75', 'An error: a tensor has no truth value.', '0.0']

ANSWER = 2

TEMPTING = {
    0: 'That is what `tf.equal` gives, and what `==` gives when TensorFlow 2 runs eagerly.',
    1: '`<` and `>` give a tensor, on which `if` fails; `==` was left to Python and never fails.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, labels = tf.constant([1, 2, 3, 4]), tf.constant([1, 2, 3, 0])
        hits = predicted == labels
        print('hits:', hits)
        accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        value = float(sess.run(accuracy))
        print('accuracy:', value)
        return value


SURPRISE = 'In a graph, `==` asks whether two tensors are the same node. They never are.'

EXPLANATION = """
In a graph TensorFlow overloads `<`, `<=`, `>` and `>=`, but not `==` and `!=`. So Python's own
comparison applies: are these the same object? `predicted == labels` is plain `False`, computed
while the graph is built. `tf.cast(False, tf.float32)` turns it into a constant 0, and the accuracy
is the mean of that. Nothing fails, and no data will change it. A mask, `labels == 0`, is `False`
likewise; `loss != loss`, the test for NaN, is `False` as well, and `a != b` is always `True`.

The reason is that tensors are used as keys of dictionaries (`feed_dict`!) and are sought in lists,
for which Python needs an `==` that answers True or False.

TensorFlow 2 does compare the elements, when it runs eagerly or inside `@tf.function`. In the graph
of a session it does not, neither after `tf.disable_v2_behavior()` nor after
`tf.disable_eager_execution()`, nor inside `with tf.Graph().as_default():`. So a function that was
written or tested eagerly, or copied from a newer project, gives 0.75 there and 0.0 here.

`tf.equal` and `tf.not_equal` mean the same in every mode and version. NaN is found by `tf.is_nan`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        predicted, labels = tf.constant([1, 2, 3, 4]), tf.constant([1, 2, 3, 0])
        hits = tf.equal(predicted, labels)
        accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        value = float(sess.run(accuracy))
        print('accuracy:', value)
        return value


DIFFER = 'The accuracy: 0.0 against 0.75.'

RULE = 'Compare tensors with `tf.equal`, and with None by `is`.'

STEPPED_ROUND = []
