"""The image was 100 when the session closed. And in the next one?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The first session trained the variables, and the second one knows nothing of it.'

MESSAGES = [
    'FailedPreconditionError: Attempting to use uninitialized value image',
    'FailedPreconditionError (see above for traceback): Attempting to use uninitialized value '
    'image',
    'FailedPreconditionError: Error while reading resource variable image from Container: '
    'localhost. This could mean that the variable was uninitialized. Not found: Container '
    'localhost does not exist. (Could not find resource: localhost/image)',
    'FailedPreconditionError: Could not find variable image. This could mean that the variable has '
    'been deleted. In TF1, it can also mean the variable is uninitialized. Debug info: '
    'container=localhost, status error message=Container localhost does not exist. (Could not find '
    'resource: localhost/image)',
    "ValueError: Parent directory of run.ckpt doesn't exist, can't save.",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/28287',
    'https://github.com/bethgelab/foolbox/issues/219',
    'https://github.com/keras-team/keras/issues/14081',
]

LEVEL = 'start'

PREDICT = (
    'Both sessions run the same graph, and the image is a variable in it. What does the second '
    'session find there?'
)

CHOICES = ['100, where the first one left it', 'No value at all', '0, the initial value']

ANSWER = 1

TEMPTING = {
    0: 'It would be, if the graph held the values. It holds only the recipe; each session has '
    'values of its own, and they are gone when it is closed.',
    2: 'The initial value is a recipe, too. It is used when the init operation runs, and in the '
    'second session nobody has run it.',
}

BOTH_MODES = True


def build():
    """Builds an image of zeros, an operation that adds 100 to it, and the image as uint8."""
    image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.zeros_initializer())
    return tf.assign_add(image, tf.fill([1, 8, 8, 3], 100.0)).op, tf.saturate_cast(image, tf.uint8)


def wrong():
    with tf.Graph().as_default():
        lighten_op, picture = build()
        init_op = tf.global_variables_initializer()
        with tf.Session() as sess:
            sess.run(init_op)
            sess.run(lighten_op)
            print('in the first session:', sess.run(picture).mean())
        with tf.Session() as sess:
            print('in the second session:', sess.run(picture).mean())


SURPRISE = 'Neither 100 nor 0: in the second session the image has no value.'

EXPLANATION = """
A graph says what is computed. It holds no values, not even those of its variables: a variable in it
is a node that says *a value of this shape belongs here*. The value lives in the session and
disappears when the session is closed. A new session on the same graph starts with every variable
empty.

The usual victims are a script that opens one session to train and another to save, and a notebook
with `with tf.Session() as sess:` in two cells. The two modes of graph TensorFlow word it
differently. The second one's `This could mean that the variable has been deleted` sends people
looking for whoever deleted it. Nobody did.

A third wording is plainly misleading. Save such an empty session under a bare file name, and it
says `ValueError: Parent directory of run.ckpt doesn't exist, can't save.` The directory is fine.
`Saver.save` catches the missing value, asks whether the path's folder exists, finds that the folder
of `run.ckpt` is the empty string, and blames that. `./run.ckpt` gives you the real error.

(The exception is `tf.train.Server`: sessions opened on one share its variables.)
"""


def right():
    with tf.Graph().as_default():
        lighten_op, picture = build()
        init_op, saver = tf.global_variables_initializer(), tf.train.Saver()
        with tf.Session() as sess:
            sess.run(init_op)
            sess.run(lighten_op)
            saver.save(sess, './run.ckpt')
        with tf.Session() as sess:
            saver.restore(sess, './run.ckpt')
            mean = sess.run(picture).mean()
            print('in the second session:', mean)
            return mean


DIFFER = 'wrong raises and returns nothing; right returns 100.0, the mean in the second session.'

RULE = 'Whatever has to outlive a session is fetched or saved before the session is closed.'

STEPPED_ROUND = ['gatys_tf1/run/state.py:save', 'gatys_tf1/vgg.py:evaluate']
