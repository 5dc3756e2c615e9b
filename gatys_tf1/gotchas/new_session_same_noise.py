"""A run of four steps, resumed after two: which noise comes next?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A resumed run differs from one that was never interrupted, in spite of all seeds.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/9171',
    'https://github.com/apple/turicreate/pull/2896',
]

LEVEL = 'deep'

PREDICT = (
    'Noise with a seed, four steps at a stretch; then two steps, a new session (as after a '
    'restart), and two more. Are the last two the third and the fourth of the first run?'
)

CHOICES = [
    'Yes: the seed fixes the sequence',
    'No, they are new numbers',
    'No, they are the first and the second again',
]

ANSWER = 2

TEMPTING = {
    0: 'It fixes where the sequence begins. How far it has come is known to the session, and that '
    'one is gone.',
    1: 'They would be, without a seed. With one, the new session begins at the same place as the '
    'old one.',
}


def wrong():
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        noise = tf.random_uniform([], 0, 100, tf.int32)
        with tf.Session() as sess:
            uninterrupted = [int(sess.run(noise)) for _ in range(4)]
        resumed = []
        for _ in range(2):
            with tf.Session() as sess:
                resumed += [int(sess.run(noise)) for _ in range(2)]
        print('in one go:', uninterrupted)
        print('resumed:  ', resumed)
        return resumed == uninterrupted


SURPRISE = 'The seed was to make the run repeatable, and it repeats, in the middle.'

EXPLANATION = """
A random operation has two parts: the seeds, which are in the graph, and the position in the
sequence, which is in the kernel, inside the session. A checkpoint has neither; it holds variables.
So every new session begins at the beginning. Two sessions on one graph draw the same numbers, and
a run that is resumed draws those of its first steps again: the same noise, the same dropout masks,
the same crops, and `Dataset.shuffle(seed=…)` the same order of the data.

Resume each evening, and the network sees the beginning of the data set over and over. Nothing
fails; it overfits to it. And a test that a resumed run equals an uninterrupted one fails, though
all variables are restored.

`tf.random.stateless_uniform` and its like have no position. Their numbers are a function of the
seed that is handed in, a pair of integers, and of nothing else. Make the step one of the two, and
the noise of step 300 is that of step 300, in whichever session. The step is a variable, so the
checkpoint has it.

For data, make the order with NumPy from a seed and the number of the epoch, or have a Saver keep
the place: `tf.data.experimental.make_saveable_from_iterator`. The least that one can do is to take
another seed for each resumption, so that at least nothing is repeated.
"""


def right():
    with tf.Graph().as_default():
        step = tf.placeholder(tf.int32, [])
        noise = tf.random.stateless_uniform([], [1, step], 0, 100, tf.int32)
        with tf.Session() as sess:
            uninterrupted = [int(sess.run(noise, {step: number})) for number in range(4)]
        resumed = []
        for start in (0, 2):
            with tf.Session() as sess:
                resumed += [int(sess.run(noise, {step: start + n})) for n in range(2)]
        print('in one go:', uninterrupted)
        print('resumed:  ', resumed)
        return resumed == uninterrupted


DIFFER = 'Whether the resumed run has the noise of the uninterrupted one: False in wrong.'

RULE = 'Noise that has to survive a resumption is a function of the step: tf.random.stateless_*.'

STEPPED_ROUND = []
