"""Half of the old script still exists, and half does not."""

import operator

import tensorflow.compat.v1 as tf

SYMPTOM = (
    'A script from before 2019 stops at its first tf.placeholder, tf.Session or tf.get_variable.'
)

MESSAGES = [
    "AttributeError: module 'tensorflow' has no attribute 'placeholder'",
    "AttributeError: module 'tensorflow' has no attribute 'Session'",
    "AttributeError: module 'tensorflow' has no attribute 'get_variable'",
    "AttributeError: module 'tensorflow' has no attribute 'variable_scope'",
    "AttributeError: module 'tensorflow' has no attribute 'global_variables_initializer'",
    "AttributeError: module 'tensorflow' has no attribute 'reset_default_graph'",
    "AttributeError: module 'tensorflow' has no attribute 'ConfigProto'",
    "AttributeError: module 'tensorflow' has no attribute 'random_normal'",
    "AttributeError: module 'tensorflow' has no attribute 'log'",
    "AttributeError: module 'tensorflow' has no attribute 'app'",
    "AttributeError: module 'tensorflow' has no attribute 'logging'",
    "AttributeError: module 'tensorflow._api.v2.train' has no attribute 'AdamOptimizer'",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/46047',
    'https://github.com/tensorflow/tensorflow/issues/28512',
    'https://github.com/theislab/scgen/issues/37',
]

LEVEL = 'start'

PREDICT = (
    'A person moves an old script to the new names, error by error, and leaves alone what raises '
    'none. Four of these seven names are gone. Do the other three do what they did in TensorFlow 1?'
)

CHOICES = [
    'Yes: what was kept has kept its meaning.',
    'No: one of them has the same name and another second argument.',
    'No: all three need eager execution now.',
]

ANSWER = 1

TEMPTING = {
    0: 'Names that meant something else were meant to go, but some were kept for their new owner.',
    2: 'All three work in a graph; `tf.gradients` works nowhere else.',
}

NAMES = ('placeholder', 'Session', 'get_variable', 'log', 'gradients', 'shape', 'nn.dropout')


def wrong():
    import tensorflow as tf

    gone = []
    for name in NAMES:
        try:
            operator.attrgetter(name)(tf)
        except AttributeError as error:
            print(error)
            gone.append(name)
    with tf.Graph().as_default(), tf.compat.v1.Session() as sess:
        kept = sess.run(tf.nn.dropout(tf.ones([10000]), 0.9, seed=1)) > 0
        print(f'tf.nn.dropout(x, 0.9) keeps {kept.mean():.0%}')
    return len(NAMES) - len(gone), round(float(kept.mean()), 1)


SURPRISE = (
    'What raises no error is not thereby right: `tf.nn.dropout(x, 0.9)` now drops nine tenths.'
)

EXPLANATION = """
TensorFlow 2 gave its top level to the new interface. The old one was moved as a whole to
`tensorflow.compat.v1`, where nearly every name of TensorFlow 1 still is and still means what it
meant. So the script does not need an older TensorFlow, nor a search for each name's successor. It
needs another first line:

    import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()

The second line is not decoration. Without it the names are back, but the program runs eagerly, and
`tf.placeholder` raises its next error (see placeholder-in-eager).

Mixing is where results change silently. Those who replace only what raises (`tf.placeholder` by
`tf.compat.v1.placeholder`, and so on) leave the names that exist in both: `tf.nn.dropout`,
`tf.image.resize`, `tf.losses`, `tf.metrics`, `tf.argmax`, `tf.zeros_initializer`. Several of those
have other arguments, or other defaults, in the new interface.

What `compat.v1` does not bring back: `tf.contrib` (contrib-is-gone), `tf.estimator`, and, with
Keras 3, `tf.layers` and `tf.nn.rnn_cell` (layers-are-gone). Names that TensorFlow 1.0 had already
dropped, such as `tf.pack` and `tf.mul`, are not there either.
"""


def right():
    found = [operator.attrgetter(name)(tf) for name in NAMES]
    print('names that are there:', len(found))
    with tf.Graph().as_default(), tf.Session() as sess:
        kept = sess.run(tf.nn.dropout(tf.ones([10000]), 0.9, seed=1)) > 0
        print(f'tf.nn.dropout(x, 0.9) keeps {kept.mean():.0%}')
    return len(found), round(float(kept.mean()), 1)


DIFFER = 'The number of names that are there, and the share that dropout keeps.'

RULE = 'Change the import, not the names: `import tensorflow.compat.v1 as tf`, in every file.'

STEPPED_ROUND = []
