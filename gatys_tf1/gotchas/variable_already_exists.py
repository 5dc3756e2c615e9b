"""Two pictures through one function: whose weights?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Calling the function that builds the network a second time fails.'

MESSAGES = [
    'ValueError: Variable vgg_19/conv1/conv1_1/weights already exists, disallowed. Did you mean to '
    'set reuse=True or reuse=tf.AUTO_REUSE in VarScope? Originally defined at:',
    'ValueError: Variable vgg_19/conv1/conv1_1/weights already exists, disallowed. Did you mean to '
    'set reuse=True in VarScope? Originally defined at:',
    'ValueError: Variable vgg_19/conv1/conv1_1/weights does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
    'ValueError: Variable vgg_19/conv1/conv1_1/weights does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=None in VarScope?',
    'ValueError: Variable d_w1/Adam/ does not exist, or was not created with tf.get_variable(). '
    'Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
    'ValueError: Trying to share variable vgg_19/conv1/conv1_1/weights, but specified shape '
    '(3, 3, 1, 64) and found shape (3, 3, 3, 64).',
    'ValueError: Trying to share variable vgg_19/conv1/conv1_1/weights, but specified dtype '
    'float64 and found dtype float32_ref.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/11333',
    'https://github.com/tensorflow/tensorflow/issues/1317',
    'https://github.com/google-deepmind/neural-processes/issues/4',
    'https://github.com/carpedm20/DCGAN-tensorflow/issues/116',
]

LEVEL = 'start'

PREDICT = (
    'Content and style both go through the network, by two calls of one function. Does the second '
    'call use the weights of the first, or make weights of its own?'
)

CHOICES = ['It uses those of the first', 'It makes its own', 'Neither']

ANSWER = 2

TEMPTING = {
    0: 'In Keras and PyTorch, where a layer is an object that holds its weights, yes. Here a layer '
    'is a function, and the second call asks for a new variable under the same name.',
    1: 'It would with `tf.Variable`, which renames what is taken. `tf.get_variable` never renames: '
    'the name is the address under which the weights are shared.',
}


def network(image):
    with tf.variable_scope('vgg_19'):
        return slim.conv2d(image, 64, [3, 3], scope='conv1/conv1_1')


def wrong():
    with tf.Graph().as_default():
        for picture in ('content', 'style'):
            image = tf.placeholder(tf.float32, [1, 8, 8, 3], name=picture)
            features = network(image)
            print(f'{picture}: {features.name}')


SURPRISE = 'A function that works once fails when it is called again.'

EXPLANATION = """
In Keras and PyTorch a layer is an object that holds its weights; calling it again uses them again.
Here a layer is a function, and its weights belong to the **graph**, under a name that comes from
the variable scope. For a name that is taken, `tf.get_variable` has to be told what is meant. By
default it raises, since two layers that share weights by accident would be the worse mistake.

You tell it by the `reuse` of a scope around the call, and three messages belong to it:

- *already exists, disallowed*: `reuse` is off, and the name is taken. In a notebook it means that
  the cell was run twice and the first graph is still there: give the cell a graph of its own, `with
  tf.Graph().as_default():`.
- *does not exist, or was not created with tf.get_variable()*: `reuse=True`, and there is nothing
  to reuse. The first call needs `reuse=False` or `tf.AUTO_REUSE`, which takes or makes. If the
  name ends in `/Adam/`, the optimiser was built while reuse was on, and cannot create its slots.
- *Trying to share variable …, but specified shape*: the second call asks for another size, say for
  pictures of one channel. Sharing is on, and the two layers do not fit.

A scope with the empty name, as below, switches reuse and changes no name.
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


DIFFER = 'wrong raises a ValueError at the second call; right returns one weights and one biases.'

RULE = 'Say by `reuse` whether a second call shares its weights; or give it a graph of its own.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/vgg.py:evaluate']
