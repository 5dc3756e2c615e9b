"""Fetch `loss/total` by its name: what comes back?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A value that was fetched by its name is None.'

MESSAGES = [
    "ValueError: The name 'loss/total' refers to an Operation, not a Tensor. Tensor names must be "
    'of the form "<op_name>:<output_index>".',
    "ValueError: The name 'loss' looks like an (invalid) Operation name, not a Tensor. Tensor "
    'names must be of the form "<op_name>:<output_index>".',
    "KeyError: \"The name 'loss:0' refers to a Tensor which does not exist. The operation, 'loss', "
    'does not exist in the graph."',
    'KeyError: "The name \'loss\' refers to an Operation not in the graph."',
    "ValueError: Name 'loss/total:0' appears to refer to a Tensor, not a Operation.",
    "TypeError: Cannot interpret feed_dict key as Tensor: The name 'image' refers to an Operation, "
    'not a Tensor. Tensor names must be of the form "<op_name>:<output_index>".',
    "ValueError: Fetch argument 'loss' cannot be interpreted as a Tensor. (\"The name 'loss' "
    'refers to an Operation not in the graph.")',
    "ValueError: Argument `fetch` = loss cannot be interpreted as a Tensor. (\"The name 'loss' "
    'refers to an Operation not in the graph.")',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/nwojke/deep_sort/issues/243',
    'https://github.com/ageron/handson-ml/issues/261',
    'https://github.com/tensorflow/tensorflow/issues/19991',
]

LEVEL = 'start'

PREDICT = (
    'A node is called `loss/total`, and its value is 3. What does `sess.run` of that name give?'
)

CHOICES = ['3.0', 'An error: no tensor has that name', 'None']

ANSWER = 2

TEMPTING = {
    0: 'It is the name that you gave, and the one TensorBoard shows. But it is the name of the '
    'operation; its value has another one.',
    1: '`get_tensor_by_name` raises exactly this. `sess.run` is more generous: it takes operations '
    'as well, and runs them.',
}


def build():
    with tf.name_scope('loss'):
        return tf.add_n([tf.constant(1.0), tf.constant(2.0)], name='total')


def wrong():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        build()
        value = sess.run('loss/total')
        print('loss:', value)
        tensor = graph.get_tensor_by_name('loss/total')
        print('tensor:', tensor)


SURPRISE = 'No error: the operation was run, and that is all that was asked for.'

EXPLANATION = """
`loss/total` is the name of the **operation**. An operation can have several outputs, or none, and
each output is a tensor with a name of its own: `loss/total:0` is the first. `sess.run` takes
either. For an operation, such as a training step, it returns None; for a tensor, its value.

`get_tensor_by_name` and `feed_dict` want a tensor, and say so. `get_operation_by_name` wants an
operation and refuses `loss/total:0`. The Python objects know both: `total.name` is the tensor's
name, `total.op.name` the operation's. For a variable the second is what a checkpoint contains; a
list of `variable.name` has `:0` at the end of each and matches nothing in the file.

If the name does not exist at all, the graph has another one. A layer adds its own parts
(`conv1_1/Relu:0`, not `conv1_1:0`), a scope goes in front, and a name that was taken gets `_1`.
`[op.name for op in graph.get_operations()]` lists what there is.
"""


def right():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        total = build()
        print(total.name, 'of', total.op.name)
        value = sess.run('loss/total:0')
        print('loss:', value)
        print('operation:', graph.get_operation_by_name('loss/total').type)
        return value


DIFFER = 'wrong fetches None and ends in a ValueError; right returns 3.0.'

RULE = "A value's name ends in `:0`; without it, it is the operation, which is run and gives None."

STEPPED_ROUND = [
    'gatys_tf1/weights/checkpoint.py:_vgg_variables',
    'gatys_tf1/inspect/costs.py:_run_by_a_step',
]
