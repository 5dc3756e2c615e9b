"""The initialiser was run. Which variables have no value?"""

import re

import tensorflow.compat.v1 as tf

SYMPTOM = 'The initialiser was run, and the first step finds a variable without a value.'

MESSAGES = [
    'FailedPreconditionError: Attempting to use uninitialized value beta1_power',
    'FailedPreconditionError (see above for traceback): Attempting to use uninitialized value '
    'beta2_power',
    'FailedPreconditionError: Error while reading resource variable beta1_power from Container: '
    'localhost. This could mean that the variable was uninitialized. Not found: Resource '
    'localhost/beta1_power/N10tensorflow3VarE does not exist.',
    'FailedPreconditionError: Could not find variable beta1_power. This could mean that the '
    'variable has been deleted. In TF1, it can also mean the variable is uninitialized. Debug '
    'info: container=localhost, status error message=Resource '
    'localhost/beta1_power/N10tensorflow3VarE does not exist.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/8057',
    'https://github.com/GPflow/GPflow/issues/707',
    'https://github.com/UCL-SML/Doubly-Stochastic-DGP/issues/15',
]

LEVEL = 'start'

PREDICT = (
    'The whole graph is built before anything runs, and the initialiser runs before the step. '
    'Which variables have no value?'
)

CHOICES = ['None', 'The image', 'Four that this code does not mention']

ANSWER = 2

TEMPTING = {
    0: '"Global variables initializer" sounds like a promise about all of them, whenever it runs. '
    'It is a list of those that existed when the function was called.',
    1: 'The image existed when the init operation was built, so it is in it.',
}


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


SURPRISE = 'You did not make these four variables; `minimize` did, one line too late.'

EXPLANATION = """
`tf.global_variables_initializer()` is a function that builds one operation. The operation groups
the initial assignments of the variables that exist **when the function is called**. Variables made
later are not in it, however late the operation is run.

An optimiser makes variables, too. For each variable that it updates, Adam keeps a running mean of
the gradient and one of its square (the *slots* `image/Adam` and `image/Adam_1`), and it keeps the
powers of its two betas. They are created in `minimize`. Plain gradient descent has none, so the
same lines work until somebody changes the optimiser. Momentum, RMSProp and Adagrad have slots as
well.

The error names one of the betas' powers, sometimes one and sometimes the other: the step reads both
at the same time. The name is no clue to the cause. With resource variables (after
`tf.disable_eager_execution()` alone) the text is different: `Could not find variable beta1_power.
… In TF1, it can also mean the variable is uninitialized.` In earlier versions it was `Error while
reading resource variable beta1_power from Container: localhost`.

`tf.report_uninitialized_variables()` lists all of them. It builds a node, so use it to find a bug,
and not in a loop.
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


DIFFER = 'The names of the variables without a value: four in wrong, none in right.'

RULE = "Build the init operation last, when every variable exists, the optimiser's included."

STEPPED_ROUND = ['gatys_tf1/transfer.py:build']
