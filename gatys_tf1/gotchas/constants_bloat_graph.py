"""The picture takes 360 kB. How large is its checkpoint?"""

import os

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = "The checkpoint's .meta file is larger than its data, or TensorBoard's graph never loads."

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/3080',
    'https://github.com/tensorflow/tensorflow/issues/8351',
    'https://github.com/tensorflow/tensorflow/issues/1444',
]

LEVEL = 'core'

PREDICT = (
    'The picture takes 360 kB. It is where the optimisation starts, and its content target. How '
    'large are the files that the Saver writes, `.meta` for the graph and `.data` for the values?'
)

CHOICES = [
    '.meta over 720 kB, .data 360 kB',
    '.meta a few kB, .data 360 kB',
    '.meta a few kB, .data 720 kB',
]

ANSWER = 0

TEMPTING = {
    1: 'The graph says what is computed, the data says with which values. But an array that is '
    'handed to an operation becomes part of the graph.',
    2: 'Only variables are data, and the target is a constant.',
}

PICTURE = np.random.default_rng(0).uniform(0, 255, [1, 150, 200, 3]).astype(np.float32)


def save(sess):
    """Saves a checkpoint. Returns its files' sizes in kB, by their extension."""
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, './run.ckpt')
    files = {'.meta': 'run.ckpt.meta', '.data': 'run.ckpt.data-00000-of-00001'}
    return {extension: os.path.getsize(path) // 1000 for extension, path in files.items()}


def wrong():
    print('the picture:', PICTURE.nbytes // 1000, 'kB')
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(PICTURE, name='image')
        target = tf.constant(PICTURE, name='target')
        tf.reduce_mean(tf.square(image - target))
        sizes = save(sess)
        print('kB of the checkpoint:', sizes)
        return sizes


SURPRISE = 'The graph holds the picture twice, and each checkpoint holds the graph.'

EXPLANATION = """
An array that is handed to an operation becomes a node of type `Const`, and its value is part of the
`GraphDef`. That is true of `tf.constant(array)`, but also of `tf.Variable(array)` and
`get_variable(initializer=array)`, where the constant is the initial value and is read once in the
variable's life; and of `var.assign(array)`, `image - array` and every other place that takes a
tensor.

The GraphDef is written again and again: into the `.meta` file of each checkpoint, into the event
file by `FileWriter(folder, graph)`, and over the wire to a remote session. TensorBoard's page has
to load it. At 2 GB it ends: see [graphdef-2gb](graphdef-2gb.md).

A shape and an initialiser that computes (`tf.zeros_initializer()`) take a few hundred bytes. A
placeholder and an assign operation, both built beforehand, then bring the pixels in.

A constant is not always wrong. A Gram matrix is small and never changes, and a constant cannot be
overwritten, forgotten in a restore, or trained by mistake. For that reason this project's targets
are constants. They cost little: its runs write no `.meta` file with each checkpoint, and the
graph that TensorBoard gets lacks the values.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, PICTURE.shape, name='pixels')
        zeros = tf.zeros_initializer()
        image = tf.get_variable('image', PICTURE.shape, initializer=zeros)
        target = tf.get_variable('target', PICTURE.shape, initializer=zeros)
        assign_ops = [tf.assign(image, pixels).op, tf.assign(target, pixels).op]
        tf.reduce_mean(tf.square(image - target))
        sizes = save(sess)
        sess.run(assign_ops, {pixels: PICTURE})
        print('kB of the checkpoint:', sizes)
        return sizes


DIFFER = 'The kB of the .meta file: over 720 in wrong, below 20 in right.'

RULE = 'Large arrays enter through a placeholder and an assign operation, not as constants.'

STEPPED_ROUND = [
    'gatys_tf1/targets.py:embed',
    'gatys_tf1/image_variable.py:image_variable',
    'gatys_tf1/run/logbook.py:readable_graph_def',
    'gatys_tf1/image_variable.py:assign_ops',
    'gatys_tf1/run/state.py:save',
]
