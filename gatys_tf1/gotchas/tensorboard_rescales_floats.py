"""Pixels of 0 to 200: what does TensorBoard show of them?"""

import io

import numpy as np
import PIL.Image
import tensorflow.compat.v1 as tf

SYMPTOM = "TensorBoard's picture is paler, darker or greyer than the one on disk, or it flickers."

MESSAGES = []

SOURCE = "the content-reconstruction post, which checks its saved pictures against TensorBoard's"

THREADS = [
    'https://github.com/tensorflow/tensorboard/issues/1113',
    'https://github.com/tensorflow/tensorflow/issues/12883',
    'https://github.com/tensorflow/tensorflow/issues/8786',
]

LEVEL = 'core'

PREDICT = (
    'Five grey pixels, 0, 50, 100, 150 and 200 as floats, are written with `tf.summary.image`, '
    'beside a sixth pixel of -0.1. What does TensorBoard show of the five?'
)

CHOICES = [
    '128, 159, 191, 223, 255',
    '0, 50, 100, 150, 200: the sixth is cut off at 0',
    '0, 63, 127, 191, 255',
]

ANSWER = 0

TEMPTING = {
    1: 'That is what is shown of uint8. Floats are taken for something whose range nobody knows, '
    'and stretched.',
    2: 'The stretch that happens as long as no value is below 0. A single -0.1 switches to the '
    'other one, in which 0 is middle grey.',
}


def shown(picture, prepare=tf.identity):
    """The pixels that TensorBoard shows of a batch of one: those of the PNG in its summary."""
    with tf.Graph().as_default(), tf.Session() as sess:
        image = prepare(tf.constant(picture))
        summary = tf.Summary.FromString(sess.run(tf.summary.image('image', image)))
        png = summary.value[0].image.encoded_image_string
        return np.asarray(PIL.Image.open(io.BytesIO(png)))


def row(*pixels):
    """Grey pixels side by side, as a batch of one picture in RGB."""
    return np.repeat(np.float32(pixels).reshape(1, 1, -1, 1), 3, axis=3)


def wrong():
    found = {}
    for beside in ([], [-0.1], [400], [np.nan]):
        pixels = shown(row(0, 50, 100, 150, 200, *beside))[0]
        found[str(beside)] = pixels.tolist()
        print(f'beside {beside!s:6}: red channel {pixels[:5, 0]}')
    print('the pixel that is NaN:', pixels[5])
    return found


SURPRISE = 'Never the pixels that were given: -0.1 in one spot greys all of them, 400 dims them.'

EXPLANATION = """
`tf.summary.image` looks at the dtype. uint8 is written as it is. Floats it takes for something
whose range nobody knows, an activation or a filter, and stretches each picture by itself:

- If no value is below zero: times 255 / maximum. The brightest pixel is always 255.
- If one is: times 127 / the largest absolute value, plus 128. Zero is now middle grey.
- What is not finite becomes pure red and does not count for the range.

An optimised picture leaves 0 to 255 in the first few steps, see [uint8-wraps](uint8-wraps.md). As
soon as one pixel of it is below zero, the whole picture turns to fog with half of the contrast, and
it clears up again when that pixel has come back. Along the slider the brightness flickers, and two
runs cannot be compared. None of this is in the picture.

A ground truth of two values, 0 and 1, and a picture that was normalised to a mean of 0 are
stretched in the same way, each by its own factor, so that even their difference looks wrong.

The summary also writes the first three pictures of a batch and no more: `max_outputs=3`.
"""

BLOG_SAID = """
The author looked at the notebook, the files and TensorBoard, and since the files matched
TensorBoard better, took this for "a healthy confirmation that I was probably doing the right
thing". About the files that was right. But TensorBoard is no witness for a float picture: it would
show the same for a picture of 0 to 1, and never an overshoot as such.
"""


def right():
    def as_uint8(image):
        return tf.saturate_cast(tf.round(image), tf.uint8)

    found = {}
    for beside in ([], [-0.1], [400]):
        pixels = shown(row(0, 50, 100, 150, 200, *beside), as_uint8)[0]
        found[str(beside)] = pixels.tolist()
        print(f'beside {beside!s:6}: red channel {pixels[:5, 0]}')
    return found


DIFFER = 'The pixel of 50 beside one of -0.1 is shown as 159 in wrong and as 50 in right.'

RULE = 'Make the picture uint8 before its summary: `tf.saturate_cast(tf.round(x), tf.uint8)`.'

STEPPED_ROUND = [
    'gatys_tf1/image_variable.py:summaries',
    'gatys_tf1/video/summaries.py:_png',
]


def figure(path):
    """One picture, and what TensorBoard shows of it: as floats with one stray value, as uint8."""
    from matplotlib.figure import Figure

    y, x = np.mgrid[0:150, 0:200].astype(np.float32)
    scene = np.stack([30 + y, 220 - y, 60 + x * 0.8], axis=2)
    scene = np.where((np.hypot(y - 60, x - 130) < 36)[..., None], np.float32([240, 200, 80]), scene)
    scene = np.where((y > 110 + 8 * np.sin(x / 15))[..., None], np.float32([20, 30, 60]), scene)[
        None
    ]
    below, above = scene.copy(), scene.copy()
    below[0, 0, 0, 0], above[0, 0, 0, 0] = -1, 400
    canvas = Figure(figsize=(9.6, 2.8), layout='constrained')
    panels = {
        'float, one value of -1': below,
        'float, one value of 400': above,
        'either of them as uint8': np.clip(np.rint(below), 0, 255).astype(np.uint8),
    }
    for axes, (title, picture) in zip(canvas.subplots(1, 3), panels.items()):
        axes.imshow(shown(picture))
        axes.set_title(title)
        axes.set_axis_off()
    canvas.savefig(path, dpi=100)
