"""Ctrl-C in the third step. How many steps has the image had?"""

import contextlib
import signal

import tensorflow.compat.v1 as tf

SYMPTOM = 'A run that was stopped by Ctrl-C is one step ahead of its own log.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/11303',
    'https://github.com/mozilla/DeepSpeech/issues/3471',
]

LEVEL = 'deep'

PREDICT = (
    'Ctrl-C is pressed in the middle of the third of five steps, before its update. How many steps '
    'has the loop counted, and how many has the image had?'
)

CHOICES = ['2 counted, 2 had', '2 counted, 3 had', '3 counted, 3 had']

ANSWER = 1

TEMPTING = {
    0: 'An exception in Python cannot stop a computation in C++. The third step was completed, '
    'update and all.',
    2: 'The step was completed, but the exception is raised at the end of `sess.run`, before the '
    'line that counts.',
}


def build():
    """Builds an image that counts its updates, and a step; Ctrl-C is pressed in its third run."""
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
        print(f'steps counted: {counted}; steps that the image had: {had}')
        return counted, had


SURPRISE = 'The third step was interrupted and is complete; the loop never heard of it.'

EXPLANATION = """
Python handles a signal between two of its own instructions, in the main thread. While `sess.run`
computes, the main thread is inside a single instruction, a call into C++ that lasts as long as the
step, and nothing in there looks for signals. So Ctrl-C waits until the step is done, update
included. Then `KeyboardInterrupt` is raised before the next line, and whatever should have followed
the step does not happen: the count, the row in the log, the picture.

The session is intact. What you save in an `except KeyboardInterrupt` is a good image under the
wrong number, and a run that is resumed from it does one step twice, or has one too few in its
curve. It also means that Ctrl-C takes up to a minute if a step takes a minute, and that pressing it
again does not help.

Let a handler of your own take the signal. It only sets a flag, the loop looks at the flag after
each step, and everything that belongs to a step has been done by then. (A second Ctrl-C can put
Python's handler back, for the impatient.)
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
        print(f'steps counted: {counted}; steps that the image had: {had}')
        return counted, had


DIFFER = 'Steps counted and steps had: (2, 3) in wrong, (3, 3) in right.'

RULE = 'Let Ctrl-C set a flag, and stop between two steps.'

STEPPED_ROUND = ['gatys_tf1/run/interrupt.py:ctrl_c']
