"""The image is 100, and a step makes it 99. Which do you fetch?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The picture that was saved does not belong to the loss next to it.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/13133',
    'https://github.com/tensorflow/tensorflow/issues/15077',
    'https://github.com/tensorflow/tensorboard/pull/850',
]

LEVEL = 'deep'

PREDICT = (
    'The image is 100, and a step takes 1 off it. First it is fetched together with the step; then '
    'a control dependency puts a read of it before the step. After `tf.disable_v2_behavior()`, '
    'what does that second read return?'
)

CHOICES = [
    '100: it is read before the step',
    'Either 100 or 99, as without the control dependency',
    '99: it is read before the step, and still shows what came after',
]

ANSWER = 2

TEMPTING = {
    0: 'A control dependency orders the two nodes. It does not make the first one take a copy.',
    1: 'The order is fixed now, and the answer is the same every time. But the result is copied '
    'out of the variable when the whole run is over.',
}

BOTH_MODES = True


def build():
    """Builds an image of one pixel that holds 100, and its optimiser."""
    image = tf.get_variable('image', [], initializer=tf.constant_initializer(100.0))
    return image, tf.train.GradientDescentOptimizer(1.0)


def wrong():
    with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
        image, descent = build()
        step_op = descent.minimize(image)
        sess.run(tf.global_variables_initializer())
        value, _ = sess.run([image, step_op])
        print('fetched with the step: either 100 or 99?', value in (100, 99))
    with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
        image, descent = build()
        before = image.read_value()
        with tf.control_dependencies([before]):
            step_op = descent.minimize(image)
        sess.run(tf.global_variables_initializer())
        value, _ = sess.run([before, step_op])
        print('read before the step:', value)
        return value


SURPRISE = 'The first is a race; and what is read first can still hold what was written second.'

EXPLANATION = """
A list of fetches says *what* is wanted, not in which order. TensorFlow runs every node as soon as
its inputs are there, on several threads. In `[image, step_op]` no edge leads from the read of the
image to the update of it, so either may come first. On one machine it is the same one for months;
then a larger picture, a GPU or a new version turns it around. So this lesson does not say which it
was: nothing guarantees it. (A fetched loss is safer, but only where the gradient needs everything
that the loss is computed from: then the step has to wait.)

A control dependency is such an edge, and it orders the two nodes. It does not order their *memory*.
Reading a reference variable hands out the variable's own buffer, without a copy, and the array is
made from it when the whole run is over. By then the step has written into it. A resource variable
copies before it writes as long as somebody holds on to what was read: there, the value is that of
the time of reading, and the second line says 100.

The plain way is right in both: two runs. If you want the image *after* the step, a control
dependency will do, with the read built **inside** the block. A read that was built before the block
waits for nothing.
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


DIFFER = 'The image before the step: 99 in wrong (in mode A), 100 in right, whose 99 is after it.'

RULE = 'Put a read, and the step that changes what is read, into two runs.'

STEPPED_ROUND = ['gatys_tf1/optimize.py:adam', 'gatys_tf1/lbfgs.py:lbfgs']
