"""Trained, then evaluated with AUTO_REUSE: whose weights?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'Training is fine, and the evaluation in the same program finds an untrained network.'

MESSAGES = [
    'ValueError: Trying to share variable model/weights, but specified shape (1, 3) and found '
    'shape (1, 2).',
    'ValueError: Variable evaluation/model/weights does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
    'ValueError: Variable evaluation/model/weights does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=None in VarScope?',
]

SOURCE = 'known'

LEVEL = 'core'

PREDICT = (
    'The model is trained to answer 10. For the evaluation it is built again, in a scope of its '
    'own, to keep the graph tidy. What does it answer there?'
)

CHOICES = [
    '10: AUTO_REUSE finds the weights',
    'An error: there are no weights in that scope',
    '0, what the weights are initialised with',
]

ANSWER = 2

TEMPTING = {
    0: 'It looks for `evaluation/model/weights`; `model/weights` were trained.',
    1: 'With `reuse=True` it is one. AUTO means: take what is there, and make what is not.',
}


def model():
    with tf.variable_scope('model'):
        return tf.get_variable('weights', initializer=[[0.0, 0.0]]) @ [[1.0], [1.0]]


def train():
    """Builds the model, and the step that trains it to answer 10."""
    loss = tf.reduce_sum(tf.square(model() - 10.0))
    return tf.train.GradientDescentOptimizer(0.25).minimize(loss)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        step = train()
        with tf.variable_scope('evaluation', reuse=tf.AUTO_REUSE):
            answer = model()
        sess.run(tf.global_variables_initializer())
        sess.run(step)
        print('answer:', float(sess.run(answer)[0, 0]))
        print('variables:', [variable.op.name for variable in tf.global_variables()])
        return float(sess.run(answer)[0, 0])


SURPRISE = 'AUTO_REUSE does not say "share". It says "never complain".'

EXPLANATION = """
A variable belongs to the graph, under its full name. `reuse` says what is to happen with a name:

| | the name exists | it does not |
|---|---|---|
| `reuse=None`, `False` | error: *already exists* | make it |
| `reuse=True` | share it | error: *does not exist* |
| `reuse=tf.AUTO_REUSE` | share it | make it |

The last row has no error in it. It is handy where a function is called several times and nobody
knows which call is the first. It is the wrong one where you *know* that the weights must be there:
for evaluation, for the second tower, for a generator that is being sampled. A scope that is nested
in one place and not in the other, a misspelt one, a layer without a name that becomes `conv2d_1`:
each makes new variables, which the initialiser then fills, and all runs. To tidy the graph, use a
`name_scope`: it renames operations and leaves variables alone.

What it still checks is the shape: *Trying to share variable …, but specified shape (1, 3) and found
shape (1, 2)* means that the name was found and belongs to something else. Two layers have the same
name, or the input has another size than the first time.

So `reuse=True` for everything after the first call. And count: `len(tf.trainable_variables())`
must be the same before and after.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        step = train()
        try:
            with tf.variable_scope('evaluation', reuse=True):
                model()
        except ValueError as error:
            print('ValueError:', str(error).partition(', or')[0])
        with tf.variable_scope('', reuse=True), tf.name_scope('evaluation/'):
            answer = model()
        sess.run(tf.global_variables_initializer())
        sess.run(step)
        print('answer:', float(sess.run(answer)[0, 0]))
        print('variables:', [variable.op.name for variable in tf.global_variables()])
        return float(sess.run(answer)[0, 0])


DIFFER = 'The answer after training: 0 in wrong, 10 in right.'

RULE = '`reuse=True` where the weights must exist; AUTO_REUSE only where they may.'

STEPPED_ROUND = []
