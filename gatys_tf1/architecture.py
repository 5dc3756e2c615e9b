"""VGG-19's layers as facts: names, channels, strides, receptive fields. No TensorFlow in here.

Configuration E of Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
recognition" (2014), by slim's names. vgg.py builds the network.
"""

from gatys_tf1.errors import UserError

CHANNELS = {'conv1': 64, 'conv2': 128, 'conv3': 256, 'conv4': 512, 'conv5': 512}  # by block

LAYERS = (
    'conv1_1', 'conv1_2', 'pool1',
    'conv2_1', 'conv2_2', 'pool2',
    'conv3_1', 'conv3_2', 'conv3_3', 'conv3_4', 'pool3',
    'conv4_1', 'conv4_2', 'conv4_3', 'conv4_4', 'pool4',
    'conv5_1', 'conv5_2', 'conv5_3', 'conv5_4', 'pool5',
    'fc6', 'fc7', 'fc8',
)  # fmt: skip

STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')  # of Gatys et al.


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
    """The distance in pixels between the receptive fields of neighbouring positions of `layer`."""
    poolings = sum(name.startswith('pool') for name in LAYERS[: LAYERS.index(layer) + 1])
    return 2**poolings


def position_count(height, width, layer):
    """How many positions `layer` has on a picture of `height` x `width` pixels, an int."""
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


def flop_per_pixel(last_layer):
    """Floating-point operations of one forward pass, per pixel of the picture.

    A multiply-add counts as two. For conv5_1, without the fully connected layers, about 7.2e5.
    """
    flop, inputs, positions = 0.0, 3, 1.0  # positions of a layer per pixel
    for layer in LAYERS[: LAYERS.index(last_layer) + 1]:
        if layer.startswith('pool'):
            positions /= 4
        elif layer.startswith('conv'):
            flop += 2 * 9 * inputs * channels(layer) * positions
            inputs = channels(layer)
    return flop
