"""`variables[1:]` is everything but the image. For how long?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Restoring worked until an optimiser was added to the graph.'

MESSAGES = [
    'NotFoundError: Key beta1_power not found in checkpoint',
    'NotFoundError: Key image/Adam not found in checkpoint',
    'NotFoundError: Restoring from checkpoint failed. This is most likely due to a Variable name '
    'or other graph key that is missing from the checkpoint. Please ensure that you have not '
    'altered the graph expected based on the checkpoint. Original error:',
]

SOURCE = (
    'the notebook of the content-reconstruction post, where it is the fix for '
    'saver-restores-everything'
)

THREADS = [
    'https://github.com/cchen156/Learning-to-See-in-the-Dark/issues/70',
    'https://github.com/tensorflow/models/issues/2735',
    'https://github.com/DrSleep/tensorflow-deeplab-resnet/issues/181',
]

LEVEL = 'core'

PREDICT = (
    'The image was made first, so `variables[1:]` is everything but the image, and that is what '
    'the file holds. What is in it when the Saver is created, two lines later?'
)

CHOICES = [
    'The weights and biases of conv1_1',
    'The same, and four variables more',
    'The same, and the image: the order has changed',
]

ANSWER = 1

TEMPTING = {
    0: "Nobody has touched `variables` in between. But it is the graph's own list, not a copy of "
    'it, and the optimiser has added to the graph.',
    2: 'Nothing is ever moved in the list; new variables go to its end.',
}


def write_checkpoint():
    """Writes vgg_19.ckpt: conv1_1 under its names in slim, with every weight 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, './vgg_19.ckpt')


def loss_of_an_image():
    """Builds the image, conv1_1 on top of it, and a loss."""
    image = tf.get_variable('image', [1, 8, 8, 3])
    features = slim.conv2d(image, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
    return image, tf.reduce_mean(tf.square(features))


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image, loss = loss_of_an_image()
        variables = tf.get_collection_ref(tf.GraphKeys.GLOBAL_VARIABLES)
        print('not the image:', *(v.op.name for v in variables[1:]), sep='\n  ')
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[image])
        print('not the image:', *(v.op.name for v in variables[1:]), sep='\n  ')
        tf.train.Saver(variables[1:]).restore(sess, './vgg_19.ckpt')


SURPRISE = '`variables` was not touched in between, and it has grown by four.'

EXPLANATION = """
`get_collection_ref` returns the graph's own list rather than a copy, and every variable created
later is appended to it. Adam creates four: its two moments for the image (`image/Adam`,
`image/Adam_1`), and the powers of its two betas (`beta1_power`, `beta2_power`). None of them is in
a checkpoint that somebody else wrote, or that you wrote before you changed the optimiser.

`tf.global_variables()` does return a copy. With that, the list is complete or not depending on the
line at which it was taken, which is no better.

A position says nothing about what a variable is. It is right until the image is made second, a step
counter is added, or a notebook cell is run twice. The name is what ties a variable to the file, so
select by the name: `slim.get_model_variables('vgg_19/')`, or without slim
`tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='vgg_19/')`. In both, the scope is a regular
expression that is matched from the start, so it needs its slash: `vgg_19` also finds `vgg_19_1`.
The second takes the optimiser's slots of these variables as well, once they exist
(`vgg_19/…/weights/Adam`).
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        image, loss = loss_of_an_image()
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[image])
        variables = slim.get_model_variables('vgg_19/')
        names = [v.op.name for v in variables]
        print('of vgg_19:', *names, sep='\n  ')
        tf.train.Saver(variables).restore(sess, './vgg_19.ckpt')
        return names


DIFFER = 'wrong raises and returns nothing; right returns the names of the two restored variables.'

RULE = 'Select variables by name or scope, never by position.'

STEPPED_ROUND = [
    'gatys_tf1/run/graph.py:next_picture',
    'gatys_tf1/weights/checkpoint.py:_vgg_variables',
]
