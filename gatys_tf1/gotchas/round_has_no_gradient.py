"""No gradients provided for any variable, and the loss plainly uses the image."""

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The picture will be saved in whole numbers, so the loss is to see whole numbers. How does the '
    'loss depend on the image, in the eyes of `tf.gradients`?'
)

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


SURPRISE = 'Not zero, as for a clipped pixel: None, as if the image were not in the graph at all.'

EXPLANATION = """
A rounded number does not change while the number changes a little, and then it jumps. Its
derivative is 0 or does not exist, and TensorFlow does not pretend: to `tf.gradients` these
operations end the path. Whole numbers, indices and truth values have no gradient either. If no path
is left from the loss to the variable, the gradient is `None`.

`minimize` raises only if **all** gradients are None, and with one variable that means: if no path
at all is left. Add to the loss a second term that uses the image itself, and it runs: the rounded
term is in the loss, in TensorBoard's curve, and in no gradient. So the error is the lucky case.

The loss may use the rounded picture in one way: `x + tf.stop_gradient(tf.round(x) - x)` has the
value of `round(x)` and the gradient of `x`. Mostly nobody needs it. Let the loss see the image as
it is, and round what is saved and shown.
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
        return pixels


RULE = 'Optimise the float image; round a copy of it for the eye, beside the path to the loss.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
