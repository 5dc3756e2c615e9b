"""TensorBoard shows the graph, but no loss."""

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = 'A run has written its graph and twenty losses. How many losses can a reader see?'


def scalar(value):
    return tf.Summary(value=[tf.Summary.Value(tag='loss', simple_value=value)])


def report():
    """What TensorBoard finds in the folder at this moment."""
    reader = EventAccumulator('log').Reload()
    losses = len(reader.Scalars('loss')) if 'loss' in reader.Tags()['scalars'] else 0
    print(f'graph: {reader.Tags()["graph"]}, losses: {losses}')
    return reader.Tags()['graph'], losses


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


SURPRISE = 'None, for two minutes; and none ever, if the process is killed before.'

EXPLANATION = """
`add_summary` puts the event into a queue and returns. A thread takes it from there and writes it
to the file through a buffer. The thread flushes that buffer after the **first** event, and then
when `flush_secs` have passed, 120 by default. The first event is usually the graph. So TensorBoard
shows a run with a graph and without curves, and it looks as if the summaries were not connected.

At the end `close()` flushes. If the process dies by a signal, or its memory is exhausted, nobody
does, and the last two minutes are lost: just those that would say why. In a notebook nothing ends,
so nothing is closed.

If the buffer fills up before, whole blocks of it reach the file, and the last event in it may be
cut. TensorBoard waits for the rest then, so the curves grow in jumps.

Flushing costs a system call. Once a picture, or once in a few seconds, is not noticeable.
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


RULE = 'Flush the writer whenever something is worth looking at, and close it in a `finally`.'

STEPPED_ROUND = ['gatys_tf1/run.py:_Log.picture']
