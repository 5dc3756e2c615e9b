"""Two runs, one folder, one second: which of them is in TensorBoard?"""

import os
import time
import uuid

import tensorflow.compat.v1 as tf

SYMPTOM = 'Of two short runs in one folder, the first is missing from TensorBoard, now and then.'

MESSAGES = []

SOURCE = 'known; this project met it when a run was stopped and resumed at once'

THREADS = [
    'https://github.com/lanpa/tensorboardX/issues/776',
    'https://github.com/tensorflow/tensorboard/issues/330',
]

LEVEL = 'deep'

PREDICT = (
    'Two runs write a scalar each to one folder, one after the other, within one second. How many '
    'event files are there, and whose scalars are in them?'
)

CHOICES = [
    'One file, with the second scalar',
    'One file, with both scalars',
    'Two files, one for each run',
]

ANSWER = 0

TEMPTING = {
    1: 'The names are the same, indeed. But the file is opened for writing, not for appending, and '
    'the second writer begins by emptying it.',
    2: 'Each `FileWriter` does open a file of its own, as long as the names differ. They are made '
    'of the host and the time in whole seconds.',
}


def write_run(folder, tag, suffix=None):
    """What a run does: it opens a writer, writes a scalar, and closes it."""
    writer = tf.summary.FileWriter(folder, filename_suffix=suffix)
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=1.0)]), 0)
    writer.close()


def report(folder):
    """Reads all event files of a folder."""
    paths = [os.path.join(folder, name) for name in os.listdir(folder)]
    events = [event for path in paths for event in tf.train.summary_iterator(path)]
    tags = sorted(value.tag for event in events for value in event.summary.value)
    print('event files:', len(paths))
    print('tags:', tags)
    return len(paths), tags


def wrong():
    second = None
    while second != int(time.time()):  # again, if the second was over before both were done
        second = int(time.time())
        folder = f'log{second}'
        write_run(folder, 'loss of the first run')
        write_run(folder, 'loss of the second run')
    return report(folder)


SURPRISE = 'One file, and the second run has erased what the first had written to it.'

EXPLANATION = """
An event file is called `events.out.tfevents.<seconds since 1970>.<host>`. The time is in whole
seconds, and the file is opened for writing: not for appending, and not on condition that it is new.
A second writer of the same name begins by emptying the file. If the first is still open, both write
into it.

Training for hours does not notice. Small runs do: tests, a loop over settings, a run that is
stopped and resumed, two processes started together in one folder. And whether it happens depends on
where a second ends, so it comes and goes.

A folder for each run, which TensorBoard wants in any case, is safe. Where one folder has to take
several writers, as when a run is resumed, `filename_suffix` makes the names differ. A fixed suffix
such as `.resumed` is no cure: a run that is resumed twice shares it again. Take a random one.

Newer writers, `tf.summary.create_file_writer` of TensorFlow 2, put the process and a counter into
the name by themselves.
"""


def right():
    second = None
    while second != int(time.time()):
        second = int(time.time())
        folder = f'log{second}'
        write_run(folder, 'loss of the first run', f'.{uuid.uuid4().hex}')
        write_run(folder, 'loss of the second run', f'.{uuid.uuid4().hex}')
    return report(folder)


DIFFER = 'The number of event files, 1 against 2, and the tags in them.'

RULE = 'Give each run its own folder, or each writer a `filename_suffix` that no other has.'

STEPPED_ROUND = ['gatys_tf1/run/logbook.py:event_suffix']
