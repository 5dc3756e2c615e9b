"""The program waits. For what?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'sess.run never returns: no error, no CPU load, and often not even Ctrl-C helps.'

MESSAGES = [
    'DeadlineExceededError: Timed out waiting for notification',
    'WARNING:tensorflow:From train.py: slice_input_producer (from '
    'tensorflow.python.training.input) is deprecated and will be removed in a future version.',
    'WARNING:tensorflow:From train.py: start_queue_runners (from '
    'tensorflow.python.training.queue_runner_impl) is deprecated and will be removed in a future '
    'version.',
    'Queue-based input pipelines have been replaced by `tf.data`.',
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/41406697',
    'https://github.com/tensorflow/tensorflow/issues/7945',
    'https://github.com/tensorflow/models/issues/1162',
    'https://github.com/tensorflow/tensorflow/issues/5396',
    'https://github.com/tensorflow/tensorflow/issues/8696',
]

LEVEL = 'start'

PREDICT = (
    'Six numbers in batches of two, by the queues of TensorFlow 1. What does `sess.run(batch)` '
    'return? (It is given half a second; usually there is no limit.)'
)

CHOICES = ['[0 1]', 'Nothing, ever', 'An error: the queue is empty']

ANSWER = 1

TEMPTING = {
    0: 'The graph says where the numbers come from and how they are put together. But nobody puts '
    'the first one in.',
    2: 'An empty queue is nothing unusual: the next element may come at any moment. So a dequeue '
    'waits.',
}


def pairs():
    """The numbers 0 to 5 in batches of two, through two queues."""
    (number,) = tf.train.slice_input_producer([np.arange(6)], shuffle=False)
    return tf.train.batch([number], 2)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = pairs()
        sess.run(tf.global_variables_initializer())
        print('queue runners in the graph:', len(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)))
        try:
            return sess.run(batch, options=tf.RunOptions(timeout_in_ms=500)).tolist()
        except tf.errors.DeadlineExceededError as error:
            print('DeadlineExceededError:', error.message.strip().splitlines()[-1])
            return []


SURPRISE = 'It waits for threads that the program was to start, and would wait until tomorrow.'

EXPLANATION = """
`string_input_producer`, `slice_input_producer`, `tf.train.batch` and `shuffle_batch` build queues.
A queue has two sides. `batch` is the side that takes out; it is run when you ask for it. The other
side, the `enqueue`, has to be run as well, again and again, by Python threads: the *queue runners*,
which the functions only note down in a collection. Until `tf.train.start_queue_runners` starts
them, the queue is empty, and taking out of an empty queue waits.

So a hang in the very first `sess.run` is almost always this line, missing or too late. It has to
come after the last queue is built, since runners that are added later are not started, and **before
the first run that needs data**. An initialiser that depends on a batch needs data, too. With
`MonitoredTrainingSession`, `Supervisor` and `slim.learning.train` it is done for you.

A hang *later* has other causes: the threads have died of an error that nobody saw (see the next
lesson).

To find out what is hanging, give it a limit: `tf.RunOptions(timeout_in_ms=…)` for one run, or
`tf.ConfigProto(operation_timeout_in_ms=…)` for a session. A *DeadlineExceededError* has a
traceback; a hang has none.

`tf.data` needs no threads of yours, which is reason enough to change over.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = pairs()
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coordinator)
        batches = [sess.run(batch).tolist() for _ in range(3)]
        coordinator.request_stop()
        coordinator.join(threads)
        print('queue:  ', batches)
    with tf.Graph().as_default(), tf.Session() as sess:
        batch = tf.data.make_one_shot_iterator(tf.data.Dataset.range(6).batch(2)).get_next()
        print('tf.data:', [sess.run(batch).tolist() for _ in range(3)])
    return batches


DIFFER = 'What has come when the time is up: nothing in wrong, the three batches in right.'

RULE = 'start_queue_runners after the graph is built and before the first run; or tf.data.'

STEPPED_ROUND = []
