"""A picture from NumPy goes into conv1_1. Which line objects?"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'A restore fails over the dtype of layers that nobody has touched.'

MESSAGES = [
    'InvalidArgumentError: Restoring from checkpoint failed. This is most likely due to a mismatch '
    'between the current graph and the graph from the checkpoint. Please ensure that you have not '
    'altered the graph expected based on the checkpoint. Original error:',
    'InvalidArgumentError: tensor_name = vgg_19/conv1/conv1_1/biases; expected dtype double does '
    'not equal original dtype float',
    'InvalidArgumentError: Expected to restore a tensor of type double, got a tensor of type float '
    'instead: tensor_name = vgg_19/conv1/conv1_1/biases',
]

SOURCE = 'the content-reconstruction post, where it "took a very *very* long time to debug"'

THREADS = [
    'https://github.com/google-research/exoplanet-ml/issues/7',
    'https://github.com/NVIDIA/OpenSeq2Seq/issues/469',
    'https://github.com/tensorpack/tensorpack/issues/148',
]

LEVEL = 'core'

PREDICT = "A picture made of NumPy's random numbers goes through conv1_1. Which line raises?"

CHOICES = ['`get_variable`', '`slim.conv2d`', '`restore`']

ANSWER = 2

TEMPTING = {
    0: 'A variable takes the dtype of its initial value, and float64 is as good as any.',
    1: 'A convolution does want its weights in the dtype of its input. slim knows, and makes them '
    'float64.',
}


def write_checkpoint():
    """Writes vgg_19.ckpt: conv1_1 under its names in slim, with every weight 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, './vgg_19.ckpt')


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = np.random.default_rng(0).uniform(0, 255, [1, 8, 8, 3])
        image = tf.get_variable('image', initializer=pixels)
        features = slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        print('built:', features.dtype.name, features.shape)
        saver = tf.train.Saver(slim.get_model_variables('vgg_19/'))
        saver.restore(sess, './vgg_19.ckpt')


SURPRISE = 'The image is to blame, and the message talks about the biases of conv1_1.'

EXPLANATION = """
NumPy's floats are float64, and a variable takes the dtype of its initial value. A slim layer makes
its weights **in the dtype of its input**. So the image's float64 passes silently through the whole
network, down to the last layer, and only shows when the file is opened: the weights there are
float32. Nothing is converted while a checkpoint is restored.

In the message, `double` is float64 and `float` is float32; a float16 image makes it say `half`. An
int32 or uint8 image fails earlier, when the layer is built. For a checkpoint of format V1, as
slim's own are, the wording is `Expected to restore a tensor of type double, got a tensor of type
float instead`.

The variable that the message names is whichever was read first, not the culprit. Print the dtypes
down the network instead: the first float64 tensor is where it came from. A float32 array that meets
a float64 one in NumPy is float64 afterwards, so a mean subtracted as `np.array([123.68, …])` is
enough.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = np.random.default_rng(0).uniform(0, 255, [1, 8, 8, 3]).astype(np.float32)
        image = tf.get_variable('image', initializer=pixels)
        features = slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        print('built:', features.dtype.name, features.shape)
        saver = tf.train.Saver(slim.get_model_variables('vgg_19/'))
        saver.restore(sess, './vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


DIFFER = 'wrong raises and returns nothing; right returns 0.5, the mean of the restored weights.'

RULE = 'Make pictures float32 where they are read, and check the dtypes when a restore fails.'

STEPPED_ROUND = [
    'gatys_tf1/vgg.py:cast_to',
    'gatys_tf1/weights/checkpoint.py:restore',
    'gatys_tf1/vgg.py:end_points',
    'gatys_tf1/image_variable.py:image_variable',
    'gatys_tf1/images.py:load',
]
