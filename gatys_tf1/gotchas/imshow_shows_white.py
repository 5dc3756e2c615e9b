"""The notebook shows a white picture."""

import contextlib
import io
import logging

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gatys_tf1 import images, samples

SOURCE = "known; seed 000 points to a post of its author's on it"

PREDICT = (
    'The picture is a float array of 0 to 255, such as `sess.run(image)` gives. What colours does '
    '`imshow` draw, what does `imsave` write, and does either say so?'
)


def drawn(picture):
    """The distinct colours that imshow draws of a picture."""
    height, width = picture.shape[:2]
    canvas = FigureCanvasAgg(Figure(figsize=(width / 100, height / 100), dpi=100))
    axes = canvas.figure.add_axes([0, 0, 1, 1])
    axes.imshow(picture)
    axes.set_axis_off()
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    return np.unique(pixels.reshape(-1, 3), axis=0)


@contextlib.contextmanager
def log():
    """Collects what Matplotlib logs; in a notebook it appears above the picture."""
    handler = logging.StreamHandler(io.StringIO())
    logger = logging.getLogger('matplotlib')
    logger.addHandler(handler)
    try:
        yield handler.stream
    finally:
        logger.removeHandler(handler)


def wrong():
    picture = np.rint(samples.coastal_scene(48, 64)[0])
    with log() as lines:
        colours = drawn(picture)
    print('colours drawn:', *colours)
    print('logged:', lines.getvalue().strip())
    plt.imsave('picture.png', picture)


SURPRISE = 'One colour, white, and the only hint is a line in the log; `imsave` raises.'

EXPLANATION = """
Matplotlib reads the range off the **dtype**: integers are 0 to 255, floats are 0 to 1, and what
lies above is clipped. Nearly every pixel of a picture of 0 to 255 is at least 1, so nearly every
one is white. A picture of one channel is another case: `imshow` stretches it from its minimum to
its maximum, so a wrong range is not seen at all.

`imsave` with the same array raises, `cv2.imwrite` rounds and clips floats of 0 to 255, and Pillow
refuses floats in colour. Dividing by 255 helps `imshow`, which then clips the overshoots; who
converts to uint8 has to clip them first, see [uint8-wraps](uint8-wraps.md).
"""


def right():
    picture = images.to_uint8(samples.coastal_scene(48, 64))[0]
    with log() as lines:
        colours = drawn(picture)
    print('colours drawn: more than 100' if len(colours) > 100 else colours)
    print('logged:', lines.getvalue().strip() or 'nothing')
    plt.imsave('picture.png', picture)
    same = bool((images.load('picture.png') == picture).all())
    print('saved as it is:', same)
    return len(colours), same


RULE = 'Give Matplotlib uint8, rounded and clipped.'

STEPPED_ROUND = ['gatys_tf1/images.py:to_uint8', 'gatys_tf1/images.py:save']
