"""Matrix products of bfloat16 features that are summed in float32."""

from gatys_tf1.tf1 import tf


def product_in_float32(left, right, name=None):
    """`left^T right` in float32, whatever the features' precision: a sum over positions.

    bfloat16 has 8 significant bits, too few for a sum over thousands of positions. The positions
    are cut into strips of at least `channels` of them: each strip's product is rounded to bfloat16,
    their sum is float32, and no product is larger than the features themselves.

    Args:
      left, right: float tensors `[positions, channels]` of one dtype, static shape.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]` (float64 for float64 features).
    """
    if left.dtype != tf.bfloat16:
        return tf.matmul(left, right, transpose_a=True, name=name)
    positions, channels = left.shape.as_list()
    with tf.name_scope(name, 'product_in_float32', [left, right]) as scope:
        length = next(
            (n for n in range(channels, 8 * channels) if positions % n == 0),
            min(channels, positions),
        )
        whole = positions - positions % length
        strips = [tf.reshape(side[:whole], [-1, length, channels]) for side in (left, right)]
        products = tf.matmul(*strips, transpose_a=True)  # [strips, channels, channels]
        total = tf.reduce_sum(tf.cast(products, tf.float32), axis=0)
        if whole < positions:
            rest = tf.matmul(left[whole:], right[whole:], transpose_a=True)
            total += tf.cast(rest, tf.float32)
        return tf.identity(total, name=scope)
