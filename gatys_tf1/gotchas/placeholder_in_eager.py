"""The old names are back"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'tf.compat.v1 is imported, and placeholders, tf.gradients or minimize are refused.'

MESSAGES = [
    'RuntimeError: tf.placeholder() is not compatible with eager execution.',
    'RuntimeError: The Session graph is empty. Add operations to the graph before calling run().',
    'RuntimeError: tf.gradients is not supported when eager execution is enabled. Use '
    'tf.GradientTape instead.',
    'RuntimeError: `loss` passed to Optimizer.compute_gradients should be a function when eager '
    'execution is enabled.',
    'RuntimeError: Merging tf.summary.* ops is not compatible with eager execution. Use '
    'tf.contrib.summary instead.',
    'RuntimeError: When eager execution is enabled, `var_list` must specify a list or dict of '
    'variables to save',
    'NotImplementedError: eval is not supported when eager execution is enabled, is .numpy() what '
    "you're looking for?",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/models/issues/10031',
    'https://github.com/tensorflow/tensorflow/issues/18165',
    'https://github.com/OlafenwaMoses/ImageAI/issues/400',
    'https://github.com/JiahuiYu/generative_inpainting/issues/494',
]

LEVEL = 'start'

PREDICT = (
    'TensorFlow 2 as it starts, and two lines of an old script: the sum of two constants is '
    'fetched by a session, and a placeholder is made. Which of the two fails?'
)

CHOICES = [
    'Only the placeholder: constants have a value in either world.',
    'Only the session: a placeholder is merely declared.',
    'Both: the sum is not in any graph, and the placeholder is refused.',
]

ANSWER = 2

TEMPTING = {
    0: 'The sum does have a value, but a session looks for it in its graph, and that is empty.',
    1: 'A placeholder is a node of a graph, and while TensorFlow runs eagerly there is none.',
}

OWN_PROCESS = True


def wrong():
    tf.enable_v2_behavior()  # what TensorFlow 2 does by itself
    total = tf.constant(1.0) + tf.constant(2.0)
    print('the sum is already there:', total.numpy())
    try:
        tf.Session().run(total)
    except RuntimeError as error:
        print('RuntimeError:', error)
    tf.placeholder(tf.float32, [None, 784])


SURPRISE = 'Both fail: what ran eagerly left nothing behind that a session could run.'

EXPLANATION = """
`import tensorflow.compat.v1 as tf` changes names, not behaviour. TensorFlow 2 starts in eager mode:
`a + b` is computed at once, and no node is added to the default graph. So the graph of a
`tf.Session()` that follows is empty, and whatever makes sense in a graph only (a placeholder,
`tf.gradients`, `minimize(loss)`, `merge_all`) is refused. Some of the messages mislead. The script
does not lack operations, whatever *Add operations to the graph* says, and `tf.contrib.summary`,
which one of them recommends, is gone.

Two switches exist. `tf.disable_v2_behavior()` brings back all of TensorFlow 1's behaviour: graphs,
reference variables, `Dimension` objects in shapes. `tf.disable_eager_execution()` brings back
graphs only. Old code is safest with the first one.

Either must come before anything is built, and before other modules that build at import are
imported. Where that is impossible, build inside `with tf.Graph().as_default():`. In such a block
everything is a graph, whatever the mode outside of it. Inside `with tf.Session():` it is, too,
which is why moving the lines into the block is found as a cure in forums.

`tf.config.run_functions_eagerly(False)` is not a switch for this.
"""


def right():
    tf.disable_v2_behavior()  # first, right after the import
    with tf.Graph().as_default(), tf.Session() as sess:
        total = tf.constant(1.0) + tf.constant(2.0)
        pixels = tf.placeholder(tf.float32, [None, 2])
        print('the sum:', sess.run(total))
        print('of pixels:', sess.run(tf.reduce_sum(pixels), {pixels: [[1.0, 2.0]]}))
        return float(sess.run(total))


DIFFER = 'wrong() ends with the placeholder refused, right() returns the sum that a session ran.'

RULE = 'Call `tf.disable_v2_behavior()` right after the import, before anything is built.'

STEPPED_ROUND = []
