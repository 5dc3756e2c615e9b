"""The loss is 0 and all is well, and one step later the picture is NaN."""

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'seed 002, which gives the total variation as a sum of roots'

PREDICT = (
    'The total variation of a grey picture is 0, its least possible value, so a step should leave '
    'the picture as it is. What are its gradient and its pixels afterwards?'
)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.full([4, 4], 128, np.float32))
        down = image[1:, :-1] - image[:-1, :-1]
        across = image[:-1, 1:] - image[:-1, :-1]
        loss = tf.reduce_sum(tf.sqrt(tf.square(down) + tf.square(across)))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss:', sess.run(loss))
        print('gradient:', sess.run(tf.gradients(loss, image)[0])[0])
        sess.run(step)
        pixels = sess.run(image)
        print('pixels of the first row:', pixels[0])
        print('loss:', sess.run(loss))
        return pixels


SURPRISE = 'A loss without any fault has a gradient of nothing but faults.'

EXPLANATION = """
The derivative of the root at 0 is infinite: its curve rises there like a wall. The derivative of
the square inside is 0. The chain rule multiplies the two, and infinity times 0 is NaN. Adam carries
the NaN into its moments and into the pixels; from there it is in every later loss, for good.

It takes one pair of equal neighbours, and pictures are full of them: a grey start, a white border,
everything that is clipped to 255. Noise has none, so the bug waits for another start image. And the
loss of the step itself is finite: a check of the loss notices one step late, when the picture is
gone. `tf.norm` of a zero vector is the same: 0, and a gradient of NaN.

Keep the root away from 0, by adding a little inside it. The price is a loss that does not quite
reach 0. Or use a distance without a root: the sum of the absolute differences, as the seed does in
its code (to save time, it says), or of the squares.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.full([4, 4], 128, np.float32))
        down = image[1:, :-1] - image[:-1, :-1]
        across = image[:-1, 1:] - image[:-1, :-1]
        loss = tf.reduce_sum(tf.sqrt(tf.square(down) + tf.square(across) + 1e-6))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss:', sess.run(loss).round(3))
        print('gradient:', sess.run(tf.gradients(loss, image)[0])[0])
        sess.run(step)
        pixels = sess.run(image)
        print('pixels of the first row:', pixels[0])
        return pixels


RULE = 'No root of something that can be 0: add a small number inside, and check the gradient, too.'

STEPPED_ROUND = ['gatys_tf1/losses.py:content_loss', 'gatys_tf1/optimize.py:lbfgs']
