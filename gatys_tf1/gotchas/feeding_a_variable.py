"""The image holds 7. Feed it 3: what is twice the image?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A picture was fed, and the network answers for another one.'

MESSAGES = []

SOURCE = 'known'

THREADS = ['https://github.com/tensorflow/tensorflow/issues/19884']

LEVEL = 'start'

PREDICT = (
    'The image holds 7, and `doubled` is twice the image. These lines are run after '
    '`tf.disable_v2_behavior()`, and again after `tf.disable_eager_execution()` alone. What is '
    '`doubled` while the image is fed 3?'
)

CHOICES = [
    '6, both times',
    '6, then 14',
    'An error, both times: only placeholders can be fed',
]

ANSWER = 1

TEMPTING = {
    0: 'The variable is the same line of code. What it makes in the graph is not: a reference '
    'variable in one mode, a resource variable in the other.',
    2: 'Any tensor can be fed, and nothing is raised. Whether anything *uses* the tensor that was '
    'fed is another matter.',
}

BOTH_MODES = True


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(7.0, name='image')
        doubled = 2 * image
        sess.run(tf.global_variables_initializer())
        values = [float(sess.run(doubled, {image: 3.0})), float(sess.run(image))]
        print('doubled, while the image is fed 3:', values[0])
        print('the image afterwards:', values[1])
        return values


SURPRISE = 'Where variables are resources, the feed is accepted and has no effect.'

EXPLANATION = """
`feed_dict` replaces the value of a **tensor** for one run. A reference variable, TensorFlow 1's
kind, has one output, and everything that uses the variable reads it there; so feeding it works, for
that run, and the variable keeps its 7. A resource variable is a handle, and each use of it reads
the value through a read operation of its own. `feed_dict={image: 3.0}` replaces the value of one of
these reads (`image/Read/ReadVariableOp`), and `2 * image` has made another for itself. Feeding by
name hits neither: `{'image:0': 3.0}` tries to feed the handle, and raises `KeyError: 20`, which is
the number of the dtype `resource`.

`tf.disable_v2_behavior()` is the switch that TensorFlow's documents name for running old code, and
it brings reference variables back. `tf.disable_eager_execution()` alone is what forums advise,
since it is enough to silence the error about placeholders. It leaves you with resource variables,
and this changes a result without saying so.

`tf.Variable(…, use_resource=True)` brings the same result in either mode, and in TensorFlow 1 too.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.Variable(7.0, name='image')
        pixels = tf.placeholder(tf.float32, [], name='pixels')
        assign_op = tf.assign(image, pixels).op
        doubled = 2 * image
        sess.run(tf.global_variables_initializer())
        sess.run(assign_op, {pixels: 3.0})
        values = [float(sess.run(doubled)), float(sess.run(image))]
        print('doubled, after the image was assigned 3:', values[0])
        print('the image afterwards:', values[1])
        return values


DIFFER = '`doubled` and the image afterwards: 6 and 7 (or 14 and 7) in wrong, 6 and 3 in right.'

RULE = 'Feed placeholders; set a variable through an assign operation that was built beforehand.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:assign_ops']
