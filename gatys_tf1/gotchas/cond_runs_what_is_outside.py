"""A branch that is not taken, and a counter"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'What belongs to the other branch of a tf.cond happens too: updates, reads, slow work.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/37063952',
    'https://github.com/tensorflow/tensorflow/issues/3287',
    'https://github.com/tensorflow/tensorflow/issues/2062',
    'https://github.com/tensorflow/tensorflow/issues/1410',
    'https://github.com/mozilla/DeepSpeech/issues/215',
]

LEVEL = 'core'

PREDICT = (
    'Two counters; the branch that is taken adds 1 to one of them. After three runs with '
    '`training` False, where do they stand?'
)

CHOICES = ['training 0, test 3', 'training 3, test 3', 'training 0, test 0']

ANSWER = 1

TEMPTING = {
    0: 'As in Python, where only one lambda would be called. Here both are called, once, while the '
    'graph is built, and what they return was made before.',
    2: 'The additions would not run if nothing needed them. But `tf.cond` does: its result is made '
    'of them.',
}


def counters():
    return [tf.get_variable(name, initializer=0) for name in ('trained', 'tested')]


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        trained, tested = counters()
        count_training = tf.assign_add(trained, 1)
        count_test = tf.assign_add(tested, 1)
        training = tf.placeholder(tf.bool, [], name='training')
        count = tf.cond(training, lambda: tf.identity(count_training), lambda: count_test + 0)
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(count, {training: False})
        print('trained:', sess.run(trained), 'tested:', sess.run(tested))
        return int(sess.run(trained)), int(sess.run(tested))


SURPRISE = 'The branch was not taken, and what it was to do was done three times.'

EXPLANATION = """
`tf.cond` calls both functions while the graph is built, and puts a switch in front of **the nodes
that are made inside them**. In the run only one side gets its input. What was made before the call
lies in front of the switch. It is an ordinary input of the `cond`, needed by one branch or the
other, so it is computed in every run, whichever is taken. Only then is one of the results passed on
and the other thrown away.

`lambda: x` is the usual way into it: it looks like something that will be computed later, and it
hands over something that exists. Wherever a node does more than compute a value, it shows: a
counter, a moving average, a dequeue or `get_next()`, which loses a batch each time. Where a node
only computes, it costs: DeepSpeech read a training, a validation and a test batch in every step.
And where it fails (a `tf.Assert`, a division by zero), it fails for both.

`tf.case` and `tf.while_loop` do so, too. A `tf.control_dependencies` inside a branch, on a node
from outside, does not help either.

So build inside the functions whatever is to be conditional. For a Python value that
is known when the graph is built, use a plain `if` and no `tf.cond`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        trained, tested = counters()
        training = tf.placeholder(tf.bool, [], name='training')
        count = tf.cond(
            training,
            lambda: tf.identity(tf.assign_add(trained, 1)),
            lambda: tf.identity(tf.assign_add(tested, 1)),
        )
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(count, {training: False})
        print('trained:', sess.run(trained), 'tested:', sess.run(tested))
        return int(sess.run(trained)), int(sess.run(tested))


DIFFER = 'The counter of the branch that is not taken: 3 in wrong, 0 in right.'

RULE = 'Build inside the branch function whatever only that branch should do.'

STEPPED_ROUND = []
