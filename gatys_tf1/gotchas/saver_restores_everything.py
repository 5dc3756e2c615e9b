"""What does a Saver do with a variable that the file lacks?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'A variable was added to the graph, and now the checkpoint does not restore.'

MESSAGES = [
    'NotFoundError: Restoring from checkpoint failed. This is most likely due to a Variable name '
    'or other graph key that is missing from the checkpoint. Please ensure that you have not '
    'altered the graph expected based on the checkpoint. Original error:',
    'NotFoundError: Key image not found in checkpoint',
    'NotFoundError (see above for traceback): Key image not found in checkpoint',
    'NotFoundError: Tensor name "image" not found in checkpoint files vgg_19.ckpt',
    'NotFoundError: Key _CHECKPOINTABLE_OBJECT_GRAPH not found in checkpoint',
]

SOURCE = (
    'the content-reconstruction post, where the placeholder for the image was changed into a '
    'variable'
)

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/22346',
    'https://github.com/tensorflow/models/issues/5625',
    'https://github.com/tensorflow/tensorflow/issues/23858',
]

LEVEL = 'start'

PREDICT = (
    'The checkpoint holds the weights and biases of conv1_1. The graph holds those, and an image. '
    'What does `restore` do?'
)

CHOICES = [
    'It restores conv1_1 and skips the image',
    'It restores conv1_1, then raises because of the image',
    'It restores nothing and raises',
]

ANSWER = 2

TEMPTING = {
    0: 'PyTorch does this with `strict=False` and Keras with `by_name=True`. A Saver asks the file '
    'for every variable that it was given.',
    1: 'All names are read by one `RestoreV2` operation. It fails as a whole, so not even the '
    'weights that are in the file get a value.',
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
        image = tf.get_variable('image', [1, 8, 8, 3])
        slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        saver = tf.train.Saver()
        saver.restore(sess, './vgg_19.ckpt')


SURPRISE = 'One name that is not in the file, and nothing at all is restored.'

EXPLANATION = """
A Saver decides **when it is created** what it will save and restore. Without a `var_list`, that is
every variable in the graph at that moment. It adds one `RestoreV2` operation to the graph, which
asks the file for all of these names at once, and a single missing name makes it fail.

A Saver does not match by what graph and file have in common, but slim does:
`slim.assign_from_checkpoint_fn(path, tf.global_variables(), ignore_missing_vars=True)` returns a
function of a session that restores the variables found in the file. It logs a warning for each of
the others, so a scope with a typo is easily overlooked: those variables just keep their initial
values. And if *no* name is found, what it returns is `None`, and calling that raises
`TypeError: 'NoneType' object is not callable`.

The traceback is long and names another key as well: `Key _CHECKPOINTABLE_OBJECT_GRAPH not found in
checkpoint`. Ignore that one. It is from the Saver's second attempt, in case the file was written by
`tf.train.Checkpoint`. For the older format V1, as of slim's own vgg_19.ckpt, the wording is `Tensor
name "image" not found in checkpoint files vgg_19.ckpt`.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
        saver = tf.train.Saver(slim.get_model_variables('vgg_19/'))
        sess.run(tf.global_variables_initializer())
        saver.restore(sess, './vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


DIFFER = 'wrong raises and returns nothing; right returns 0.5, the mean of the restored weights.'

RULE = 'Give a Saver the list of variables that the file holds, selected by name or scope.'

STEPPED_ROUND = ['gatys_tf1/weights/checkpoint.py:vgg_saver', 'gatys_tf1/transfer.py:build']
