"""Four lines of NumPy on a tensor: which of them run?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'Indexing that works on an array fails on a tensor, or a tensor cannot be written to.'

MESSAGES = [
    "TypeError: 'Tensor' object does not support item assignment",
    "TypeError: 'SymbolicTensor' object does not support item assignment",
    "TypeError: 'RefVariable' object does not support item assignment",
    "TypeError: 'ResourceVariable' object does not support item assignment",
    'TypeError: Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar '
    'tf.int32/tf.int64 tensors are valid indices, got array([0, 2])',
    'NotImplementedError: Cannot convert a symbolic tf.Tensor (Const:0) to a numpy array. This '
    "error may indicate that you're trying to pass a Tensor to a NumPy call, which is not "
    'supported.',
    'NotImplementedError: Cannot convert a symbolic Tensor (Const:0) to a numpy array.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/33131',
    'https://github.com/tensorflow/tensorflow/issues/32387',
    'https://github.com/tensorflow/tensorflow/issues/35156',
    'https://stackoverflow.com/questions/43735158',
]

LEVEL = 'start'

PREDICT = (
    'Columns by a list, elements by a mask, an element that is overwritten, a square root by '
    'NumPy. All four run on an array. How many run on a tensor?'
)

CHOICES = ['One', 'Three: all but the overwriting', 'None']

ANSWER = 0

TEMPTING = {
    1: 'That a tensor cannot be overwritten is well known. But lists of indices do not work '
    'either, and NumPy wants numbers, which there are none of yet.',
    2: 'The mask does work: `x[mask]` is `tf.boolean_mask` today. It did not in early versions.',
}

ARRAY = np.float32([[1, 4, 9], [16, 25, 36]])


def overwrite(x):
    x[0, 0] = 7.0
    return x


LINES = {
    'columns': lambda x: x[:, [0, 2]],
    'mask': lambda x: x[x > 10],
    'overwrite': overwrite,
    'square root': np.sqrt,
}


def attempt(sess, lines):
    """Applies each line to a tensor of ARRAY; prints what comes of it, returns those that run."""
    runs = []
    for name, line in lines.items():
        try:
            print(f'{name}:', sess.run(line(tf.constant(ARRAY))).tolist())
            runs.append(name)
        except (TypeError, NotImplementedError) as error:
            print(f'{name}: {type(error).__name__}: {str(error).partition(". ")[0]}')
    return runs


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        return attempt(sess, LINES)


SURPRISE = 'A tensor has the shape and the brackets of an array, and is a promise of one.'

EXPLANATION = """
A tensor of the graph has a type and perhaps a shape, and no numbers. Its brackets are code: they
build a `StridedSlice`, which knows integers, `:`, `...` and `newaxis`, and no lists. Where
NumPy is indexed with a list or an array, use `tf.gather(x, [0, 2], axis=1)`, or `tf.gather_nd` for
pairs of indices.

It cannot be written to, since an operation's result belongs to the operation. There are three ways
round it:

- **another tensor, with the change in it**: `tf.where(mask, new, x)`, a sum with a `tf.one_hot`,
  `tf.concat` or `tf.stack` of parts, `tf.tensor_scatter_nd_update`. Gradients flow through all of
  them. A list that is filled in a Python loop and stacked after it replaces most `out[i] = …`.
- **a variable**, which can be changed in place: `variable[0, 0].assign(7.0)`, `tf.scatter_update`.
  It is an operation, and happens when it is run.
- **NumPy**, before or after: change the array that you feed, or the one that you fetched.

A NumPy function wants numbers at once: *Cannot convert a symbolic tf.Tensor to a numpy array*. The
same function is nearly always in `tf`, `tf.math` or `tf.linalg`. In code that was not written by
you, the message often means that NumPy is newer than that TensorFlow (1.20 and later with 2.4 and
earlier).
"""


def right():
    in_tensorflow = {
        'columns': lambda x: tf.gather(x, [0, 2], axis=1),
        'mask': lambda x: tf.boolean_mask(x, x > 10),
        'overwrite': lambda x: tf.tensor_scatter_nd_update(x, [[0, 0]], [7.0]),
        'square root': tf.sqrt,
    }
    with tf.Graph().as_default(), tf.Session() as sess:
        return attempt(sess, in_tensorflow)


DIFFER = 'The lines that run: the mask in wrong, all four in right.'

RULE = 'tf.gather for indices, tf.where or a scatter for writing, tf.* for np.*.'

STEPPED_ROUND = []
