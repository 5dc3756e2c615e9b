"""A switch in the environment"""

import os
import subprocess
import sys

SYMPTOM = 'TF_USE_LEGACY_KERAS is set, and tf.layers works; models still misbehave, or Keras is 3.'

MESSAGES = [
    'WARNING:tensorflow:Your environment has TF_USE_LEGACY_KERAS set to True, but you do not have '
    'the tf_keras package installed.',
    "AttributeError: module 'keras._tf_keras.keras.backend' has no attribute 'get_session'",
    'ValueError: Only instances of `keras.Layer` can be added to a Sequential model. Received: '
    '<tf_keras.src.layers.core.dense.Dense object at 0x7f07bf8a0910>',
    'TypeError: The added layer must be an instance of class Layer. Received: layer=<Dense '
    "name=dense, built=False> of type <class 'keras.src.layers.core.dense.Dense'>.",
]

SOURCE = 'known'

LEVEL = 'deep'

PREDICT = (
    'tf-keras is installed. The environment variable is set right after TensorFlow was imported. '
    'Which Keras do `tf.layers` and `from tensorflow.keras import layers` come from?'
)

CHOICES = [
    'Both from the old one: it is looked up at the first use.',
    'Both from Keras 3: it was decided at the import.',
    'One from each.',
]

ANSWER = 2

TEMPTING = {
    0: 'That is how `tf.layers` and `tf.keras` do it; the import statement takes another path.',
    1: 'That is how the import statement does it; attributes are looked up later.',
}

REQUIRES = 'tf-keras'

SET = "import os; os.environ['TF_USE_LEGACY_KERAS'] = '1'"
IMPORT = 'import tensorflow.compat.v1 as tf; tf.disable_v2_behavior()'
LOOK = """
from tensorflow.keras import layers
print('tf.layers:              ', tf.layers.dense.__module__.split('.')[0])
print('tensorflow.keras.layers:', layers.Dense.__module__.split('.')[0])
"""


def keras_of(*lines):
    """What a fresh Python prints: this must be decided before TensorFlow is imported."""
    base = {key: value for key, value in os.environ.items() if key != 'TF_USE_LEGACY_KERAS'}
    command = [sys.executable, '-c', '\n'.join(lines)]
    return subprocess.run(command, env=base, capture_output=True, text=True, check=True).stdout


def wrong():
    text = keras_of(IMPORT, SET, LOOK)
    print(text.strip())
    return [line.split()[-1] for line in text.splitlines()]


SURPRISE = 'One from each: set too late, the switch gives a program two Kerases at once.'

EXPLANATION = """
TensorFlow finds its Keras in two ways. `tf.keras`, `tf.layers` and `tf.nn.rnn_cell` are lazy
loaders: at their first use they read `TF_USE_LEGACY_KERAS` and import `tf_keras` or `keras`. The
statement `from tensorflow.keras import …` asks Python's import system instead, and that searches a
path that was fixed when TensorFlow itself was imported.

So a variable that is set in between splits the program: layers come from one package, and the model
or the session from the other. Neither takes the other's objects, and the messages are of the kind
*must be an instance of class Layer, received a Dense*.

The variable has to be set before the **first** import of TensorFlow, which may well be in another
module: tf-slim, TensorBoard's plug-ins and many data packages import it. In a script it belongs in
the first two lines, in a notebook in the first cell after a restart of the kernel, and best of all
in the shell: `TF_USE_LEGACY_KERAS=1 python train.py`.

`pip install tf-keras==2.21.0` (the version is TensorFlow's own). Without the package TensorFlow
only warns, and then fails at the first use.
"""


def right():
    text = keras_of(SET, IMPORT, LOOK)
    print(text.strip())
    return [line.split()[-1] for line in text.splitlines()]


DIFFER = 'The packages that the two layers come from: two of them against one.'

RULE = 'Set `TF_USE_LEGACY_KERAS` before anything imports TensorFlow, best in the shell.'

STEPPED_ROUND = []
