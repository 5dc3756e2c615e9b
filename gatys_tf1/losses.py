"""The losses: pure functions from tensors to a tensor.

Implements the equations of Gatys, Ecker and Bethge, "Image style transfer using convolutional
neural networks" (CVPR 2016), sections 2.1 and 2.2, with the blog's variant of the content loss
(seeds 000 and 001). Weights, layers and the sum are `transfer.py`'s business.

A function's `name` is the name of the node that it returns, as in TensorFlow's own functions.
"""

from gatys_tf1.tf1 import tf


def gram_matrix(features, name=None):
    """The Gram matrix `G = F^T F` of one picture's feature maps (Gatys, equation 3).

    The rows of F are the positions, its columns the channels, so G[i, j] is the inner product of
    the feature maps i and j: what occurs together with what, wherever it occurs.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]` with a static number of channels.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]`, symmetric; it grows with the number of positions h*w.
    """
    with tf.name_scope(name, 'gram', [features]) as scope:
        return tf.identity(_gram(features), name=scope)


@tf.custom_gradient  # gotcha: custom-gradient-stays-behind
def _gram(features):
    _, height, width, channels = features.shape.as_list()
    columns = tf.reshape(features, [-1, channels])  # F, [positions, channels]

    def gradient(d_gram):
        # Equation 6. F stands in G twice, and tf.gradients would make a product for each.
        d_columns = tf.matmul(columns, tf.cast(d_gram + tf.transpose(d_gram), features.dtype))
        return tf.reshape(d_columns, features.shape)

    if features.dtype != tf.bfloat16:
        return tf.matmul(columns, columns, transpose_a=True), gradient
    # bfloat16 has 8 bits: strips of the picture have each a G that is rounded to them, and the sum
    # over strips is float32. A strip's G is not larger than its features, so memory stays small.
    rows = max(1, -(-channels // width))
    while rows < height and height % rows:
        rows += 1
    strips = tf.reshape(features, [-1, min(rows, height) * width, channels])
    grams = tf.matmul(strips, strips, transpose_a=True)  # [strips, channels, channels]
    return tf.reduce_sum(tf.cast(grams, tf.float32), axis=0), gradient


def content_loss(features, target, reduction='mean', name=None):
    """The distance of two content representations (Gatys, equation 1).

    Args:
      features: float32 tensor `[1, h, w, channels]`, of the picture being optimised.
      target: float32 tensor of the same shape, of the content picture.
      reduction: 'mean' is the blog's mean squared error (seed 000), independent of size and layer;
        'sum' is equation 1, half the sum of the squared differences.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'content_loss', [features, target]) as scope:
        # gotcha: silent-broadcast. Shapes that merely broadcast would go through without a word.
        features.shape.assert_is_compatible_with(target.shape)
        squares = tf.squared_difference(features, target)
        if reduction == 'mean':
            return tf.reduce_mean(squares, name=scope)
        return tf.multiply(tf.reduce_sum(squares), 0.5, name=scope)


def style_loss(gram, gram_target, positions, name=None):
    """One layer's contribution `E_l` to the style loss (Gatys, equation 4).

    `E_l = 1 / (4 N^2 M^2) * sum (G - A)^2` with N channels and M positions. The division stands
    inside the square, so that no intermediate value leaves float32's range at large sizes.

    Args:
      gram: float32 tensor `[channels, channels]`, G: of the picture being optimised.
      gram_target: float32 tensor of the same shape, A: of the style picture.
      positions: int, M: of how many positions both are the sum, h*w of the layer.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'style_loss', [gram, gram_target]) as scope:
        # gotcha: tf-shape-or-get-shape. A number is wanted here, not a tensor: the static shape.
        channels = gram.shape.as_list()[0]
        difference = (gram - gram_target) / (2.0 * channels * positions)
        return tf.reduce_sum(tf.square(difference), name=scope)
