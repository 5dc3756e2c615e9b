"""The network was built, line by line"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A session says that its graph is empty, right after a network was built.'

MESSAGES = [
    'RuntimeError: The Session graph is empty. Add operations to the graph before calling run().',
    'RuntimeError: The Session graph is empty.  Add operations to the graph before calling run().',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/minimaxir/gpt-2-simple/issues/196',
    'https://github.com/githubharald/CTCWordBeamSearch/issues/54',
    'https://github.com/ActiveState/tensorflask/issues/5',
    'https://github.com/OlafenwaMoses/ImageAI/issues/410',
]

LEVEL = 'start'

PREDICT = 'A function builds the network in a graph of its own and returns the output. What is run?'

CHOICES = [
    'The output: a tensor knows its graph, and the session looks there.',
    'Nothing: the session took its graph when it was made, and that is another one.',
    'The output, but with a warning that two graphs are mixed.',
]

ANSWER = 1

TEMPTING = {
    0: 'The tensor does know its graph, and the session does not ask it.',
    2: 'Graphs cannot be mixed, with or without a warning.',
}


def build():
    with tf.Graph().as_default():
        weights = tf.constant([[1.0], [2.0]])
        return tf.matmul([[3.0, 4.0]], weights)


def wrong():
    output = build()
    print('operations in its graph:', len(output.graph.get_operations()))
    print('in the default graph:', len(tf.get_default_graph().get_operations()))
    with tf.Session() as sess:
        return sess.run(output)


SURPRISE = 'The operations exist; the session was opened on another graph than theirs.'

EXPLANATION = """
`tf.Session()` without an argument is `tf.Session(graph=tf.get_default_graph())`, and it asks **at
the moment it is made**. In four situations the default graph is then empty, although a network
exists:

1. The network was built inside `with tf.Graph().as_default():`, and the session is opened after the
   block has ended, as here. If the default graph holds anything else, the message is *is not an
   element of this graph* instead.
2. TensorFlow 2 runs eagerly. `a + b` was computed, nothing was built, and the graph of every
   session is empty. Then the cure is `tf.disable_v2_behavior()` (placeholder-in-eager). Today this
   is the usual reason.
3. The session is opened in another thread, which has a default graph of its own
   (not-an-element-of-this-graph).
4. `tf.reset_default_graph()` was called after the building, in a notebook often by a cell that was
   run out of order. Here, too, the network is still there, in a graph that nothing points to any
   more but its tensors.

*Add operations to the graph* is thus hardly ever the cure. The question to ask is `output.graph is
sess.graph`. Adding a dummy operation changes the message and nothing else.
"""


def right():
    output = build()
    with tf.Session(graph=output.graph) as sess:
        value = float(sess.run(output)[0, 0])
        print('output:', value)
        return value


DIFFER = 'wrong() raises; right() returns the output, 11.0.'

RULE = 'Open the session inside the graph’s block, or name the graph: `tf.Session(graph=graph)`.'

STEPPED_ROUND = []
