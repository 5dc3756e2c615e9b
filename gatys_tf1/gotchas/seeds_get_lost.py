"""The seed is set, and every run starts from another image."""

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'seed 001, which compares reconstructions by their seeds'

PREDICT = (
    'The script sets a seed at its top and builds each run in a graph of its own. Do two runs '
    'start from the same noise? And if each graph sets the seed itself, which of the two nodes '
    'that are built before the noise changes it?'
)


def noise(before=None, **seed):
    """The start of a run: white noise, after a node that has nothing to do with it is built."""
    if before:
        before([3])
    with tf.Session() as sess:
        return sess.run(tf.random_uniform([1, 8, 8, 3], 0.0, 255.0, **seed))


def in_seeded_graph(before=None, **seed):
    """The same in a new graph with a seed."""
    with tf.Graph().as_default():
        tf.set_random_seed(0)
        return noise(before, **seed)


def wrong():
    with tf.Graph().as_default():  # stands for the script's own graph
        tf.set_random_seed(0)
        starts = []
        for _ in range(2):
            with tf.Graph().as_default():
                starts.append(noise())
    same = [np.array_equal(*starts)]
    print('two runs, seed set at the top:      the same noise?', same[0])
    for before in (tf.zeros, tf.random_normal):
        same.append(np.array_equal(in_seeded_graph(), in_seeded_graph(before)))
        print(f'with and without {before.__name__ + ":":19}the same noise?', same[-1])
    return same


SURPRISE = 'The seed at the top seeds nothing, and a random node moves the noise of the next one.'

EXPLANATION = """
`tf.set_random_seed` sets a field of the **default graph**. A graph that is made later, by
`tf.Graph()` or by `tf.reset_default_graph()`, has no seed, and its random operations are seeded by
chance. Nothing says so: the numbers look as random as before.

An operation needs two seeds, that of the graph and its own. Where it was given none, its number is
how many such operations the graph had before it. So a second random operation that is built
earlier, say another variable with slim's random initialiser, changes what all later ones draw. An
operation with `seed=` of its own keeps its numbers, as long as the graph's seed is the same.

What is drawn also depends on how often: each `sess.run` of the same node gives new numbers, and a
new session starts again from the first ones. And NumPy, Python and TensorFlow have a seed each.
"""

BLOG_SAID = """
The blog compares its reconstructions by seed, 0, 1 and 2, and draws the noise by NumPy. That was
wise: in its TensorFlow, 1.4, an operation without a seed took the number of **all** operations that
were built before it, so one more constant or summary gave another noise. This is still told of
TensorFlow, and no longer true: only random operations count, as the line with `zeros` shows.
"""


def right():
    same = []
    for before in (None, tf.zeros, tf.random_normal):
        same.append(np.array_equal(in_seeded_graph(seed=1), in_seeded_graph(before, seed=1)))
        print(f'with and without {getattr(before, "__name__", "anything") + ":":19}', end='')
        print('the same noise?', same[-1])
    return same


RULE = 'Seed each random operation itself, in its own graph; or draw by NumPy and assign.'

STEPPED_ROUND = ['gatys_tf1/images.py:white_noise']
