"""The official script upgraded the file and reported no error"""

import runpy

import numpy as np
import tensorflow.compat.v1 as tf
from tensorflow.tools.compatibility import ast_edits, tf_upgrade_v2, tf_upgrade_v2_safety

SYMPTOM = 'After tf_upgrade_v2 a model runs on TensorFlow 2 and is a little worse than before.'

MESSAGES = [
    'INFO: Changed tf.image.resize_bilinear call to tf.image.resize(..., '
    'method=tf.image.ResizeMethod.BILINEAR).',
    'Use `tf.image.resize(...method=ResizeMethod.BILINEAR...)` instead.',
    'Use `tf.image.resize(...method=ResizeMethod.NEAREST_NEIGHBOR...)` instead.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/45585',
    'https://github.com/tensorflow/tensorflow/issues/44038',
    'https://github.com/tensorflow/tensorflow/issues/33691',
]

LEVEL = 'core'

PREDICT = (
    '`tf_upgrade_v2` rewrites a function that enlarges an image, here four pixels with the values '
    '0, 1, 2, 3 to eight. TensorFlow 1 gave 0, 0.5, 1, 1.5, 2, 2.5, 3, 3. What does the new file '
    'give?'
)

CHOICES = [
    'The same numbers.',
    'Other numbers, shifted by a quarter of a pixel.',
    'An error: the new function wants a size as a tensor.',
]

ANSWER = 1

TEMPTING = {
    0: 'The script renames, and it was made to keep results; here it puts in a function with other '
    'defaults, and says INFO.',
    2: 'The new function takes what the old one took; that is why nobody looks again.',
}

OLD = """import tensorflow as tf


def enlarge(image):
    return tf.image.resize_bilinear(image, [1, 8])
"""
IMAGE = np.float32([0, 1, 2, 3]).reshape(1, 1, 4, 1)


def upgraded(rules):
    """What `tf_upgrade_v2 --infile old.py --outfile new.py` does; the new file's enlarged image."""
    with open('old.py', 'w') as file:
        file.write(OLD)
    ast_edits.ASTCodeUpgrader(rules.TFAPIChangeSpec()).process_file('old.py', 'new.py')
    with open('new.py') as file:
        print(file.read().rstrip().rpartition('\n')[2].strip())
    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(runpy.run_path('new.py')['enlarge'](IMAGE)).ravel().tolist()


def wrong():
    pixels = upgraded(tf_upgrade_v2)
    print(pixels)
    return pixels


SURPRISE = 'The pixels move: the script renames to a function that puts the samples elsewhere.'

EXPLANATION = """
TensorFlow 1's `resize_bilinear` takes the sample for output pixel *i* at `i * 4/8`, as if pixels
were points at their left edge. The enlarged image is shifted, and its last pixels repeat. That was
a known fault, which could not be changed without changing every trained model. TensorFlow 2's
`tf.image.resize` is the repaired function: it takes pixels as areas and samples at their centres,
as OpenCV and PIL do (`half_pixel_centers`).

The upgrade script treats the second as the first one's new name, and notes it at the level INFO,
among hundreds of lines. A network that was trained with one and is run with the other sees an image
that is off by a fraction of a pixel. Nothing fails, and it does a little worse. Nearest neighbour
and bicubic differ, too. `tf.image.resize` has no argument that gives the old result.

Other replacements do keep the result: dropout's `keep_prob` to `rate`, contrib's
`l2_regularizer(s)` to Keras' `l2(0.5 * (s))`, labels wrapped in `stop_gradient`.

The script has a second mode: `tf_upgrade_v2 --mode SAFETY --infile … --outfile …` changes the
import to `tensorflow.compat.v1` and leaves everything else, and so the results, as they were. The
line `tf.disable_v2_behavior()` after the import is left for you to add.
"""


def right():
    pixels = upgraded(tf_upgrade_v2_safety)  # tf_upgrade_v2 --mode SAFETY
    print(pixels)
    return pixels


DIFFER = 'The pixels of the enlarged image.'

RULE = 'Upgrade with `--mode SAFETY`, and compare the numbers before and after.'

STEPPED_ROUND = []
