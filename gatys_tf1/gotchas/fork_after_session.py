"""A call that takes milliseconds, now in a forked process"""

import multiprocessing
import multiprocessing.pool

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'The work was divided among processes, and nothing moves: no error, no load.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/2448',
    'https://github.com/tensorflow/tensorflow/issues/14442',
    'https://github.com/tensorflow/tensorflow/issues/8220',
    'https://github.com/tensorflow/tensorflow/issues/5448',
]

LEVEL = 'core'

PREDICT = (
    'The same function is called here and in a forked process; each call makes a graph and a '
    'session of its own. What has the process done after a second?'
)

CHOICES = [
    'Nothing: it hangs',
    'It has finished',
    'It has ended with an error',
]

ANSWER = 0

TEMPTING = {
    1: 'Its graph and its session are its own. The threads that should do the work are not: it was '
    'born without them.',
    2: 'An error would be kind. Nobody notices that the threads are missing; the process just '
    'waits for them.',
}

CONTENT = np.full([8, 8, 3], 100.0)  # stands for a picture, as the next one does
STYLE = np.full([8, 8, 3], 200.0)


def brightness(picture):
    """The mean of a picture, by TensorFlow."""
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, picture.shape)
        return float(sess.run(tf.reduce_mean(pixels), {pixels: picture}))


def wrong():
    content = brightness(CONTENT)
    print('content, in this process:', content)
    fork = multiprocessing.get_context('fork')
    child = fork.Process(target=brightness, args=[STYLE], daemon=True)
    child.start()
    child.join(timeout=1)
    style = 'nothing after a second' if child.is_alive() else 'done'
    print('style, in another process:', style)
    child.kill()
    child.join()
    return content, style


SURPRISE = 'It hangs, without an error and without load, and would do so forever.'

EXPLANATION = """
The first session of a process starts TensorFlow's thread pools, and all later sessions use them. A
fork copies the memory of a process and **one** thread, the one that called it. So the child has
pools that believe they have threads, and has no threads. It hands its first node to a pool and
waits for a worker that does not exist. A graph and a session of its own do not help, since the
pools belong to the process. A GPU's context does not survive a fork either.

`multiprocessing` forks by default on Linux (until Python 3.14), so `Pool(4).map(stylize, pictures)`
works in a script that has not used TensorFlow yet, and hangs in a notebook that has. For the same
reason reinforcement learning code that starts its environments as processes hangs if it builds its
model first.

Mostly you do not need processes: `sess.run` releases Python's lock while it computes, and graphs
and sessions can be used from several threads (the default graph is per thread, so every thread
needs its own `with graph.as_default()`). Where it must be processes, `get_context('spawn')` starts
each of them from scratch, at the price of importing TensorFlow again.
"""


def right():
    with multiprocessing.pool.ThreadPool(2) as threads:
        content, style = threads.map(brightness, [CONTENT, STYLE])
    print('content, in a thread:', content)
    print('style, in another thread:', style)
    return content, style


DIFFER = 'The brightness of the second picture: none in wrong, which hangs, 200.0 in right.'

RULE = 'After the first session, no fork: use threads, or processes that are spawned.'

STEPPED_ROUND = []
