"""Restore, initialise, run: what are the weights now?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'The weights were restored, and the network computes zeros or nonsense.'

MESSAGES = []

SOURCE = 'the content-reconstruction post'

THREADS = [
    'https://github.com/deepchem/deepchem/issues/1613',
    'https://github.com/ardamavi/Intel-Movidius-NCS-Keras/issues/4',
    'https://github.com/MrGiovanni/UNetPlusPlus/issues/30',
]

LEVEL = 'start'

PREDICT = (
    'Every weight in the checkpoint is 0.5. The image is not in it, so it has to be initialised. '
    'What is the mean of the weights at the end?'
)

CHOICES = ['0.0', '0.5', 'There is none: initialising twice is an error']

ANSWER = 0

TEMPTING = {
    1: 'It would be, if the initialiser only set what has no value yet. It sets every variable, '
    'each time it is run.',
    2: 'An initial assignment is an assignment like any other, and can be run any number of times.',
}


def write_checkpoint():
    """Writes vgg_19.ckpt: conv1_1 under its names in slim, with every weight 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, './vgg_19.ckpt')


def build():
    """Builds an image, and conv1_1 on it with zeros as initial weights. Returns a Saver for it."""
    image = tf.get_variable('image', [1, 8, 8, 3])
    zeros = tf.zeros_initializer()
    slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1', weights_initializer=zeros)
    return tf.train.Saver(slim.get_model_variables('vgg_19/'))


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = build()
        saver.restore(sess, './vgg_19.ckpt')
        sess.run(tf.global_variables_initializer())
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


SURPRISE = 'No error and no warning: the network runs, and every feature is zero.'

EXPLANATION = """
`tf.global_variables_initializer()` does not initialise what is left to initialise. It groups the
initial assignments of **all** variables, and whenever it runs, it sets all of them back to their
initial values. A restore is a set of assignments as well. So the order of the two lines decides
which of them survives, and TensorFlow cannot know which one you meant.

Here the weights start at zero, and a loss that never changes gives the mistake away at once. With
slim's random initial weights the features look plausible, the loss falls, and the result is merely
bad: style transfer from an untrained network, or fine-tuning that starts from scratch. That is a
good reason to start a network that is about to be restored at zero.

The same happens to Keras models that were loaded before somebody ran the initialiser in the same
session "to be safe".

`tf.train.init_from_checkpoint(path, {'vgg_19/': 'vgg_19/'})` avoids the question. It makes the
file's values the *initial* values; then there is one step instead of two, and no order. It has to
be called before the init operation is built.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = build()
        sess.run(tf.global_variables_initializer())
        saver.restore(sess, './vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


DIFFER = 'The mean of the weights: 0.0 in wrong, and 0.5, as in the file, in right.'

RULE = 'Initialise, then restore.'

STEPPED_ROUND = [
    'gatys_tf1/weights/checkpoint.py:initialise',
    'gatys_tf1/run/state.py:enter_image',
    'gatys_tf1/vgg.py:evaluate',
    'gatys_tf1/vgg.py:end_points',
]
