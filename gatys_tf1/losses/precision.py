"""Matrix products of bfloat16 features that are summed in float32."""

from gatys_tf1.tf1 import tf

STRIPS = 64  # more of them would sum more exactly, and take more memory and time


def product_in_float32(left, right, name=None):
    """`left^T right` in float32, whatever the features' precision: a sum over positions.

    bfloat16 has 8 significant bits, too few for a sum over thousands of positions. So the positions
    are cut into strips: each strip's product is rounded to bfloat16, their sum is float32. There
    are at most `STRIPS` of them, for their products are in memory all at once, and none is shorter
    than `channels`, so that these are no larger than the features.

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
        most = max(1, min(STRIPS, positions // channels))
        strips = next((n for n in range(most, most // 2, -1) if positions % n == 0), most)
        missing = -positions % strips
        if missing:  # positions of zeros, which add nothing
            left, right = (tf.pad(side, [[0, missing], [0, 0]]) for side in (left, right))
        left, right = (tf.reshape(side, [strips, -1, channels]) for side in (left, right))
        products = tf.matmul(left, right, transpose_a=True)  # [strips, channels, channels]
        return tf.reduce_sum(tf.cast(products, tf.float32), axis=0, name=scope)
