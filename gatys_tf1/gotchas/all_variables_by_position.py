"""The Saver worked until an optimiser was added."""

from gatys_tf1 import checkpoint, vgg
from gatys_tf1.tf1 import slim, tf

SOURCE = 'the notebook of seed 000, where it is the mend of saver-restores-everything'

PREDICT = (
    'The image was made first, so `variables[1:]` is everything but the image, and that is what '
    'the file holds. Is it still so when the Saver is made?'
)


def write_checkpoint():
    """Writes vgg_19.ckpt, with conv1_1 under its names in slim and each of its weights 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, 'vgg_19.ckpt')


def loss_of_an_image():
    """Builds the image, conv1_1 on top of it, and a loss."""
    image = tf.get_variable('image', [1, 8, 8, 3])
    return image, tf.reduce_mean(tf.square(vgg.end_points(image, 'conv1_1')['conv1_1']))


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image, loss = loss_of_an_image()
        variables = tf.get_collection_ref(tf.GraphKeys.GLOBAL_VARIABLES)
        print('not the image:', *(v.op.name for v in variables[1:]), sep='\n  ')
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[image])
        print('not the image:', *(v.op.name for v in variables[1:]), sep='\n  ')
        tf.train.Saver(variables[1:]).restore(sess, 'vgg_19.ckpt')


SURPRISE = '`variables` was not touched in between, and has grown by four.'

EXPLANATION = """
`get_collection_ref` returns the graph's own list and not a copy, and every variable that is made
later is appended to it. Adam makes four: its two moments for the image, and the powers of its two
betas. `tf.global_variables()` does return a copy; then the list is whole or not according to the
line at which it was taken.

A position says nothing about what a variable is. It holds until the image is made second, a step
counter is added, or a cell of a notebook is run twice. The name is what ties a variable to the
file, so the choice is best made by the name.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image, loss = loss_of_an_image()
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[image])
        variables = slim.get_model_variables('vgg_19')
        names = [v.op.name for v in variables]
        print('of vgg_19:', *names, sep='\n  ')
        tf.train.Saver(variables).restore(sess, 'vgg_19.ckpt')
        checkpoint.vgg_saver().restore(sess, 'vgg_19.ckpt')  # the same, in this project
        return names


RULE = 'Choose variables by name or scope, never by position.'

STEPPED_ROUND = ['gatys_tf1/checkpoint.py:_vgg_variables']
