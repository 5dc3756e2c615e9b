"""Guided backpropagation: a ReLU whose gradient shows what speaks for an activation.

Give it to `vgg.end_points` or `vgg.evaluate` as `relu`.
"""

from gatys_tf1.tf1 import tf


def guided_relu(features):
    """A ReLU that propagates back as in guided backpropagation; forward it is `tf.nn.relu`.

    Springenberg et al., "Striving for simplicity: the all convolutional net" (2015), section 3.4:
    the gradient passes where the input was positive (as in backpropagation) and the gradient
    itself is positive (as in a deconvolution). Both, so neither alone is enough.

    A function of its own, given to `end_points`: TensorFlow 1's `tf.RegisterGradient` with
    `gradient_override_map` would be global, could be registered once in a process, and would do
    nothing if it came after the ReLUs were built.

    Args:
      features: float tensor of any shape.

    Returns:
      tensor of the same shape and dtype.
    """

    @tf.custom_gradient
    def relu(features):
        def gradient(d_outputs):
            passed = tf.cast(features > 0, features.dtype)
            return passed * tf.nn.relu(d_outputs)

        return tf.nn.relu(features), gradient

    return relu(features)
