"""How much do a black and a white picture differ?"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Losses of pictures are far too small, means are whole numbers, layers refuse the image.'

MESSAGES = [
    'TypeError: Cannot create initializer for non-floating point type.',
    "TypeError: Input 'y' of 'Mul' Op has type int32 that does not match type float32 of argument "
    "'x'.",
    "TypeError: Expected float32, got <tf.Tensor 'Const:0' shape=() dtype=int32> of type 'Tensor' "
    'instead.',
    'TypeError: Expected float32, but got Tensor("Const:0", shape=(), dtype=int32) of type '
    "'SymbolicTensor'.",
    "TypeError: Expected uint8, got 123.68 of type 'float' instead.",
    "TypeError: Expected uint8 passed to parameter 'y' of op 'Sub', got [123.68, 116.779, 103.939] "
    "of type 'list' instead. Error: Expected uint8, but got 123.68 of type 'float'.",
    "TypeError: Expected int32, got 1.5 of type 'float' instead.",
    "TypeError: Value passed to parameter 'input' has DataType uint8 not in list of allowed "
    'values: float16, bfloat16, float32, float64',
]

SOURCE = 'the content-reconstruction post, which warns that arrays are floats and pictures uint8'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/6342',
    'https://github.com/tensorflow/tensorflow/issues/19613',
    'https://github.com/davidsandberg/facenet/issues/1164',
]

LEVEL = 'start'

PREDICT = (
    'Two pictures as they come from a file, one all black (0) and one all white (255). What is '
    'their mean squared difference? And what is the mean of 254 and 255?'
)

CHOICES = ['65025 and 254.5', '1 and 254', '65025 and 254']

ANSWER = 1

TEMPTING = {
    0: 'That is the arithmetic of real numbers. TensorFlow stays in the dtype that it was given, '
    'and here that is eight bits without a sign.',
    2: 'The mean is indeed cut off to a whole number. But 255² does not fit into eight bits, and '
    'neither does 0 - 255.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        black = tf.constant(np.zeros([1, 8, 8, 3], np.uint8), name='black')
        white = tf.constant(np.full([1, 8, 8, 3], 255, np.uint8), name='white')
        difference = sess.run(tf.reduce_mean(tf.square(black - white)))
        print('mean squared difference:', difference)
        mean = sess.run(tf.reduce_mean(tf.constant([254, 255], tf.uint8)))
        print('mean of 254 and 255:', mean)
        slim.conv2d(white, 64, [3, 3], scope='conv1_1')


SURPRISE = 'The error is the good news: up to that line, wrong numbers had passed silently.'

EXPLANATION = """
TensorFlow converts no types. Arithmetic on uint8 is done in uint8: 0 - 255 wraps to 1, and its
square is 1; the sum of 254 and 255 is 253. The **mean** of whole numbers is summed in a wider
type and does not wrap, but it is a whole number as well, with the fraction cut off: 254. In int32
nothing wraps that soon, but the mean is still cut off. A uint8
or int32 `Variable` can be created and even counts as trainable, but it has no gradient, and
`minimize` then reports `No gradients provided`.

A slim layer creates its weights in the dtype of its input and has no random initialiser for whole
numbers: `Cannot create initializer for non-floating point type.` The message names neither the
layer nor the image. Its relatives come from mixing types: `Input 'y' of 'Mul' Op has type int32
that does not match type float32` for two tensors, `Expected uint8, got 123.68 of type 'float'` for
a uint8 image minus a list of means, and `Expected float32, got <tf.Tensor …>` for
`tf.constant(tensor, tf.float32)`. A constant is made from numbers; to convert a tensor, use
`tf.cast`.

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
        features = slim.conv2d(white, 64, [3, 3], scope='conv1_1')
        print('built:', features.dtype.name, features.shape)
        return difference, mean


DIFFER = 'wrong raises a TypeError at the layer; right returns (65025.0, 254.5).'

RULE = 'A picture is float32 from the file to the loss; uint8 is for files and screens.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:load',
    'gatys_tf1/images.py:white_noise',
    'gatys_tf1/image_variable.py:image_variable',
]
