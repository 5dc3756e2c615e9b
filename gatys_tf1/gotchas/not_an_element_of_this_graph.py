"""A model, and a server that answers from it"""

import concurrent.futures

import tensorflow.compat.v1 as tf

SYMPTOM = 'A model that works in the main program fails in a request handler or another thread.'

MESSAGES = [
    'ValueError: Tensor Tensor("dense_2/Sigmoid:0", shape=(?, 1), dtype=float32) is not an '
    'element of this graph.',
    "ValueError: Fetch argument <tf.Tensor 'y:0' shape=() dtype=float32> cannot be interpreted "
    'as a Tensor. (Tensor Tensor("y:0", shape=(), dtype=float32) is not an element of this graph.)',
    'ValueError: Argument `fetch` = Tensor("y:0", shape=(), dtype=float32) cannot be interpreted '
    'as a Tensor. (Tensor Tensor("y:0", shape=(), dtype=float32) is not an element of this graph.)',
    'TypeError: Cannot interpret feed_dict key as Tensor: Tensor Tensor("x:0", dtype=float32) is '
    'not an element of this graph.',
    "The name 'y:0' refers to a Tensor which does not exist. The operation, 'y', does not exist in "
    'the graph.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/22999',
    'https://github.com/keras-team/keras/issues/6462',
    'https://github.com/keras-team/keras/issues/10431',
    'https://github.com/jrosebr1/simple-keras-rest-api/issues/5',
    'https://github.com/schuderer/mllaunchpad/issues/27',
]

LEVEL = 'start'

PREDICT = (
    'The model is built when the server starts. A handler, called in a thread of the server’s, '
    'opens a session and runs it. What does it get?'
)

CHOICES = [
    '6.0: the default graph belongs to the process.',
    'An error: the thread has a default graph of its own.',
    'An error: a session must not be opened in a thread.',
]

ANSWER = 1

TEMPTING = {
    0: 'It looks like a global variable, but it is one per thread.',
    2: 'Sessions may be opened anywhere, and `sess.run` may be called by many threads at once.',
}


def model():
    x = tf.placeholder(tf.float32, [], name='x')
    return x, tf.multiply(2.0, x, name='y')


def handle(request):
    """What a web server does: it calls the handler in another thread."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(request).result()


def wrong():
    x, y = model()

    def request():
        zero = tf.constant(0.0)
        with tf.Session() as sess:
            print('the same graph:', zero.graph is y.graph)
            return sess.run(y, {x: 3.0})

    return handle(request)


SURPRISE = 'The default graph is thread-local: the handler’s session looks into an empty one.'

EXPLANATION = """
`tf.Session()` takes the default graph, and the stack of default graphs exists once **per thread**.
A new thread begins with an empty one. Flask, Django, gunicorn's threads and `tf.data`'s Python
functions all run code in threads that did not build the model. If the thread has added an operation
to its own graph before, the message is *is not an element of this graph*; if it has not, *The
Session graph is empty*; and if it looks a tensor up by name, a KeyError.

What is shared is the graph object and the session. Open **one** session where the model is built,
with its graph named, and let the handlers call `sess.run`, which is safe in many threads at once.
Opening a session per request costs the loading of the weights each time, and finds the variables
uninitialised besides. `graph.finalize()` makes a handler that builds something fail at once instead
of leaking memory.

With the old Keras it is the same story: keep `graph = tf.get_default_graph()` and `session =
tf.keras.backend.get_session()` after loading, and predict within `with graph.as_default(),
session.as_default():`. `model._make_predict_function()`, found in many answers, only moves the
building to the main thread.

Processes are another matter: see fork-after-session.
"""


def right():
    with tf.Graph().as_default() as graph:
        x, y = model()
        graph.finalize()
    sess = tf.Session(graph=graph)

    def request():
        return sess.run(y, {x: 3.0})

    with sess:
        value = float(handle(request))
        print('y:', value)
        return value


DIFFER = 'wrong() raises in the thread; right() returns 6.0 from it.'

RULE = 'Open one session with `graph=` where the model is built, and share it between threads.'

STEPPED_ROUND = []
