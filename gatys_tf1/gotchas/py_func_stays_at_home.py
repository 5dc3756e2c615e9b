"""A saved graph with a Python function in it: which function runs?"""

import subprocess
import sys

import tensorflow.compat.v1 as tf

SYMPTOM = 'A saved graph fails in another process, or computes something else there.'

MESSAGES = [
    'InvalidArgumentError: ValueError: callback pyfunc_0 is not found',
    'ValueError: callback pyfunc_0 is not found',
    'ValueError: Could not find callback with key=pyfunc_0 in the registry.',
    "UnknownError: exceptions.KeyError: 'pyfunc_0'",
    "UnknownError: KeyError: 'pyfunc_0'",
    'WARNING:tensorflow:From train.py: py_func (from tensorflow.python.ops.script_ops) is '
    'deprecated and will be removed in a future version.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/12073',
    'https://github.com/tensorflow/tensorflow/issues/35412',
    'https://github.com/CharlesShang/FastMaskRCNN/issues/102',
    'https://github.com/google/automl/issues/262',
]

LEVEL = 'deep'

PREDICT = (
    'The graph was saved with `double` in it. A second process loads it, first as it is, then '
    'after it has put a function of its own, `negate`, into another graph. What are the two '
    'results for 3?'
)

CHOICES = [
    '6.0 and 6.0',
    'An error, both times',
    'An error, and -3.0',
]

ANSWER = 2

TEMPTING = {
    0: 'It would need the code of `double` to be in the file. There is only a number in it.',
    1: 'It is what most people meet, and they are the lucky ones.',
}

OWN_PROCESS = True

SERVING = """
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

def load_and_run():
    graph_def = tf.GraphDef()
    with open('model.pb', 'rb') as file:
        graph_def.ParseFromString(file.read())
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(graph_def, name='')
        try:
            print(sess.run('y:0', {'x:0': 3}))
        except tf.errors.OpError as error:
            print([line for line in error.message.splitlines() if 'callback' in line][0])

load_and_run()
with tf.Graph().as_default():
    tf.py_func(lambda x: -x, [1.0], tf.float32)
    load_and_run()
"""


def save(double):
    """Saves y = double(x) to a file, and runs it."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.identity(double(tf.placeholder(tf.float32, [], name='x')), name='y')
        with open('model.pb', 'wb') as file:
            file.write(graph.as_graph_def().SerializeToString())
        print('here:', sess.run('y:0', {'x:0': 3}))


def wrong():
    save(lambda x: tf.py_func(lambda x: 2 * x, [x], tf.float32))
    ended = subprocess.run([sys.executable, '-c', SERVING], capture_output=True, text=True)
    print('there:', *ended.stdout.splitlines(), sep='\n  ')
    return ended.stdout.splitlines()


SURPRISE = 'What the file holds is a number in a list of functions, and every process has its own.'

EXPLANATION = """
`tf.py_func` puts the function into a registry of the **process** and the number under which it
stands there into the graph: a node of type `PyFunc` with the attribute `token: "pyfunc_0"`. The
code is not saved; it could not be. Saving, freezing and `import_graph_def` do not complain, since
the node itself is in order.

Another process has another registry. If it is empty, the run ends with *Could not find callback
with key=pyfunc_0*. If it is not, and something has registered a function first, a data set with
`from_generator` for instance, then that one is called, as long as types and shapes agree. The
numbers are given in the order in which a program makes its functions, so the same program finds its
own functions again by luck, until somebody adds one before the others.

The function is also gone when its graph is: the registry does not keep it alive. And it runs in the
process that built it, so it can be neither served nor sent to another machine.

Write what the network needs with TensorFlow's operations, and keep `py_func` for what stays
outside: reading files, logging. If there is no way round it, cut the graph there, save both halves,
and call the function between two runs.
"""


def right():
    save(lambda x: 2 * x)
    graph_def = tf.GraphDef()
    with open('model.pb', 'rb') as file:
        graph_def.ParseFromString(file.read())
    print('in the file:', [node.op for node in graph_def.node])
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(graph_def, name='')
        value = float(sess.run('y:0', {'x:0': 3}))
        print('loaded:', value)
        return value


DIFFER = 'What the saved graph gives: an error and -3.0 in wrong, 6.0 in right.'

RULE = 'No py_func in a graph that is to be saved for another process.'

STEPPED_ROUND = []
