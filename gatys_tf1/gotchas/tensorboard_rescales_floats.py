"""TensorBoard's picture is paler than the one on disk."""

import io

import numpy as np
import PIL.Image

from gatys_tf1 import images, samples
from gatys_tf1.tf1 import tf

SOURCE = "seed 000, which checks its saved pictures against TensorBoard's"

PREDICT = (
    'Five pixels of 0 to 200 are written with `tf.summary.image`, then again beside a pixel of '
    '-0.1, of 400, of NaN. What does TensorBoard show of the five?'
)


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


SURPRISE = 'Never the pixels that were given: a dot of -0.1 turns black into grey, 400 dims all.'

EXPLANATION = """
`tf.summary.image` looks at the dtype. uint8 is written as it is. Floats it takes for something
whose range nobody knows, an activation or a filter, and stretches each picture by itself:

- If no value is below zero: times 255 / maximum. The brightest pixel is always 255.
- If one is: times 127 / the largest absolute value, plus 128. Zero is middle grey now.
- What is not finite becomes pure red, and has no part in the range.

An optimised picture leaves 0 to 255 in the first few steps, see [uint8-wraps](uint8-wraps.md). As
soon as one pixel of it is below zero, the whole picture turns to fog, with half of the contrast,
and it clears up again when that pixel has come back. Along the slider the brightness flickers, and
two runs are not comparable. None of this is in the picture.

The summary also writes the first three pictures of a batch and no more: `max_outputs=3`.
"""

BLOG_SAID = """
The blog looked at the notebook, the files and TensorBoard, and since the files matched TensorBoard
better, took this for "a healthy confirmation that I was probably doing the right thing". It was
right about the files, but TensorBoard is no witness for a float picture: it would show the same
for a picture of 0 to 1, and never an overshoot as such.
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


RULE = 'Make the picture uint8 before its summary: `tf.saturate_cast(tf.round(x), tf.uint8)`.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']


def figure(path):
    """One picture, and what TensorBoard shows of it: as floats with one stray value, as uint8."""
    from matplotlib.figure import Figure

    scene = samples.coastal_scene(150, 200)
    below, above = scene.copy(), scene.copy()
    below[0, 0, 0, 0], above[0, 0, 0, 0] = -1, 400
    canvas = Figure(figsize=(9.6, 2.8), layout='constrained')
    panels = {
        'float, one value of -1': below,
        'float, one value of 400': above,
        'either of them as uint8': images.to_uint8(below),
    }
    for axes, (title, picture) in zip(canvas.subplots(1, 3), panels.items()):
        axes.imshow(shown(picture))
        axes.set_title(title)
        axes.set_axis_off()
    canvas.savefig(path, dpi=100)
