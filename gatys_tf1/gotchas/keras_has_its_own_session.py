"""One model, and two ways to run it"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A Keras model’s tensors give uninitialised or random values in a session of your own.'

MESSAGES = [
    'FailedPreconditionError: Attempting to use uninitialized value dense_1/kernel',
    'FailedPreconditionError (see above for traceback): Attempting to use uninitialized value '
    'dense_1_W',
    'FailedPreconditionError: Could not find variable dense/kernel. This could mean that the '
    'variable has been deleted. In TF1, it can also mean the variable is uninitialized.',
    "AttributeError: module 'keras.backend' has no attribute 'get_session'",
    "AttributeError: module 'tensorflow.keras.backend' has no attribute 'get_session'",
    'RuntimeError: `tf.data.Dataset` only supports Python-style iteration in eager mode or within '
    'tf.function.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/26472',
    'https://github.com/keras-team/keras/issues/4780',
    'https://github.com/keras-team/keras/issues/5427',
    'https://github.com/tensorflow/tensorflow/issues/28605',
]

LEVEL = 'core'

PREDICT = (
    'The weights are 5, so that `predict` gives 10 for the input (1, 1). The same output tensor is '
    'run in a `tf.Session()`, after the variables there were initialised. What does it give?'
)

CHOICES = [
    '10: it is the same tensor of the same graph.',
    '2: the initial weights, which are 1 here.',
    'An error: the variables are not in this session.',
]

ANSWER = 1

TEMPTING = {
    0: 'The same graph, but values live in sessions, and this one has its own.',
    2: 'That was the message before the initialiser was run. It cured the message only.',
}

OWN_PROCESS = True
ENVIRONMENT = {'TF_USE_LEGACY_KERAS': '1'}
REQUIRES = 'tf-keras'

ROW = np.ones([1, 2], np.float32)


def load():
    """A model with weights that were not initialised but set, as `load_weights` does."""
    dense = tf.keras.layers.Dense(1, kernel_initializer='ones', input_shape=(2,))
    model = tf.keras.models.Sequential([dense])
    model.set_weights([np.full([2, 1], 5.0), np.zeros([1])])
    return model


def wrong():
    with tf.Graph().as_default():
        model = load()
        print('predict:', model.predict(ROW, verbose=0)[0, 0])
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            value = float(sess.run(model.output, {model.input: ROW})[0, 0])
        print('in my session:', value)
        return value


SURPRISE = 'Initialising made the error go away, and the model’s weights with it.'

EXPLANATION = """
The Keras of TensorFlow 1 opens a session when it first needs one, and keeps it. `load_weights`,
`set_weights`, `fit` and `predict` work there. A `tf.Session()` is a second one on the same graph,
with no values in it. It complains, *Attempting to use uninitialized value*, and the obvious cure,
`global_variables_initializer`, fills in the initial weights. From then on nothing complains, and a
pretrained network answers at random. The same line run in **Keras'** session overwrites what was
loaded, too.

Use one session for both:

- `sess = tf.keras.backend.get_session()`, and everything in it, as below; it also initialises what
  Keras knows to be new. Variables of your own are initialised alone, by
  `tf.variables_initializer(mine)`.
- or the other way round: `tf.keras.backend.set_session(sess)` before the model is built or loaded.

Its close relatives: `clear_session()` resets the graph as well; a model that is loaded in one
thread and used in another (not-an-element-of-this-graph); two packages, `keras` and `tf.keras`,
each with a session of its own.

Keras 3 has no sessions. Its layers can be called in a graph, and are then initialised by
`global_variables_initializer` like any others; `predict` and `fit` refuse there, and `get_session`
is gone. tf-keras, as used here, has all of it (layers-are-gone).
"""


def right():
    with tf.Graph().as_default():
        model = load()
        print('predict:', model.predict(ROW, verbose=0)[0, 0])
        sess = tf.keras.backend.get_session()
        value = float(sess.run(model.output, {model.input: ROW})[0, 0])
        print('in its session:', value)
        return value


DIFFER = 'The output in the session: 2.0 against 10.0.'

RULE = 'Run a Keras model’s tensors in `tf.keras.backend.get_session()`, and initialise nothing.'

STEPPED_ROUND = []
