"""The total loss is not the sum of the losses that I added."""

from gatys_tf1.tf1 import slim, tf

SOURCE = 'known'

PREDICT = (
    'The content loss is to be minimised. A second measure is computed, to be watched. What is '
    '`get_total_loss()`?'
)


def build():
    """Features of a grey image, by slim's own VGG settings but for fixed kernels; and targets."""
    from tf_slim.nets.vgg import vgg_arg_scope

    image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.constant_initializer(1.0))
    with slim.arg_scope(vgg_arg_scope()):
        features = slim.conv2d(
            image, 64, [1, 1], scope='vgg_19/conv1/conv1_1', trainable=False,
            weights_initializer=tf.constant_initializer(0.5),
        )  # fmt: skip
    return features, tf.zeros([1, 8, 8, 64])


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        features, target = build()
        content = tf.losses.mean_squared_error(target, features)
        tf.losses.absolute_difference(target, features)  # to be watched only
        total = tf.losses.get_total_loss()
        sess.run(tf.global_variables_initializer())
        parts = [*tf.losses.get_losses(), *tf.losses.get_regularization_losses()]
        for part in parts:
            print(f'{part.op.name:55}{sess.run(part):.3f}')
        values = sess.run([content, total])
        print('content {:.3f}, total {:.3f}'.format(*values))
        return values


SURPRISE = 'Three losses would be minimised: the one that was meant, the one to watch, and a third.'

EXPLANATION = """
Every loss function of `tf.losses` does two things. It returns a loss, and it puts that loss into
the graph's collection `tf.GraphKeys.LOSSES`. `get_total_loss()` adds up the collection, and with it
`REGULARIZATION_LOSSES`, which layers fill: slim's `vgg_arg_scope` gives each convolution an L2
penalty of 0.0005. That `trainable=False` was set does not keep it away.

A penalty on frozen kernels has no gradient that reaches the image. It shifts the curve, so that it
never comes near zero, and makes two runs with different depths incomparable. A measure that was
only to be watched, though, is optimised; the picture changes, and nothing says why.

In a graph that is used twice (see [default-graph-leaks](default-graph-leaks.md)) the total also has
the losses of the previous run.
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


RULE = 'Compute losses by plain operations, and add up the total by name.'

STEPPED_ROUND = ['gatys_tf1/objective.py:build_losses', 'gatys_tf1/losses.py:content_loss']
