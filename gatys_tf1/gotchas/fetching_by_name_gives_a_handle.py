"""`sess.run('image:0')` worked in TensorFlow 1. What is it now?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A variable is fetched by its name, and NumPy cannot compute with what comes back.'

MESSAGES = [
    "numpy._core._exceptions._UFuncNoLoopError: ufunc 'add' did not contain a loop with signature "
    "matching types (dtype([('resource', 'u1', (1,))]), dtype([('resource', 'u1', (1,))])) -> None",
    "TypeError: ufunc 'add' did not contain a loop with signature matching types "
    "dtype([('resource', 'u1')]) dtype([('resource', 'u1')]) dtype([('resource', 'u1')])",
    'ValueError: Argument `fetch` = assign_image:0 cannot be interpreted as a Tensor. ("The name '
    "'assign_image:0' refers to a Tensor which does not exist. The operation, 'assign_image', "
    'exists but only has 0 outputs.")',
    "ValueError: Fetch argument 'assign_image:0' cannot be interpreted as a Tensor. (\"The name "
    "'assign_image:0' refers to a Tensor which does not exist. The operation, 'assign_image', "
    'exists but only has 0 outputs.")',
]

SOURCE = 'known; the content-reconstruction post names its nodes so as to find them again'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/37428',
    'https://github.com/tensorflow/tensorflow/issues/31625',
]

LEVEL = 'core'

PREDICT = (
    'The names are those of TensorFlow 1: `image:0` is what the variable holds, and '
    '`assign_image:0` what it holds after the assign. What do the two fetches give after '
    '`tf.disable_eager_execution()` alone?'
)

CHOICES = [
    'Arrays of 100s and of 200s',
    'An array that is no picture, then an error',
    'Two errors: a variable cannot be fetched by name',
]

ANSWER = 1

TEMPTING = {
    0: 'This is what they give after `tf.disable_v2_behavior()`, and what they gave in '
    'TensorFlow 1.',
    2: 'The tensor `image:0` exists, so fetching it is no error. It just is not the value.',
}

BOTH_MODES = True


def build():
    """Builds an image of 100s, named `image`, and an op `assign_image` that sets it to 200s."""
    image = tf.get_variable('image', [1, 8, 8, 3], initializer=tf.constant_initializer(100.0))
    tf.assign(image, tf.fill([1, 8, 8, 3], 200.0), name='assign_image')
    return image


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        build()
        sess.run(tf.global_variables_initializer())
        value = sess.run('image:0')
        print('image:0 is an array of', value.dtype)
        try:
            print('  its mean is', np.mean(value))
        except TypeError as error:
            print(f'  {type(error).__name__}: {str(error).split(" with ")[0]}')
        value = sess.run('assign_image:0')
        print('assign_image:0 is an array of', value.dtype, 'with a mean of', value.mean())
        return value.mean()


SURPRISE = 'With resource variables the name is the same, and what it names is something else.'

EXPLANATION = """
`image:0` is the first output of the node `image`. For a reference variable that output is the
value. For a resource variable it is a *handle*, an address for the operations that read and write.
Fetching it is no error: it comes back as an array of bytes, of a dtype that NumPy has no arithmetic
for, and the error comes later, from whatever first computes with it, in words like *ufunc* and
*signature*.

The assign of a reference variable passes the reference on, so it has an output `:0`. That of a
resource variable has none, and can only be run as an operation, `'assign_image'`.

The Python object hides the difference: `sess.run(image)` reads the value in either mode. It is the
names that do not survive, and old code is full of them, since a graph that comes from a `.meta`
file has nothing else. (What counts there is how the graph was *built*: a file written with
reference variables keeps them wherever it is read.)
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.identity(build(), name='image_value')
        sess.run(tf.global_variables_initializer())
        means = [sess.run('image_value:0').mean()]
        sess.run('assign_image')
        means.append(sess.run('image_value:0').mean())
        print('image_value:0 has a mean of', means[0])
        print('after assign_image:', means[1])
        return means


DIFFER = (
    'The means found by name: right returns both in either mode; wrong raises in mode B, and '
    'returns the second alone in mode A.'
)

RULE = 'Keep the Python objects; give what has to be found by name a `tf.identity` of that name.'

STEPPED_ROUND = ['gatys_tf1/run/graph.py:Graph', 'gatys_tf1/tf1.py']
