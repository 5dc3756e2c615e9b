"""The image Variable that is optimised, the operations that set it, and what TensorBoard shows.

Puts into the graph: `image`, `assign/pixels`, `assign/<name>` and `summary/...`.
"""

from gatys_tf1.tf1 import tf


def image_variable(shape):
    """The one float32 Variable `[1, height, width, 3]` that is optimised.

    gotcha: constants-bloat-graph. An assign op sets its pixels, so they are not in the GraphDef.
    """
    return tf.get_variable('image', shape, tf.float32, tf.zeros_initializer())


def assign_ops(image, names):
    """A placeholder `assign/pixels`, and an operation `assign/<name>` for each name."""
    with tf.name_scope('assign'):
        pixels = tf.placeholder(tf.float32, image.shape, name='pixels')
        return pixels, {name: tf.assign(image, pixels, name=name).op for name in names}


def summaries(image, losses, metric_name='loss'):
    """The picture as it is saved, and the summaries that show it and every loss in TensorBoard.

    gotcha: tensorboard-rescales-floats. A float image would be stretched to its own range.
    gotcha: uint8-wraps. A plain cast would turn 256 into 0.
    gotcha: scalar-tag-has-the-scope. The raw operations take the tag as it is; tf.summary.scalar
    would put `summary/` before it.

    Args:
      image: float32 `[1, height, width, 3]`.
      losses: dict of name to float32 scalar.
      metric_name: str, the scope of the scalars' summaries, and what their tags begin with.

    Returns:
      `(picture, ops)`: uint8 `[1, height, width, 3]`, and the operations 'scalars' and 'image'.
    """
    with tf.name_scope('summary'):
        picture = tf.saturate_cast(tf.round(image), tf.uint8, name='picture')
        with tf.name_scope(metric_name):
            scalars = [
                tf.raw_ops.ScalarSummary(tags=f'{metric_name}/{name}', values=loss, name=name)
                for name, loss in losses.items()
            ]
        return picture, {
            'scalars': tf.raw_ops.MergeSummary(inputs=scalars, name='scalars'),
            'image': tf.raw_ops.ImageSummary(
                tag='image', tensor=picture, max_images=1, name='image'
            ),
        }
