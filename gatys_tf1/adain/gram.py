"""AdaIN's style loss with Gram matrices in the place of means and deviations.

A decoder can be trained for the style loss of Gatys, Ecker and Bethge (2016), equation 4, picture
by picture, at AdaIN's style layers. A Gram matrix knows which channels occur together, and moments
do not; AdaIN sets moments alone, so what a Gram matrix asks beyond them is left to the decoder.

losses/gatys.py has the same two equations for one picture, in as few lines as possible. Training
compares a batch of any length: here one product and one mean of squares go over all of it, and its
pictures are not mixed. A test holds both to the same numbers.

Puts into the graph what `training_graph` puts there for moments, under the same names.
"""

from gatys_tf1.tf1 import tf


def gram_matrices(features, name=None):
    """`F^T F / M` of each picture: equation 3, divided by the number of positions M.

    Args:
      features: float32 or bfloat16 tensor `[batch, h, w, channels]`, static but for the batch.
      name: name of the resulting node.

    Returns:
      float32 tensor `[batch, channels, channels]`.
    """
    with tf.name_scope(name, 'gram_matrices', [features]) as scope:
        height, width, channels = features.shape.as_list()[1:]
        columns = tf.reshape(tf.cast(features, tf.float32), [-1, height * width, channels])
        products = tf.matmul(columns, columns, transpose_a=True)  # not across the batch
        return tf.divide(products, height * width, name=scope)


def gram_loss(grams, targets, name=None):
    """`E_l`, equation 4, as a mean over the batch.

    With N channels and Gram matrices that are divided by M, `1 / (4 N^2 M^2) sum (G - A)^2` is a
    quarter of the mean of the squared differences.

    Args:
      grams, targets: float32 tensors `[batch, channels, channels]`, from `gram_matrices`.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'gram_loss', [grams, targets]) as scope:
        grams.shape.assert_is_compatible_with(targets.shape)  # gotcha: silent-broadcast
        return tf.multiply(0.25, tf.reduce_mean(tf.squared_difference(grams, targets)), name=scope)
