"""Clip the image after each of 100 steps. How large is the graph?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'Each step is a little slower than the one before, and memory fills up.'

MESSAGES = [
    'RuntimeError: Graph is finalized and cannot be modified.',
]

SOURCE = 'known, from ports of style transfer that clip the image in the loop'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/4151',
    'https://github.com/tensorflow/tensorflow/issues/1439',
    'https://github.com/tensorflow/tensorflow/issues/2311',
    'https://github.com/tensorflow/tensorflow/issues/2654',
]

LEVEL = 'start'

PREDICT = (
    'The image is clipped after each of 100 steps. How many operations does the graph have then?'
)

CHOICES = [
    'As many as before the loop',
    'A few more: the clipping and the assign',
    'Hundreds more',
]

ANSWER = 2

TEMPTING = {
    0: '`tf.assign` reads like something that is done. It is something that is built.',
    1: 'It would be, if a graph noticed that it already has these nodes. It adds them again.',
}

BOTH_MODES = True


def wrong():
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.ones_initializer())
        sess.run(tf.global_variables_initializer())
        counts = [len(graph.get_operations())]
        for _ in range(100):
            sess.run(tf.assign(image, tf.clip_by_value(image, 0.0, 255.0)))
            counts.append(len(graph.get_operations()))
        print('operations before the loop:', counts[0])
        print('after one step:', counts[1], ' after two:', counts[2])
        print('after 100 steps:', counts[100])
        return counts[100] - counts[0]


SURPRISE = 'The picture is right; the loop just gets slower and slower, and memory fills up.'

EXPLANATION = """
`tf.assign` and `tf.clip_by_value` do not assign and do not clip. They **add nodes to the graph**,
and it is `sess.run` that does something. In a loop they add the same nodes again and again, and no
node is ever removed from a graph.

Their number is the smaller part of the harm. A session prepares what it is asked to run: it prunes
the graph to what the fetch needs, optimises it, and keeps the result for the next run with the same
fetches. A fetch that did not exist a moment ago has never been prepared. So each step pays for the
preparation, and each time there is a larger graph to prepare from.

It hides well. `loss + penalty`, `image[0]`, `tf.global_variables_initializer()` and
`tf.train.Saver()` all build nodes, and `var.assign(array)` even puts the array into the graph.
Assignments to resource variables build more nodes than those to reference variables, as the two
outputs show.

`graph.finalize()` turns the mistake into an error the first time it happens. `Graph is finalized
and cannot be modified` is therefore good news: the traceback shows the line that builds something
where it should only run it. `tf.train.MonitoredSession` and `Supervisor` finalise the graph for
you.
"""


def right():
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.ones_initializer())
        clip_op = tf.assign(image, tf.clip_by_value(image, 0.0, 255.0)).op
        init_op = tf.global_variables_initializer()
        graph.finalize()
        before = len(graph.get_operations())
        sess.run(init_op)
        for _ in range(100):
            sess.run(clip_op)
        print('operations added by 100 steps:', len(graph.get_operations()) - before)
        try:
            tf.assign(image, tf.clip_by_value(image, 0.0, 255.0))
        except RuntimeError as error:
            print('RuntimeError:', error)
        return len(graph.get_operations()) - before


DIFFER = 'Operations added by 100 steps: hundreds in wrong, 0 in right.'

RULE = 'Build everything before the loop, then finalise the graph.'

STEPPED_ROUND = [
    'gatys_tf1/run/state.py:enter_image',
    'gatys_tf1/run/graph.py:finish',
    'gatys_tf1/transfer.py:build',
]
