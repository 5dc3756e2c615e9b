"""White differs from black by 1, and no layer can be built on either of them."""

import numpy as np

from gatys_tf1.tf1 import slim, tf

SOURCE = 'seed 000, which warns that arrays are floats and pictures uint8'

PREDICT = (
    'Two pictures as they come from a file, all black and all white. What is their mean squared '
    'difference, what is the mean of 254 and 255, and then what does the layer do?'
)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        black = tf.constant(np.zeros([1, 8, 8, 3], np.uint8), name='black')
        white = tf.constant(np.full([1, 8, 8, 3], 255, np.uint8), name='white')
        difference = sess.run(tf.reduce_mean(tf.square(black - white)))
        print('mean squared difference:', difference)
        mean = sess.run(tf.reduce_mean(tf.constant([254, 255], tf.uint8)))
        print('mean of 254 and 255:', mean)
        slim.conv2d(white, 64, [3, 3], scope='vgg_19/conv1/conv1_1')


SURPRISE = 'The error is the good news: up to there, wrong numbers had passed without a word.'

EXPLANATION = """
TensorFlow converts no types. Arithmetic on uint8 is done in uint8: 0 - 255 wraps to 1, and its
square is 1; `tf.reduce_sum` of 254 and 255 is 253. The **mean** of whole numbers is a whole number,
too, and what is behind the point is cut off. In int32 nothing wraps so soon, but the mean is still
cut off. A uint8 or int32 `Variable` can be made, and it is even in the collection of trainable
variables; but it has no gradient, and `minimize` then finds `No gradients provided`.

A slim layer makes its weights in the type of its input, and it has no random initial values for
whole numbers: `Cannot create initializer for non-floating point type.` Neither the layer nor the
image is named. `tf.subtract(image, MEAN_RGB)` speaks of a `parameter 'y' of op 'Sub'`.

`tf.losses.mean_squared_error` casts to float32 by itself; the operators do not.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        black = tf.constant(np.zeros([1, 8, 8, 3], np.uint8).astype(np.float32), name='black')
        white = tf.cast(tf.constant(np.full([1, 8, 8, 3], 255, np.uint8)), tf.float32)
        difference = sess.run(tf.reduce_mean(tf.square(black - white)))
        print('mean squared difference:', difference)
        mean = sess.run(tf.reduce_mean(tf.constant([254, 255], tf.float32)))
        print('mean of 254 and 255:', mean)
        features = slim.conv2d(white, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        print('built:', features.dtype.name, features.shape)
        return difference, mean


RULE = 'A picture is float32 from the file to the loss; uint8 is for files and screens.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:load',
    'gatys_tf1/images.py:white_noise',
    'gatys_tf1/image_variable.py:image_variable',
]
