"""Temporal consistency: the image stays close to earlier results, moved along with the picture.

Implements Ruder, Dosovitskiy and Brox, "Artistic style transfer for videos" (GCPR 2016), equations
7 (one earlier frame) and 9 (several). What is warped, and how far it can be trusted, is computed
outside the graph (video/flow.py) and assigned before each frame.

Puts into the graph: the variables `flow/previous_warped` and `flow/weights`, the placeholders
`assign/flow_pixels` and `assign/flow_weights` with the operation `assign/flow`, `loss/temporal`.
"""

from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf


def temporal_loss(image, warped, weights, name=None):
    """The weighted mean squared difference between an image and earlier results.

    Equation 9: the sum over the earlier frames j of `1/D sum_k c_j[k] (x[k] - w_j(x_j)[k])^2`, with
    D = height * width * channels. With one earlier frame it is equation 7.

    Args:
      image: float32 tensor `[1, height, width, 3]`.
      warped: float32 tensor `[references, height, width, 3]`, earlier results, each warped to the
        image's frame.
      weights: float32 tensor `[references, height, width, 1]`, 0..1: 0 where a reference says
        nothing about the image.
      name: name of the resulting node.

    Returns:
      float32 scalar, in squared pixel values; 0 where all weights are 0.
    """
    with tf.name_scope(name, 'temporal_loss', [image, warped, weights]) as scope:
        # gotcha: silent-broadcast. Here it is wanted: one image, several references.
        differences = weights * tf.squared_difference(image, warped)  # [references, h, w, 3]
        return tf.reduce_sum(tf.reduce_mean(differences, axis=[1, 2, 3]), name=scope)


def temporal_term(references, weight=1.0):
    """The temporal loss as a `Term` named 'temporal'.

    Its variables are local: neither the run's state nor the VGG saver holds them. They have to be
    set by `assign/flow` before the first step.

    Args:
      references: int, how many earlier frames an image is compared to.
      weight: gamma, of the term.

    Returns:
      a `Term`.
    """

    def loss(image, points, targets):
        _, height, width, channels = image.shape.as_list()
        shapes = {
            'previous_warped': [references, height, width, channels],
            'weights': [references, height, width, 1],
        }
        variables = []
        with tf.name_scope('flow/'):
            for name, shape in shapes.items():
                variables.append(
                    tf.Variable(
                        lambda shape=shape: tf.zeros(shape), trainable=False, name=name,
                        collections=[tf.GraphKeys.LOCAL_VARIABLES],
                    )
                )  # fmt: skip
        warped, weights = variables
        with tf.name_scope('assign/'):
            pixels = tf.placeholder(tf.float32, warped.shape, name='flow_pixels')
            shares = tf.placeholder(tf.float32, weights.shape, name='flow_weights')
            tf.group(tf.assign(warped, pixels), tf.assign(weights, shares), name='flow')
        with tf.name_scope('loss/'):
            value = temporal_loss(image, warped, weights, name='temporal')
        return {'temporal': LayerLoss(1.0, value)}

    return Term('temporal', weight, loss)
