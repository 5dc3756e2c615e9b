"""The style picture: swirls, a moon and stars, in thick strokes along a flow field."""

import cv2
import numpy as np

from gatys_tf1.samples.canvas import FINE, finish, grid, mix, ramp, rgb, ribbon, stretch_canvas

# fmt: off
# The night sky: centre (fractions), radius (units), sense of turning, warmth of the light.
STARS = [(.25, .70, .235, 1, 1), (.46, .095, .085, -1, .9), (.085, .385, .085, 1, .1),
         (.90, .13, .125, 1, .9), (.10, .085, .075, 1, .2), (.50, .575, .08, 1, .15),
         (.93, .49, .08, -1, 1), (.64, .745, .10, -1, .95), (.48, .93, .07, 1, .1),
         (.90, .92, .085, 1, .9), (.05, .93, .07, -1, .9), (.30, .40, .05, 1, .9)]
SWIRLS = [(.67, .33, .225, 1), (.26, .21, .14, -1), (.86, .70, .12, 1)]
ULTRAMARINE, TEAL = '101048 182a82 2452b4 428ccc 9cced2', '0a183e 0c3a68 16688c 3c9ea4 b8d8b2'
# from the middle of a star outwards
WARM = 'fffce6 fff0a0 fed64c f6a428 e2601e 465c96 e8ce78 c4d6a0 2854a0 82b4b4 2860b0'
PALE = 'fffff0 fafad6 eef0b4 bee2be 5496be 1e4696 b0dec8 5aaabe 1a4096 6eb4c8 2860b0'
# fmt: on


def night_sky(height=448, width=448):
    """Paints the style picture: swirls, a moon and stars, in thick strokes of blue and gold.

    Args:
      height: int, pixels, 32 to 2048.
      width: int, pixels, 32 to 2048.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; always the same for the same size.
    """
    canvas, size = stretch_canvas(height, width, channels=4)  # the fourth: how thick the paint is
    rng = np.random.default_rng(1889)
    plan = _plan_night(size)
    canvas[..., :3] = 0.6 * cv2.resize(plan[0], canvas.shape[1::-1])
    _brush(canvas, size, plan, rng, count=1300, wide=0.034, long=0.16, bristles=6)
    _brush(canvas, size, plan, rng, count=2300, wide=0.021, long=0.12, bristles=5)
    _brush(canvas, size, plan, rng, count=700, wide=0.012, long=0.08, bristles=3)
    unit = canvas.shape[1] / size[0]
    paint = cv2.GaussianBlur(canvas[..., 3].astype(np.float32), (0, 0), 0.0012 * unit)
    slope = cv2.Sobel(paint, cv2.CV_32F, 1, 0) + cv2.Sobel(paint, cv2.CV_32F, 0, 1)
    light = np.clip(1 - 0.0028 * slope * unit / FINE, 0.6, 1.5)  # from the upper left
    return finish(canvas[..., :3] * light[..., None], height, width)


def _plan_night(size):
    """Returns maps of 256 cells a unit: colour `[h, w, 3]`, stroke angle, share of its length."""
    columns, rows = np.round(256 * size).astype(int)
    y, x = np.broadcast_arrays(*grid(np.empty((rows, columns))))

    def around(u, v, sense, pull):
        dx, dy = (x - u) * size[0], (y - v) * size[1]
        far = np.hypot(dx, dy) + 1e-6
        wind = np.stack([-sense * dy - pull * dx, sense * dx - pull * dy]) / far
        return far, sense * np.arctan2(dy, dx), wind

    # The wind blows along the level lines of `stream`, and so do its bands of light and dark.
    stream = (
        y
        + 0.22 * x
        + 0.06 * np.sin(2 * np.pi * (1.05 * x + 0.35 * y + 0.45))
        + 0.03 * np.sin(2 * np.pi * (2.3 * x - 0.7 * y))
    )
    down, right = np.gradient(stream)
    wind = np.stack([down, -right]) / np.hypot(down, right)
    band, share = np.sin(13 * np.pi * stream), np.ones_like(x)
    gold = np.clip(np.sin(2 * np.pi * (1.2 * x - 0.9 * y + 0.3)), 0, 1) * np.clip(band, 0, 1) ** 2
    for u, v, radius, sense in SWIRLS:
        far, turn, spiral = around(u, v, sense, 0.25)
        inside = np.exp(-((far / radius) ** 4))
        wind = mix(wind, spiral, inside)
        band = mix(band, np.sin(2 * turn + 11 * np.log(far / radius + 0.12)), inside)
        gold += np.exp(-((far / (0.27 * radius)) ** 2))
    colour = mix(
        ramp(0.5 + 0.5 * band, ULTRAMARINE),
        ramp(0.5 + 0.5 * band, TEAL),
        np.clip(1.3 * y - 0.2, 0, 1)[..., None],
    )
    colour = mix(colour, rgb('fcd686'), np.clip(0.95 * gold, 0, 0.85)[..., None])
    for u, v, radius, sense, warmth in STARS:
        far, _, ring = around(u, v, sense, 0)
        inside = np.exp(-((far / (0.95 * radius)) ** 6))
        wind = mix(wind, ring, inside)
        light = mix(ramp(far / radius, PALE), ramp(far / radius, WARM), warmth)
        colour = mix(colour, light, inside[..., None])
        # A long stroke would cut across a small ring.
        share = np.minimum(share, mix(1, np.clip(7 * far, 0.3, 1), inside))
    return colour.astype(np.float32), np.arctan2(wind[1], wind[0]), share


def _brush(canvas, size, plan, rng, count, wide, long, bristles):
    """Lays `count` strokes, `wide` by `long` (units), on a uint8 canvas `[h, w, 4]`."""
    colour, angle, share = plan
    cells = np.array(angle.shape)[::-1]

    def look(chart, at):
        column, row = np.clip(at / size * cells, 0, cells - 1).astype(int).T
        return chart[row, column]

    # An additive recurrence covers the canvas evenly, without a grid that the eye would find.
    spread = np.arange(count)[:, None] * [0.7548776662, 0.5698402910] % 1
    start = rng.permutation(1.08 * spread - 0.04) * size
    wide = wide * rng.uniform(0.65, 1.35, count) * look(share, start) ** 0.5
    long = long * rng.uniform(0.6, 1.3, count) * look(share, start)
    path = [start]
    for _ in range(4):  # the stroke grows from its middle, four steps each way
        for tip, sense in ((path[0], -1), (path[-1], 1)):
            turn = look(angle, tip)
            tip = tip + sense * np.stack([np.cos(turn), np.sin(turn)], -1) * long[:, None] / 8
            path = path + [tip] if sense > 0 else [tip] + path
    body = np.interp(np.linspace(0, 1, 9), [0, 0.12, 0.6, 1], [0.45, 1, 0.95, 0.25]) * wide[:, None]
    edges = np.linspace(-0.5, 0.5, bristles + 1)
    outlines = np.stack(
        [ribbon(np.stack(path, 1), body * near, body * far) for near, far in zip(edges, edges[1:])],
        1,
    )
    outlines = np.round(outlines * canvas.shape[1] / size[0] * 16).astype(np.int32)

    paint = np.empty((count, bristles, 4))
    paint[..., :3] = (
        look(colour, start) * rng.normal(1, 0.13, (count, 1)) + rng.normal(0, 8, (count, 3))
    )[:, None]
    paint[..., :3] += rng.normal(0, 9, (count, bristles, 1))
    paint[..., 3] = rng.uniform(70, 140, (count, 1)) + rng.uniform(0, 50, (count, bristles))
    paint[:, [0, -1], 3] += 50  # the brush pushes the paint to its sides
    for stroke, loads in zip(outlines, np.clip(paint, 0, 255).tolist()):
        for bristle, load in zip(stroke, loads):
            cv2.fillPoly(canvas, [bristle], load, cv2.LINE_AA, 4)
