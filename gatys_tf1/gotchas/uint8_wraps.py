"""What is 300 as a uint8?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'The brightest spots of a picture are black, or the whole picture looks like noise.'

MESSAGES = [
    'OverflowError: Python integer 300 out of bounds for uint8',
    'RuntimeWarning: invalid value encountered in cast',
]

SOURCE = (
    "the content-reconstruction post, whose notebook's pictures looked like noise while those on "
    'disk looked fine'
)

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/12235',
    'https://github.com/tensorflow/tensorflow/issues/60078',
]

LEVEL = 'start'

PREDICT = (
    'An optimiser has carried some pixels out of the range. `tf.cast` is given 65 pixels of 300.0 '
    'and casts them to uint8. What values come out?'
)

CHOICES = ['255, 65 times', '44, 65 times', '255 for some, 44 for the others']

ANSWER = 2

TEMPTING = {
    0: 'That is `tf.saturate_cast`, and what one wants. `tf.cast` promises nothing for numbers '
    'that do not fit.',
    1: '300 - 256 = 44: the low eight bits, which is what NumPy gives here. TensorFlow converts '
    'most of the array with other instructions.',
}


def wrong():
    pixels = np.float32([-20, -0.6, 254.7, 255.4, 256, 300])
    by_numpy = pixels.astype(np.uint8)
    print('pixels:  ', pixels.round(1))
    print('by NumPy:', by_numpy)
    with tf.Graph().as_default(), tf.Session() as sess:
        by_tensorflow = sess.run(tf.cast(tf.fill([65], 300.0), tf.uint8))
    print('65 times 300 by tf.cast:', np.unique(by_tensorflow))
    print('250 + 10 in uint8:', np.uint8([250]) + 10)
    return by_numpy.tolist(), np.unique(by_tensorflow).tolist()


SURPRISE = 'NumPy wraps: 300 is 44, -20 is 236. `tf.cast` wraps some pixels and clips others.'

EXPLANATION = """
An optimiser knows nothing of 0 and 255. Adam moves each pixel by about its learning rate per step,
so soon some of them lie outside. A cast to uint8 keeps the low eight bits of the whole part: 300 is
256 + 44, hence 44. The brightest spots turn black and the darkest white, and a picture with many of
them looks like noise although the floats are fine. Since the fraction is cut off, not rounded, the
rest of the picture is half a level too dark as well.

Strictly speaking nothing is promised: in C, a float out of range has no value as uint8. NumPy wraps
on x86, on other processors it may clip. `tf.cast` does both in one call: it converts 32 values at a
time with vector instructions, which clip, and the remainder one by one, which wraps. So a test on
three pixels says nothing about a picture.

Arithmetic that stays in uint8 wraps too, and there it is promised. NumPy 2 refuses a *number* that
does not fit, `np.uint8(300)` is an `OverflowError`, but not a sum that does not.

`tf.saturate_cast` clips first. It cuts off the fraction as well, so round before it.
"""

BLOG_SAID = """
"The images I was viewing in the notebook mostly looked like noise … However, the images I was
saving to disk with OpenCV (cv2) looked much better. At the time, I put this down to a missing gap
in understanding between PyPlot (plt) and notebook interactions." This lesson is the likelier cause:
`cv2.imwrite` takes floats, rounds them and clips them; for `plt.imshow` one makes them uint8 first,
with a cast that wraps.
"""


def right():
    pixels = np.float32([-20, -0.6, 254.7, 255.4, 256, 300])
    by_numpy = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
    print('pixels:       ', pixels.round(1))
    print('by NumPy:     ', by_numpy)
    with tf.Graph().as_default(), tf.Session() as sess:
        by_tensorflow = sess.run(tf.saturate_cast(tf.round(tf.constant(pixels)), tf.uint8))
    print('by TensorFlow:', by_tensorflow)
    return by_numpy.tolist(), by_tensorflow.tolist()


DIFFER = 'The pixel of 300 as uint8: 44 in wrong, 255 in right.'

RULE = 'Round, clip, then cast; in the graph `tf.saturate_cast(tf.round(x), tf.uint8)`.'

STEPPED_ROUND = ['gatys_tf1/images.py:to_uint8', 'gatys_tf1/image_variable.py:summaries']


def figure(path):
    """A ramp and a picture under way (Adam, 15 steps of 20 from noise), as uint8 in two ways."""
    from matplotlib.figure import Figure

    row, column = np.mgrid[0:120, 0:160].astype(np.float32)
    disc = ((row - 50) ** 2 + (column - 105) ** 2 < 32**2)[..., np.newaxis]
    scene = np.stack([40 + row, 250 - 1.5 * row, 90 + column], axis=2)
    scene = np.where(disc, np.float32([250, 220, 90]), scene)
    noise = np.random.default_rng(0).uniform(0, 255, scene.shape).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=noise)
        step = tf.train.AdamOptimizer(20.0).minimize(tf.reduce_sum(tf.square(image - scene)))
        sess.run(tf.global_variables_initializer())
        for _ in range(15):
            sess.run(step)
        picture = sess.run(image)
    ramp = np.broadcast_to(np.linspace(-80, 335, 400)[:, np.newaxis], [60, 400, 3])
    canvas = Figure(figsize=(5.6, 3), layout='constrained')
    axes = canvas.subplots(2, 2, height_ratios=[1, 5])
    for column, (title, cast) in enumerate(
        {
            'x.astype(np.uint8)': lambda x: x.astype(np.uint8),
            'rounded, clipped, then cast': lambda x: np.clip(np.rint(x), 0, 255).astype(np.uint8),
        }.items()
    ):
        axes[0, column].imshow(cast(ramp), extent=[-80, 335, 0, 60])
        axes[0, column].set_xticks([0, 128, 255])
        axes[0, column].set_yticks([])
        axes[0, column].set_title(title)
        axes[1, column].imshow(cast(picture))
        axes[1, column].set_axis_off()
    canvas.savefig(path, dpi=90)
