"""TF_CPP_MIN_LOG_LEVEL is 3: which lines are still printed?"""

import os
import subprocess
import sys

SYMPTOM = 'TensorFlow fills the terminal, and setting the log level does not stop it.'

MESSAGES = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I tensorflow/core/util/port.cc:153] oneDNN custom operations are on. You may see slightly '
    'different numerical results due to floating-point round-off errors from different computation '
    'orders. To turn them off, set the environment variable `TF_ENABLE_ONEDNN_OPTS=0`.',
    'I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to '
    'use available CPU instructions in performance-critical operations.',
    'I0000 00:00:1795567201.513815   16476 cpu_feature_guard.cc:227] This TensorFlow binary is '
    'optimized to use available CPU instructions in performance-critical operations.',
    'I tensorflow/core/platform/cpu_feature_guard.cc:141] Your CPU supports instructions that this '
    'TensorFlow binary was not compiled to use: AVX2 FMA',
    "W tensorflow/core/platform/cpu_feature_guard.cc:45] The TensorFlow library wasn't compiled to "
    'use SSE3 instructions, but these are available on your machine and could speed up CPU '
    'computations.',
    'Could not find cuda drivers on your machine, GPU will not be used.',
    'E0000 00:00:1795567205.224464   16476 cuda_platform.cc:52] failed call to cuInit: INTERNAL: '
    'CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)',
    'WARNING:tensorflow:From v2_compat.py:98: disable_resource_variables (from '
    'tensorflow.python.ops.resource_variables_toggle) is deprecated and will be removed in a '
    'future version.',
    'non-resource variables are not supported in the long term',
    'WARNING:tensorflow:From op_def_library.py:263: colocate_with (from '
    'tensorflow.python.framework.ops) is deprecated and will be removed in a future version.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/7652',
    'https://github.com/tensorflow/tensorflow/issues/26348',
    'https://github.com/tensorflow/tensorflow/issues/100442',
]

LEVEL = 'core'

PREDICT = (
    'Level 3 lets fatal errors through and nothing else. It is set before the import, as it must '
    'be. Four lines are usually printed by the import and by `disable_v2_behavior()`; how many of '
    'them are left?'
)

CHOICES = ['None', 'One: the deprecation, which is Python', 'Three']

ANSWER = 2

TEMPTING = {
    0: 'That is what the variable is for, and in TensorFlow 1 it did silence C++. Today some lines '
    'are logged before TensorFlow has read it.',
    1: 'The level does concern C++ only, and the deprecation stays. But so do the lines of C++ '
    'that come before its logging is set up.',
}

LINES = (  # what else there is depends on the machine
    'All log messages before absl::InitializeLog() is called are written to STDERR',
    'oneDNN custom operations are on',
    'This TensorFlow binary is optimized to use available CPU instructions',
    'non-resource variables are not supported in the long term',
)

HELD_BACK = """
import os, sys, tempfile
sys.stderr.flush()
stderr, held = os.dup(2), tempfile.TemporaryFile()
os.dup2(held.fileno(), 2)
try:
    import tensorflow.compat.v1 as tf
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_v2_behavior()
except BaseException:
    held.seek(0)
    os.write(stderr, held.read())
    raise
finally:
    os.dup2(stderr, 2)
tf.constant(1)
"""


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
TensorFlow talks through several mouths, and each is silenced in its own way.

- **C++, while the libraries are loaded.** Some lines are logged before TensorFlow's logging has
  been set up; the line about `absl::InitializeLog()` announces them. At that time the level has no
  effect. `TF_ENABLE_ONEDNN_OPTS=0` removes the line about oneDNN, and oneDNN's fast kernels with
  it; another, about CUDA, stays where there is no GPU.
- **C++, later.** These lines follow `TF_CPP_MIN_LOG_LEVEL`: 1 drops information, 2 warnings, 3
  errors. It is read once, so it has to be set before the import.
- **Python's logger**, whose lines begin with `WARNING:tensorflow:`. It follows
  `tf.logging.set_verbosity(tf.logging.ERROR)`.
- **Python's warnings**, from Keras and tf-slim. They follow `warnings.filterwarnings`.

For the first, all that is left is to hold back the file descriptor 2 itself during the import;
replacing `sys.stderr` is not enough, since C++ does not know it. Hold it back, do not throw it
away: if the import fails, the reason is among those lines. Level 3 has a price too. It also hides
errors of C++ that never become an exception, so set it back to 0 when something is odd.
"""


def right():
    text = stderr_of(HELD_BACK, TF_CPP_MIN_LOG_LEVEL='3')
    seen = [line in text for line in LINES]
    print('lines on stderr:', len(text.splitlines()))
    failing = stderr_of(HELD_BACK.replace('disable_v2_behavior', 'no_such_name'))
    print('and if it fails:', failing.splitlines()[-1])
    return seen


DIFFER = 'Which of the four lines are seen: three of them in wrong, none in right.'

RULE = 'Set the level before the import, silence each of the four, and keep a way to hear them.'

STEPPED_ROUND = ['gatys_tf1/tf1.py:_quiet_import']
