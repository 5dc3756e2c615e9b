"""Adam's second run: which way is its first step?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The result of a run depends on the runs before it.'

MESSAGES = []

SOURCE = (
    'known; the style-reconstruction post compares runs from several seeds, and a loop over them '
    'meets it'
)

THREADS = [
    'https://github.com/AshishBora/csgm/issues/2',
    'https://github.com/keras-team/keras/issues/454',
    'https://github.com/tensorflow/tensorflow/issues/634',
]

LEVEL = 'deep'

PREDICT = (
    'The pixel should become 128, and a fresh Adam moves it by 1 in its first step. The first run '
    'starts at 255, with a loss weighted by 100. The second starts at 0, weighted by 1. What do '
    'the first step and 200 steps of the second run do to the pixel?'
)

CHOICES = [
    'It goes up by 1 at first, and is near 128 after 200 steps',
    'It goes down a little at first, and is near 128 after 200 steps',
    'It goes down a little at first, and is near 0 after 200 steps',
]

ANSWER = 2

TEMPTING = {
    0: 'The pixel was set to a new start. Adam was not: its moments are those of the first run.',
    1: 'The mean of the gradients does wear off in some tens of steps. The mean of their squares '
    'takes a hundred times as long, and it divides every step.',
}


def build():
    """Builds a pixel, its start and assign op, a weight for its loss, Adam, and Adam's step."""
    image = tf.get_variable('image', [])
    start = tf.placeholder(tf.float32, [])
    weight = tf.placeholder(tf.float32, [])
    adam = tf.train.AdamOptimizer(learning_rate=1.0)
    step_op = adam.minimize(weight * tf.square(image - 128.0))
    return image, start, tf.assign(image, start).op, weight, adam, step_op


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, start, assign_op, weight, adam, step_op = build()
        sess.run(tf.global_variables_initializer())
        values = []
        for pixel, factor in (255.0, 100.0), (0.0, 1.0):
            sess.run(assign_op, {start: pixel})
            for step in range(1, 201):
                sess.run(step_op, {weight: factor})
                if step in (1, 200):
                    values.append(float(sess.run(image)))
            print(f'from {pixel:5}: {values[-2]:6.2f} after a step, {values[-1]:6.2f} after 200')
        return values


SURPRISE = 'The second run starts downwards, away from 128, and hardly moves for hundreds of steps.'

EXPLANATION = """
Adam is not only a rule, it is state: a running mean of the gradients, a running mean of their
squares, and the powers of its two betas, which correct these means at the start. They are variables
of the graph. Assigning to the image sets the image and nothing else, so the second run starts with
the moments that the first one ended with, and without the correction for a fresh start.

Two things are inherited. The mean of the gradients (beta1 = 0.9) still points downhill from 255, so
the first steps go down; that wears off in some tens of steps. The mean of the squares
(beta2 = 0.999) takes *thousands*. Each step is divided by its root, and the first run's gradients
were a hundred times larger, so the second run creeps. With two losses of the same size you only see
the first effect: the curves start the wrong way and then look nearly right. That is the worse case,
because nobody notices that each run depends on those before it, and that the third seed gives
another picture on its own than after two others.

`adam.variables()` lists the state, so one init operation, built once, resets it. Opening a new
session does it, too. A schedule of several losses on *one* image is a choice: there the state may
well be meant to stay.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, start, assign_op, weight, adam, step_op = build()
        reset_op = tf.variables_initializer(adam.variables())
        values = []
        for pixel, factor in (255.0, 100.0), (0.0, 1.0):
            sess.run([reset_op, assign_op], {start: pixel})
            for step in range(1, 201):
                sess.run(step_op, {weight: factor})
                if step in (1, 200):
                    values.append(float(sess.run(image)))
            print(f'from {pixel:5}: {values[-2]:6.2f} after a step, {values[-1]:6.2f} after 200')
        return values


DIFFER = 'Where the second run is after 1 and after 200 steps.'

RULE = 'A new start needs a new optimiser state: re-initialise `adam.variables()`.'

STEPPED_ROUND = ['gatys_tf1/run/state.py:enter_image']
