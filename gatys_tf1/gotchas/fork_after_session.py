"""The pictures were shared out among processes, and nothing moves."""

import multiprocessing
import multiprocessing.pool

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'The same function is called here and in a forked process; each call makes a graph and a '
    'session of its own. What has the process done after a second?'
)


CONTENT = np.full([8, 8, 3], 100.0)  # stands for a picture, as the next one does
STYLE = np.full([8, 8, 3], 200.0)


def brightness(picture):
    """The mean of a picture, by TensorFlow."""
    with tf.Graph().as_default(), tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, picture.shape)
        return sess.run(tf.reduce_mean(pixels), {pixels: picture})


def wrong():
    print('content, in this process:', brightness(CONTENT))
    fork = multiprocessing.get_context('fork')
    child = fork.Process(target=brightness, args=[STYLE], daemon=True)
    child.start()
    child.join(timeout=1)
    hangs = child.is_alive()
    print('style, in another process:', 'nothing after a second' if hangs else 'done')
    child.kill()
    child.join()
    return hangs


SURPRISE = 'It hangs, with no error, at no load, and it would do so for ever.'

EXPLANATION = """
The first session of a process starts TensorFlow's thread pools, and all later sessions use them. A
fork copies the memory of a process and **one** thread, the one that called it. So the child has
pools that say they have threads, and no threads. It hands its first node to a pool and waits for a
worker that does not exist. A graph and a session of its own do not help, for the pools belong to
the process. A GPU's context does not survive a fork either.

`multiprocessing` forks by default on Linux (until Python 3.14), so `Pool(4).map(transfer, styles)`
works in a script that has not used TensorFlow yet, and hangs in a notebook that has.

Mostly no processes are needed: `sess.run` releases Python's lock while it computes, and graphs and
sessions can be used from several threads (the default graph is each thread's own, so every thread
opens its `with graph.as_default()`). Where it must be processes, `get_context('spawn')` starts each
afresh, at the price of importing TensorFlow again.
"""


def right():
    with multiprocessing.pool.ThreadPool(2) as threads:
        content, style = threads.map(brightness, [CONTENT, STYLE])
    print('content, in a thread:', content)
    print('style, in another thread:', style)
    return content, style


RULE = 'After the first session, no fork: use threads, or processes that are spawned.'

STEPPED_ROUND = []
