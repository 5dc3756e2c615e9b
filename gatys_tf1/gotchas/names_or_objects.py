"""Restored without an error, and it guesses digits"""

import numpy as np
import tensorflow.compat.v1 as tf
from sklearn.datasets import load_digits

SYMPTOM = 'A checkpoint was restored without an error, and the accuracy is that of guessing.'

MESSAGES = [
    'WARNING:tensorflow:Restoring an object-based checkpoint using a name-based saver. This may be '
    'somewhat fragile, and will re-build the Saver. Instead, consider loading object-based '
    'checkpoints using tf.train.Checkpoint().',
    'NotFoundError: Key _CHECKPOINTABLE_OBJECT_GRAPH not found in checkpoint',
    'NotFoundError: Could not find some variables in the checkpoint (see names above). Saver was '
    'attempting to load an object-based checkpoint (saved using tf.train.Checkpoint or '
    'tf.keras.Model.save_weights) using variable names.',
    'AssertionError: Unresolved object in checkpoint: (root).weights',
    'AssertionError: Found 2 Python objects that were not bound to checkpointed values, likely due '
    'to changes in the Python program.',
    'WARNING:tensorflow:Unresolved object in checkpoint: (root).weights',
    'WARNING:tensorflow:Value in checkpoint could not be found in the restored object: '
    '(root).weights',
]

SOURCE = 'known'

THREADS = ['https://github.com/tensorflow/tensorflow/issues/17257']

LEVEL = 'deep'

PREDICT = (
    'The network is the same, down to the names of its variables, and so is the checkpoint. Only '
    'the keywords of `tf.train.Checkpoint` differ. How many digits does it get right?'
)

CHOICES = ['94 %, as after training', '10 %, as before it', 'None: the restore fails']

ANSWER = 1

TEMPTING = {
    0: 'A Saver goes by the names of the variables, and would have found them. A Checkpoint goes '
    'by the names of the *attributes*, and these are others.',
    2: 'It has to be asked for. `restore` returns a status, on which `assert_consumed()` raises; '
    '`initialize_or_restore` does what it says.',
}

REQUIRES = 'scikit-learn'

DIGITS = load_digits()  # 1797 pictures of 8x8
IMAGES = (DIGITS.data / 16).astype(np.float32)


def network():
    """A softmax regression: its variables, its loss on every second digit, its hits on the
    others."""
    weights = tf.get_variable('weights', initializer=tf.zeros([64, 10]))
    biases = tf.get_variable('biases', initializer=tf.zeros([10]))
    logits = tf.matmul(IMAGES, weights) + biases
    loss = tf.losses.sparse_softmax_cross_entropy(DIGITS.target[::2], logits[::2])
    hits = tf.equal(tf.argmax(logits[1::2], 1), DIGITS.target[1::2])
    return weights, biases, loss, tf.reduce_mean(tf.cast(hits, tf.float32))


def train():
    with tf.Graph().as_default(), tf.Session() as sess:
        weights, biases, loss, accuracy = network()
        step = tf.train.AdamOptimizer(0.05).minimize(loss, var_list=[weights, biases])
        sess.run(tf.global_variables_initializer())
        for _ in range(100):
            sess.run(step)
        print(f'trained: {sess.run(accuracy):.0%}')
        return tf.train.Checkpoint(weights=weights, biases=biases).save('./digits', session=sess)


def wrong():
    path = train()
    with tf.Graph().as_default(), tf.Session() as sess:
        weights, biases, _, accuracy = network()
        status = tf.train.Checkpoint(w=weights, b=biases).restore(path)
        status.initialize_or_restore(sess)
        print(f'restored: {sess.run(accuracy):.0%}')
        return f'{sess.run(accuracy):.0%}'


SURPRISE = 'Same variables, same names, same file; and nothing of it arrived.'

EXPLANATION = """
There are two kinds of checkpoint, in files that look alike. `tf.train.Saver` writes **names**: the
key of a value is the variable's, `weights`. `tf.train.Checkpoint`, Keras and everything from
TensorFlow 2 write an **object graph**: the key is the path of attributes from the root,
`weights/.ATTRIBUTES/VARIABLE_VALUE`, and the variable's name does not count. `Checkpoint(w=…)`
looks for `w`, which the file does not have.

That is no error yet. Objects may be made after the restore, so it waits for them, and what to do
with those that never come is for you to say, by the status that `restore` returns:
`assert_consumed()` insists that everything in the file and everything in the program was matched,
`assert_existing_objects_matched()` that nothing in the program was left out. Without either, what
was not matched is initialised.

`tf.train.list_variables(path)` shows of which kind a file is. A Saver can read an object-based file
if the variables' names are still the same; the warning *Restoring an object-based checkpoint using
a name-based saver* says that it did. The other way round works, too: `Checkpoint(…).restore(path)`
falls back to names for a Saver's file.
"""


def right():
    path = train()
    print('in the file:', [name.partition('/')[0] for name, _ in tf.train.list_variables(path)])
    with tf.Graph().as_default(), tf.Session() as sess:
        weights, biases, _, accuracy = network()
        sess.run(tf.global_variables_initializer())
        print(f'untrained: {sess.run(accuracy):.0%}')
        status = tf.train.Checkpoint(weights=weights, biases=biases).restore(path)
        status.assert_existing_objects_matched().run_restore_ops(sess)
        print(f'restored: {sess.run(accuracy):.0%}')
        return f'{sess.run(accuracy):.0%}'


DIFFER = 'The accuracy after the restore: 10 % in wrong; that of the trained network in right.'

RULE = 'After `Checkpoint.restore`: `assert_existing_objects_matched()`, before anything is run.'

STEPPED_ROUND = []
