"""The checkpoint's .meta file is larger than its data."""

import os

from gatys_tf1 import samples
from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The picture takes 360 kB. It is the start of the optimisation and its content target. How '
    'large are the files that the Saver writes, `.meta` for the graph and `.data` for the values?'
)


def save(sess):
    """Saves a checkpoint. Returns its files' sizes in kB, by their extension."""
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, 'run.ckpt')
    files = {'.meta': 'run.ckpt.meta', '.data': 'run.ckpt.data-00000-of-00001'}
    return {extension: os.path.getsize(path) // 1000 for extension, path in files.items()}


def wrong():
    picture = samples.coastal_scene(150, 200)
    print('the picture:', picture.nbytes // 1000, 'kB')
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(picture, name='image')
        target = tf.constant(picture, name='target')
        tf.reduce_mean(tf.square(image - target))
        sizes = save(sess)
        print('kB of the checkpoint:', sizes)
        return sizes


SURPRISE = 'The graph holds the picture twice, and each checkpoint holds the graph.'

EXPLANATION = """
An array that is handed to an operation becomes a node of type `Const`, and its value is a part of
the `GraphDef`. That goes for `tf.constant(array)`, but also for `tf.Variable(array)` and
`get_variable(initializer=array)`, where the constant is the initial value and is read once in the
variable's life; and for `var.assign(array)`, `image - array` and every other place that takes a
tensor.

The GraphDef is written again and again: into the `.meta` file of each checkpoint, into the event
file by `FileWriter(folder, graph)`, and over the wire to a remote session. TensorBoard's page has
to load it. At 2 GB it ends: [graphdef-2gb](graphdef-2gb.md).

A shape and an initialiser that computes (`tf.zeros_initializer()`) take some hundred bytes. Then a
placeholder and an assign operation, both built beforehand, bring the pixels in.

A constant is not always wrong. A Gram matrix is small and never changes, and a constant cannot be
overwritten, forgotten in a restore, or trained by mistake. This project's targets are constants for
that reason, and as its runs do not write a `.meta` file with each checkpoint and leave the values
out of what TensorBoard gets, they cost little.
"""


def right():
    picture = samples.coastal_scene(150, 200)
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, picture.shape, name='pixels')
        zeros = tf.zeros_initializer()
        image = tf.get_variable('image', picture.shape, initializer=zeros)
        target = tf.get_variable('target', picture.shape, initializer=zeros)
        assign_ops = [tf.assign(image, pixels).op, tf.assign(target, pixels).op]
        tf.reduce_mean(tf.square(image - target))
        sizes = save(sess)
        sess.run(assign_ops, {pixels: picture})
        print('kB of the checkpoint:', sizes)
        return sizes


RULE = 'Large arrays enter through a placeholder and an assign operation, not as constants.'

STEPPED_ROUND = [
    'gatys_tf1/image_variable.py:image_variable',
    'gatys_tf1/image_variable.py:assign_ops',
    'gatys_tf1/run.py:save_state',
    'gatys_tf1/run.py:readable_graph_def',
]
