"""The style loss comes out negative, then infinite."""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A loss that is normalised by the size of its layer comes out negative or infinite.'

MESSAGES = [
    "TypeError: 'Tensor' object cannot be interpreted as an integer",
    "TypeError: 'SymbolicTensor' object cannot be interpreted as an integer",
    "TypeError: unsupported operand type(s) for *: 'NoneType' and 'NoneType'",
    "AttributeError: 'int' object has no attribute 'value'",
    'TypeError: Tensor objects are only iterable when eager execution is enabled. To iterate over '
    'this tensor use tf.map_fn.',
    'OperatorNotAllowedInGraphError: Iterating over a symbolic `tf.Tensor` is not allowed. You can '
    'attempt the following resolutions to the problem',
    "ValueError: Tried to convert 'shape' to a tensor and failed. Error: None values not "
    'supported.',
    "TypeError: Failed to convert object of type <class 'list'> to Tensor. Contents: "
    '[Dimension(None), 3]. Consider casting elements to a supported type.',
    'TypeError: Failed to convert elements of [Dimension(None), 3] to Tensor. Consider casting '
    'elements to a supported type.',
    'TypeError: __int__ returned non-int (type NoneType)',
]

SOURCE = (
    'the style-reconstruction post, "a small bump regarding the use of *tf.shape*"; `.value` is '
    'from the class-visualisation post'
)

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/42493',
    'https://github.com/tensorflow/tensorflow/issues/42483',
    'https://github.com/tensorflow/tensorflow/issues/28444',
]

LEVEL = 'core'

PREDICT = (
    'Gatys divides the style loss of a layer by 4 N^2 M^2, where N is its 64 channels and M the '
    'number of its positions. Say the squared differences sum to 10^12. What does E come to for '
    'sides of 100, 200 and 224?'
)

CHOICES = [
    '0.61, 0.04 and 0.02: it falls with the size',
    'Two wrong numbers, and infinity',
    'An error: a tensor is not a number',
]

ANSWER = 1

TEMPTING = {
    0: 'These are the right values. But the divisor was computed in the graph, where a shape is '
    'int32, and 4 N^2 M^2 does not fit into 32 bits.',
    2: '`range` and `np.zeros` do refuse a tensor. Arithmetic does not: it builds more graph, and '
    '`sess.run` then returns whatever is left in 32 bits.',
}

BOTH_MODES = True


def wrong():
    losses = {}
    with tf.Graph().as_default(), tf.Session() as sess:
        for side in (100, 200, 224):
            features = tf.zeros([1, side, side, 64], name='conv1_1')
            shape = tf.shape(features)
            channels, positions = shape[3], shape[1] * shape[2]
            divisor = 4 * channels**2 * positions**2
            losses[side] = sess.run(1 / divisor) * 1e12
            print(f'{side}: 4 N^2 M^2 = {sess.run(divisor)}, E = {losses[side]:.2f}')
        print('shape:', shape)
        print('64 channels?', channels == 64)
        print('as numbers:', [dimension.value for dimension in features.shape])
    return losses


SURPRISE = 'All three divisors are wrong, and at 224 pixels, the usual size, the loss is infinite.'

EXPLANATION = """
A tensor has two shapes. `features.shape`, or `features.get_shape()`, is what is known while the
graph is **built**: you have it at once, and it may have gaps. `tf.shape(features)` is an operation
whose result is known when the graph is **run**: it has no gaps, and it is a tensor like any other.

- Printed, it is a `Tensor`, and `shape=(4,)` is the shape of the shape.
- `channels == 64` asks whether two Python objects are the same one, so the answer is always no.
  `range(channels)` and `np.zeros([channels, channels])` refuse it, which is kinder.
- Its numbers are **int32**, and int32 overflows silently. For 224 pixels 4 N² M² is 41 million
  million, of which 0 is left modulo 2³²; for 200 it is negative, and then minimising the loss
  drives the style away. Python's integers have no such limit.

What a static shape consists of depends on the mode: `Dimension`s, with the number in `.value`, in
TensorFlow 1 and after `tf.disable_v2_behavior()`; plain integers otherwise. `as_list()` gives plain
integers in both, and None for a size that is open. `None * None` is then a TypeError; there
`tf.shape` is right, cast to float32 before it is multiplied. In a reshape, write -1.
"""


def right():
    losses = {}
    with tf.Graph().as_default():
        for side in (100, 200, 224):
            features = tf.zeros([1, side, side, 64], name='conv1_1')
            _, height, width, channels = features.shape.as_list()
            divisor = 4 * channels**2 * (height * width) ** 2
            losses[side] = 1 / divisor * 1e12
            print(f'{side}: 4 N^2 M^2 = {divisor}, E = {losses[side]:.2f}')
        print('64 channels?', channels == 64)
        print('as numbers:', features.shape.as_list())
    return losses


DIFFER = 'The loss of each size: 495.67, -480.68 and infinity against 0.61, 0.04 and 0.02.'

RULE = 'For numbers use `x.shape.as_list()`; `tf.shape(x)` only where a size is open until the run.'

STEPPED_ROUND = ['gatys_tf1/losses/gatys.py:style_loss', 'gatys_tf1/losses/styles.py:at_layer']
