"""The image is fetched by its name, and NumPy cannot compute with it."""

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'known; seed 000 names its nodes so as to find them again'

PREDICT = (
    'The names are those of TensorFlow 1: `image:0` is what the variable holds, and '
    '`assign_image:0` what it holds after the assign. What do the two fetches give?'
)

BOTH_MODES = True


def build():
    """An image of 100s, named `image`, and an operation `assign_image` that sets it to 200s."""
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


SURPRISE = 'With resource variables the name is the same, and what it names is another thing.'

EXPLANATION = """
`image:0` is the first output of the node `image`. Of a reference variable that output is the value.
Of a resource variable it is a *handle*, an address for the operations that read and write. Fetching
it is no error: it comes as an array of bytes in a dtype that NumPy has no arithmetic for, and the
error comes later, from whatever first computes with it, and speaks of ufuncs and signatures.
The assign of a reference variable hands on the reference, so it has an output `:0`; that of a
resource variable has none, and can only be run as an operation, `'assign_image'`.

The Python object hides the difference: `sess.run(image)` reads the value in either mode. It is the
names that do not survive, and old code is full of them, since a graph that comes from a `.meta`
file has nothing but names. (What counts there is how the graph was *built*: a file that was written
with reference variables keeps them wherever it is read.)
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


RULE = 'Keep the Python objects; what has to be found by name gets a `tf.identity` with that name.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:Graph', 'gatys_tf1/tf1.py']
