"""The initialiser was run, and the first step finds variables without a value."""

import re

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The whole graph is built before anything runs, and the initialiser runs before the step. '
    'Which variables have no value?'
)


def names_without_value(sess):
    """The names of the variables that have no value in this session, sorted."""
    return sorted(name.decode() for name in sess.run(tf.report_uninitialized_variables()))


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        loss = tf.reduce_mean(tf.square(image - 128.0))
        init_op = tf.global_variables_initializer()
        step_op = tf.train.AdamOptimizer(1.0).minimize(loss)
        sess.run(init_op)
        names = names_without_value(sess)
        print('without a value:', *names)
        try:
            sess.run(step_op)
        except tf.errors.FailedPreconditionError as error:
            # The name that follows is beta1_power or beta2_power, whichever was read first.
            print(f'{type(error).__name__}:', re.search('Attempting .* ', error.message)[0] + '…')
        return names


SURPRISE = 'Nobody made these four variables; `minimize` did, one line too late.'

EXPLANATION = """
`tf.global_variables_initializer()` sounds like a promise to initialise the variables, whenever it
is run. It is a function that builds one operation, and it groups the initial assignments of the
variables that exist **when it is called**. Those that come later are not in it.

An optimiser makes variables, too. Adam keeps a mean of the gradient and one of its square for each
variable that it updates (the *slots* `image/Adam` and `image/Adam_1`), and two powers of its betas.
They are made in `minimize`. Plain gradient descent has none, so the same lines work until somebody
changes the optimiser.

The error names one of the betas' powers, now the one, now the other: the step reads them at the
same time. Do not look for a reason in the name. Under `tf.disable_eager_execution()` alone the
text is another: `Could not find variable beta1_power. … In TF1, it can also mean the variable is
uninitialized.` `tf.report_uninitialized_variables()` lists them all; it builds a node, so it
belongs into a search for a mistake and not into a loop.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        loss = tf.reduce_mean(tf.square(image - 128.0))
        step_op = tf.train.AdamOptimizer(1.0).minimize(loss)
        init_op = tf.global_variables_initializer()
        sess.run(init_op)
        names = names_without_value(sess)
        print('without a value:', *names or ['none'])
        sess.run(step_op)
        return names


RULE = "Build the init operation last, when every variable is there, the optimiser's too."

STEPPED_ROUND = ['gatys_tf1/transfer.py:build']
