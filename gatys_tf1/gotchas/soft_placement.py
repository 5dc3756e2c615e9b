"""The graph was built without complaint, and cannot run on this machine."""

import re

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'No machine has a GPU of number 99, as many have none of number 0. Which line says so: the one '
    'that asks for it, the one that builds the node, or the one that runs it?'
)


def build():
    """A node that is to be run by a GPU that does not exist."""
    with tf.device('/gpu:99'):
        doubled = tf.multiply(tf.placeholder_with_default(3.0, []), 2.0, name='doubled')
    print('built for', doubled.device)
    return doubled


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        doubled = build()
        try:
            sess.run(doubled)
        except tf.errors.InvalidArgumentError as error:
            reason = re.search('was explicitly assigned .* but available devices', error.message)
            print(f'{type(error).__name__}: … {reason[0]} …')
            return reason[0]


SURPRISE = 'Only the run does; until then a device is a word.'

EXPLANATION = """
`tf.device` writes a string into each node. Whether there is such a device is asked when a session
runs the node, for only the session knows its devices: that a graph can be built here and run
elsewhere is what graphs are for. So old code with `with tf.device('/gpu:0')` builds on every laptop
and fails at its first run, after all pictures have been loaded.

The same error, in other words (`Could not satisfy explicit device specification … no supported
kernel for GPU devices`), comes on a machine with a GPU, from nodes for which there is no code for
GPUs: an integer counter, a summary, `py_func`. A device block round a whole graph catches them all.

`allow_soft_placement=True` makes the device a wish: a node that cannot be where it was asked for is
put where it can be. It says nothing about it, so a run that takes fifty times as long as it should
may well be one that asked for a GPU and was not given it. Ask what there is, `sess.list_devices()`.
"""


def right():
    config = tf.ConfigProto(allow_soft_placement=True)
    with tf.Graph().as_default(), tf.Session(config=config) as sess:
        doubled = build()
        options, metadata = tf.RunOptions(output_partition_graphs=True), tf.RunMetadata()
        value = sess.run(doubled, options=options, run_metadata=metadata)
        nodes = [node for graph in metadata.partition_graphs for node in graph.node]
        placed = any('GPU:99' in node.device for node in nodes)
        print('value:', value)
        print('on the device that was asked for:', placed)
        return value, placed


RULE = 'Name no device, or open the session with `allow_soft_placement=True` and look what you got.'

STEPPED_ROUND = ['gatys_tf1/machine.py:session_config']
