"""The picture's type was changed, and now the checkpoint is refused."""

import numpy as np

from gatys_tf1 import checkpoint
from gatys_tf1.tf1 import slim, tf

SOURCE = 'seed 000, where it "took a very *very* long time to debug"'

PREDICT = "A picture from NumPy's random numbers goes through conv1_1. Which line raises, and why?"


def write_checkpoint():
    """Writes vgg_19.ckpt, with conv1_1 under its names in slim and each of its weights 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, 'vgg_19.ckpt')


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = np.random.default_rng(0).uniform(0, 255, [1, 8, 8, 3])
        image = tf.get_variable('image', initializer=pixels)
        features = slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        print('built:', features.dtype.name, features.shape)
        checkpoint.vgg_saver().restore(sess, 'vgg_19.ckpt')


SURPRISE = 'The image is to blame, and the message speaks of the biases of conv1_1.'

EXPLANATION = """
NumPy's floats are float64, and a variable takes the type of its initial value. A slim layer makes
its weights **in the type of its input**. So the image's float64 goes through the whole network
without a word, down to the last layer, and becomes visible when the file is opened: there the
weights are float32. A checkpoint is not converted while it is restored.

`double` is float64 and `float` is float32 in the language of the message. With a float16 image it
speaks of `half`. An int32 or uint8 image fails earlier, when the layer is built, with
`TypeError: Cannot create initializer for non-floating point type.` With a checkpoint of format V1,
slim's own, it is `Expected to restore a tensor of type double, got a tensor of type float instead`.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = np.random.default_rng(0).uniform(0, 255, [1, 8, 8, 3]).astype(np.float32)
        image = tf.get_variable('image', initializer=pixels)
        features = slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        print('built:', features.dtype.name, features.shape)
        checkpoint.vgg_saver().restore(sess, 'vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


RULE = 'Make pictures float32 where they are read, and look at the dtypes when a restore fails.'

STEPPED_ROUND = [
    'gatys_tf1/checkpoint.py:restore',
    'gatys_tf1/vgg.py:end_points',
    'gatys_tf1/image_variable.py:image_variable',
    'gatys_tf1/images.py:load',
]
