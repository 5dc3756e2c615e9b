"""The graph was loaded again, and now it has no gradient."""

import re

from gatys_tf1 import losses
from gatys_tf1.tf1 import tf

SOURCE = 'known; met in this project'

PREDICT = (
    'The saved graph holds the features, their Gram matrix, and the gradient of its sum. It is '
    'loaded, and the gradient is asked for again. What does it say?'
)


def save_graph():
    """Writes gram.meta: `features`, `gram`, and `gradient` of the sum of `gram`."""
    with tf.Graph().as_default():
        features = tf.ones([1, 2, 3, 4], name='features')
        total = tf.reduce_sum(losses.gram_matrix(features, name='gram'), name='total')
        tf.identity(tf.gradients(total, features)[0], name='gradient')
        tf.train.export_meta_graph('gram.meta')


def wrong():
    save_graph()
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.train.import_meta_graph('gram.meta')
        print('total:', sess.run('total:0'))
        total, features = (graph.get_tensor_by_name(f'{x}:0') for x in ('total', 'features'))
        try:
            tf.gradients(total, features)
        except ValueError as error:
            message = re.search('must be from the same graph', str(error)).group()
            print('ValueError: Tensor(...)', message, 'as Tensor(...)')
            return message


SURPRISE = 'The forward pass runs, so the graph seems complete; the backward pass was never in it.'

EXPLANATION = """
A graph holds operations, and `tf.gradients` is no operation: it is Python that looks at each node's
type, finds the function registered for that type, and lets it add the nodes of the backward pass.
For TensorFlow's own types these functions are there in every process.

`tf.custom_gradient` registers yours under a name made up on the spot, and writes the name into the
node. The name travels with the file; the function does not. In another process nothing stands under
that name: `LookupError: No gradient defined for operation 'gram/IdentityN'`. In the process that
wrote the file, as here, the function is found, and it holds the tensors of the graph that it was
made in; they do not fit the loaded one.

What *was* built before saving is in the file like any other node. So the cure is to build all
gradients first, to give them names, and to fetch them by name.
"""


def right():
    save_graph()
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.train.import_meta_graph('gram.meta')
        value = sess.run('gradient:0')
        print('gradient:', value.shape, value.min(), value.max())
        return value


RULE = 'Build the gradients before you save a graph, and name them: they are nodes, too.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build', 'gatys_tf1/losses.py:_gram']
