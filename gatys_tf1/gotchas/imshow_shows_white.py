"""A float picture of 0 to 255: what does `imshow` draw?"""

import contextlib
import io
import logging

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SYMPTOM = 'The notebook shows a white picture.'

MESSAGES = [
    'Clipping input data to the valid range for imshow with RGB data ([0..1] for floats or '
    '[0..255] for integers).',
    'Clipping input data to the valid range for imshow with RGB data ([0..1] for floats or '
    '[0..255] for integers). Got range [1.0..255.0].',
    'ValueError: Floating point image RGB values must be in the 0..1 range.',
    'ValueError: Floating point image RGB values must be in the [0,1] range',
    'TypeError: Invalid shape (1, 48, 64, 3) for image data',
    'TypeError: Invalid dimensions for image data',
    'TypeError: Cannot handle this data type: (1, 1, 3), <f4',
]

SOURCE = "known; the content-reconstruction post points to another of its author's posts on it"

THREADS = [
    'https://github.com/matplotlib/matplotlib/issues/10372',
    'https://github.com/matplotlib/matplotlib/issues/9391',
    'https://github.com/matplotlib/matplotlib/pull/10220',
]

LEVEL = 'start'

PREDICT = (
    'The picture is a float array of 1 to 255, such as `sess.run(image)` returns. How many '
    'different colours does `plt.imshow` draw?'
)

CHOICES = [
    'As many as the picture has',
    'One',
    'None: it raises, because floats have to be 0 to 1',
]

ANSWER = 1

TEMPTING = {
    0: 'It does for a picture of one channel, which is stretched from its minimum to its maximum. '
    'A picture in colour is taken as it is.',
    2: 'Matplotlib 2.1 did, and `imsave` still does. Since 2.2 `imshow` clips and logs a line.',
}


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


def noise():
    return np.random.default_rng(0).integers(1, 256, [48, 64, 3])


def wrong():
    picture = noise().astype(np.float32)
    with log() as lines:
        colours = drawn(picture)
    print('colours drawn:', *colours)
    print('logged:', lines.getvalue().strip())
    plt.imsave('picture.png', picture)
    return len(colours)


SURPRISE = 'One colour, white, and the only hint is a line in the log; `imsave` raises.'

EXPLANATION = """
Matplotlib reads the range off the **dtype**: integers are 0 to 255, floats are 0 to 1, and what
lies above is clipped. Nearly every pixel of a picture of 0 to 255 is at least 1, so nearly every
one is white. A picture of one channel is another matter: `imshow` stretches it from its minimum to
its maximum, so a wrong range does not show at all.

The history is in the messages. Matplotlib 2.0 let the colours wrap, 2.1 raised *Floating point
image RGB values must be in the 0..1 range*, and since 2.2 `imshow` clips and logs *Clipping input
data to the valid range*. `imsave` with the same array still raises. `cv2.imwrite` rounds and clips
floats of 0 to 255, and Pillow refuses floats in colour (*Cannot handle this data type*).

`sess.run(image)` has a batch axis too, and for that `imshow` says *Invalid shape (1, 48, 64, 3) for
image data*: show `picture[0]`.

Dividing by 255 helps `imshow`, which then clips what overshoots. If you convert to uint8 instead,
clip first, see [uint8-wraps](uint8-wraps.md).
"""


def right():
    picture = np.clip(np.rint(noise().astype(np.float32)), 0, 255).astype(np.uint8)
    with log() as lines:
        colours = drawn(picture)
    print('colours drawn: more than 100' if len(colours) > 100 else colours)
    print('logged:', lines.getvalue().strip() or 'nothing')
    plt.imsave('picture.png', picture)
    print('saved and read:', np.array_equal(picture, plt.imread('picture.png')[..., :3] * 255))
    return len(colours)


DIFFER = 'wrong raises a ValueError at `imsave`; right returns the number of colours drawn.'

RULE = 'Give Matplotlib uint8, rounded and clipped.'

STEPPED_ROUND = ['gatys_tf1/images.py:to_uint8', 'gatys_tf1/images.py:save']
