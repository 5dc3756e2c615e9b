"""The loss was fetched by its name, and it is None."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = 'A node is called `loss/total`, and its value is 3. What does fetching it by name give?'


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


SURPRISE = 'No error: it was run, and that was all that was asked for.'

EXPLANATION = """
`loss/total` is the name of the **operation**. An operation can have several outputs, or none, and
each of them is a tensor with a name of its own: `loss/total:0` is the first output. `sess.run`
takes either. An operation it runs and returns None, as for a training step; a tensor it runs and
returns its value.

`get_tensor_by_name` and `feed_dict` want a tensor and say so. `get_operation_by_name` wants an
operation and refuses `loss/total:0`. The Python objects have both: `total.name` is the tensor's
name and `total.op.name` the operation's. For variables the second is what a checkpoint knows; a
list of names taken from `variable.name` has a `:0` too much and matches nothing there.
"""


def right():
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        total = build()
        print(total.name, 'of', total.op.name)
        value = sess.run('loss/total:0')
        print('loss:', value)
        print('operation:', graph.get_operation_by_name('loss/total').type)
        return value


RULE = (
    'A value has a name with `:0`; without it, it is the operation, which is run and returns None.'
)

STEPPED_ROUND = [
    'gatys_tf1/checkpoint.py:_vgg_variables',
    'gatys_tf1/inspection.py:_run_by_a_step',
]
