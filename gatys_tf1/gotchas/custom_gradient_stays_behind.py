"""The loaded graph computes the loss. Does it have a gradient?"""

import re

import tensorflow.compat.v1 as tf

SYMPTOM = 'A saved graph was loaded again, and now it has no gradient.'

MESSAGES = [
    "LookupError: No gradient defined for operation'IdentityN' (op type: IdentityN). In general "
    'every operation must have an associated `@tf.RegisterGradient` for correct autodiff, which '
    'this op is lacking.',
    "LookupError: No gradient defined for operation 'IdentityN' (op type: IdentityN)",
    'ValueError: Tensor("gradients/IdentityN_grad/add_1:0", shape=(4, 4), dtype=float32) must be '
    'from the same graph as Tensor("Reshape:0", shape=(6, 4), dtype=float32).',
    'ValueError: Tensor("gradients/IdentityN_grad/add_1:0", shape=(4, 4), dtype=float32) must be '
    'from the same graph as Tensor("Reshape:0", shape=(6, 4), dtype=float32) (graphs are '
    '<tensorflow.python.framework.ops.Graph object at 0x7f632d092dc0> and '
    '<tensorflow.python.framework.ops.Graph object at 0x7f632d2b34c0>).',
]

SOURCE = 'known; met in this project'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/34211',
    'https://github.com/tensorflow/tensorflow/issues/40795',
]

LEVEL = 'deep'

PREDICT = (
    'The saved graph holds the features, their Gram matrix, and the gradient of its sum. It is '
    'loaded in the same process, and `tf.gradients` is called again. What happens?'
)

CHOICES = [
    'It raises: tensors of two graphs have met',
    'It returns the gradient, as it did before saving',
    'It returns None, as for anything without a gradient',
]

ANSWER = 0

TEMPTING = {
    1: 'The forward pass works, and its nodes are all there. The gradient was not made of nodes: '
    'it was made by a Python function, which is not in the file.',
    2: 'None is for tensors that are not connected. These are; what is missing is the function '
    'that knows how.',
}


@tf.custom_gradient
def gram_matrix(features):
    """The Gram matrix of [1, 2, 3, 4], with a gradient of one product where TensorFlow has two."""
    columns = tf.reshape(features, [-1, 4])

    def gradient(d_gram):
        return tf.reshape(tf.matmul(columns, d_gram + tf.transpose(d_gram)), features.shape)

    return tf.matmul(columns, columns, transpose_a=True), gradient


def save_graph():
    """Writes gram.meta: `features`, `total`, the sum of their Gram matrix, and its `gradient`."""
    with tf.Graph().as_default():
        features = tf.ones([1, 2, 3, 4], name='features')
        total = tf.reduce_sum(gram_matrix(features), name='total')
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
            print('ValueError: Tensor(…)', message, 'as Tensor(…)')
            return message


SURPRISE = 'The forward pass runs, so the graph seems complete; the backward pass was never in it.'

EXPLANATION = """
A graph holds operations, and `tf.gradients` is not an operation. It is Python that looks at the
type of each node, finds the function registered for that type, and lets it add the nodes of the
backward pass. For TensorFlow's own types these functions exist in every process.

`tf.custom_gradient` registers yours under a name made up on the spot, and writes that name into the
node. The name travels with the file; the function does not. In another process nothing is
registered under that name: `LookupError: No gradient defined for operation'IdentityN'`. In the
process that wrote the file, as here, the function is found, but it holds the tensors of the graph
that it was made in. They do not belong to the loaded one: `must be from the same graph`. A
`gradient_override_map` writes a name into the node as well, and its function has to be registered
again wherever the graph is loaded.

The second message is not only about gradients. It comes whenever a tensor that was kept in a Python
variable meets a graph built later, so first look for a `reset_default_graph` or a second
`tf.Graph()`.

What *was* built before saving is in the file like any other node. So build all gradients first,
name them, and fetch them by name.
"""


def right():
    save_graph()
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.train.import_meta_graph('gram.meta')
        value = sess.run('gradient:0')
        print('gradient:', value.shape, value.min(), value.max())
        return value


DIFFER = 'wrong returns the message of the error; right returns the gradient.'

RULE = 'Build the gradients before you save a graph, and name them: they are nodes, too.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build']
