"""The variable was made in a name scope, and it is not in it."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'Each layer has its weight in the style loss, a variable in a name scope of the layer. What '
    'are the names of the four variables?'
)


def wrong():
    with tf.Graph().as_default():
        for layer in ('conv1_1', 'conv2_1'):
            with tf.name_scope(layer):
                print(tf.Variable(1.0, name='by_Variable').name)
                print(tf.get_variable('by_get_variable', [], tf.float32).name)


SURPRISE = 'There are not four: one scope has no hold on `get_variable`, and the names collide.'

EXPLANATION = """
There are two kinds of scope. `tf.name_scope` prefixes the names of **operations**, so that the
graph is tidy in TensorBoard. `tf.Variable` makes operations, and obeys. `tf.get_variable` is made
for sharing: its name is an address, under which the same variable is found again from wherever one
stands. So it minds the **variable** scope alone.

`tf.variable_scope` opens both. Opened a second time, it differs from a name scope once more: the
variables' prefix is the same, the operations' is made unique. That is why shared weights are
`vgg_19/conv1/conv1_1/weights` while the second call's convolution is
`vgg_19_1/conv1/conv1_1/Conv2D`: names of operations tell of **calls**, names of variables of what
is **stored**.

For restoring this matters doubly, since a checkpoint knows variables by these names. And the
collision is the harmless case. A single `get_variable` in a name scope just has a shorter name than
it seems to have.
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


RULE = '`tf.variable_scope` for what holds variables, `tf.name_scope` for everything else.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/image_variable.py:image_variable']
