"""A placeholder for pixels, and an image from 0 to 1"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'The network sees a black image, or rounded labels, and nothing was refused.'

MESSAGES = []

SOURCE = 'known'

LEVEL = 'core'

PREDICT = 'What does the network get of the values 0.2, 0.999 and 300.0 in a placeholder of uint8?'

CHOICES = [
    '0, 1 and 255: rounded and clipped.',
    'An error: the dtypes differ.',
    '0, 0 and 44.',
]

ANSWER = 2

TEMPTING = {
    0: 'That is `tf.saturate_cast` after a rounding. A feed does neither.',
    1: 'A feed is converted, as by `astype`; only Python’s integers are checked.',
}

IMAGE = np.float32([0.2, 0.999, 300.0])


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.uint8, [None])
        values = sess.run(tf.cast(pixels, tf.int32), {pixels: IMAGE}).tolist()
        print('pixels:', values)
        return values


SURPRISE = 'Cut off and wrapped: a feed is converted to the placeholder’s dtype in silence.'

EXPLANATION = """
`sess.run` makes an array of each feed by `np.asarray(value, dtype=the placeholder's)`. NumPy takes
this for an order: floats lose what is after the point, what is too large for the type wraps around,
doubles lose digits, and any non-empty string becomes True as a bool. Only a plain Python integer is
checked, and that only as a scalar: *Type of feed value … is not compatible with Tensor type*.

How it shows:

- an image from `plt.imread('x.png')`, from 0 to 1, in a placeholder of uint8: black, with a white
  dot where a value was exactly 1;
- an image after an optimiser step, -3.5 or 260.0, in uint8: single pixels of the opposite
  brightness;
- soft labels or sample weights in an int32: all zeros;
- `is_training` as the string `'False'` from a command line: True.

Elsewhere TensorFlow refuses to convert: `tf.add` of an int32 and a float32 is an error. The feed is
the one place where it converts without being asked, since it is done in NumPy.

Let the placeholder be float32 and convert in the graph, where it can be seen; or look at the dtype
before feeding, which is one line.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, [None])
        rounded = tf.saturate_cast(tf.round(pixels), tf.uint8)
        values = sess.run(tf.cast(rounded, tf.int32), {pixels: IMAGE}).tolist()
        print('pixels:', values)
        return values


DIFFER = 'The pixels that the network gets: [0, 0, 44] against [0, 1, 255].'

RULE = 'Feed the dtype that you have, and convert in the graph, by name.'

STEPPED_ROUND = []
