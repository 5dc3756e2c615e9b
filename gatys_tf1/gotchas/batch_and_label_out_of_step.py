"""First the picture, then its label"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The accuracy stays at chance though the data is fine, or half of the data is never seen.'

MESSAGES = [
    'OutOfRangeError: End of sequence',
    'FailedPreconditionError: GetNext() failed because the iterator has not been initialized. '
    'Ensure that you have run the initializer operation for this iterator before getting the next '
    'element.',
    'WARNING:tensorflow:An unusually high number of `Iterator.get_next()` calls was detected. This '
    'often indicates that `Iterator.get_next()` is being called inside a training loop, which will '
    'cause gradual slowdown and eventual resource exhaustion.',
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/38856292',
    'https://github.com/tensorflow/tensorflow/issues/10260',
    'https://github.com/QingyongHu/RandLA-Net/issues/150',
]

LEVEL = 'start'

PREDICT = (
    'Each label is ten times its picture. The two come from one `get_next()`, and are fetched one '
    'after the other. What are they?'
)

CHOICES = ['0 and 0', '0 and 10', '0 and 20']

ANSWER = 1

TEMPTING = {
    0: 'They come from the same call of `get_next()`, but that call only built a node. What counts '
    'is how often it is run.',
    2: 'The third run would give 20. Two runs have been made, and each has taken one element.',
}


def pipeline():
    """Pictures 0, 1, 2, … with the labels 0, 10, 20, …"""
    dataset = tf.data.Dataset.range(6).map(lambda number: (number, 10 * number))
    return tf.data.make_one_shot_iterator(dataset).get_next()


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        picture, label = pipeline()
        pairs = []
        for _ in range(3):
            picture_value = int(sess.run(picture))
            label_value = int(sess.run(label))
            pairs.append((picture_value, label_value))
            print('picture', picture_value, 'label', label_value)
        return pairs


SURPRISE = 'Every label is that of the next picture, and each run throws half away.'

EXPLANATION = """
`get_next()` is a node like any other. It is run when something needs it, once in each `sess.run`,
and every time it moves on by one element, whatever was asked of it. `sess.run(picture)` takes the
first pair and drops its label. `sess.run(label)` takes the second and drops its picture. What you
hold is a picture with somebody else's label.

Shapes and types are right, and so is each half by itself. With shuffled data the pairing is
random, so the loss stops at chance. With data sorted by class the neighbour often has the same
label, and it even seems to learn.

It is the same with everything that has a state: a queue (`picture.eval()` and `label.eval()`), a
random crop, dropout, a noise image. A loss and its gradient that are fetched in two runs belong to
two batches, and so does a summary that is run "once more for the log".

**What belongs together is fetched together**, in one `sess.run([picture, label])`; it is then from
one element, for certain. If a value is needed twice, keep it as an array and feed it.

And call `get_next()` once, before the loop. Inside it, each call adds a node: the graph grows, and
a warning about *an unusually high number of get_next() calls* says so.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        both = pipeline()
        pairs = []
        for _ in range(3):
            pairs.append(tuple(map(int, sess.run(both))))
            print('picture', pairs[-1][0], 'label', pairs[-1][1])
        return pairs


DIFFER = 'The pairs: (0, 10), (2, 30), (4, 50) in wrong; (0, 0), (1, 10), (2, 20) in right.'

RULE = 'One sess.run for all that belongs to one batch.'

STEPPED_ROUND = []
