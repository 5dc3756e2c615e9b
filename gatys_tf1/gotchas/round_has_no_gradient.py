"""The loss rounds the picture: what is its gradient?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = '`minimize` finds no gradient, although the loss plainly uses the variable.'

MESSAGES = [
    'ValueError: No gradients provided for any variable, check your graph for ops that do not '
    "support gradients, between variables [\"<tf.Variable 'image:0' shape=(3,) "
    'dtype=float32_ref>"] and loss Tensor("Mean:0", shape=(), dtype=float32).',
    "ValueError: No gradients provided for any variable: ['image:0'].",
    'ValueError: Invalid type tf.int64 for ArgMax:0, expected: [tf.float32, tf.float64, '
    'tf.float16, tf.bfloat16].',
    "TypeError: Fetch argument None has invalid type <class 'NoneType'>",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/47083',
    'https://github.com/tensorflow/tensorflow/issues/8625',
    'https://github.com/tensorflow/tensorflow/issues/5888',
    'https://github.com/tensorflow/tensorflow/issues/1511',
]

LEVEL = 'core'

PREDICT = (
    'The picture will be saved as whole numbers, so the loss is to see whole numbers. What does '
    '`tf.gradients` return for `tf.round`?'
)

CHOICES = [
    'None, as if the image were not in the graph',
    'Zero: the rounded value does not change',
    'One, as if `tf.round` were not there',
]

ANSWER = 0

TEMPTING = {
    1: 'That is what calculus says nearly everywhere, and what a clipped pixel gets. TensorFlow '
    'could have returned zeros; for these operations it ends the path instead.',
    2: 'That is the straight-through gradient, and it is useful. You have to ask for it: '
    '`x + tf.stop_gradient(tf.round(x) - x)`.',
}

WAYS = {
    'clip_by_value': lambda x: tf.clip_by_value(x, 0.0, 255.0),
    'round': tf.round,
    'cast to uint8': lambda x: tf.cast(tf.saturate_cast(x, tf.uint8), tf.float32),
    'argmax': lambda x: tf.cast(tf.argmax(x), tf.float32),
    'greater': lambda x: tf.cast(x > 100.0, tf.float32),
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.float32([99.6, 100.4, 300]))
        sess.run(tf.global_variables_initializer())
        for name, way in WAYS.items():
            gradient = tf.gradients(tf.reduce_sum(way(image)), image)[0]
            print(f'{name}:', None if gradient is None else sess.run(gradient))
        loss = tf.reduce_mean(tf.square(tf.round(image) - 128.0))
        tf.train.AdamOptimizer(5.0).minimize(loss, var_list=[image])


SURPRISE = 'Not zero, as for a clipped pixel, but None, as if the image were not in the graph.'

EXPLANATION = """
A rounded number stays the same while the number changes a little, and then it jumps. Its derivative
is 0 or does not exist, and TensorFlow does not pretend otherwise: for `tf.gradients` these
operations end the path. Whole numbers, indices and truth values have no gradient either: `argmax`,
comparisons, any cast to an integer. If no path is left from the loss to the variable, the gradient
is `None`.

`minimize` raises only if **all** gradients are None, and with one variable that means that no path
at all is left. Add a second term that uses the image itself, and it runs: the rounded term is in
the loss and in TensorBoard's curve, and in no gradient. So the error is the lucky case. An accuracy
made of `argmax` and `equal` is the usual way to meet it; minimise the cross-entropy and only report
the accuracy.

A loss may use the rounded picture in one way: `x + tf.stop_gradient(tf.round(x) - x)` has the value
of `round(x)` and the gradient of `x`. Mostly nobody needs it. Let the loss see the image as it is,
and round what is saved and shown.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.float32([99.6, 100.4, 300]))
        picture = tf.saturate_cast(tf.round(image), tf.uint8, name='picture')
        loss = tf.reduce_mean(tf.square(image - 128.0))
        gradient = tf.gradients(loss, image)[0]
        step = tf.train.AdamOptimizer(5.0).minimize(loss, var_list=[image])
        sess.run(tf.global_variables_initializer())
        print('gradient:', sess.run(gradient).round(1))
        for _ in range(200):
            sess.run(step)
        pixels = sess.run(picture)
        print('picture:', pixels, pixels.dtype)
        return pixels.tolist()


DIFFER = 'wrong raises a ValueError at `minimize`; right returns three pixels of 128.'

RULE = 'Optimise the float image; round a copy of it for the eye, beside the path to the loss.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
