"""The first of two runs is gone from TensorBoard."""

import os
import time

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gatys_tf1 import run
from gatys_tf1.tf1 import tf

SOURCE = 'known; this project met it when a run was stopped and resumed at once'

PREDICT = (
    'Two runs write to one folder, one after the other, within one second. How many event files '
    'are there, and what tags does TensorBoard find in them?'
)


def write_run(folder, tag, suffix=None):
    """What a run does: it opens a writer, writes a scalar, and closes it."""
    writer = tf.summary.FileWriter(folder, filename_suffix=suffix)
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=1.0)]), 0)
    writer.close()


def report(folder):
    tags = EventAccumulator(folder).Reload().Tags()['scalars']
    print('event files:', len(os.listdir(folder)))
    print('tags:', sorted(tags))
    return len(os.listdir(folder)), sorted(tags)


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
An event file is called `events.out.tfevents.<seconds since 1970>.<host>`. The time is given in
whole seconds, and the file is opened for writing, not for appending and not on condition that it is
new. A second writer with the same name starts by emptying the file. If the first is still open,
both write into it.

A training of hours does not see it. Small runs do: tests, a loop over settings, a run that is
stopped and resumed, two processes that are started together in one folder. And whether it happens
depends on where a second ends, so it comes and goes.

A folder for each run, which is what TensorBoard wants in any case, is safe. Where one folder has to
take several writers, as on resuming, `filename_suffix` makes the names differ. A suffix such as
`.resumed` is no cure: two runs that are resumed share it again. This project takes a random one.
"""


def right():
    second = None
    while second != int(time.time()):
        second = int(time.time())
        folder = f'log{second}'
        write_run(folder, 'loss of the first run', run.event_suffix())
        write_run(folder, 'loss of the second run', run.event_suffix())
    return report(folder)


RULE = 'Give each run a folder of its own, or each writer a `filename_suffix` that no other has.'

STEPPED_ROUND = ['gatys_tf1/run.py:event_suffix']
