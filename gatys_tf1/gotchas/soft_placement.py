"""No machine has a GPU of number 99. Which line says so?"""

import re

import tensorflow.compat.v1 as tf

SYMPTOM = 'A graph is built without complaint, and cannot run on this machine.'

MESSAGES = [
    'InvalidArgumentError: Cannot assign a device for operation doubled: {{node doubled}} was '
    'explicitly assigned to /device:GPU:0 but available devices are [ '
    '/job:localhost/replica:0/task:0/device:CPU:0 ]. Make sure the device specification refers to '
    'a valid device.',
    "InvalidArgumentError (see above for traceback): Cannot assign a device for operation 'doubled'"
    ': Operation was explicitly assigned to /device:GPU:0 but available devices are [ '
    '/job:localhost/replica:0/task:0/cpu:0 ]. Make sure the device specification refers to a valid '
    'device.',
    "InvalidArgumentError: Cannot assign a device for operation 'global_step': Could not satisfy "
    "explicit device specification '/device:GPU:0' because no supported kernel for GPU devices is "
    'available.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/2292',
    'https://github.com/tensorflow/tensorflow/issues/22476',
    'https://github.com/tensorflow/models/issues/5522',
]

LEVEL = 'core'

PREDICT = (
    'No machine has a GPU of number 99, just as many have none of number 0. Which line says so?'
)

CHOICES = ['`tf.device`', '`tf.add`', '`sess.run`']

ANSWER = 2

TEMPTING = {
    0: '`tf.device` only checks that it is the name of a device. It does not ask whether there is '
    'one.',
    1: 'The node is built, and prints the device it was given. A graph does not know the machine '
    'that will run it.',
}


def build():
    """Builds a node that a GPU which does not exist is to run."""
    pixel = tf.placeholder(tf.float32, [], name='pixel')
    with tf.device('/gpu:99'):
        doubled = tf.add(pixel, pixel, name='doubled')
    print('built for', doubled.device)
    return pixel, doubled


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        pixel, doubled = build()
        try:
            sess.run(doubled, {pixel: 3.0})
        except tf.errors.InvalidArgumentError as error:
            reason = re.search('Cannot assign .* but available devices', error.message)[0]
            print(f'{type(error).__name__}: {reason} …')
            return reason


SURPRISE = 'Only the run does. Until then, a device is a word.'

EXPLANATION = """
`tf.device` writes a string into each node. Whether there is such a device is asked when a session
runs the node, since only the session knows its devices: building here and running elsewhere is what
graphs are for. So old code with `with tf.device('/gpu:0')` builds on every laptop, loads all its
data, and fails at its first run.

The same error in other words, `no supported kernel for GPU devices is available`, comes on a
machine *with* a GPU from nodes that have no code for one: summaries, `py_func`, and variables of
int32. The last is the classic: `global_step = tf.Variable(0)` is int32, for which `VariableV2`,
`Assign` and `AssignAdd` have no GPU kernel. For int64 they have one, and `tf.train`'s own
`get_or_create_global_step` is int64. A device block around a whole graph catches all of them.

`allow_soft_placement=True` makes the device a wish: a node that cannot be placed there goes where
it can. It does not tell you, so a run that takes fifty times as long as it should may well be one
that asked for a GPU and did not get it. `sess.list_devices()` says what there is, and
`log_device_placement=True` in the same config prints to stderr where each node went.
"""


def right():
    config = tf.ConfigProto(allow_soft_placement=True)
    with tf.Graph().as_default(), tf.Session(config=config) as sess:
        pixel, doubled = build()
        options, metadata = tf.RunOptions(output_partition_graphs=True), tf.RunMetadata()
        value = sess.run(doubled, {pixel: 3.0}, options=options, run_metadata=metadata)
        nodes = [node for graph in metadata.partition_graphs for node in graph.node]
        placed = any('GPU:99' in node.device for node in nodes)
        print('value:', value)
        print('on the device that was asked for:', placed)
        return float(value), placed


DIFFER = 'wrong returns the reason why nothing ran; right returns the value, 6.0.'

RULE = 'Name no device, or allow soft placement and check where the work went.'

STEPPED_ROUND = ['gatys_tf1/machine.py:session_config']
