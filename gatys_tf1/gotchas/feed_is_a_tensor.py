"""The input pipeline and the network are joined by a feed"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A batch that comes from TensorFlow itself cannot be fed to a placeholder.'

MESSAGES = [
    'TypeError: The value of a feed cannot be a tf.Tensor object. Acceptable feed values include '
    'Python scalars, strings, lists, numpy ndarrays, or TensorHandles.',
    'TypeError: The value of a feed cannot be a tf.Tensor object. Acceptable feed values include '
    'Python scalars, strings, lists, or numpy ndarrays.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/13619',
    'https://github.com/tensorflow/tensorflow/issues/15363',
    'https://github.com/tensorflow/tensorflow/issues/4842',
    'https://github.com/RobRomijnders/LSTM_tsc/issues/2',
]

LEVEL = 'start'

PREDICT = 'The batch of a dataset is given to the network’s placeholder. What is the output?'

CHOICES = [
    'That of the first batch, at each run that of the next one.',
    'That of the first batch, at every run.',
    'There is none: an error.',
]

ANSWER = 2

TEMPTING = {
    0: 'This is what joining them in the graph does. A feed joins values, not nodes.',
    1: 'For that the batch would have to be fetched once, by a run of its own.',
}

BATCHES = np.float32([[1, 2], [3, 4]])


def pipeline():
    """A tensor that is the next batch in each run."""
    return tf.data.make_one_shot_iterator(tf.data.Dataset.from_tensor_slices(BATCHES)).get_next()


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, [2])
        output = tf.reduce_sum(pixels)
        return sess.run(output, {pixels: pipeline()})


SURPRISE = 'A feed is a value, and a tensor has none outside of a run.'

EXPLANATION = """
`feed_dict` replaces a node's value by an array from Python. A tensor, too, is a node; feeding one
to another would mean changing the graph. There are three ways to join the two parts:

- **In the graph**, as below: call the network with the tensor, without a placeholder. Nothing is
  copied through Python, and the queue or dataset runs ahead in its own threads. This is what
  `tf.train.batch`, `tf.data` and `tf.image` are for.
- **Through Python**: `batch_value = sess.run(batch)`, then feed it. Correct, slower by two copies,
  and right where something happens to the batch in NumPy. Do not call `pipeline()` in the loop,
  which adds nodes in every step; and never `images.eval()` and `labels.eval()` one after the other:
  each is a run of its own, and the labels are those of the **next** batch.
- **Both**: `tf.placeholder_with_default(batch, batch.shape)` takes the pipeline's batch, unless a
  test feeds another one.

Two neighbours: if `.eval()` never returns, the queue runners were not started (`tf.train.batch`).
If the message is *Cannot convert a symbolic tf.Tensor to a numpy array*, the tensor is inside a
list. To feed a **variable's** value, fetch it; to use the variable, name it in the graph.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        output = tf.reduce_sum(pipeline())
        values = [float(sess.run(output)) for _ in BATCHES]
        print('outputs:', values)
        return values


DIFFER = 'wrong() raises; right() returns the outputs of both batches, [3.0, 7.0].'

RULE = 'Build the network on the pipeline’s tensor; feed only what comes from Python.'

STEPPED_ROUND = []
