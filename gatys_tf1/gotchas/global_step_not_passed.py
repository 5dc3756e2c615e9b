"""A learning rate that halves every ten steps"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The learning rate never decays; checkpoints are all called -0; a hook never stops.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/Hezi-Resheff/Oreilly-Learning-TensorFlow/issues/9',
    'https://github.com/cj0012/AI-Practice-Tensorflow-Notes/pull/2',
]

LEVEL = 'core'

PREDICT = 'The rate halves every 10 steps. It begins at 1. What is it after 30 steps?'

CHOICES = ['0.125', '1.0', '0.5']

ANSWER = 1

TEMPTING = {
    0: 'That is the formula. But its step is a variable, and somebody has to count.',
    2: 'A staircase of one step would need one count at least; there was none.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        global_step = tf.train.get_or_create_global_step()
        rate = tf.train.exponential_decay(1.0, global_step, 10, 0.5)
        loss = tf.square(tf.get_variable('x', initializer=1.0))
        train_op = tf.train.GradientDescentOptimizer(0.1 * rate).minimize(loss)
        sess.run(tf.global_variables_initializer())
        for _ in range(30):
            sess.run(train_op)
        step, value = sess.run([global_step, rate])
        print('global step:', step, ' rate:', value)
        return int(step), float(value)


SURPRISE = 'Nobody counts: the step is 0 after thirty steps, and the rate is what it was.'

EXPLANATION = """
`global_step` is an ordinary variable, an int64 in a collection. `get_or_create_global_step` makes
it, `exponential_decay` reads it, and neither adds to it. The counting is done by the optimiser,
**if** it is given the variable: `minimize(loss, global_step=global_step)`. The argument is optional
and None by default, and no one looks for a global step that exists.

Silent consequences: `exponential_decay`, `piecewise_constant`, `cosine_decay` and every schedule
made of them stand still; `saver.save(sess, path, global_step)` writes each checkpoint to the same
name, `…-0`; `tf.train.StopAtStepHook` never stops; summaries that are written with it all lie at
step 0, one above the other.

Passed twice it counts double: two optimisers (a GAN's) that are both given the step add two per
round, and the schedule runs at double speed. Give it to one. `slim.learning.create_train_op` and
`tf.contrib.layers.optimize_loss` differ in this from `minimize`: they take the step from the
collection by themselves.

A check that costs one line: fetch the step with the loss, and print both.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        global_step = tf.train.get_or_create_global_step()
        rate = tf.train.exponential_decay(1.0, global_step, 10, 0.5)
        loss = tf.square(tf.get_variable('x', initializer=1.0))
        optimizer = tf.train.GradientDescentOptimizer(0.1 * rate)
        train_op = optimizer.minimize(loss, global_step=global_step)
        sess.run(tf.global_variables_initializer())
        for _ in range(30):
            sess.run(train_op)
        step, value = sess.run([global_step, rate])
        print('global step:', step, ' rate:', value)
        return int(step), float(value)


DIFFER = 'The step and the rate after 30 steps: 0 and 1.0 against 30 and 0.125.'

RULE = 'Give the step to the optimiser: `minimize(loss, global_step=global_step)`.'

STEPPED_ROUND = []
