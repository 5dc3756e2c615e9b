"""Twenty losses were written. How many can be read?"""

import os

import tensorflow.compat.v1 as tf

SYMPTOM = 'TensorBoard shows the graph of a run, but no curves.'

MESSAGES = [
    'No scalar data was found.',
    'No dashboards are active for the current data set.',
    'No scalar summary tags were found.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/2353',
    'https://github.com/lanpa/tensorboardX/issues/609',
    'https://github.com/pytorch/pytorch/issues/24234',
]

LEVEL = 'start'

PREDICT = (
    'A run has written its graph and then twenty losses with `add_summary`. It is still running. '
    'How many of the losses can a reader see?'
)

CHOICES = ['All twenty', 'None', 'All but the last']

ANSWER = 1

TEMPTING = {
    0: '`add_summary` has returned, so it seems to be done. But it has only queued the event.',
    2: 'A buffer usually holds back the end. This one is large, and these twenty are all still in '
    'it.',
}


def scalar(value):
    return tf.Summary(value=[tf.Summary.Value(tag='loss', simple_value=value)])


def report():
    """What is in the event file at this moment."""
    (name,) = os.listdir('log')
    events = list(tf.train.summary_iterator(os.path.join('log', name)))
    graph = any(event.HasField('graph_def') for event in events)
    losses = sum(len(event.summary.value) for event in events)
    print(f'graph: {graph}, losses: {losses}')
    return graph, losses


def wrong():
    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name='loss')
        writer = tf.summary.FileWriter('log', graph)
        writer.flush()  # only to wait for the writer's thread: it has the graph on disk by now
        for step in range(20):
            writer.add_summary(scalar(20.0 - step), step)
        found = report()
        writer.close()
        return found


SURPRISE = 'None, for two minutes; and none ever, if the process is killed before that.'

EXPLANATION = """
`add_summary` puts the event into a queue and returns. A thread takes it from there and writes it
to the file through a buffer. The thread flushes that buffer after the **first** event, and then
whenever `flush_secs` have passed, 120 by default. The first event is usually the graph. So
TensorBoard shows a run with a graph and without curves (*No scalar data was found*), and it looks
as if the summaries were not connected.

At the end `close()` flushes. If the process dies by a signal or runs out of memory, nobody does,
and the last two minutes are lost: just those that would say why. In a notebook nothing ends, so
nothing is closed.

If the buffer fills up earlier, whole blocks of it reach the file, and the last event in it may be
cut. TensorBoard then waits for the rest, so the curves grow in jumps.

Flushing costs a system call. Once per picture, or once every few seconds, is not noticeable.

If flushing changes nothing, TensorBoard looks at another folder: `tensorboard --inspect --logdir
log` lists what it finds there.
"""


def right():
    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name='loss')
        writer = tf.summary.FileWriter('log', graph)
        for step in range(20):
            writer.add_summary(scalar(20.0 - step), step)
        writer.flush()
        found = report()
        writer.close()
        return found


DIFFER = 'The number of losses in the file: 0 in wrong, 20 in right.'

RULE = 'Flush the writer whenever something is worth looking at, and close it in a `finally`.'

STEPPED_ROUND = ['gatys_tf1/run/logbook.py:Logbook.summary']
