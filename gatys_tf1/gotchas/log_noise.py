"""TF_CPP_MIN_LOG_LEVEL is 3, and TensorFlow still fills the terminal."""

import os
import subprocess
import sys

SOURCE = 'known'

PREDICT = (
    'Level 3 lets fatal errors through and nothing else. Which of these does a person see, when '
    'the level is set before the import, as it must be?'
)

LINES = (  # what else there is depends on the machine
    'All log messages before absl::InitializeLog() is called are written to STDERR',
    'oneDNN custom operations are on',
    'This TensorFlow binary is optimized to use available CPU instructions',
    'non-resource variables are not supported in the long term',
)


def stderr_of(code, **environment):
    """What a fresh Python writes to stderr while it runs this code."""
    base = {name: value for name, value in os.environ.items() if not name.startswith('TF_')}
    environment = {**base, 'TF_ENABLE_ONEDNN_OPTS': '1', **environment}  # as on most machines
    command = [sys.executable, '-c', code]
    return subprocess.run(command, env=environment, capture_output=True, text=True).stderr


def wrong():
    code = 'import tensorflow.compat.v1 as tf; tf.disable_v2_behavior()'
    text = stderr_of(code, TF_CPP_MIN_LOG_LEVEL='3')
    seen = [line in text for line in LINES]
    for line, there in zip(LINES, seen):
        print('seen   ' if there else 'silent ', line)
    return seen


SURPRISE = 'One of four is silenced.'

EXPLANATION = """
TensorFlow talks through several mouths, and each has its own gag.

- **C++, while the libraries are being loaded.** Some lines are logged before TensorFlow's logging
  has been set up; the line about `absl::InitializeLog()` announces them. At that time the level has
  no effect. `TF_ENABLE_ONEDNN_OPTS=0` removes the line about oneDNN, and oneDNN's fast kernels with
  it; another, about CUDA, stays where there is no GPU.
- **C++, later.** These lines do follow `TF_CPP_MIN_LOG_LEVEL`: 1 drops information, 2 warnings, 3
  errors. It is read once, so it has to be set before the import.
- **Python's logger**, whose lines begin with `WARNING:tensorflow:`. It follows
  `tf.logging.set_verbosity(tf.logging.ERROR)`.
- **Python's warnings**, from Keras and tf-slim. They follow `warnings.filterwarnings`.

What is left for the first is to hold back the file descriptor 2 itself during the import;
`sys.stderr` will not do, since C++ does not know it. Hold it back, do not throw it away: if the
import fails, the reason is among those lines. The level 3 is not free either. It also hides the
errors of C++ that do not become an exception, so set it back to 0 when something is odd.
"""


def right():
    text = stderr_of('from gatys_tf1.tf1 import tf; tf.constant(1)')
    print('lines on stderr:', len(text.splitlines()))
    return text


RULE = 'Set the level before the import, quieten each of the four, and keep a way to hear them all.'

STEPPED_ROUND = ['gatys_tf1/tf1.py:_quiet_import']
