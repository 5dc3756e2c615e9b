"""One example instead of a batch"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'Training works, and the first single image that is fed is refused for its shape.'

MESSAGES = [
    "ValueError: Cannot feed value of shape (784,) for Tensor 'Placeholder:0', which has shape "
    "'(?, 784)'",
    "ValueError: Cannot feed value of shape (50, 2352) for Tensor u'Placeholder:0', which has "
    "shape '(?, 784)'",
    'ValueError: Cannot feed value of shape (784,) for Tensor x:0, which has shape (?, 784)',
    'ValueError: Cannot feed value of shape (784,) for Tensor x:0, which has shape (None, 784)',
    'ValueError: Cannot feed value of shape (0,) for Tensor Placeholder:0, which has shape '
    '(?, 448, 448, 3)',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/5751',
    'https://github.com/tensorflow/tensorflow/issues/13668',
    'https://github.com/tensorflow/tensorflow/issues/5905',
    'https://github.com/abhaydoke09/Bilinear-CNN-TensorFlow/issues/27',
]

LEVEL = 'start'

PREDICT = (
    'The first size is left open. Which of the three feeds is refused: a batch, an image, none?'
)

CHOICES = [
    'Only the single image, whose first axis is missing.',
    'None: an open size fits whatever comes.',
    'The empty batch as well, which has no image in it.',
]

ANSWER = 0

TEMPTING = {
    1: 'An open *size* is still an axis. `None` stands for any number, not for no axis at all.',
    2: 'Zero is a number: a batch of none has the shape (0, 4), which fits.',
}

BATCH = np.ones([3, 4], np.float32)


def build():
    pixels = tf.placeholder(tf.float32, [None, 4], name='pixels')
    return pixels, tf.reduce_sum(pixels, 1)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels, output = build()
        print('three images:', sess.run(output, {pixels: BATCH}))
        print('no image:', sess.run(output, {pixels: BATCH[:0]}))
        return sess.run(output, {pixels: BATCH[0]})


SURPRISE = '`None` leaves a size open and not the number of axes: `BATCH[0]` has one axis too few.'

EXPLANATION = """
A feed is compared with the placeholder's static shape before anything runs: as many axes, and each
size equal unless it is open (`?` in TensorFlow 1's text and in the old mode, `None` in the new
one). The two shapes in the message are all that is needed; the usual pairs are these:

- `(784,)` for `(?, 784)`: one example without its batch axis. `image[np.newaxis]`, or `[image]`.
- `(28, 28)` or `(1, 28, 28, 1)` for `(?, 784)`: not flattened. `reshape(-1, 784)`.
- `(50, 2352)` for `(?, 784)`: three times as much; the images have been read in colour.
- `(50,)` for `(?, 10)`: labels as numbers where one-hot vectors are wanted, or, for `(?,)`, the
  reverse.
- `(0,)` for anything: nothing was loaded. The path or the pattern of the files is wrong, or the
  epoch is over.
- `(16, …)` for `(32, …)`: the last batch of an epoch is smaller, and the size was written into the
  placeholder. Leave it open.

A placeholder without a shape only postpones the error. It then comes from the middle of the
network, or not at all, where a wrong shape happens to broadcast (silent-broadcast).
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels, output = build()
        value = sess.run(output, {pixels: BATCH[0][np.newaxis]}).tolist()
        print('one image:', value)
        return value


DIFFER = 'wrong() raises for the single image; right() returns its sum, [4.0].'

RULE = 'Feed a batch, also of one: `image[np.newaxis]`; write shapes into placeholders.'

STEPPED_ROUND = []
