"""Twenty pictures were written, and four can be read."""

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gatys_tf1.tf1 import tf

SOURCE = "known; this project's tests met it"

PREDICT = 'Twenty pictures and twenty losses are in the event file. How many of each are read?'


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


SURPRISE = 'All losses, but four pictures, and the steps of these look like chance.'

EXPLANATION = """
A reader that keeps everything would be large, so `EventAccumulator` keeps a sample of each tag: of
images 4, of histograms 1, of tensors 10, of scalars 10,000. It is a reservoir sample, in which each
step has the same chance; only the last one is always kept. So the file is whole, and a script that
reads pictures by this class gets some of them, and of a long run some of the losses.

TensorBoard itself samples too, as it loads: 10 pictures a tag unless told otherwise. The slider
over them looks like the whole run. `tensorboard --samples_per_plugin images=1000` shows more.

A size of 0 means all of them. `tf.train.summary_iterator(path)` reads a file event by event and
leaves nothing out.
"""


def right():
    write_run()
    return report(EventAccumulator('log', size_guidance={'images': 0, 'scalars': 0}).Reload())


RULE = 'Give `EventAccumulator` a `size_guidance` of 0 for what has to be complete.'

STEPPED_ROUND = ['tests/test_run.py:events']
