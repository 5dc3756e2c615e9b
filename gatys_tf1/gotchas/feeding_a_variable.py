"""The picture was fed, and the network answers for another one."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The image holds 7, and `doubled` is twice the image. What is it while the image is fed 3?'
)

BOTH_MODES = True


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(7.0, name='image')
        doubled = 2 * image
        sess.run(tf.global_variables_initializer())
        value = sess.run(doubled, {image: 3.0})
        print('doubled:', value)
        return value


SURPRISE = 'The feed is taken, and where variables are resources it is without effect.'

EXPLANATION = """
`feed_dict` replaces the value of a **tensor** for one run. A reference variable, TensorFlow 1's
kind, has one output, and everything that uses the variable reads it there; so feeding it works. A
resource variable is a handle, and each use of it reads through a read operation of its own.
`feed_dict={image: 3.0}` replaces the value of one of these reads (`image/Read/ReadVariableOp`), and
`2 * image` has made another for itself.

`tf.disable_v2_behavior()` keeps reference variables. `tf.disable_eager_execution()` alone, the
usual advice for running old code, brings resource variables, and this changes a result without
saying so.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(7.0, name='image')
        pixels = tf.placeholder(tf.float32, [], name='pixels')
        assign_op = tf.assign(image, pixels).op
        doubled = 2 * image
        sess.run(tf.global_variables_initializer())
        sess.run(assign_op, {pixels: 3.0})
        value = sess.run(doubled)
        print('doubled:', value)
        return value


RULE = 'Feed placeholders; set a variable by an assign operation that was built beforehand.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:assign_ops']
