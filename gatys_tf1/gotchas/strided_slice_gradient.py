"""Two ways to write image[:, 1:], one picture, two gradients"""

import time

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = (
    'A loss made of slices, the total variation for one, is far slower backwards than forwards.'
)

MESSAGES = []

SOURCE = 'the class-visualisation post, whose total variation is written with [:, 1:]'

THREADS = []

LEVEL = 'deep'

PREDICT = (
    'The same slice of the same picture, as `image[:, 1:]` and as `tf.slice`. The values are the '
    'same, and so are the gradients. What of the time that the gradient takes?'
)

CHOICES = [
    'The same: the brackets call tf.slice',
    'The brackets take several times as long',
    'tf.slice takes several times as long',
]

ANSWER = 1

TEMPTING = {
    0: 'They build a StridedSlice, which can also take every second row or go backwards, and that '
    'has a gradient of its own.',
    2: 'More to write and more nodes in the graph. But what does the work in it is one Pad, which '
    'is a copy.',
}

PICTURE = np.random.RandomState(0).rand(1, 512, 512, 3).astype(np.float32)


def gradient_of(crop):
    """Of the sum of squares of a crop: the type of its last node, its value, the best time of 9."""
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.placeholder(tf.float32, [1, 512, 512, 3])
        part = crop(image)
        gradient = tf.gradients(part, image, grad_ys=part)[0]
        times = []
        for _ in range(9):
            start = time.perf_counter()
            value = sess.run(gradient, {image: PICTURE})
            times.append(time.perf_counter() - start)
        return gradient.op.type, value, min(times)


def with_brackets(image):
    return image[:, 1:, :, :]


def with_slice(image):
    return tf.slice(image, [0, 1, 0, 0], [-1, -1, -1, -1])


def wrong():
    kind, value, seconds = gradient_of(with_brackets)
    print('the gradient is a', kind)
    other, same, quickly = gradient_of(with_slice)
    print('that of tf.slice is a', other)
    print('same values:', np.array_equal(value, same))
    print('more than three times as slow:', seconds > 3 * quickly)
    return kind


SURPRISE = 'The shorter way to write it is the longer way back.'

EXPLANATION = """
Backwards, a slice puts its gradient into a tensor of zeros, at the place where it was cut out. For
`tf.slice` TensorFlow writes that as `Pad`: a few small nodes work out how many zeros go on each
side, and one large copy does it, in parallel.

The brackets of Python stand for more: steps, negative steps, `newaxis`, `...`. They build a
`StridedSlice`, whatever is between them, and its gradient, `StridedSliceGrad`, is one kernel for
all of that. It assigns through a strided view, and on the CPU this is far slower than a copy: on a
512x512 picture ten times and more. For a slice deep in a network nobody notices. For a total
variation, four slices of the full picture in every step, it can cost as much as a convolution.

Forwards the two are alike. The difference is in the gradient only, which is why a profile of the
loss does not show it and one of the train op does.

Write `tf.slice` where a large tensor is cut in every step and the gradient goes through it; -1 as a
size means "to the end". Elsewhere the brackets are easier to read, and that counts for more.
"""


def right():
    kind, value, _ = gradient_of(with_slice)
    print('the gradient is a', kind)
    print('its first row is', set(value[0, 0].ravel().tolist()))
    print('the others are the picture:', np.array_equal(value[0, 1:], PICTURE[0, 1:]))
    return kind


DIFFER = 'The node that does the work: StridedSliceGrad in wrong, Pad in right.'

RULE = 'For large slices in a loss: tf.slice.'

STEPPED_ROUND = []
