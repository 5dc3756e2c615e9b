"""Which picture sizes does slim's VGG-19 accept?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim
from tf_slim.nets import vgg

SYMPTOM = 'VGG-19 builds for 224 pixels, but not for 256 or 192; with open sizes it fails when run.'

MESSAGES = [
    "ValueError: Can not squeeze dim[1], expected a dimension of 1, got 2 for 'vgg_19/fc8/squeezed'"
    " (op: 'Squeeze') with input shapes: [1,2,2,1000].",
    'ValueError: Can not squeeze dim[1], expected a dimension of 1, got 2 for '
    "'{{node vgg_19/fc8/squeezed}} = Squeeze[T=DT_FLOAT, squeeze_dims=[1, 2]](vgg_19/fc8/BiasAdd)' "
    'with input shapes: [1,2,2,1000].',
    'InvalidArgumentError: Can not squeeze dim[1], expected a dimension of 1, got 2',
    'InvalidArgumentError: Tried to explicitly squeeze dimension 1 but dimension was not 1: 2',
    "ValueError: Negative dimension size caused by subtracting 7 from 6 for 'vgg_19/fc6/Conv2D' "
    "(op: 'Conv2D') with input shapes: [1,6,6,512], [7,7,512,4096].",
    'ValueError: Negative dimension size caused by subtracting 7 from 6 for '
    '\'{{node vgg_19/fc6/Conv2D}} = Conv2D[T=DT_FLOAT, data_format="NHWC"',
    'InvalidArgumentError: Computed output size would be negative: -2 '
    '[input_size: 4, effective_filter_size: 7, stride: 1]',
    'InvalidArgumentError: input depth must be evenly divisible by filter depth: 512 vs 4096',
]

SOURCE = 'the style-reconstruction post, where going from 224 to 512 pixels failed'

THREADS = [
    'https://github.com/tensorflow/models/issues/527',
    'https://github.com/tensorflow/models/issues/4556',
    'https://github.com/tensorflow/tensorflow/issues/8986',
]

LEVEL = 'core'

PREDICT = (
    "VGG-19 was trained on 224x224 pixels. With which of these sizes does slim's network build?"
)

CHOICES = [
    'With 224 only',
    'With 224 and everything larger',
    'With 224, with 255, and with the size left open',
]

ANSWER = 2

TEMPTING = {
    0: "slim's documentation asks for 224x224. But each of the five poolings rounds down, so every "
    'side from 224 to 255 arrives at the same 7x7 positions.',
    1: 'Convolutions take any size, and the layers you want are convolutions. The three at the top '
    'are not as free: they end in a squeeze that insists on exactly one position.',
}


def millions_of_weights():
    return sum(variable.shape.num_elements() for variable in tf.global_variables()) / 1e6


def wrong():
    outcomes = {}
    for side in (192, 224, 255, 256, None):
        with tf.Graph().as_default():
            images = tf.placeholder(tf.float32, [1, side, side, 3])
            try:
                outcomes[side] = f'{vgg.vgg_19(images)[0].shape} scores'
            except ValueError as error:
                outcomes[side] = str(error).partition(' for ')[0]
            print(f'{side}: {outcomes[side]}')
            millions = millions_of_weights()
    print(f'{millions:.1f} million weights')
    return outcomes


SURPRISE = 'Too small fails in one layer, too large in another, and an open size builds every time.'

EXPLANATION = """
The convolutions and poolings take any size; what follows them does not. Five poolings halve the
sides and round down, so 224 to 255 pixels all leave 7x7 positions. `fc6`, a fully connected layer
by origin, is written as a 7x7 convolution without padding, which turns 7x7 positions into one.
After `fc8`, `tf.squeeze(net, [1, 2])` removes the two sides, and it refuses to remove a side that
is not 1.

- 192 to 223 pixels leave 6x6, smaller sizes less: `fc6` does not fit, *negative dimension size*.
- 256 pixels leave 8x8, `fc6` leaves 2x2, and the squeeze fails.
- With `[1, None, None, 3]` nothing is known while the graph is built, so nothing is checked. The
  shape `(1, 1000)` is a promise, and the error comes when a picture is run. Too large: the squeeze.
  192 to 223 pixels: `fc6` hands on an empty tensor, and `fc7/Relu` reports an *input depth* of
  *512 vs 4096*. Smaller still (128 or 176): `fc6/Relu`, *Computed output size would be negative*.

The features that a style transfer needs all lie before these three layers, which hold six sevenths
of the weights: of the 575 MB checkpoint, 80 MB are wanted.
"""

BLOG_SAID = """
The post met the squeeze at 512x512 and calls removing that line the easy fix; then it wrote a
function with only the layers in use. Just as well: its later runs at 128x128 and 176x176 would have
failed in `fc6` even without the squeeze. And the size is less fixed than "resize input to 224x224"
in slim's documentation sounds: 225 to 255 pixels build as well.
"""


def right():
    shapes = {}
    for side in (128, 224, 512, None):
        with tf.Graph().as_default():
            net = tf.placeholder(tf.float32, [1, side, side, 3])
            for block, (layers, width) in enumerate([(2, 64), (2, 128), (4, 256), (4, 512)], 1):
                net = slim.repeat(net, layers, slim.conv2d, width, [3, 3], scope=f'conv{block}')
                net = slim.max_pool2d(net, [2, 2], scope=f'pool{block}')
            shapes[side] = slim.conv2d(net, 512, [3, 3], scope='conv5/conv5_1').shape.as_list()
            print(f'{side}: conv5_1 is {shapes[side]}')
            millions = millions_of_weights()
    print(f'{millions:.1f} million weights')
    return shapes


DIFFER = 'Sizes 192 and 256 give an error message in wrong; in right every size gives a shape.'

RULE = 'Build the network down to the layer that you need, and no further.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/architecture.py:check_size']
