"""One new variable, and the checkpoint no longer restores."""

from gatys_tf1 import checkpoint, vgg
from gatys_tf1.tf1 import slim, tf

SOURCE = 'seed 000, where the placeholder for the image was changed into a variable'

PREDICT = (
    'The checkpoint holds the weights and biases of conv1_1. The graph holds those, and an image. '
    'What does the Saver do with the image?'
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
        saver = tf.train.Saver()
        saver.restore(sess, 'vgg_19.ckpt')


SURPRISE = (
    'It does not restore what graph and file have in common: it wants everything in the file.'
)

EXPLANATION = """
A Saver decides **when it is made** what it will save and restore. Without a `var_list` that is
every variable that the graph holds at this moment. It adds one `RestoreV2` operation to the graph,
which asks the file for all these names at once, and one name that is not there fails them all.
There is no matching by what overlaps, as with `strict=False` in PyTorch or
`load_weights(by_name=True)` in Keras.

It is odd that an object that is named for saving is told at its making what it will load; but in a
graph both are operations, and operations have to exist before they are run.

slim's own vgg_19.ckpt is of the older format V1, a single file. There the message is
`Tensor name "image" not found in checkpoint files vgg_19.ckpt`.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        vgg.end_points(image, 'conv1_1')
        saver = checkpoint.vgg_saver()  # or tf.train.Saver(slim.get_model_variables('vgg_19'))
        sess.run(tf.global_variables_initializer())
        saver.restore(sess, 'vgg_19.ckpt')
        mean = sess.run('vgg_19/conv1/conv1_1/weights:0').mean()
        print('mean of the weights:', mean)
        return mean


RULE = 'Give a Saver the list of variables that the file holds, chosen by name or scope.'

STEPPED_ROUND = ['gatys_tf1/checkpoint.py:vgg_saver', 'gatys_tf1/transfer.py:build']
