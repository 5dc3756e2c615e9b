"""The model was loaded, and its function handed out"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'sess.run worked in the line before, and the same call fails one indentation further out.'

MESSAGES = [
    'RuntimeError: Attempted to use a closed Session.',
    "RuntimeError('Attempted to use a closed Session.')",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/8379',
    'https://github.com/tensorflow/tensorflow/issues/27597',
    'https://github.com/developmentseed/label-maker/pull/88',
]

LEVEL = 'start'

PREDICT = '`load` initialises a model and returns a function that runs it. What does a call give?'

CHOICES = [
    '[2. 4.]: the function keeps the session alive.',
    'Zeros: the session is reopened, without its values.',
    'An error.',
]

ANSWER = 2

TEMPTING = {
    0: 'It keeps the Python object alive. `with` closes what is in it, at the end of the block.',
    1: 'A closed session cannot be opened again; a new one would indeed begin without values.',
}


def build():
    pixels = tf.placeholder(tf.float32, [None])
    scale = tf.get_variable('scale', initializer=2.0)
    return pixels, scale * pixels


def wrong():
    def load():
        pixels, output = build()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            print('inside:', sess.run(output, {pixels: [1.0, 2.0]}))
            return lambda image: sess.run(output, {pixels: image})

    with tf.Graph().as_default():
        predict = load()
        return predict([1.0, 2.0])


SURPRISE = 'The `return` inside the block ends the block, and the block closes the session.'

EXPLANATION = """
`with tf.Session() as sess:` means that the session is closed when the block is left, by whatever
way: its end, a `return`, an exception. Closing frees what the session held, the values of its
variables among it. The name `sess` still exists, and so does any function that captured it.

Where it happens: a loading function as here; a loop that lost its indentation, so that training is
inside the block and testing outside; an exception in one notebook cell that has closed the session
of the next ones; `with sess:` around an existing session, which closes it as well (use `with
sess.as_default():`, which does not); a generator, whose session is closed when the loop over it
breaks.

Two forms are sound. Either the session lives as long as the block, and all work is inside; or it
lives as long as an object, which opens it without `with`, keeps it, and closes it in its own
`close`. In a server the second is the natural one.

Opening another session instead cures the message, not the cause: its variables are empty (see
second-session-is-empty), and running the initialiser there gives random weights without a word.
"""


def right():
    with tf.Graph().as_default():
        pixels, output = build()
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
        value = sess.run(output, {pixels: [1.0, 2.0]}).tolist()
        print('later:', value)
        sess.close()
        return value


DIFFER = 'wrong() raises in the call; right() returns [2.0, 4.0].'

RULE = 'A session that outlives a function is not opened by `with`; its owner closes it.'

STEPPED_ROUND = []
