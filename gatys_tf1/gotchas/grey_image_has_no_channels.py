"""A photograph in shades of grey"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'One picture of many is refused by the first convolution, for its rank.'

MESSAGES = [
    "ValueError: Shape must be rank 4 but is rank 3 for 'Conv2D' (op: 'Conv2D') with input shapes: "
    '[1,199,153], [3,3,3,64].',
    "ValueError: Shape must be rank 4 but is rank 3 for '{{node Conv2D}} = Conv2D[T=DT_FLOAT, "
    'data_format="NHWC", dilations=[1, 1, 1, 1], explicit_paddings=[], padding="SAME", strides=[1, '
    "1, 1, 1], use_cudnn_on_gpu=true](Conv2D/input, weights)' with input shapes: [1,199,153], "
    '[3,3,3,64].',
    'ValueError: Shape (1, 199, 153) must have rank 4',
    'ValueError: Convolution expects input with rank 4, got 3',
    'InvalidArgumentError: input must be 4-dimensional[1,199,153]',
    'F0000 tensor_format.h:428] Check failed: index >= 0 && index < num_total_dims Invalid index '
    'from the dimension: 3, 0, C',
    'ValueError: Depth of input (4) is not a multiple of input depth of filter (3)',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/anishathalye/neural-style/issues/45',
    'https://github.com/machrisaa/tensorzoom/issues/2',
    'https://github.com/wentaoyuan/pcn/issues/1',
]

LEVEL = 'start'

PREDICT = (
    'The picture was read from a grey JPEG, and gets its batch axis as all the others do. What '
    'does the first convolution say?'
)

CHOICES = [
    'Nothing: a grey image has three equal channels.',
    'It wants 3 channels and has found 1.',
    'It wants 4 axes and has found 3.',
]

ANSWER = 2

TEMPTING = {
    0: 'For most viewers and for `cv2.imread` it has; other readers return what the file contains.',
    1: 'That is the next error, after `[..., np.newaxis]`. There is no axis of channels at all.',
}

GREY = np.full([8, 8], 100.0, np.float32)  # as plt.imread and PIL read it


def convolution(image):
    return tf.nn.conv2d(image, tf.ones([3, 3, 3, 1]), [1, 1, 1, 1], 'VALID')


def wrong():
    with tf.Graph().as_default():
        batch = GREY[np.newaxis]
        print('shape:', batch.shape)
        return convolution(batch)


SURPRISE = (
    'A grey image is a matrix: with a batch axis it has three, like a colour image without one.'
)

EXPLANATION = """
Images in TensorFlow have four axes: batch, height, width, channels. `plt.imread`, PIL and
scikit-image return a grey file as (height, width), a colour file as (height, width, 3), and a PNG
with transparency as (height, width, 4). Code that adds the batch axis and nothing else works until
the first grey file, and the message is about *rank*, the number of axes. The shape in it tells the
case:

- `[1,199,153]`: no channels. Repeat the matrix three times, or convert: `Image.open(path).convert(
  'RGB')`, `cv2.imread(path)`, `tf.image.decode_image(data, channels=3)`.
- `[199,153,3]`: no batch axis. `image[np.newaxis]`.
- `[1,1,199,153,3]`: added twice.
- `[1,199,153,4]`, with *Depth of input (4) is not a multiple of input depth of filter (3)*:
  transparency. `image[..., :3]`.

A placeholder of unknown shape postpones the error to `sess.run`: *input must be 4-dimensional*.
With oneDNN, which is on by default on most CPUs, TensorFlow 2.21 does not even raise it. A check in
C++ fails and ends the process; a notebook says that its kernel has died. So give the placeholder
its four axes, `[None, None, None, 3]`.

`np.expand_dims(grey, -1)` gives the right rank but one channel, and the next error is *Depth of
input (1) …*. Sometimes there is none: a network that begins by subtracting a mean of three channels
broadcasts one channel to three (silent-broadcast), which happens to be right.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = np.stack([GREY] * 3, axis=-1)[np.newaxis]
        value = sess.run(convolution(batch))
        print('shape:', batch.shape, ' output:', value.shape, value[0, 0, 0, 0])
        return value.shape


DIFFER = 'wrong() raises; right() returns the shape of the output, (1, 6, 6, 1).'

RULE = 'Read every picture as RGB, and add the batch axis to (height, width, 3) only.'

STEPPED_ROUND = []
