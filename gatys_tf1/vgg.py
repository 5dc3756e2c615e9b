"""VGG-19 in slim's idiom, trimmed to the end points in use.

Implements configuration E of Simonyan and Zisserman, "Very deep convolutional networks for
large-scale image recognition" (2014), with the scopes and variable names of tf-slim's `vgg_19`, so
that slim's checkpoint restores into it. Seed 001 trims slim's network because `fc8`'s squeeze
refuses other sizes than 224x224 (gotcha: squeeze-at-fc8) and because nodes that nobody uses clutter
the graph; here the network ends at the deepest layer that is asked for, and height and width are
free.

Puts into the graph: `vgg_19/preprocess`, `vgg_19/conv1/conv1_1/{weights,biases,Conv2D,Relu,...}`,
`vgg_19/pool1`, ... down to the last layer. Left out: dropout (an identity when nothing is trained)
and the final squeeze.
"""

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import slim, tf

MEAN_RGB = (123.68, 116.779, 103.939)  # of ImageNet's training pictures, as slim subtracts it

CHANNELS = {'conv1': 64, 'conv2': 128, 'conv3': 256, 'conv4': 512, 'conv5': 512}  # by block

LAYERS = (
    'conv1_1', 'conv1_2', 'pool1',
    'conv2_1', 'conv2_2', 'pool2',
    'conv3_1', 'conv3_2', 'conv3_3', 'conv3_4', 'pool3',
    'conv4_1', 'conv4_2', 'conv4_3', 'conv4_4', 'pool4',
    'conv5_1', 'conv5_2', 'conv5_3', 'conv5_4', 'pool5',
    'fc6', 'fc7', 'fc8',
)  # fmt: skip


def end_points(
    images, last_layer, pool='max', preprocess='vgg', precision='float32', first_layer='conv1_1',
    relu=tf.nn.relu,
):  # fmt: skip
    """Builds VGG-19 from the image up to `last_layer`.

    Args:
      images: float32 tensor `[batch, height, width, 3]`, RGB, 0..255.
      last_layer: str, the deepest layer wanted, one of `LAYERS`.
      pool: 'max' (the checkpoint's own) or 'avg' (Gatys et al., section 2: smoother gradients).
      preprocess: 'vgg' subtracts `MEAN_RGB`, as the network was trained; 'raw' feeds 0..255 as it
        is, as the blog does (see docs/deviations.md).
      precision: 'float32' or 'bfloat16', of the whole stack; the variables are float32 in both.
      first_layer: str, where to start; for another than conv1_1, `images` is the end point before
        it, and the variables are those of a network that has been built already.
      relu: function from tensor to tensor, in the place of every ReLU: `guided_relu` propagates
        back otherwise.

    Returns:
      dict of layer name to tensor `[batch, h, w, channels]` of that precision, in the network's
      order. A convolution's end point is taken after its ReLU; fc8's are logits. The fully
      connected layers are convolutions, so fc8 is `[batch, 1, 1, 1000]` for 224x224.

    Raises:
      UserError: for an unknown layer, or a picture too small for `last_layer`.
    """
    check_layers([last_layer])
    pool2d = {'max': slim.max_pool2d, 'avg': slim.avg_pool2d}[pool]
    points = {}
    # gotcha: minimize-trains-vgg. Not trainable, so an optimiser without var_list leaves it alone.
    # Zeros, because the checkpoint's values replace them: a forgotten restore shows at once.
    with (
        tf.variable_scope('vgg_19', reuse=tf.AUTO_REUSE, custom_getter=_cast_to(precision)),
        slim.arg_scope([slim.conv2d], trainable=False, weights_initializer=tf.zeros_initializer(),
                       activation_fn=relu),
    ):  # fmt: skip
        net = images
        if first_layer == LAYERS[0]:
            check_size(*images.shape.as_list()[1:3], last_layer)
            if preprocess == 'vgg':  # gotcha: wrong-preprocessing
                net = tf.subtract(images, MEAN_RGB, name='preprocess')
            net = tf.cast(net, precision, name='precision')  # float32 to float32 adds no node
        for layer in LAYERS[LAYERS.index(first_layer) : LAYERS.index(last_layer) + 1]:
            if layer.startswith('pool'):
                net = pool2d(net, [2, 2], scope=layer)
            elif layer.startswith('conv'):
                block = layer[:5]
                net = slim.conv2d(net, CHANNELS[block], [3, 3], scope=f'{block}/{layer}')
            elif layer == 'fc6':
                net = slim.conv2d(net, 4096, [7, 7], padding='VALID', scope='fc6')
            elif layer == 'fc7':
                net = slim.conv2d(net, 4096, [1, 1], scope='fc7')
            else:
                net = slim.conv2d(net, 1000, [1, 1], activation_fn=None, scope='fc8')
            points[layer] = net  # gotcha: end-points-are-after-relu
    return points


@tf.custom_gradient
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

    def gradient(d_outputs):
        passed = tf.cast(features > 0, features.dtype)
        return passed * tf.nn.relu(d_outputs)

    return tf.nn.relu(features), gradient


def _cast_to(precision):
    """A variable getter that hands out float32 variables cast to `precision`.

    gotcha: float64-image. slim makes its weights in the dtype of its input, and a float32
    checkpoint cannot restore bfloat16 variables.
    """

    def getter(get, name, *args, dtype=None, **kwargs):
        variable = get(name, *args, dtype=tf.float32, **kwargs)
        # Named, because slim asks for its variables outside of all scopes.
        return tf.cast(variable, precision, name=f'{name}/{precision}')

    return getter


def deepest(layers):
    """The layer of `layers` that lies deepest in the network."""
    return max(check_layers(layers), key=LAYERS.index)


def check_layers(layers):
    """Returns `layers`; raises UserError, with the valid names, if one is not a layer of VGG-19."""
    for layer in layers:
        if layer not in LAYERS:
            raise UserError(
                f'unknown layer {layer!r}; the layers of VGG-19 are {", ".join(LAYERS)}'
            )
    return layers


def check_channel(layer, channel):
    """Returns `channel`; raises UserError, with the valid ones, if the layer does not have it."""
    check_layers([layer])
    if channel not in range(channels(layer)):
        raise UserError(
            f'{layer} has no channel {channel}; its channels are 0 to {channels(layer) - 1}'
        )
    return channel


def check_size(height, width, layer):
    """Raises UserError if a picture of `height` x `width` pixels leaves `layer` no position."""
    least = smallest_side(layer)
    if min(side for side in (height, width, least) if side is not None) < least:
        raise UserError(
            f'a picture of {height}x{width} (height x width) is too small for {layer}: '
            f'each side needs {least} pixels or more; enlarge it or choose an earlier layer'
        )


def channels(layer):
    """The number of channels of a layer; `pool3` has those of `conv3_4`."""
    if layer.startswith('fc'):
        return 1000 if layer == 'fc8' else 4096
    return CHANNELS[layer[:5].replace('pool', 'conv')]


def smallest_side(layer):
    """The fewest pixels on a side with which `layer` still has one position."""
    return stride(layer) * (7 if layer.startswith('fc') else 1)


def stride(layer):
    """How many pixels apart two neighbouring positions of `layer` look at the picture."""
    poolings = sum(name.startswith('pool') for name in LAYERS[: LAYERS.index(layer) + 1])
    return 2**poolings


def positions(height, width, layer):
    """The number of positions of `layer` on a picture of `height` x `width` pixels, an int."""
    less = 6 if layer.startswith('fc') else 0  # fc6 is a 7x7 convolution without padding
    return (height // stride(layer) - less) * (width // stride(layer) - less)


def receptive_field(layer):
    """The side, in pixels, of the square of the picture that one position of `layer` looks at.

    5 for conv1_2, 84 for conv4_2, 252 for conv5_4.
    """
    side, step = 1, 1
    for name in LAYERS[: LAYERS.index(layer) + 1]:
        kernel = 2 if name.startswith('pool') else {'fc6': 7, 'fc7': 1, 'fc8': 1}.get(name, 3)
        side += (kernel - 1) * step
        if name.startswith('pool'):
            step *= 2
    return side


def flop_a_pixel(last_layer):
    """Floating-point operations of the convolutions, once forward, for each pixel of the picture.

    A multiply-add counts as two. For conv5_1, without the fully connected layers, about 7.2e5.
    """
    flop, inputs, positions = 0.0, 3, 1.0  # positions of a layer for each pixel
    for layer in LAYERS[: LAYERS.index(last_layer) + 1]:
        if layer.startswith('pool'):
            positions /= 4
        elif layer.startswith('conv'):
            flop += 2 * 9 * inputs * channels(layer) * positions
            inputs = channels(layer)
    return flop
