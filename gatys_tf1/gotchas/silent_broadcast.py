"""The content loss of the content picture itself is not zero."""

import numpy as np

from gatys_tf1 import losses
from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The target are the features of the very same picture, so the loss should be 0. It was taken '
    'out of its batch, and by mistake twice. What happens?'
)


def wrong():
    pixels = np.arange(1 * 4 * 4 * 2, dtype=np.float32).reshape([1, 4, 4, 2])
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant(pixels, name='features')
        target = sess.run(features)[0][0]
        difference = features - target
        loss = sess.run(tf.reduce_mean(tf.square(difference)))
        print('features:', features.shape)
        print('target:', target.shape)
        print('difference:', difference.shape)
        print('loss:', loss)
        return loss


SURPRISE = 'The shapes differ, and the loss is a number: each row was compared with the first one.'

EXPLANATION = """
Arithmetic on tensors broadcasts as NumPy's does. The shapes are laid side by side from the right; a
missing or a 1 is repeated. `(1, 4, 4, 2)` and `(4, 2)` fit: the target is one row of the picture,
and it is subtracted from every row. The mean is then a scalar whatever came before, so the last
chance to notice is gone. The optimisation runs, and draws every row of the picture towards the
first.

The best known of this family is `(n, 1)` less `(n,)`, which is `(n, n)`. Weights of layers that
were read from a file as a column, times losses in a row, are a table of all products; its sum is
the sum of the weights times the sum of the losses.

`tf.losses.mean_squared_error` compares the shapes before it computes and raises a ValueError. (It
also puts its result into a collection, which is another story.) With `tf.square`,
`tf.squared_difference` and `tf.subtract` the check is yours: one line, made while the graph is
built, so that it costs nothing in a step.
"""


def right():
    pixels = np.arange(1 * 4 * 4 * 2, dtype=np.float32).reshape([1, 4, 4, 2])
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant(pixels, name='features')
        target = sess.run(features)
        try:
            losses.content_loss(features, tf.constant(target[0][0]))
        except ValueError as error:
            print('ValueError:', error)
        loss = sess.run(losses.content_loss(features, tf.constant(target)))
        print('loss:', loss)
        return loss


RULE = 'Before two tensors are compared: `a.shape.assert_is_compatible_with(b.shape)`.'

STEPPED_ROUND = ['gatys_tf1/losses.py:content_loss']
