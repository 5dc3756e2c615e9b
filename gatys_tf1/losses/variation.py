"""Total variation: the high-frequency noise of the image itself.

Implements the regularisers of the class-visualisation post and of the DataLab tutorial
(docs/references.md). Puts into the graph: `loss/tv`.
"""

from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf


def total_variation(image, kind='squared', name=None):
    """How much neighbouring pixels differ: the noise of a picture.

    deviation: both kinds are means over the differences, down plus right, so that a weight means
    the same at every size. The class-visualisation post has this mean; the DataLab tutorial, a sum
    (docs/deviations.md).

    Args:
      image: float tensor `[batch, height, width, channels]`, 2 pixels or more on a side.
      kind: 'squared' (the post: noise and edges) or 'absolute' (the tutorial: edges are spared).
      name: name of the resulting node.

    Returns:
      scalar of the image's dtype, in squared pixel values or in pixel values.
    """
    with tf.name_scope(name, 'total_variation', [image]) as scope:
        size = {'squared': tf.square, 'absolute': tf.abs}[kind]
        down = image[:, 1:] - image[:, :-1]
        right = image[:, :, 1:] - image[:, :, :-1]
        return tf.add(tf.reduce_mean(size(down)), tf.reduce_mean(size(right)), name=scope)


def total_variation_term(weight, kind='squared'):
    """Total variation of the image as a `Term` named 'tv'.

    Args:
      weight: of the term.
      kind: see `total_variation`.

    Returns:
      a `Term`.
    """

    def loss(image, points, targets):
        with tf.name_scope('loss/'):
            return {'tv': LayerLoss(1.0, total_variation(image, kind, name='tv'))}

    return Term('tv', weight, loss)
