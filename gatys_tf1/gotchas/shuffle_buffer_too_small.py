"""A shuffled data set, and its first four hundred examples"""

import collections

import tensorflow.compat.v1 as tf

SYMPTOM = 'The loss jumps or forgets within an epoch; the classes come in blocks despite shuffle().'

MESSAGES = [
    'I tensorflow/core/kernels/data/shuffle_dataset_op.cc:98] Filling up shuffle buffer (this may '
    'take a while): 46287 of 70000',
    'I tensorflow/core/kernels/data/shuffle_dataset_op.cc:135] Shuffle buffer filled.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/36626',
    'https://github.com/aloyschen/tensorflow-yolo3/issues/12',
    'https://github.com/google/compare_gan/issues/40',
]

LEVEL = 'core'

PREDICT = (
    '500 cats, then 500 dogs, shuffled with a buffer of 100. Of the first 400 examples that come '
    'out, how many are cats?'
)

CHOICES = ['About 200', 'All 400', 'About 300']

ANSWER = 1

TEMPTING = {
    0: 'It is what shuffling means. But example 400 is drawn from the first 500 of the file, and '
    'no dog has come by yet.',
    2: 'The buffer does mix, within a hundred places. The dogs are further away than that.',
}


def first_400(buffer_size):
    """The classes among the first 400 examples after shuffling."""
    with tf.Graph().as_default(), tf.Session() as sess:
        files = tf.data.Dataset.range(1000).shuffle(buffer_size, seed=1)
        drawn = sess.run(tf.data.make_one_shot_iterator(files.batch(400)).get_next())
        print('the first five:', *drawn[:5])
        classes = collections.Counter('cat' if number < 500 else 'dog' for number in drawn)
        print(f'of 400: {classes["cat"]} cats, {classes["dog"]} dogs')
        return classes['cat']


def wrong():
    return first_400(buffer_size=100)


SURPRISE = 'Shuffled, and not one dog in the first 400.'

EXPLANATION = """
`shuffle(n)` cannot see the whole data set, which may have no end. It keeps a buffer of n examples,
hands out one of them at random, and fills the gap with the next from the file. So the example that
comes out at place k is one of the first k + n of the file. A buffer of 1 shuffles nothing. A buffer
of 100 moves an example forward by 100 places at most.

If the file is sorted by class, as folders of pictures are, the network sees cats only, learns to
say "cat", and then unlearns it. The loss falls, jumps when the dogs begin, and falls again, once in
each epoch. Batch normalisation gets averages of one class at a time. The value of 1000 or 10,000 in
the tutorial was right for the data of the tutorial.

For examples that are small, let the buffer be as large as the data set. For large ones, shuffle
what is small: the file *names*, `Dataset.from_tensor_slices(paths).shuffle(len(paths))`, before the
`map` that reads and decodes them; a buffer of decoded pictures is what fills the memory, and takes
long to fill. Records in a few big files should be shuffled once when they are written.

The order matters, too: `shuffle` before `batch`, or whole batches are shuffled; `shuffle` before
`repeat`, or the epochs run into each other.
"""


def right():
    return first_400(buffer_size=1000)


DIFFER = 'Cats among the first 400: all of them in wrong, about half in right.'

RULE = 'shuffle() with a buffer as large as the data set, on file names if need be.'

STEPPED_ROUND = []
