"""The log names a file and a line"""

import functools
import logging
import re
import traceback

import tensorflow.compat.v1 as tf

SYMPTOM = 'Deprecation warnings name files inside TensorFlow, and nothing of them is in your code.'

MESSAGES = [
    'WARNING:tensorflow:From .../tensorflow/python/compat/v2_compat.py:98: '
    'disable_resource_variables (from tensorflow.python.ops.resource_variables_toggle) is '
    'deprecated and will be removed in a future version.',
    'non-resource variables are not supported in the long term',
    'WARNING:tensorflow:From .../tensorflow/python/training/saver.py:1068: remove_checkpoint (from '
    'tensorflow.python.checkpoint.checkpoint_management) is deprecated and will be removed in a '
    'future version.',
    'Use standard file APIs to delete files with this prefix.',
    'WARNING:tensorflow:From .../tensorflow/python/util/dispatch.py:1264: to_float (from '
    'tensorflow.python.ops.math_ops) is deprecated and will be removed in a future version.',
    'colocate_with (from tensorflow.python.framework.ops) is deprecated and will be removed in a '
    'future version.',
    'Colocations handled automatically by placer.',
    'WARNING:tensorflow:From train.py:25: The name tf.placeholder is deprecated. Please use '
    'tf.compat.v1.placeholder instead.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/pull/25815',
    'https://github.com/tensorflow/tensorflow/issues/28577',
]

LEVEL = 'deep'

PREDICT = (
    'The program calls one deprecated function, `tf.to_float`, and otherwise only saves. Two '
    'warnings are logged. How many of them name the file that this program is in?'
)

CHOICES = ['Two: both come from its lines.', 'One: the one about to_float.', 'None.']

ANSWER = 2

TEMPTING = {
    0: 'The saver is called properly; it is the saver that calls something deprecated.',
    1: 'That one is the program’s doing, and yet the log blames a file of TensorFlow’s.',
}

OWN_PROCESS = True  # TensorFlow warns of each function once per process


class Listener(logging.Handler):
    """Notes of each warning: the function, the file that is blamed, the caller's own line."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def emit(self, record):
        where, name = re.match(r'From (.*?):\d+: (\S+)', record.getMessage()).groups()
        stack = traceback.extract_stack()
        inside = [number for number, frame in enumerate(stack) if within(frame.filename)]
        self.heard.append((name, where, stack[inside[0] - 1].line))


def within(path):
    return 'tensorflow/python/' in path.replace('\\', '/')


@functools.cache
def heard():
    """Runs the program, and listens."""
    listener, before = Listener(), tf.logging.get_verbosity()
    tf.get_logger().addHandler(listener)
    tf.logging.set_verbosity(tf.logging.WARN)
    with tf.Graph().as_default(), tf.Session() as sess:
        rate = tf.Variable(tf.to_float(1))
        sess.run(tf.variables_initializer([rate]))
        saver = tf.train.Saver(max_to_keep=1)
        for number in range(2):
            saver.save(sess, './run.ckpt', number)
    tf.logging.set_verbosity(before)
    tf.get_logger().removeHandler(listener)
    return listener.heard


def wrong():
    for name, where, _ in heard():
        print(f'From {where.replace(chr(92), "/").rpartition("/")[2]}: {name} is deprecated')
    mine = [name for name, where, _ in heard() if not within(where)]
    print('about a file of mine:', mine)
    return mine


SURPRISE = 'None: the file in a warning is the one that called, and that is seldom yours.'

EXPLANATION = """
*From file:line* is the caller of the deprecated function, one frame up. Two things go wrong with
that. TensorFlow calls its own deprecated functions: the saver deletes old checkpoints with
`remove_checkpoint`, and advises you to *use standard file APIs* instead; `disable_v2_behavior()`,
the documented switch for old code, calls `disable_resource_variables` and warns of it. You can act
on neither. And many functions are wrapped once more for dispatching, so that what **you** call is
reported from `util/dispatch.py`.

So the path tells nothing. What does tell is whether the function that is named stands in a line of
yours. Below, the listener looks through the stack for the last line before TensorFlow, and keeps
those warnings whose function is in it.

Each function is warned of **once per process**, wherever it is called next; a second run in a
notebook says nothing. TensorFlow 1.14 and 1.15 had a kind that recommended the same function under
another name: *The name tf.placeholder is deprecated. Please use tf.compat.v1.placeholder instead.*
It asks for a change of names and no more.

To silence all of it: `tf.logging.set_verbosity(tf.logging.ERROR)` before `disable_v2_behavior()`.
"""


def right():
    mine = [name for name, _, line in heard() if f'.{name}(' in line]
    for name, _, line in heard():
        print(name, 'is called by' if name in mine else 'is not in', repr(line))
    return mine


DIFFER = 'The warnings that are taken to concern the program: none against to_float.'

RULE = 'A deprecation warning concerns you if the function that it names is in your code.'

STEPPED_ROUND = []
