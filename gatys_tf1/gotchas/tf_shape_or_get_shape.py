"""The shape prints as a Tensor, and the style loss comes out negative or infinite."""

from gatys_tf1.tf1 import tf

SOURCE = 'seed 001, "a small bump regarding the use of *tf.shape*"; `.value` is from seed 003'

PREDICT = (
    'Gatys divides the style loss of a layer by 4 N^2 M^2: N is the 64 channels, M the number of '
    'positions, and the squared differences sum up to 10^12. What is E for each size? And what do '
    'the last three lines print?'
)

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


SURPRISE = (
    'All three divisors are wrong, and at 224 pixels, the size of the blog, the loss is infinite.'
)

EXPLANATION = """
There are two shapes. `features.shape`, or `features.get_shape()`, is what is known while the graph
is **built**: it is there at once, and it may have gaps. `tf.shape(features)` is an operation, whose
result is known when the graph is **run**: it has no gaps, and it is a tensor like any other.

- Printed, it is a `Tensor`, of which `shape=(4,)` is the shape of the shape.
- `channels == 64` asks whether two Python objects are the same one, and the answer is always no.
  `range(channels)` and `np.zeros([channels, channels])` refuse it, which is kinder.
- Its numbers are **int32**, and int32 overflows without a word. For 224 pixels 4 N² M² is 41
  million millions, and what is left of it modulo 2³² is 0; for 200 it is negative, and then the
  optimiser flees from the style. Python's integers have no such limit.

What the static shape consists of depends on the mode: `Dimension`s, whose number is in `.value`, in
TensorFlow 1 and after `tf.disable_v2_behavior()`; plain integers otherwise. `as_list()` gives plain
integers in both. Where a size is open it gives None, and `height * width` is a TypeError: there
`tf.shape` is right, cast to float32 before it is multiplied. For a reshape, -1 does.
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


RULE = (
    'For numbers take `x.shape.as_list()`; `tf.shape(x)` only where a size is open until the run.'
)

STEPPED_ROUND = ['gatys_tf1/losses.py:style_loss', 'gatys_tf1/regions.py:at_layer']
