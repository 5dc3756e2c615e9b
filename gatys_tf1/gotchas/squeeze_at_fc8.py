"""VGG-19 builds for one picture, and for a larger one it cannot squeeze."""

from tf_slim.nets import vgg as slim_vgg

from gatys_tf1 import vgg
from gatys_tf1.tf1 import tf

SOURCE = 'seed 001, where the step from 224 to 512 pixels failed'

PREDICT = (
    "VGG-19 was trained on 224x224 pixels. With which of these sizes does slim's network build?"
)


def millions_of_weights():
    return sum(variable.shape.num_elements() for variable in tf.global_variables()) / 1e6


def wrong():
    outcomes = {}
    for side in (192, 224, 255, 256, None):
        with tf.Graph().as_default():
            images = tf.placeholder(tf.float32, [1, side, side, 3])
            try:
                outcomes[side] = f'{slim_vgg.vgg_19(images)[0].shape} scores'
            except ValueError as error:
                outcomes[side] = str(error).partition(' for ')[0]
            print(f'{side}: {outcomes[side]}')
            millions = millions_of_weights()
    print(f'{millions:.1f} million weights')
    return outcomes


SURPRISE = (
    'Smaller fails elsewhere than larger; and where the size is left open, nothing fails at all.'
)

EXPLANATION = """
The convolutions and poolings take any size. What comes after them does not. Five poolings halve the
sides and round down, so 224 to 255 pixels all leave 7 of them. `fc6`, once a fully connected layer,
is written as a 7x7 convolution without padding, which turns 7x7 positions into one. After `fc8`,
`tf.squeeze(net, [1, 2])` takes the two sides away, and it refuses to take away a side that is not
1.

- 192 pixels leave 6x6, and so do 223: the convolution of `fc6` does not fit in.
- 256 pixels leave 8x8, and `fc6` leaves 2x2: `Can not squeeze dim[1], expected a dimension of 1`.
- With `[1, None, None, 3]` no size is known while the graph is built, so nothing can be checked.
  The shape `(1, 1000)` is a promise, and the error comes when a picture is run: at the squeeze if
  it is too large. If it is too small, `fc6` hands on nothing, and the error speaks of `fc7/Relu`
  and of an `input depth` of `512 vs 4096`.

And the features that a style transfer needs lie before all of this. The three layers that make the
trouble hold six sevenths of the weights: 575 MB of checkpoint, of which 80 MB are wanted.
"""

BLOG_SAID = """
The blog met the squeeze at 512x512 and says that removing its line is the easy fix; then it wrote a
function with the layers in use alone. It is good that it did: its later runs at 128x128 and 176x176
would have failed without the squeeze, too, at `fc6`. And the size is not as fixed as "resize input
to 224x224" in slim's documentation sounds: 225 to 255 pixels build as well.
"""


def right():
    shapes = {}
    for side in (128, 224, 512, None):
        with tf.Graph().as_default():
            images = tf.placeholder(tf.float32, [1, side, side, 3])
            shapes[side] = vgg.end_points(images, 'conv5_1')['conv5_1'].shape.as_list()
            print(f'{side}: conv5_1 is {shapes[side]}')
            millions = millions_of_weights()
    print(f'{millions:.1f} million weights')
    return shapes


RULE = 'Build the network down to the layer that you need, and no further.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/vgg.py:check_size']
