"""A graph comes from a machine with a hundred GPUs"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A .meta or .pb that was written on a machine with GPUs does not run on this one.'

MESSAGES = [
    "InvalidArgumentError: Cannot assign a device for operation 'weights': Operation was "
    'explicitly '
    'assigned to /device:GPU:0 but available devices are [ /job:localhost/replica:0/task:0/'
    'device:CPU:0 ]. Make sure the device specification refers to a valid device.',
    'InvalidArgumentError: Cannot assign a device for operation weights: {{node weights}} was '
    'explicitly assigned to /device:GPU:0 but available devices are [ /job:localhost/replica:0/'
    'task:0/device:CPU:0 ]. Make sure the device specification refers to a valid device.',
    "InvalidArgumentError: Cannot assign a device to node 'Variable': Could not satisfy explicit "
    "device specification '/device:GPU:0' because no devices matching that specification are "
    'registered in this process; available devices: /job:localhost/replica:0/task:0/cpu:0',
    "InvalidArgumentError: Cannot assign a device for operation 'global/w/Adam_1': Operation was "
    'explicitly assigned to /job:ps/task:0/device:CPU:0 but available devices are [ /job:localhost/'
    'replica:0/task:0/device:CPU:0 ].',
    'The requested device appears to be a GPU, but CUDA is not enabled.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/openai/pixel-cnn/issues/9',
    'https://github.com/infocusp/tf_cnnvis/issues/14',
    'https://github.com/pathak22/noreward-rl/issues/27',
    'https://github.com/tensorflow/tensorflow/issues/15341',
]

LEVEL = 'core'

PREDICT = (
    'The graph was built on GPU 99 of another machine, and only saved there. Here it is imported '
    'inside `tf.device("/cpu:0")`. Where do its nodes run?'
)

CHOICES = [
    'On the CPU: that is what the block says',
    'Nowhere: they insist on GPU 99',
    'On the CPU: devices are not part of a saved graph',
]

ANSWER = 1

TEMPTING = {
    0: 'A device block fills in a device where there is none. Where one is given, the node keeps '
    'its own.',
    2: 'They are: `device` is one of the fields of a saved node.',
}


def write():
    """What the other machine does: it builds a graph and writes it to a file."""
    with tf.Graph().as_default():
        with tf.device('/gpu:99'):
            weights = tf.get_variable('weights', initializer=[1.0, 2.0])
            tf.reduce_sum(weights, name='sum')
        tf.train.export_meta_graph('model.meta')


def wrong():
    write()
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        with tf.device('/cpu:0'):
            tf.train.import_meta_graph('model.meta')
        print(sorted({op.device for op in graph.get_operations()}))
        sess.run(tf.global_variables_initializer())
        return sess.run('sum:0')


SURPRISE = 'The device travels with the node, and the block on arrival cannot overrule it.'

EXPLANATION = """
`with tf.device(…)` writes its argument into each node that is made inside, and there it stays: in
the GraphDef, in the `.meta`, in a frozen `.pb`. `import_meta_graph` and `import_graph_def` build
the nodes as they are written. Only nodes without a device take that of a block around the import.
The session is then told to run `weights` on a GPU that this machine does not have, and the list of
*available devices* in the message says what it has.

The same happens after distributed training, where nodes are on `/job:ps/task:0`, and with a second
GPU (`/gpu:1`) on a machine with one. And it happens the other way round: with a GPU at hand, nodes
that were pinned to `/cpu:0` stay there, slowly and without a message.

`import_meta_graph(…, clear_devices=True)` empties the field of every node. For a `.pb`, do so
yourself: `for node in graph_def.node: node.device = ''`. `export_meta_graph` takes the same
argument, so a file that is meant for others can leave home without devices.

`allow_soft_placement=True` in the session's configuration also gets it to run, by moving to the CPU
whatever cannot be where it asks to be; for `/job:ps` it does not help.
"""


def right():
    write()
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.train.import_meta_graph('model.meta', clear_devices=True)
        print(sorted({op.device for op in graph.get_operations()}))
        sess.run(tf.global_variables_initializer())
        total = float(sess.run('sum:0'))
        print('sum:', total)
        return total


DIFFER = 'wrong raises an InvalidArgumentError; right returns the sum of the weights, 3.0.'

RULE = 'Import with `clear_devices=True`, and let the session choose.'

STEPPED_ROUND = []
