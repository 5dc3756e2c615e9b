"""Two sentences, as lists of numbers"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A feed or a constant made of lists is refused, with a message of NumPy’s.'

MESSAGES = [
    'ValueError: setting an array element with a sequence.',
    'ValueError: setting an array element with a sequence. The requested array has an '
    'inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part.',
    "ValueError: Can't convert non-rectangular Python sequence to Tensor.",
    'ValueError: Argument must be a dense tensor: [[1, 2, 3], [4]] - got shape [2], but wanted '
    '[2, 3].',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/8098',
    'https://github.com/tensorflow/tensorflow/issues/2051',
    'https://github.com/ray-project/ray/issues/3043',
    'https://github.com/jinze1994/ATRank/issues/13',
]

LEVEL = 'start'

PREDICT = (
    'Both sizes of the placeholder are open, and the sentences are of different length. Is the '
    'feed accepted?'
)

CHOICES = [
    'Yes: that is what the open sizes are for.',
    'No: the rows must be of the same length, whatever the placeholder says.',
    'Yes, and the short row is filled up with zeros.',
]

ANSWER = 1

TEMPTING = {
    0: 'Open means: of any size, the same for the whole array. A tensor is a rectangle.',
    2: 'Nothing is padded by itself; there would be no way to say with what.',
}

SENTENCES = [[1, 2, 3], [4]]


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        words = tf.placeholder(tf.int32, [None, None])
        return sess.run(tf.reduce_sum(words, 1), {words: SENTENCES})


SURPRISE = 'The feed becomes a NumPy array first, and NumPy has no array with rows of two lengths.'

EXPLANATION = """
`sess.run` calls `np.asarray(value, dtype)` on each feed, and the message is NumPy's; TensorFlow has
seen nothing yet. There are three ways into it:

1. **Rows of different length**: sentences, bounding boxes, images of several sizes in one list, or
   a single bad row in a large file. Older NumPy made an array of objects of it if no dtype
   was asked for; to feed that gives the same message.
2. **A tensor inside a list**: `{x: [tensor, 1.0]}`. NumPy sees a sequence in place of a number.
   Today's text is *Cannot convert a symbolic tf.Tensor to a numpy array* (feed-is-a-tensor).
3. **A nested level too many**: `{learning_rate: [0.1]}` is a wrong shape, but `{x: [[1], [[2]]]}`
   is this.

To find the row: `{len(row) for row in rows}`.

What to do with sequences: pad to the longest of the batch, feed the lengths as well, and mask what
is beyond them in the loss. `tf.sequence_mask(lengths)` makes the mask. Padding without a mask
trains the network on zeros. Images are resized or cropped, or fed one at a time.

`tf.constant([[1, 2, 3], [4]])` fails likewise, eagerly as *non-rectangular Python sequence*.
`tf.ragged.constant` takes it; but a ragged tensor cannot be fed to a `tf.placeholder`, it needs
`tf.ragged.placeholder`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        words = tf.placeholder(tf.int32, [None, None])
        lengths = tf.placeholder(tf.int32, [None])
        sums = tf.reduce_sum(words * tf.sequence_mask(lengths, dtype=tf.int32), 1)
        sizes = [len(sentence) for sentence in SENTENCES]
        padded = np.zeros([len(sizes), max(sizes)], np.int32)
        for row, sentence in zip(padded, SENTENCES):
            row[: len(sentence)] = sentence
        values = sess.run(sums, {words: padded, lengths: sizes}).tolist()
        print('sums:', values)
        return values


DIFFER = 'wrong() raises; right() returns the sums of both sentences, [6, 4].'

RULE = 'Pad a batch to a rectangle before it is fed, and feed the lengths along with it.'

STEPPED_ROUND = []
