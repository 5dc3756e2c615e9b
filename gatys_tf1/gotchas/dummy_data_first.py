"""The dummy picture passes every check. Is the code right?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'All was well with random numbers; with real pictures the output is scrambled.'

MESSAGES = []

SOURCE = 'the content-reconstruction post, whose tip is to start with dummy data'

THREADS = []

LEVEL = 'core'

PREDICT = (
    'A reader turns the bytes of a picture into a tensor. With a dummy of 8x8 random pixels the '
    'shape is right and so is every value. What does it do with a photograph of 4x6?'
)

CHOICES = [
    'It returns it as it is',
    'It fails: the shape does not fit',
    'It returns a picture of 6x4, scrambled',
]

ANSWER = 2

TEMPTING = {
    0: 'It did so with the dummy. Height and width are swapped, and a square picture does not '
    'mind.',
    1: 'A reshape only counts elements, and 6 times 4 is 4 times 6.',
}


def read(flat, height, width):
    """A batch of pictures from a row of bytes. It has a bug."""
    return tf.cast(tf.reshape(flat, [-1, width, height, 3]), tf.float32)


def check(reader, picture):
    """Whether a reader gives back what a picture's bytes say, by shape and by value."""
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = picture if picture.ndim == 4 else picture[np.newaxis]
        result = sess.run(reader(batch.ravel(), *batch.shape[1:3]))
        same = result.shape == batch.shape and np.array_equal(result, batch)
        print(f'{batch.dtype} {batch.shape} -> {result.dtype} {result.shape}, the same: {same}')
        return same


def wrong():
    dummy = np.random.RandomState(0).rand(8, 8, 3).astype(np.float32)
    photograph = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    return [check(read, dummy), check(read, photograph)]


SURPRISE = 'The dummy was square, so it could not see the one mistake there is.'

EXPLANATION = """
To begin with dummy data is good advice: no file to find, nothing to resize, any batch size. But a
dummy tests only what it can tell apart, and `np.random.rand(224, 224, 3)` is a poor witness:

- **It is square.** Height and width can be swapped, in a `reshape`, in `cv2.resize`, in a crop.
- **It is alone.** With a batch of 1, a mean over everything equals a mean per picture, and a Gram
  matrix over all positions equals one per picture. With 2 they differ.
- **It is float64.** `rand` gives doubles and a photograph is uint8. A graph that is built from the
  dummy takes over its type, and so do the weights that slim makes for it.
- **It goes from 0 to 1.** Preprocessing for 0 to 255 is then wrong, or right for the wrong reason;
  the post's loss was far too small until the real picture came.
- **It is noise.** Swapped channels, a mirrored axis, an offset of one row: noise looks the same.

So make a dummy in which no two things are equal. Sizes that all differ, two pictures, the type and
range of the real thing, and values that say where they come from, such as `arange`. Then "the same"
means something. Keep it as a test; it costs nothing.
"""


def read_rightly(flat, height, width):
    return tf.cast(tf.reshape(flat, [-1, height, width, 3]), tf.float32)


def right():
    dummy = np.arange(2 * 4 * 6 * 3, dtype=np.uint8).reshape(2, 4, 6, 3)
    print('with the bug:')
    found = not check(read, dummy)
    print('without it:')
    return [found, check(read_rightly, dummy)]


DIFFER = 'wrong: the dummy passes and the photograph fails; right: the dummy finds the bug.'

RULE = 'Make a dummy of two pictures, unequal sizes, the real type, and values that tell places.'

STEPPED_ROUND = []
