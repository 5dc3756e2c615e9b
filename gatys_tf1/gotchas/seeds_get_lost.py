"""The seed is set at the top. Do two runs start the same?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A seed is set, and every run still starts from different numbers.'

MESSAGES = []

SOURCE = 'the style-reconstruction post, which compares reconstructions by their seeds'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/14675',
    'https://github.com/tensorflow/tensorflow/issues/1091',
    'https://github.com/tensorflow/tensorflow/issues/9171',
]

LEVEL = 'core'

PREDICT = (
    'Three pairs of runs. In the first, the seed is set at the top and each run builds its own '
    'graph. In the others each graph sets the seed itself, and one run of the pair first builds a '
    'node that it does not use: zeros, or random numbers. Which pairs start from the same noise?'
)

CHOICES = [
    'Only the one with the zeros',
    'The first, and the one with the zeros',
    'All three',
]

ANSWER = 0

TEMPTING = {
    1: 'A seed at the top of a script feels global. `tf.set_random_seed` sets it for one graph: '
    'the default graph at that moment.',
    2: 'The seed belongs to a graph, not to the process. And within a graph, what an operation '
    'draws depends on the random operations built before it.',
}


def noise(before=None, **seed):
    """The start of a run: white noise, after a node that has nothing to do with it is built."""
    if before:
        before([3])
    with tf.Session() as sess:
        return sess.run(tf.random_uniform([1, 8, 8, 3], 0.0, 255.0, **seed))


def in_seeded_graph(before=None, **seed):
    """The same in a new graph that sets the seed."""
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


SURPRISE = 'The seed at the top seeds nothing, and an unused random node changes the next one.'

EXPLANATION = """
`tf.set_random_seed` sets a field of the **default graph**. A graph made later, by `tf.Graph()` or
`tf.reset_default_graph()`, has no seed, and its random operations are seeded at random. Nothing
tells you: the numbers look as random as before.

An operation needs two seeds, that of its graph and its own. If it was not given one, its own seed
is the number of such operations that were built in the graph before it. So another random operation
that is built earlier, say one more variable with a random initialiser, changes what all later ones
draw. An operation with its own `seed=` keeps its numbers as long as the graph's seed stays the
same.

What is drawn also depends on how often: each `sess.run` of the same node draws new numbers, and a
new session starts over from the first ones. And NumPy, Python and TensorFlow each have their own
seed.
"""

BLOG_SAID = """
The blog compares its reconstructions by seed, 0, 1 and 2, and draws the noise with NumPy. That was
wise: in its TensorFlow, 1.4, an operation without a seed took the number of **all** operations
built before it, so one more constant or summary changed the noise. You still read this about
TensorFlow, and it is no longer true: only random operations count, as the line with `zeros` shows.
"""


def right():
    same = []
    for before in (None, tf.zeros, tf.random_normal):
        same.append(np.array_equal(in_seeded_graph(seed=1), in_seeded_graph(before, seed=1)))
        print(f'with and without {getattr(before, "__name__", "anything") + ":":19}', end='')
        print('the same noise?', same[-1])
    return same


DIFFER = 'Whether the pairs of runs start alike: one of three pairs in wrong, all of them in right.'

RULE = 'Seed each random operation itself, in its own graph; or draw with NumPy and assign.'

STEPPED_ROUND = ['gatys_tf1/images.py:white_noise']
