"""The picture that was saved does not belong to the loss beside it."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The image is 100, and a step takes 1 off it. Once it is fetched beside the step, and once a '
    'control dependency puts the read before the step. What comes back, either time?'
)

BOTH_MODES = True


def build():
    """An image of one pixel that holds 100, and its optimiser."""
    image = tf.get_variable('image', [], initializer=tf.constant_initializer(100.0))
    return image, tf.train.GradientDescentOptimizer(1.0)


def wrong():
    with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
        image, descent = build()
        step_op = descent.minimize(image)
        sess.run(tf.global_variables_initializer())
        value, _ = sess.run([image, step_op])
        print('fetched beside the step: either 100 or 99?', value in (100, 99))
    with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
        image, descent = build()
        before = image.read_value()
        with tf.control_dependencies([before]):
            step_op = descent.minimize(image)
        sess.run(tf.global_variables_initializer())
        value, _ = sess.run([before, step_op])
        print('read before the step:', value)
        return value


SURPRISE = 'The first is a race; and a reference variable that is read first can still come second.'

EXPLANATION = """
A list of fetches says *what* is wanted, not in which order. TensorFlow runs every node as soon as
its inputs are there, on several threads; `[image, step_op]` has no edge between the read of the
image and the update of it, so either may come first. On one machine it is the same one for months,
and then a larger picture, a GPU or another version turns it round. So the lesson does not say which
it was: nobody promises it. (The loss is safer, but only where the gradient needs all that it is
computed from: then the step has to wait for that.)

A control dependency is such an edge, and it orders the two nodes. It does not do so for their
*memory*. Reading a reference variable hands out the variable's own buffer, without a copy, and the
array is made of it when the whole run is over. By then the step has written into it. A resource
variable copies before it writes, as long as somebody holds on to what was read: there the value is
that of the time of reading.

What is right in both is the plain way: two runs. If the image is wanted *after* the step, a control
dependency will do, with the read built **inside** the block. One that was built before the block
does not wait for anything.
"""


def right():
    with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
        image, descent = build()
        step_op = descent.minimize(image)
        with tf.control_dependencies([step_op]):
            after = image.read_value()
        sess.run(tf.global_variables_initializer())
        values = [sess.run(image), sess.run(after)]
        print('before the step, in a run of its own:', values[0])
        print('after the step, in one run with it:', values[1])
        return values


RULE = 'What is read and what changes it go into two runs.'

STEPPED_ROUND = ['gatys_tf1/optimize.py:adam']
