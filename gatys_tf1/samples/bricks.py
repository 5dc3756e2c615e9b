"""A second style picture: a brick wall, whose bricks recur at one distance all over it."""

import cv2
import numpy as np

from gatys_tf1.samples.canvas import FINE, finish, mix, rgb, stretch_canvas

LONG, HIGH, MORTAR = 0.2, 0.085, 0.016  # units
FIRED = rgb('8a2c1c a83c22 c2522c d4703c 742418 b44a34 481410 e89858')
JOINT = rgb('ece6d8')[0]


def brick_wall(height=448, width=448):
    """Paints a brick wall in running bond: a regular texture in warm colours.

    Args:
      height: int, pixels, 32 to 2048.
      width: int, pixels, 32 to 2048.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; always the same for the same size.
    """
    canvas, size = stretch_canvas(height, width, channels=3)
    canvas[:] = JOINT
    unit = canvas.shape[1] / size[0]
    rng = np.random.default_rng(1666)
    for row in range(int(size[1] / HIGH) + 1):
        for column in range(-1, int(size[0] / LONG) + 1):
            left, top = (column + row % 2 / 2) * LONG, row * HIGH
            _lay_brick(canvas, unit, left, top, rng)
    # Sand in all colours, of one size whatever the canvas.
    grain = rng.normal(0, 1, (FINE * 2 // 3, FINE * 2 // 3)).astype(np.float32)
    grain = cv2.resize(np.tile(grain, (3, 3)), None, fx=unit / FINE, fy=unit / FINE)
    grain = np.resize(grain, (max(grain.shape[0], canvas.shape[0]), grain.shape[1]))
    columns = np.arange(canvas.shape[1]) % grain.shape[1]
    return finish(canvas + 9 * grain[: canvas.shape[0], columns, None], height, width)


def _lay_brick(canvas, unit, left, top, rng):
    """One brick with uneven edges, lit from above, and darker blotches on it."""
    colour = mix(*FIRED[rng.integers(len(FIRED), size=2)], rng.random())
    jitter = rng.uniform(-0.004, 0.004, (8, 2))
    right, bottom = left + LONG - MORTAR, top + HIGH - MORTAR
    x, y = np.linspace(left, right, 3), np.linspace(top, bottom, 3)
    ring = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    outline = np.array([(x[i], y[j]) for i, j in ring]) + jitter
    _fill(canvas, outline * unit, 0.55 * colour)
    _fill(canvas, (outline - [0, 0.004]) * unit, np.minimum(1.25 * colour, 255))
    _fill(canvas, (outline + [0, 0.002] * (outline < [9, bottom - 0.01])) * unit, colour)
    for _ in range(4):
        centre = rng.uniform([left + 0.02, top + 0.015], [right - 0.02, bottom - 0.015])
        axes = rng.uniform([0.008, 0.004], [0.022, 0.012])
        angle, shade = rng.uniform(-20, 20), rng.uniform(0.75, 1.15)
        ellipse = (tuple(centre * unit), tuple(2 * axes * unit), angle)
        cv2.ellipse(canvas, ellipse, np.minimum(shade * colour, 255).tolist(), -1, cv2.LINE_AA)


def _fill(canvas, outline, colour):
    points = np.round(outline * 16).astype(np.int32)
    cv2.fillPoly(canvas, [points], np.asarray(colour).tolist(), cv2.LINE_AA, shift=4)
