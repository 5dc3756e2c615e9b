"""A file name is misspelt. What does the error speak of?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'An OutOfRangeError about a queue, in the first step, with plenty of data on the disk.'

MESSAGES = [
    "OutOfRangeError: FIFOQueue '_1_batch/fifo_queue' is closed and has insufficient elements "
    '(requested 2, current size 0)',
    "OutOfRangeError: RandomShuffleQueue '_2_shuffle_batch/random_shuffle_queue' is closed and has "
    'insufficient elements (requested 32, current size 0)',
    "OutOfRangeError: PaddingFIFOQueue '_3_batch/padding_fifo_queue' is closed and has "
    'insufficient '
    'elements (requested 1, current size 0)',
    'INFO:tensorflow:Error reported to Coordinator: <class '
    "'tensorflow.python.framework.errors_impl.NotFoundError'>, train.tfrecords; No such file or "
    'directory',
    'ValueError: string_input_producer requires a non-null input tensor',
    'ran out of input queue',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/4Catalyzer/cyclegan/pull/4',
    'https://github.com/mrharicot/monodepth/issues/106',
    'https://github.com/tensorflow/tensorflow/issues/8330',
]

LEVEL = 'core'

PREDICT = (
    'The queue runners are started, and the list has one file, which does not exist. What does '
    '`sess.run(batch)` say?'
)

CHOICES = [
    'That numbers.txt does not exist',
    'That a queue is closed and has not enough elements',
    'Nothing: it hangs',
]

ANSWER = 1

TEMPTING = {
    0: 'That is what has happened, in another thread. Yours only learns that nothing more will '
    'come.',
    2: 'It would without queue runners. These have run, failed, and closed the queue behind them.',
}


def batches(path):
    """The lines of a text file as numbers, in batches of two."""
    _, line = tf.TextLineReader().read(tf.train.string_input_producer([path], num_epochs=1))
    return tf.train.batch([tf.string_to_number(line)], 2)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = batches('numbers.txt')
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        tf.train.start_queue_runners(sess, coordinator)
        try:
            return sess.run(batch).tolist()
        except tf.errors.OutOfRangeError as error:
            text = [line for line in error.message.splitlines() if 'is closed' in line][0]
            said = text.partition("'")[0] + '… ' + text[text.index('is closed') :]
            print('OutOfRangeError:', said)
            return said
        finally:
            coordinator.request_stop()


SURPRISE = 'The message is about the queue at the end; what went wrong is at its beginning.'

EXPLANATION = """
The threads that fill the queue fail where nobody is looking. The first one that does so reports its
error to the coordinator, the queue is closed, and your `sess.run`, which was waiting at the other
end, gets the only thing that can be said there: it is closed, and there are not enough elements for
a batch. So *closed and has insufficient elements* has one of two meanings.

**The data is used up.** `num_epochs` is over, and the rest does not fill a batch. That is how the
loop is meant to end: catch the error. (`allow_smaller_final_batch=True` for the rest.)

**Something failed on the way in.** *current size 0* in the very first step is a sure sign. The
usual reasons: a path or pattern that matches nothing; a record that cannot be parsed, because a
feature has another name or type, or a picture is no JPEG; shapes that are not known or differ from
picture to picture; and `num_epochs`, which counts in a **local** variable, so that without
`tf.local_variables_initializer()` the first element fails.

The real reason is in the coordinator. `coordinator.join(threads)` raises it, if you let it: after
`request_stop()`, outside the `except`. Or it stands further up in the log, as *Error reported to
Coordinator*. The quickest way is to take the queue out: run the reader's output alone, `sess.run`
on one record, before it goes into `tf.train.batch`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = batches('numbers.txt')
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coordinator)
        try:
            sess.run(batch)
        except tf.errors.OutOfRangeError:
            coordinator.request_stop()
        try:
            coordinator.join(threads)
        except tf.errors.OpError as error:
            print(f'{type(error).__name__}:', error.message.splitlines()[0])
            return error.message.splitlines()[0]


DIFFER = 'What one is told: a closed queue in wrong, the missing file in right.'

RULE = 'After an OutOfRangeError, `coordinator.join(threads)`: it raises what really happened.'

STEPPED_ROUND = []
