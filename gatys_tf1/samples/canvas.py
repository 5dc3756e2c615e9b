"""What both paintings need: a canvas at any size, colours, and bands along a path.

Places are fractions of the picture, and lengths are in units of sqrt(height * width), so that round
things stay round, and the strokes as many, at any size and aspect ratio. Colours are RGB, 0..255.
"""

import cv2
import numpy as np

FINE = 896  # pixels a unit: a smaller picture is painted at a whole multiple and averaged down


def stretch_canvas(height, width, channels):
    """Returns a black canvas `[h, w, channels]` and its `[width, height]` in units."""
    unit = np.sqrt(height * width)
    times = max(1, int(np.ceil(FINE / unit)))
    # uint8, because cv2 draws smooth edges on nothing else.
    canvas = np.zeros((height * times, width * times, channels), np.uint8)
    return canvas, np.array([width, height]) / unit


def finish(canvas, height, width):
    canvas = np.clip(canvas, 0, 255).astype(np.float32)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)[None]


def grid(canvas):
    """Returns y `[h, 1]` and x `[1, w]`, as fractions of the picture."""
    height, width = canvas.shape[:2]
    return (np.arange(height)[:, None] + 0.5) / height, (np.arange(width)[None] + 0.5) / width


def mix(a, b, amount):
    return a + (b - a) * amount


def rgb(colours):
    """'ff8000 0080ff' -> float64 `[2, 3]`."""
    return np.reshape(list(bytes.fromhex(colours)), (-1, 3)).astype(float)


def ramp(amount, colours):
    """Colours at `amount` 0..1 along an even scale of `colours`: `[...]` -> `[..., 3]`."""
    scale = rgb(colours)
    even = np.linspace(0, 1, len(scale))
    return np.stack([np.interp(amount, even, channel) for channel in scale.T], -1)


def ribbon(path, left, right):
    """Outline `[..., 2 * P, 2]` of the band between two offsets from `path` `[..., P, 2]`."""
    along = np.gradient(path, axis=-2)
    across = along[..., ::-1] * [-1, 1] / (np.linalg.norm(along, axis=-1, keepdims=True) + 1e-9)
    near, far = path + across * left[..., None], path + across * right[..., None]
    return np.concatenate([near, far[..., ::-1, :]], -2)
