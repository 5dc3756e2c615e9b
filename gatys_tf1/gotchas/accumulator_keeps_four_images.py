"""Twenty pictures were written. How many come back?"""

import numpy as np
import tensorflow.compat.v1 as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

SYMPTOM = 'Steps are missing when an event file is read, or along the slider in TensorBoard.'

MESSAGES = []

SOURCE = "known; this project's tests met it"

THREADS = [
    'https://github.com/tensorflow/tensorboard/issues/2361',
    'https://github.com/tensorflow/tensorboard/issues/1575',
    'https://github.com/tensorflow/tensorboard/issues/945',
]

LEVEL = 'deep'

PREDICT = (
    'Twenty pictures and twenty losses are in the event file. It is read with `EventAccumulator`, '
    "TensorBoard's own reader. How many of each come back?"
)

CHOICES = ['Twenty of each', 'Twenty losses and four pictures', 'Ten of each']

ANSWER = 1

TEMPTING = {
    0: 'They are all in the file. The reader keeps a sample, so as not to run out of memory on a '
    'long run.',
    2: 'Ten is what the TensorBoard server keeps of pictures. The class has defaults of its own, '
    'and for scalars the limit is far away.',
}


def write_run():
    """Writes a picture and a loss at each of twenty steps."""
    with tf.Graph().as_default(), tf.Session() as sess:
        picture = tf.placeholder(tf.uint8, [1, 8, 8, 3])
        summaries = [tf.summary.image('picture', picture, max_outputs=1)]
        summaries += [tf.summary.scalar('loss', tf.reduce_max(picture))]
        summary, writer = tf.summary.merge(summaries), tf.summary.FileWriter('log')
        for step in range(20):
            feed = {picture: np.full([1, 8, 8, 3], step)}
            writer.add_summary(sess.run(summary, feed), step)
        writer.close()


def report(reader):
    steps = [event.step for event in reader.Images('picture/image')]
    print('steps with a loss:   ', len(reader.Scalars('loss')))
    print('steps with a picture:', len(steps), 'among them the last:', 19 in steps)
    return len(reader.Scalars('loss')), len(steps)


def wrong():
    write_run()
    return report(EventAccumulator('log').Reload())


SURPRISE = 'All the losses, but four of the pictures, and their steps look random.'

EXPLANATION = """
A reader that keeps everything would need too much memory, so `EventAccumulator` keeps a sample of
each tag: 4 images, 1 histogram, 10 tensors, 10,000 scalars. It is a reservoir sample, in which each
step has the same chance; only the last one is always kept. So the file is whole, and a script that
reads pictures with this class gets some of them, and of a long run some of the losses. The first
picture, the one to compare with, is usually among the missing.

TensorBoard itself samples too as it loads: 10 pictures per tag unless told otherwise. The slider
over them looks like the whole run. `tensorboard --samples_per_plugin images=1000` shows more.

A size of 0 means all of them. `tf.train.summary_iterator(path)` reads a file event by event, needs
no TensorBoard and leaves nothing out.
"""


def right():
    write_run()
    return report(EventAccumulator('log', size_guidance={'images': 0, 'scalars': 0}).Reload())


DIFFER = 'The number of pictures that are read: 4 in wrong, 20 in right.'

RULE = 'Give `EventAccumulator` a `size_guidance` of 0 for what has to be complete.'

STEPPED_ROUND = ['tests/run/test_loop.py:events']
