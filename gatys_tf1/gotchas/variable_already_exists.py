"""The second picture goes through the network, and a variable already exists."""

from gatys_tf1.tf1 import slim, tf

SOURCE = 'known'

PREDICT = (
    'Content and style both go through VGG-19, by two calls of one function. Does the second call '
    'use the weights of the first, make weights of its own, or neither?'
)


def network(image):
    """The top of slim's vgg_19."""
    with tf.variable_scope('vgg_19'):
        return slim.conv2d(image, 64, [3, 3], scope='conv1/conv1_1')


def wrong():
    with tf.Graph().as_default():
        for picture in ('content', 'style'):
            image = tf.placeholder(tf.float32, [1, 8, 8, 3], name=picture)
            features = network(image)
            print(f'{picture}: {features.name}')


SURPRISE = 'A function that is called twice with other arguments fails the second time.'

EXPLANATION = """
In Keras and PyTorch a layer is an object that holds its weights, and calling it again uses them
again. Here a layer is a function, and its weights belong to the **graph**, under a name that comes
from the variable scope: `vgg_19/conv1/conv1_1/weights`. `tf.get_variable` makes a variable of a new
name. For a name that is taken it has to be told what is meant, and by default it raises, since two
layers that share weights by accident would be the worse mistake.

It is told by the `reuse` of the scope around it: `True` takes what is there and raises if nothing
is; `tf.AUTO_REUSE` takes or makes. The scope with the empty name, as below, changes that and no
name.

In a notebook the same message appears when the cell that builds the network is run again: the graph
of the first time is still there. There the answer is a graph of its own, `with
tf.Graph().as_default():`, at the top of the cell.
"""


def right():
    with tf.Graph().as_default():
        for picture in ('content', 'style'):
            image = tf.placeholder(tf.float32, [1, 8, 8, 3], name=picture)
            with tf.variable_scope('', reuse=tf.AUTO_REUSE):
                features = network(image)
            print(f'{picture}: {features.name}')
        names = [variable.op.name for variable in tf.global_variables()]
        print('variables:', *names, sep='\n  ')
        return names


RULE = (
    'Say whether a second call is to share its weights, by `reuse`; or give it a graph of its own.'
)

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/transfer.py:_measure']
