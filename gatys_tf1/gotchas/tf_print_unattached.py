"""A line to watch a value in the middle of the graph"""

import os

import tensorflow.compat.v1 as tf

SYMPTOM = 'tf.Print or tf.print prints nothing, and no error is raised.'

MESSAGES = [
    'Print (from tensorflow.python.ops.logging_ops) is deprecated and will be removed after '
    '2018-08-20.',
    'Use tf.print instead of tf.Print. Note that tf.print returns a no-output operator that '
    'directly prints the output.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/experiencor/keras-yolo3/issues/326',
    'https://github.com/OpenNMT/OpenNMT-tf/issues/426',
    'https://github.com/tensorflow/community/pull/14',
]

LEVEL = 'start'

PREDICT = (
    'The output is computed from `features`, and between the two lines there is a `tf.print`. (It '
    'prints to a file here, so that it can be looked at.) How many lines are printed in three runs?'
)

CHOICES = ['None.', 'One, while the graph is built.', 'Three, one per run.']

ANSWER = 0

TEMPTING = {
    1: 'While the graph is built, the operation is made, and not run.',
    2: 'Only what the output needs is run, and it does not need the printing.',
}

FILE = 'seen.txt'


def printed():
    """The lines that `tf.print` has written."""
    if not os.path.exists(FILE):
        return 0
    with open(FILE) as file:
        return len(file.read().splitlines())


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant([1.0, 2.0]) * 3.0
        tf.print('features', features, output_stream=f'file://{FILE}')
        output = tf.reduce_sum(features)
        for _ in range(3):
            value = sess.run(output)
        print('output:', value, ' lines printed:', printed())
        return printed()


SURPRISE = 'No line: `tf.print` only made an operation, and nobody asked for it.'

EXPLANATION = """
`sess.run(output)` runs what `output` depends on, and nothing else. The order of the lines in Python
is not an order in the graph. `tf.print` returns an operation with no output, on which nothing can
depend by itself; so it has to be tied in:

- by `with tf.control_dependencies([print_op]):` around the operation that is to wait for it. The
  block has to **make** an operation; merely naming an existing tensor in it ties nothing.
  `tf.identity` is the usual one.
- by fetching it: `sess.run([output, print_op])`.

TensorFlow 1's `tf.Print(x, [x])` is another thing: an identity that returns a tensor and prints in
passing. It works only if what it returns is used, `x = tf.Print(x, [x])`. Its warning recommends
`tf.print`. Change that one letter, and `x` is an operation instead of a tensor, with an error in
the next line; or, without the assignment, there is silence.

`tf.Print` logs to stderr from C++; in a notebook its lines appear in the terminal in which Jupyter
runs. A `tf.py_func` with a Python `print` appears in the notebook, and has to be tied in likewise.
The simplest is to fetch the value and print it in Python.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant([1.0, 2.0]) * 3.0
        print_op = tf.print('features', features, output_stream=f'file://{FILE}')
        with tf.control_dependencies([print_op]):
            features = tf.identity(features)
        output = tf.reduce_sum(features)
        for _ in range(3):
            value = sess.run(output)
        print('output:', value, ' lines printed:', printed())
        return printed()


DIFFER = 'The number of lines printed in three runs: 0 against 3.'

RULE = 'Tie a print in by `tf.control_dependencies` and `tf.identity`, or fetch it.'

STEPPED_ROUND = []
