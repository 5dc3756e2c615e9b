"""The weights were restored, and they are all zero."""

from gatys_tf1 import checkpoint, vgg
from gatys_tf1.tf1 import slim, tf

SOURCE = 'seed 000'

PREDICT = (
    'Every weight in the checkpoint is 0.5. The image is not in it, so it has to be initialised. '
    'What is the mean of the weights at the end?'
)


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
        image = tf.get_variable('image', [1, 8, 8, 3])
        vgg.end_points(image, 'conv1_1')
        saver = checkpoint.vgg_saver()
        saver.restore(sess, 'vgg_19.ckpt')
        sess.run(tf.global_variables_initializer())
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


SURPRISE = 'No error and no warning: the network runs, and every feature is zero.'

EXPLANATION = """
`tf.global_variables_initializer()` does not initialise what is left to initialise. It groups the
initial assignments of **all** variables, and run at any time it sets all of them back to their
initial values. A restore is a set of assignments, too. So the order of the two lines decides which
of them survives, and TensorFlow cannot know which was meant.

Here the weights start at zero, and a loss that never changes tells of the mistake at once. With
slim's random initial weights the features look plausible, the loss falls, and the picture is
merely bad. That is why this project's network starts at zero.

`tf.train.init_from_checkpoint(path, {...})` is another way: it makes the file's values the initial
values, and then there is one step instead of two, and no order.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        vgg.end_points(image, 'conv1_1')
        saver = checkpoint.vgg_saver()
        sess.run(tf.global_variables_initializer())
        saver.restore(sess, 'vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


RULE = 'Initialise, then restore.'

STEPPED_ROUND = [
    'gatys_tf1/run.py:optimise',
    'gatys_tf1/transfer.py:_measure',
    'gatys_tf1/vgg.py:end_points',
]
