"""The content picture: a lighthouse on a cliff, a sailing boat, an evening sea."""

import cv2
import numpy as np

from gatys_tf1.samples.canvas import finish, grid, mix, ramp, rgb, ribbon, stretch_canvas

# fmt: off
# The coast: hexadecimal colours, places as fractions, a flat shape's corners about its foot.
HORIZON, SUN, GRASS = .56, np.array([.43, .47]), '143a2c 427032 cecc60'
# centre, half width, half height, density
CLOUDS = [(.40, .20, .17, .075, 1), (.56, .24, .13, .04, .8), (.97, .10, .17, .08, 1),
          (.86, .41, .30, .022, .8), (.30, .37, .16, .018, .8), (.02, .09, .14, .05, .9)]
BOAT = [('1e4c70', [(-.3, .03), (.34, .03), (.22, .1), (.26, .16), (.1, .22), (.14, .3), (0, .4),
                    (-.1, .28), (-.06, .2), (-.2, .12)]),
        ('462c24', [(-.02, -.08), (-.02, -.92), (.005, -.92), (.005, -.08)]),
        ('fff4dc', [(.015, -.9), (.1, -.66), (.2, -.4), (.34, -.13), (.015, -.13)]),
        ('d6bebe', [(.015, -.9), (.06, -.6), (.1, -.13), (.015, -.13)]),
        ('e25432', [(-.035, -.82), (-.1, -.5), (-.2, -.28), (-.33, -.13), (-.035, -.16)]),
        ('a8302c', [(-.035, -.82), (-.06, -.45), (-.1, -.15), (-.035, -.16)]),
        ('5c2224', [(-.38, -.1), (.42, -.1), (.3, .05), (-.28, .05)]),
        ('faecd2', [(-.38, -.1), (.42, -.1), (.39, -.06), (-.36, -.06)])]
# colour; left, right, foot, top; by how much the top draws in at each side
LIGHTHOUSE = [('cec4cc', .1, .34, .02, -.2, 0), ('aa3a30', .06, .38, -.18, -.31, .06),
              ('2c263e', .17, .2, -.06, -.14, 0), ('2c263e', .26, .29, -.06, -.14, 0),
              ('fffaee', -.115, .115, .02, -.78, .045), ('d6382c', -.106, .106, -.14, -.3, .009),
              ('d6382c', -.088, .088, -.46, -.62, .009), ('2c263e', -.03, .03, .02, -.1, 0),
              ('2c263e', -.085, .085, -.74, -.78, -.015), ('2c263e', -.055, .055, -.78, -.91, 0),
              ('ffe278', -.04, -.008, -.78, -.91, 0), ('ffe278', .008, .04, -.78, -.91, 0),
              ('d6382c', -.075, .075, -.9, -.97, .025), ('d6382c', -.05, .05, -.97, -1.01, .04),
              ('2c263e', -.008, .008, -1, -1.08, 0)]
# fmt: on


def coastal_scene(height=448, width=448):
    """Paints the content picture: a lighthouse on a cliff, a sailing boat, an evening sea.

    Args:
      height: int, pixels, 32 to 2048.
      width: int, pixels, 32 to 2048.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; always the same for the same size.
    """
    canvas, size = stretch_canvas(height, width, channels=3)
    rng = np.random.default_rng(2)
    _paint_sky(canvas, size, rng)
    _paint_sea(canvas, size, rng)
    for colour, corners in BOAT:
        _wash(canvas, (0.205, 0.69) * size + 0.27 * min(size) * np.array(corners), colour)
    _paint_beach(canvas, size, rng)
    _paint_cliff(canvas, size, rng)
    _paint_lighthouse(canvas, (0.775, 0.50) * size, 0.40 * min(size))
    _paint_pine(canvas, size, rng)
    return finish(canvas, height, width)


def _wash(canvas, outline, colour):
    """Fills `outline` `[P, 2]`, in units, with one colour, hexadecimal or numbers."""
    colour = rgb(colour) if isinstance(colour, str) else colour
    points = np.round(outline * (16 * np.sqrt(canvas[..., 0].size))).astype(np.int32)
    cv2.fillPoly(canvas, [points], np.ravel(colour).tolist(), cv2.LINE_AA, 4)


def _glaze(canvas, outline, paint):
    """Fills `outline` with what the picture `paint` has there."""
    mask = np.zeros_like(canvas[..., :1])
    _wash(mask, outline, 255)
    canvas[:] = np.clip(mix(canvas, paint, mask / 255), 0, 255)


def _dab(canvas, at, long, thick, turn, colours):
    """Lays a lens around each point `at` `[N, 2]`: a wave, a leaf, a blade of grass."""
    across = np.linspace(-0.5, 0.5, 9)[:, None]
    long, thick, turn = (np.broadcast_to(v, len(at))[:, None] for v in (long, thick, turn))
    along = np.stack([long * np.cos(turn), long * np.sin(turn)], -1)
    path = at[:, None] + across * along
    belly = thick / 2 * np.cos(np.pi * across.T)
    for outline, colour in zip(ribbon(path, -belly, belly), colours):
        _wash(canvas, outline, colour)


def _rugged(points, rng, roughness=0.08):
    """Breaks a line in two again and again, each new corner a little off it: P -> 16 * P - 15."""
    for _ in range(4):
        span = np.diff(points, axis=0)
        off = span[:, ::-1] * [-1, 1] * rng.normal(0, roughness, (len(span), 1))
        points = np.insert(points, range(1, len(points)), points[:-1] + span / 2 + off, axis=0)
    return points


def _fractal(canvas, rng, rows, columns):
    """Smooth noise `[h, w]` around 0, of `rows` by `columns` cells and three finer octaves."""
    return sum(
        cv2.resize(
            rng.random((rows << k, columns << k), np.float32) - 0.5,
            canvas.shape[1::-1],
            interpolation=cv2.INTER_CUBIC,
        )
        / 2**k
        for k in range(4)
    )


def _paint_sky(canvas, size, rng):
    y, x = grid(canvas)
    glow = np.exp(-((x - SUN[0]) ** 2) / 0.09 - (y - SUN[1]) ** 2 / 0.03)[..., None]
    sky = mix(ramp(y / HORIZON, '265ca8 4a8cc6 8ebcd4 ecd6b2 ffbe76'), rgb('ffe296'), 0.8 * glow)
    body = sum(
        dense * np.exp(-(((x - u) / across) ** 2) - ((y - v) / down) ** 2)
        for u, v, across, down, dense in CLOUDS
    ) + 0.9 * _fractal(canvas, rng, 9, 6)
    lift = 0.04 * len(y) * np.gradient(cv2.GaussianBlur(body, (0, 0), 0.008 * len(y)), axis=0)
    cloud = ramp(0.5 + lift, '7070a0 b09cb4 f8d6be fff6e2')  # lit from above
    canvas[:] = mix(sky, cloud, 0.95 * np.clip(5 * body - 2.1, 0, 1)[..., None])
    for colour, ridge in (
        (
            '9696b8',
            [(-0.1, 0.57), (0, 0.50), (0.12, 0.47), (0.25, 0.515), (0.40, 0.545), (0.56, 0.57)],
        ),
        (
            '54628e',
            [(-0.1, 0.57), (-0.1, 0.42), (0.05, 0.425), (0.13, 0.48), (0.20, 0.505), (0.29, 0.57)],
        ),
    ):
        _wash(canvas, _rugged(ridge * size, rng), colour)
    turn = np.linspace(0, 2 * np.pi, 48)
    _wash(canvas, SUN * size + 0.038 * np.stack([np.cos(turn), np.sin(turn)], -1), 'fffad6')


def _paint_sea(canvas, size, rng):
    y, x = grid(canvas)
    near = np.clip((y - HORIZON) / (1 - HORIZON), 0, 1)
    gold = 0.65 * np.exp(-(((x - SUN[0]) / (0.05 + 0.25 * near)) ** 2)) * (1 - 0.6 * near)
    sea = ramp(near**0.8, 'e2be96 60a0b4 1e769c 0c5280 083e68')
    below = [(-0.1, HORIZON), (1.1, HORIZON), (1.1, 1.1), (-0.1, 1.1)] * size
    _glaze(canvas, below, mix(sea, rgb('ffd68c'), gold[..., None]))
    near = np.sort(rng.random(900) ** 1.5)  # far waves first
    u = rng.uniform(-0.05, 1.05, 900)
    sun = np.exp(-(((u - SUN[0]) / (0.04 + 0.2 * near)) ** 2))
    light = np.where(rng.random(900) < 0.15 + 0.7 * sun, 0.6 + 0.4 * sun, 0.4 - 0.4 * near)
    long = (0.02 + 0.16 * near) * rng.uniform(0.5, 1.2, 900)
    light = ramp(light * rng.uniform(0.85, 1, 900), '083864 125888 4e8aa6 78bec8 ccceba fff0be')
    at = np.stack([u, mix(HORIZON + 0.006, 1, near)], -1) * size
    _dab(canvas, at, long, 0.085 * long, 0, light)


def _paint_beach(canvas, size, rng):
    shore = np.array(
        [(-0.1, 0.80), (0.08, 0.815), (0.25, 0.86), (0.42, 0.895), (0.56, 0.90), (0.70, 0.88)]
    )
    beach = np.concatenate([_rugged(shore * size, rng), [(1.1, 1.1), (-0.1, 1.1)] * size])
    dry = (grid(canvas)[0] - 0.78) / 0.22 + 0.15 * _fractal(canvas, rng, 10, 6)
    _glaze(canvas, beach, ramp(dry, '968070 e2be88 f6d69e d6a66e'))
    for lift, wide in ((0.062, 0.004), (0.032, 0.007), (0, 0.016)):
        foam = _rugged((shore - [0, lift]) * size, rng, 0.06)
        wide = wide * rng.uniform(0.2, 1, len(foam))
        _wash(canvas, ribbon(foam, -wide, 0.6 * wide), 'f6f8f4')


def _paint_cliff(canvas, size, rng):
    back, rim, foot = (
        _rugged(line * size, rng)
        for line in (
            [(0.60, 0.52), (0.66, 0.495), (0.74, 0.48), (0.86, 0.475), (0.97, 0.465), (1.1, 0.45)],
            [(0.60, 0.52), (0.64, 0.575), (0.72, 0.60), (0.78, 0.66), (0.88, 0.69), (1.1, 0.81)],
            [(0.47, 0.91), (0.58, 0.945), (0.70, 0.94), (0.82, 0.98), (0.92, 1), (1.1, 1.08)],
        )
    )
    _wash(canvas, np.concatenate([foot, foot[::-1] + [0.05, 0.035]]), '966c60')  # its shadow
    _wash(canvas, np.concatenate([rim, foot[::-1]]), 'fcc682')
    seams = [
        _rugged([rim[k], (rim[k] + foot[k]) / 2, foot[k]], rng, 0.07)
        for k in (0, 8, 12, 14, 24, 30, 32, 41, 48, 51, 61, 67, 70, 80)
    ]
    for k, (one, other) in enumerate(zip(seams, seams[1:])):
        rock = rgb('fcc682 c47c5a 4c2e44')[k % 3]  # lit face, side face, cleft
        _wash(canvas, np.concatenate([one, other[::-1]]), mix(rock, rgb('5c4062'), 0.05 * k))
    beds = 1 + 0.6 * _fractal(canvas, rng, 40, 14)[..., None]
    _glaze(canvas, np.concatenate([seams[0], foot, rim[::-1]]), canvas * beds)
    lawn = ramp(1 - (grid(canvas)[0] - 0.44) / 0.3, GRASS)
    _glaze(canvas, np.concatenate([back, rim[::-1]]), lawn)
    near, k = np.sort(rng.random(420)), rng.integers(0, len(rim), 420)
    tall = (0.007 + 0.0003 * near * k) * rng.uniform(0.6, 1.4, 420)
    _dab(
        canvas,
        mix(back[k], rim[k], near[:, None]),
        tall,
        0.15 * tall,
        rng.normal(-1.1, 0.15, 420),
        ramp(rng.random(420), GRASS),
    )


def _paint_lighthouse(canvas, at, scale):
    for colour, left, right, foot, top, draw in LIGHTHOUSE:
        for lit, shade in (
            (0, 0),
            (0.45, 0.25),
            (0.75, 0.55),
        ):  # from the left, in three flat tones
            low, high = mix(left, right, lit), mix(left + draw, right - draw, lit)
            corners = np.array([(low, foot), (right, foot), (right - draw, top), (high, top)])
            _wash(canvas, at + scale * corners, mix(rgb(colour), rgb('363e7a'), shade))


def _paint_pine(canvas, size, rng):
    for wide, limb in (
        (0.010, [(0.05, 0.62), (0.02, 0.5), (-0.02, 0.44)]),
        (0.010, [(0.055, 0.55), (0.10, 0.45), (0.17, 0.385)]),
        (0.020, [(0.035, 0.99), (0.065, 0.75), (0.045, 0.55), (0.085, 0.34), (0.12, 0.25)]),
    ):
        path = _rugged(limb * size, rng, 0.06)
        wide = np.linspace(wide, 0.3 * wide, len(path))
        _wash(canvas, ribbon(path, -wide, wide), '42282c')
        _wash(canvas, ribbon(path, 0.35 * wide, wide), 'b06848')  # the side to the sun
    for u, v, reach in (
        (0, 0.42, 0.09),
        (0.175, 0.375, 0.085),
        (0.02, 0.29, 0.11),
        (0.13, 0.235, 0.12),
    ):
        leaf = np.clip(rng.normal(0, 1, (170, 2)), -1.8, 1.8) * [0.5, 0.2]
        light = leaf @ [0.3, -0.84] + rng.normal(0.4, 0.1, 170)
        _dab(
            canvas,
            (u, v) * size + reach * leaf,
            0.038,
            0.016,
            rng.normal(0, 0.5, 170),
            ramp(light, '0c2628 184634 467038 b0aa4c'),
        )
    dune = _rugged(
        [(-0.1, 0.89), (0.05, 0.885), (0.14, 0.93), (0.21, 0.97), (0.30, 1.1), (-0.1, 1.1)] * size,
        rng,
    )
    _wash(canvas, dune, '1e3e30')
    tall = rng.uniform(0.03, 0.07, 150)
    _dab(
        canvas,
        dune[np.sort(rng.integers(0, 64, 150))] + rng.uniform(-0.01, 0.1, (150, 1)) * [0, 1],
        tall,
        0.15 * tall,
        rng.normal(-1.1, 0.25, 150),
        ramp(rng.random(150), GRASS),
    )
