"""Three losses are printed: how often does the network run?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Printing the losses makes the loop several times as slow.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/mozilla/DeepSpeech/issues/132',
    'https://github.com/aymericdamien/TensorFlow-Examples/issues/22',
    'https://github.com/tensorflow/tensorflow/issues/11542',
]

LEVEL = 'start'

PREDICT = (
    'Three losses of one network are fetched, each by a `sess.run` of its own, and then a training '
    'step is run. How often is the network computed?'
)

CHOICES = [
    'Four times',
    'Once: the losses share it',
    'Twice: once for the losses, once for the step',
]

ANSWER = 0

TEMPTING = {
    1: 'They do share it in the graph. Within one `sess.run` that would be one computation; '
    'between two of them nothing is kept.',
    2: 'In eager code `loss` is a number, computed once. Here it is a question, and each time it '
    'is asked the whole network answers.',
}

BOTH_MODES = True


def build(runs):
    """A layer, three losses and a step of Adam. `runs` gets an entry whenever the layer is run."""
    image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.ones_initializer())
    features = slim.conv2d(image, 4, [3, 3], trainable=False)
    with tf.control_dependencies([tf.py_func(runs.append, [features], [], name='count')]):
        features = tf.reshape(features, [-1, 4])
    content = tf.reduce_mean(tf.square(features - 1.0))
    style = tf.reduce_mean(tf.square(tf.matmul(features, features, transpose_a=True)))
    terms = {'content': content, 'style': style, 'total': content + style}
    return terms, tf.train.AdamOptimizer().minimize(terms['total'], var_list=[image])


def wrong():
    runs = []
    with tf.Graph().as_default(), tf.Session() as sess:
        terms, train_op = build(runs)
        sess.run(tf.global_variables_initializer())
        values = {name: sess.run(loss) for name, loss in terms.items()}
        sess.run(train_op)
        print('losses:', ', '.join(values))
        print('the network was computed', len(runs), 'times')
        return len(runs)


SURPRISE = 'Once for every `sess.run`: nothing is kept from one run to the next.'

EXPLANATION = """
A tensor has no value. It is the name of a place in the graph, and `sess.run` computes what leads to
the places that it is asked for, returns their values, and forgets everything but the variables. In
eager TensorFlow `loss` is a number that was computed on the way; here it is a question, and each
time it is asked the whole network has to answer.

Within **one** run each node is computed once, however many fetches need it. So everything that
belongs together goes into one run: `sess.run` takes a list, a dict, or any nesting of them, and
returns the same structure.

The same holds for `loss.eval()`, for a summary (`sess.run(merged)` is another pass through the
network), and for a test of convergence. If a value is at hand already, feed it: any tensor can be
fed, not only placeholders, and what lies behind a fed tensor is not computed.

Only mind the order. Within one run it is open whether a variable is read before or after its
update. The losses here depend on the image through the same nodes as the gradient, so they belong
to the image before the step; the image itself is better fetched in a run of its own.
"""


def right():
    runs = []
    with tf.Graph().as_default(), tf.Session() as sess:
        terms, train_op = build(runs)
        scalar = tf.raw_ops.ScalarSummary(tags='total', values=terms['total'])
        sess.run(tf.global_variables_initializer())
        values, _ = sess.run([terms, train_op])
        print('losses:', ', '.join(values))
        print('the network was computed', len(runs), 'time')
        sess.run(scalar, {terms['total']: values['total']})
        print('after a summary that was fed:', len(runs), 'time')
        return len(runs)


DIFFER = 'How often the network was computed: 4 times in wrong, once in right.'

RULE = 'One step, one `sess.run`: fetch together what belongs together.'

STEPPED_ROUND = ['gatys_tf1/run/loop.py:Run._row', 'gatys_tf1/optimize.py:adam']
