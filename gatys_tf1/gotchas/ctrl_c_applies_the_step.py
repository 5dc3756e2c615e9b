"""A run that was stopped by Ctrl-C is one step ahead of its own log."""

import contextlib
import signal

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'Ctrl-C is pressed in the middle of the third of five steps, before its update. How many steps '
    'has the loop counted, and how many has the image had?'
)


def build():
    """An image that counts its updates, and a step; in its third, somebody presses Ctrl-C."""
    image = tf.get_variable('image', [], initializer=tf.zeros_initializer())

    def compute(updates):
        if updates == 2:
            signal.raise_signal(signal.SIGINT)
        return updates

    gradient = tf.numpy_function(compute, [image.read_value()], tf.float32)
    with tf.control_dependencies([gradient]):
        return image, tf.assign_add(image, 1.0).op


@contextlib.contextmanager
def on_ctrl_c(handler):
    """Lets `handler` handle Ctrl-C for a while."""
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, step_op = build()
        sess.run(tf.global_variables_initializer())
        counted = 0
        with on_ctrl_c(signal.default_int_handler):  # Python's own: it raises KeyboardInterrupt
            try:
                for _ in range(5):
                    sess.run(step_op)
                    counted += 1
            except KeyboardInterrupt:
                print('KeyboardInterrupt')
        had = int(sess.run(image))
        print(f'steps that were counted: {counted}; that the image had: {had}')
        return counted, had


SURPRISE = 'The third step was interrupted and is complete; the loop has never heard of it.'

EXPLANATION = """
Python handles a signal between two of its own instructions, in the main thread. While `sess.run`
computes, the main thread is inside one instruction, a call into C++ that takes as long as the step
takes, and nobody there looks for signals. So Ctrl-C waits until the step is done, update and all.
Then, before the next line, `KeyboardInterrupt` is raised, and everything that should have followed
the step does not: the count, the row in the log, the picture.

The session is whole, so what is saved in an `except KeyboardInterrupt` is a good image under the
wrong number; and a run that goes on from there has one step twice, or one too few in its curve. It
also means that Ctrl-C on a step of a minute takes up to a minute, and that pressing it again does
not help.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image, step_op = build()
        sess.run(tf.global_variables_initializer())
        counted, pressed = 0, []
        with on_ctrl_c(lambda *_: pressed.append(True)):
            for _ in range(5):
                sess.run(step_op)
                counted += 1
                if pressed:
                    break
        had = int(sess.run(image))
        print(f'steps that were counted: {counted}; that the image had: {had}')
        return counted, had


RULE = 'Let Ctrl-C set a flag, and stop between two steps.'

STEPPED_ROUND = ['gatys_tf1/run.py:ctrl_c']
