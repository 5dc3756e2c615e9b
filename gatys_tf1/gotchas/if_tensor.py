"""A condition on the loss"""

import tensorflow.compat.v1 as tf

SYMPTOM = '`if loss < 1:`, `while`, `and`, `not` or `assert` on a tensor is refused.'

MESSAGES = [
    'TypeError: Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` '
    'instead of `if t:` to test if a tensor is defined, and use TensorFlow ops such as tf.cond to '
    'execute subgraphs conditioned on the value of a tensor.',
    'OperatorNotAllowedInGraphError: using a `tf.Tensor` as a Python `bool` is not allowed in '
    'Graph execution. Use Eager execution or decorate this function with @tf.function.',
    'OperatorNotAllowedInGraphError: Using a symbolic `tf.Tensor` as a Python `bool` is not '
    'allowed.',
    'OperatorNotAllowedInGraphError: Iterating over a symbolic `tf.Tensor` is not allowed.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/8322',
    'https://github.com/tensorflow/tensorflow/issues/11840',
    'https://github.com/davidsandberg/facenet/issues/1127',
    'https://github.com/carpedm20/lstm-char-cnn-tensorflow/issues/8',
]

LEVEL = 'start'

PREDICT = 'The rate is to be larger while the loss is above 1. When is the condition decided?'

CHOICES = [
    'In every step, with that step’s loss.',
    'Never: Python asks for True or False while the graph is built, and there is none yet.',
    'Once, with the first loss that is fed.',
]

ANSWER = 1

TEMPTING = {
    0: 'That is what was meant. But `if` is Python’s, and Python has gone past it before any step.',
    2: 'While the lines are executed nothing has been fed; the graph is only being described.',
}


def wrong():
    with tf.Graph().as_default():
        loss = tf.placeholder(tf.float32, [])
        if loss > 1.0:
            return 0.1
        return 0.01


SURPRISE = '`loss > 1.0` is a node of the graph, and a node is neither true nor false.'

EXPLANATION = """
The lines that build a graph are executed once, before the first step. `loss > 1.0` adds a node
`Greater`, whose value exists in `sess.run` only. `if`, `while`, `and`, `or`, `not`, `assert` and
`in` need a Python truth value at once, and TensorFlow refuses to invent one. What to do depends on
what was meant:

- *Is there a tensor at all?* `if t is not None:`. This is what most old code meant, such as `if
  regularizer:`, `if grad:`, `x = x or default`.
- *Choose between two values in every step.* `tf.where(condition, a, b)`, as below. Both are
  computed.
- *Do one of two things in every step.* `tf.cond(condition, do_a, do_b)`, with everything that is to
  happen made inside the functions.
- *Decide in the loop, in Python.* Fetch the value: `if sess.run(loss, feed) < 0.1: break`.
- *Combine conditions.* `tf.logical_and(a, b)` or `a & b` for `and`, `tf.logical_not` or `~` for
  `not`.

Today's text recommends eager execution or `@tf.function`. In a program with sessions neither helps.

The same message appears where no `if` is in sight: `sess.run(a, b)` takes `b` as the feed and asks
whether it is empty (`sess.run([a, b])` was meant). And the comparison that is **not** refused is
`==`; see equals-asks-for-identity.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.placeholder(tf.float32, [])
        rate = tf.where(loss > 1.0, 0.1, 0.01)
        values = [round(float(sess.run(rate, {loss: value})), 2) for value in (5.0, 0.5)]
        print('rates:', values)
        return values


DIFFER = 'wrong() raises while building; right() returns the rates of two steps.'

RULE = 'A condition on a tensor’s value is `tf.where` or `tf.cond`, or is made on a fetched value.'

STEPPED_ROUND = []
