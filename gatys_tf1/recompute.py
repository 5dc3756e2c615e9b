"""The gradient by the image in less memory: activations are computed again going backwards.

Implements Chen et al., "Training deep nets with sublinear memory cost" (2016), for a network whose
loss looks at a few layers. Puts `train/recompute/<layer>` into the graph.
"""

from gatys_tf1 import vgg
from gatys_tf1.tf1 import tf


def frugal_gradient(total, image, points, network):
    """The gradient of `total` by the image, holding the activations of one segment at a time.

    A segment is the part of the network between two layers that the loss looks at. The forward
    pass keeps these layers only; going backwards, each segment is built a second time and starts
    from the layer before it.

    gotcha: recompute-grad-saves-nothing. The control dependency is what delays the second copy.

    Args:
      total: the loss, a float32 scalar.
      image: float32 `[1, height, width, 3]`.
      points: dict of layer to end point, of the layers that the loss looks at, in order.
      network: a `transfer.Network`.

    Returns:
      tensor of the image's shape and dtype, equal to `tf.gradients(total, image)[0]`.
    """
    names, cuts = list(points), [image, *points.values()]
    gradient = tf.gradients(total, cuts[-1], stop_gradients=cuts)[0]
    for number, layer in reversed(list(enumerate(names))):
        start = cuts[number]
        first = vgg.LAYERS.index(names[number - 1]) + 1 if number else 0
        with tf.name_scope(f'recompute/{layer}'), tf.control_dependencies([gradient]):
            again = tf.identity(start)
            segment = vgg.end_points(again, layer, *network[1:], first_layer=vgg.LAYERS[first])
            gradient = tf.gradients(segment[layer], again, gradient)[0]
            direct = tf.gradients(total, start, stop_gradients=cuts)[0]
            if direct is not None:  # None where the image has no loss of its own
                gradient += direct
    return gradient
