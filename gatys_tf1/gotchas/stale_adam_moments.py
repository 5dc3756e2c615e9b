"""The second run starts by going the wrong way."""

from gatys_tf1.tf1 import tf

SOURCE = 'known; seed 001 compares runs from several seeds, and a loop over them meets it'

PREDICT = (
    'The pixel is wanted to be 128, and Adam moves it by 1 in its first step. The first run starts '
    'at 255, the second at 0. By how much does the first step of each move the pixel?'
)


def build():
    """A pixel that is optimised: its variable, the start and its assign, Adam, and Adam's step."""
    image = tf.get_variable('image', [])
    start = tf.placeholder(tf.float32, [])
    adam = tf.train.AdamOptimizer(learning_rate=1.0)
    step_op = adam.minimize(tf.square(image - 128.0))
    return image, start, tf.assign(image, start).op, adam, step_op


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, start, assign_op, adam, step_op = build()
        sess.run(tf.global_variables_initializer())
        moves = []
        for value in (255.0, 0.0):
            sess.run(assign_op, {start: value})
            sess.run(step_op)
            moves.append(sess.run(image) - value)
            print(f'run from {value:5}: the first step moves it by {moves[-1]:+.2f}')
            for _ in range(99):
                sess.run(step_op)
        return moves


SURPRISE = 'The second run goes the way of the first, downwards, away from 128.'

EXPLANATION = """
Adam is not only a rule, it is a state: a running mean of the gradients, one of their squares, and
the powers of its betas, which correct these means at the start. They are variables of the graph.
An assign to the image sets the image and nothing else, so the second run goes on with the momentum
that the first one had when it ended, and without the correction for a fresh start.

It wears off after some tens of steps, so the curves look nearly right. But the runs are no longer
what they are compared as: each one depends on those before it, and a seed run alone gives another
picture than the same seed run third.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, start, assign_op, adam, step_op = build()
        reset_op = tf.variables_initializer(adam.variables())
        moves = []
        for value in (255.0, 0.0):
            sess.run(reset_op)
            sess.run(assign_op, {start: value})
            sess.run(step_op)
            moves.append(sess.run(image) - value)
            print(f'run from {value:5}: the first step moves it by {moves[-1]:+.2f}')
            for _ in range(99):
                sess.run(step_op)
        return moves


RULE = (
    "A new start needs a new optimiser state: initialise Adam's variables, or open a new session."
)

STEPPED_ROUND = ['gatys_tf1/run.py:optimise']
