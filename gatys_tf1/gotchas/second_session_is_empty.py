"""The image was optimised, and the next session knows nothing of it."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'Both sessions run the same graph, and the image is a variable in it. What does the second one '
    'find there: 100, the initial 0, or something else?'
)

BOTH_MODES = True


def build():
    """An image of zeros, an operation that makes it lighter by 100, and what would be saved."""
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


SURPRISE = 'Neither 100 nor 0: in the second session the image has no value at all.'

EXPLANATION = """
A graph says what is computed; it holds no values, not even those of its variables. A variable in it
is a node that says *here belongs a value of this shape*. The value lives in the session, and goes
when the session is closed. A new session on the same graph starts with every variable empty, and
not with the initial values either: these, too, are only a recipe, until the init operation is run.

The usual victims are a script that opens one session to optimise and another to save, and a
notebook with `with tf.Session() as sess:` in two cells. The two modes of graph TensorFlow say it in
different words, and the second one's `might have been deleted` sends people looking for who deleted
it. Nobody did.

(The exception is `tf.train.Server`: sessions that are opened on one share its variables.)
"""


def right():
    with tf.Graph().as_default():
        lighten_op, picture = build()
        init_op, saver = tf.global_variables_initializer(), tf.train.Saver()
        with tf.Session() as sess:
            sess.run(init_op)
            sess.run(lighten_op)
            saver.save(sess, 'run.ckpt')
        with tf.Session() as sess:
            saver.restore(sess, 'run.ckpt')
            mean = sess.run(picture).mean()
            print('in the second session:', mean)
            return mean


RULE = 'What has to outlive a session is fetched or saved before the session is closed.'

STEPPED_ROUND = ['gatys_tf1/run.py:save_state', 'gatys_tf1/transfer.py:_measure']
