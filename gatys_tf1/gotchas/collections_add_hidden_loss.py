"""One loss to minimise, one to watch. What is the total?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim
from tf_slim.nets.vgg import vgg_arg_scope

SYMPTOM = 'The total loss is not the sum of the losses that were added.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/models/issues/558',
    'https://github.com/endernewton/tf-faster-rcnn/issues/217',
]

LEVEL = 'core'

PREDICT = (
    'The content loss, 2.25, is to be minimised. A second measure, 1.5, is computed only to be '
    'watched. What is `get_total_loss()`?'
)

CHOICES = ['2.25', '3.75', 'More than 3.75']

ANSWER = 2

TEMPTING = {
    0: 'Nobody has added the second one to anything. It has added itself.',
    1: 'Both have put themselves into a collection. So has something else, without being called.',
}


def build():
    """Builds features of a grey image by slim's own VGG settings, and targets for them."""
    image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.constant_initializer(1.0))
    half = tf.constant_initializer(0.5)
    with slim.arg_scope(vgg_arg_scope()), slim.arg_scope([slim.conv2d], trainable=False):
        features = slim.conv2d(image, 64, [1, 1], scope='conv1_1', weights_initializer=half)
    return features, tf.zeros([1, 8, 8, 64])


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        features, target = build()
        content = tf.losses.mean_squared_error(target, features)
        tf.losses.absolute_difference(target, features)  # only to be watched
        total = tf.losses.get_total_loss()
        sess.run(tf.global_variables_initializer())
        parts = [*tf.losses.get_losses(), *tf.losses.get_regularization_losses()]
        for part in parts:
            print(f'{part.op.name:44}{sess.run(part):.3f}')
        values = sess.run([content, total])
        print('content {:.3f}, total {:.3f}'.format(*values))
        return values


SURPRISE = 'Three losses would be minimised: the one you meant, the one to watch, and a third.'

EXPLANATION = """
Every loss function of `tf.losses` does two things. It returns a loss, and it puts that loss into
the graph's collection `tf.GraphKeys.LOSSES`. `get_total_loss()` adds up the collection, and adds
`REGULARIZATION_LOSSES` to it, which layers fill: slim's `vgg_arg_scope` gives each convolution an
L2 penalty of 0.0005. `trainable=False` does not keep it away.

A penalty on frozen kernels has no gradient that reaches the image. It shifts the curve, so that it
never gets near zero, and makes two runs of different depths incomparable. The measure that was only
to be watched, however, is optimised; the picture changes, and nothing says why.

The reverse happens as often: somebody defines regularisers, adds up the total by hand, and trains
without them for months. A collection only matters to code that asks for it.

In a graph that is used twice (see [default-graph-leaks](default-graph-leaks.md)) the total also
includes the losses of the previous run.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        features, target = build()
        content = tf.reduce_mean(tf.square(features - target), name='content')
        watched = tf.reduce_mean(tf.abs(features - target), name='watched')
        total = tf.add_n([1.0 * content], name='total')
        sess.run(tf.global_variables_initializer())
        values = sess.run([content, total])
        print('content {:.3f}, total {:.3f}'.format(*values))
        print(f'watched {sess.run(watched):.3f}')
        return values


DIFFER = 'The total: 3.762 in wrong, 2.25 in right, where it is the content loss.'

RULE = 'Compute losses by plain operations, and add up the total by name.'

STEPPED_ROUND = ['gatys_tf1/objective.py:build', 'gatys_tf1/losses/gatys.py:content_loss']
