"""A variable made inside a name scope: what is it called?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A variable is not found under its scope, or collides with one from another scope.'

MESSAGES = [
    'ValueError: Variable weight already exists, disallowed. Did you mean to set reuse=True or '
    'reuse=tf.AUTO_REUSE in VarScope? Originally defined at:',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/15630',
    'https://github.com/tensorflow/tensorflow/issues/6189',
    'https://github.com/tensorflow/tensorflow/issues/5512',
    'https://github.com/vahidk/EffectiveTensorflow/issues/12',
]

LEVEL = 'core'

PREDICT = (
    'Each of two layers has two variables in its name scope, one by `tf.Variable` and one by '
    '`tf.get_variable`. How many of the four names begin with their layer?'
)

CHOICES = ['Two, and the other two collide', 'None: a name scope is for operations', 'All four']

ANSWER = 0

TEMPTING = {
    1: 'Close: a name scope is for operations. `tf.Variable` creates operations and obeys it.',
    2: 'A scope is a scope, one would think. But there are two kinds, and `tf.get_variable` looks '
    'at the other one.',
}


def wrong():
    with tf.Graph().as_default():
        for layer in ('conv1_1', 'conv2_1'):
            with tf.name_scope(layer):
                print(tf.Variable(1.0, name='by_Variable').name)
                print(tf.get_variable('by_get_variable', [], tf.float32).name)


SURPRISE = 'A name scope has no hold on `get_variable`: both layers ask for one and the same name.'

EXPLANATION = """
There are two kinds of scope. `tf.name_scope` prefixes the names of **operations**, to keep the
graph tidy in TensorBoard. `tf.Variable` creates operations, and obeys. `tf.get_variable` is made
for sharing: its name is an address under which the same variable is found again from anywhere. So
it heeds the **variable** scope alone. The layers of slim and `tf.layers` use it, which is why
`tf.global_variables('my_scope')` finds none of them after a name scope.

`tf.variable_scope` opens both kinds. Opened a second time it shows the difference once more: the
variables' prefix stays the same, the operations' is made unique. That is why shared weights are
called `vgg_19/conv1/conv1_1/weights` while the second call's convolution is
`vgg_19_1/conv1/conv1_1/Conv2D`: operations are named after **calls**, variables after what is
**stored**.

For checkpoints this matters twice, since they know variables by these names. And the collision is
the harmless case: a single `get_variable` in a name scope just has a shorter name than it seems to
have.
"""


def right():
    names = []
    with tf.Graph().as_default():
        for layer in ('conv1_1', 'conv2_1', 'conv2_1'):
            with tf.variable_scope(layer, reuse=tf.AUTO_REUSE):
                weight = tf.get_variable('weight', [], tf.float32)
                names += [(weight.name, tf.multiply(weight, 2.0, name='twice').name)]
                print(*names[-1])
    return names


DIFFER = 'wrong raises a ValueError for the second layer; right returns three pairs of names.'

RULE = '`tf.variable_scope` for what holds variables, `tf.name_scope` for everything else.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/image_variable.py:image_variable']
