"""Two dropouts of one half: how much is left?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'Two random tensors are equal, or two dropouts hit the same places.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/9171',
    'https://github.com/tensorflow/tensorflow/issues/14775',
]

LEVEL = 'deep'

PREDICT = (
    'Two dropouts in a row, each of which keeps half, with `seed=1` so that the run can be '
    'repeated. What share of a thousand ones is left after both?'
)

CHOICES = ['A quarter', 'A half', 'Between the two, by chance']

ANSWER = 1

TEMPTING = {
    0: 'A half of a half, if the two were independent. They have the same seed, and so the same '
    'mask.',
    2: 'With seeds there is no chance in it: it is the same in every run.',
}


def left(first, second):
    """What share of a thousand ones is left after a dropout by each of two seeds."""
    with tf.Session() as sess:
        once = tf.nn.dropout(tf.ones([1000]), rate=0.5, seed=first)
        twice = tf.nn.dropout(once, rate=0.5, seed=second)
        after = [float((value > 0).mean()) for value in sess.run([once, twice])]
        print(f'left after one: {after[0]:.2f}, after both: {after[1]:.2f}')
        return round(after[1], 2)


def wrong():
    with tf.Graph().as_default():
        return left(first=1, second=1)


SURPRISE = 'The second dropout drops what the first one had dropped.'

EXPLANATION = """
Every random operation has a generator of its own, and starts it from two numbers: the graph's seed,
`tf.set_random_seed`, and its own, `seed=`. If you give its own, nothing else goes in, no name, no
counter. Two operations with `seed=1` draw the same sequence, element by element. So two dropouts
have one mask; two noise images are one; weights of two layers of equal shape start equal. And
`seed=1` everywhere is just what one writes to make a program repeatable.

Set the **graph's** seed instead, once, before the first operation is built. Each operation without
a seed then gets one from its number in the graph: different from its neighbours, and the same in
every run of the program. The price is that an operation that is added further up shifts the
numbers. Where that must not happen, give seeds by hand, and each one once.

With the graph's seed set later, operations that exist keep what they have. It is of no use to set
it again to "start over": a generator goes on where it is until the session ends.

Equal seeds do not mean equal results to the last bit. Sums in parallel are added in an order that
depends on the number of threads, and on a GPU on chance. Against that there is the environment
variable `TF_DETERMINISTIC_OPS=1` (from 2.1 on; `TF_CUDNN_DETERMINISTIC=1` for 1.14 and 1.15), and
in the API of version 2 `tf.config.experimental.enable_op_determinism`.
"""


def right():
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        return left(first=None, second=None)


DIFFER = 'The share that is left after both: about a half in wrong, about a quarter in right.'

RULE = 'tf.set_random_seed once; seed= on an operation only with a number that no other has.'

STEPPED_ROUND = []
