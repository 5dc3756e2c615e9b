"""Two pictures painted by this code, so that no copyrighted picture has to be shipped.

`coastal_scene` is a content picture: large shapes and plain edges. `night_sky` is a style picture:
thick strokes along a flow of swirls and stars. Each is the same picture at every size: places are
fractions of the picture, and lengths are in units of sqrt(height * width), so that round things
stay round, and the strokes as many, at any aspect ratio. Colours are RGB, 0..255.
"""

import cv2
import numpy as np

FINE = 896  # pixels a unit: a smaller picture is painted at a whole multiple and averaged down


def coastal_scene(height=448, width=448):
    """Paints the content picture: a lighthouse on a cliff, a sailing boat, an evening sea.

    Args:
      height: int, pixels, 32 to 2048.
      width: int, pixels, 32 to 2048.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; always the same for the same size.
    """
    canvas, size = _stretch_canvas(height, width, channels=3)
    rng = np.random.default_rng(2)
    _paint_sky(canvas, size, rng)
    _paint_sea(canvas, size, rng)
    for colour, corners in BOAT:
        _wash(canvas, (.205, .69) * size + .27 * min(size) * np.array(corners), colour)
    _paint_beach(canvas, size, rng)
    _paint_cliff(canvas, size, rng)
    _paint_lighthouse(canvas, (.775, .50) * size, .40 * min(size))
    _paint_pine(canvas, size, rng)
    return _finish(canvas, height, width)


def night_sky(height=448, width=448):
    """Paints the style picture: swirls, a moon and stars, in thick strokes of blue and gold.

    Args:
      height: int, pixels, 32 to 2048.
      width: int, pixels, 32 to 2048.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; always the same for the same size.
    """
    canvas, size = _stretch_canvas(height, width, channels=4)  # the fourth: how thick the paint is
    rng = np.random.default_rng(1889)
    plan = _plan_night(size)
    canvas[..., :3] = .6 * cv2.resize(plan[0], canvas.shape[1::-1])
    _brush(canvas, size, plan, rng, count=1300, wide=.034, long=.16, bristles=6)
    _brush(canvas, size, plan, rng, count=2300, wide=.021, long=.12, bristles=5)
    _brush(canvas, size, plan, rng, count=700, wide=.012, long=.08, bristles=3)
    unit = canvas.shape[1] / size[0]
    paint = cv2.GaussianBlur(canvas[..., 3].astype(np.float32), (0, 0), .0012 * unit)
    slope = cv2.Sobel(paint, cv2.CV_32F, 1, 0) + cv2.Sobel(paint, cv2.CV_32F, 0, 1)
    light = np.clip(1 - .0028 * slope * unit / FINE, .6, 1.5)  # from the upper left
    return _finish(canvas[..., :3] * light[..., None], height, width)


def _stretch_canvas(height, width, channels):
    """Returns a black canvas `[h, w, channels]` and its `[width, height]` in units."""
    unit = np.sqrt(height * width)
    times = max(1, int(np.ceil(FINE / unit)))
    # uint8, because cv2 draws smooth edges on nothing else.
    canvas = np.zeros((height * times, width * times, channels), np.uint8)
    return canvas, np.array([width, height]) / unit


def _finish(canvas, height, width):
    canvas = np.clip(canvas, 0, 255).astype(np.float32)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)[None]


def _grid(canvas):
    """Returns y `[h, 1]` and x `[1, w]`, as fractions of the picture."""
    height, width = canvas.shape[:2]
    return (np.arange(height)[:, None] + .5) / height, (np.arange(width)[None] + .5) / width


def _mix(a, b, amount):
    return a + (b - a) * amount


def _rgb(colours):
    """'ff8000 0080ff' -> float64 `[2, 3]`."""
    return np.reshape(list(bytes.fromhex(colours)), (-1, 3)).astype(float)


def _ramp(amount, colours):
    """Colours at `amount` 0..1 along an even scale of `colours`: `[...]` -> `[..., 3]`."""
    scale = _rgb(colours)
    even = np.linspace(0, 1, len(scale))
    return np.stack([np.interp(amount, even, channel) for channel in scale.T], -1)


def _ribbon(path, left, right):
    """Outline `[..., 2 * P, 2]` of the band between two offsets from `path` `[..., P, 2]`."""
    along = np.gradient(path, axis=-2)
    across = along[..., ::-1] * [-1, 1] / (np.linalg.norm(along, axis=-1, keepdims=True) + 1e-9)
    near, far = path + across * left[..., None], path + across * right[..., None]
    return np.concatenate([near, far[..., ::-1, :]], -2)


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


def _wash(canvas, outline, colour):
    """Fills `outline` `[P, 2]`, in units, with one colour, hexadecimal or numbers."""
    colour = _rgb(colour) if isinstance(colour, str) else colour
    points = np.round(outline * (16 * np.sqrt(canvas[..., 0].size))).astype(np.int32)
    cv2.fillPoly(canvas, [points], np.ravel(colour).tolist(), cv2.LINE_AA, 4)


def _glaze(canvas, outline, paint):
    """Fills `outline` with what the picture `paint` has there."""
    mask = np.zeros_like(canvas[..., :1])
    _wash(mask, outline, 255)
    canvas[:] = np.clip(_mix(canvas, paint, mask / 255), 0, 255)


def _dab(canvas, at, long, thick, turn, colours):
    """Lays a lens around each point `at` `[N, 2]`: a wave, a leaf, a blade of grass."""
    across = np.linspace(-.5, .5, 9)[:, None]
    long, thick, turn = (np.broadcast_to(v, len(at))[:, None] for v in (long, thick, turn))
    along = np.stack([long * np.cos(turn), long * np.sin(turn)], -1)
    path = at[:, None] + across * along
    belly = thick / 2 * np.cos(np.pi * across.T)
    for outline, colour in zip(_ribbon(path, -belly, belly), colours):
        _wash(canvas, outline, colour)


def _rugged(points, rng, roughness=.08):
    """Breaks a line in two again and again, each new corner a little off it: P -> 16 * P - 15."""
    for _ in range(4):
        span = np.diff(points, axis=0)
        off = span[:, ::-1] * [-1, 1] * rng.normal(0, roughness, (len(span), 1))
        points = np.insert(points, range(1, len(points)), points[:-1] + span / 2 + off, axis=0)
    return points


def _fractal(canvas, rng, rows, columns):
    """Smooth noise `[h, w]` around 0, of `rows` by `columns` cells and three finer octaves."""
    return sum(cv2.resize(rng.random((rows << k, columns << k), np.float32) - .5,
                          canvas.shape[1::-1], interpolation=cv2.INTER_CUBIC) / 2 ** k
               for k in range(4))


def _paint_sky(canvas, size, rng):
    y, x = _grid(canvas)
    glow = np.exp(-(x - SUN[0]) ** 2 / .09 - (y - SUN[1]) ** 2 / .03)[..., None]
    sky = _mix(_ramp(y / HORIZON, '265ca8 4a8cc6 8ebcd4 ecd6b2 ffbe76'), _rgb('ffe296'), .8 * glow)
    body = sum(dense * np.exp(-((x - u) / across) ** 2 - ((y - v) / down) ** 2)
               for u, v, across, down, dense in CLOUDS) + .9 * _fractal(canvas, rng, 9, 6)
    lift = .04 * len(y) * np.gradient(cv2.GaussianBlur(body, (0, 0), .008 * len(y)), axis=0)
    cloud = _ramp(.5 + lift, '7070a0 b09cb4 f8d6be fff6e2')  # lit from above
    canvas[:] = _mix(sky, cloud, .95 * np.clip(5 * body - 2.1, 0, 1)[..., None])
    for colour, ridge in (
            ('9696b8', [(-.1, .57), (0, .50), (.12, .47), (.25, .515), (.40, .545), (.56, .57)]),
            ('54628e', [(-.1, .57), (-.1, .42), (.05, .425), (.13, .48), (.20, .505), (.29, .57)])):
        _wash(canvas, _rugged(ridge * size, rng), colour)
    turn = np.linspace(0, 2 * np.pi, 48)
    _wash(canvas, SUN * size + .038 * np.stack([np.cos(turn), np.sin(turn)], -1), 'fffad6')


def _paint_sea(canvas, size, rng):
    y, x = _grid(canvas)
    near = np.clip((y - HORIZON) / (1 - HORIZON), 0, 1)
    gold = .65 * np.exp(-((x - SUN[0]) / (.05 + .25 * near)) ** 2) * (1 - .6 * near)
    sea = _ramp(near ** .8, 'e2be96 60a0b4 1e769c 0c5280 083e68')
    below = [(-.1, HORIZON), (1.1, HORIZON), (1.1, 1.1), (-.1, 1.1)] * size
    _glaze(canvas, below, _mix(sea, _rgb('ffd68c'), gold[..., None]))
    near = np.sort(rng.random(900) ** 1.5)  # far waves first
    u = rng.uniform(-.05, 1.05, 900)
    sun = np.exp(-((u - SUN[0]) / (.04 + .2 * near)) ** 2)
    light = np.where(rng.random(900) < .15 + .7 * sun, .6 + .4 * sun, .4 - .4 * near)
    long = (.02 + .16 * near) * rng.uniform(.5, 1.2, 900)
    light = _ramp(light * rng.uniform(.85, 1, 900), '083864 125888 4e8aa6 78bec8 ccceba fff0be')
    at = np.stack([u, _mix(HORIZON + .006, 1, near)], -1) * size
    _dab(canvas, at, long, .085 * long, 0, light)


def _paint_beach(canvas, size, rng):
    shore = np.array([(-.1, .80), (.08, .815), (.25, .86), (.42, .895), (.56, .90), (.70, .88)])
    beach = np.concatenate([_rugged(shore * size, rng), [(1.1, 1.1), (-.1, 1.1)] * size])
    dry = (_grid(canvas)[0] - .78) / .22 + .15 * _fractal(canvas, rng, 10, 6)
    _glaze(canvas, beach, _ramp(dry, '968070 e2be88 f6d69e d6a66e'))
    for lift, wide in ((.062, .004), (.032, .007), (0, .016)):
        foam = _rugged((shore - [0, lift]) * size, rng, .06)
        wide = wide * rng.uniform(.2, 1, len(foam))
        _wash(canvas, _ribbon(foam, -wide, .6 * wide), 'f6f8f4')


def _paint_cliff(canvas, size, rng):
    back, rim, foot = (_rugged(line * size, rng) for line in (
        [(.60, .52), (.66, .495), (.74, .48), (.86, .475), (.97, .465), (1.1, .45)],
        [(.60, .52), (.64, .575), (.72, .60), (.78, .66), (.88, .69), (1.1, .81)],
        [(.47, .91), (.58, .945), (.70, .94), (.82, .98), (.92, 1), (1.1, 1.08)]))
    _wash(canvas, np.concatenate([foot, foot[::-1] + [.05, .035]]), '966c60')  # its shadow
    _wash(canvas, np.concatenate([rim, foot[::-1]]), 'fcc682')
    seams = [_rugged([rim[k], (rim[k] + foot[k]) / 2, foot[k]], rng, .07)
             for k in (0, 8, 12, 14, 24, 30, 32, 41, 48, 51, 61, 67, 70, 80)]
    for k, (one, other) in enumerate(zip(seams, seams[1:])):
        rock = _rgb('fcc682 c47c5a 4c2e44')[k % 3]  # lit face, side face, cleft
        _wash(canvas, np.concatenate([one, other[::-1]]), _mix(rock, _rgb('5c4062'), .05 * k))
    beds = 1 + .6 * _fractal(canvas, rng, 40, 14)[..., None]
    _glaze(canvas, np.concatenate([seams[0], foot, rim[::-1]]), canvas * beds)
    lawn = _ramp(1 - (_grid(canvas)[0] - .44) / .3, GRASS)
    _glaze(canvas, np.concatenate([back, rim[::-1]]), lawn)
    near, k = np.sort(rng.random(420)), rng.integers(0, len(rim), 420)
    tall = (.007 + .0003 * near * k) * rng.uniform(.6, 1.4, 420)
    _dab(canvas, _mix(back[k], rim[k], near[:, None]), tall, .15 * tall,
         rng.normal(-1.1, .15, 420), _ramp(rng.random(420), GRASS))


def _paint_lighthouse(canvas, at, scale):
    for colour, left, right, foot, top, draw in LIGHTHOUSE:
        for lit, shade in ((0, 0), (.45, .25), (.75, .55)):  # from the left, in three flat tones
            low, high = _mix(left, right, lit), _mix(left + draw, right - draw, lit)
            corners = np.array([(low, foot), (right, foot), (right - draw, top), (high, top)])
            _wash(canvas, at + scale * corners, _mix(_rgb(colour), _rgb('363e7a'), shade))


def _paint_pine(canvas, size, rng):
    for wide, limb in ((.010, [(.05, .62), (.02, .5), (-.02, .44)]),
                       (.010, [(.055, .55), (.10, .45), (.17, .385)]),
                       (.020, [(.035, .99), (.065, .75), (.045, .55), (.085, .34), (.12, .25)])):
        path = _rugged(limb * size, rng, .06)
        wide = np.linspace(wide, .3 * wide, len(path))
        _wash(canvas, _ribbon(path, -wide, wide), '42282c')
        _wash(canvas, _ribbon(path, .35 * wide, wide), 'b06848')  # the side to the sun
    for u, v, reach in ((0, .42, .09), (.175, .375, .085), (.02, .29, .11), (.13, .235, .12)):
        leaf = np.clip(rng.normal(0, 1, (170, 2)), -1.8, 1.8) * [.5, .2]
        light = leaf @ [.3, -.84] + rng.normal(.4, .1, 170)
        _dab(canvas, (u, v) * size + reach * leaf, .038, .016, rng.normal(0, .5, 170),
             _ramp(light, '0c2628 184634 467038 b0aa4c'))
    dune = _rugged([(-.1, .89), (.05, .885), (.14, .93), (.21, .97), (.30, 1.1), (-.1, 1.1)] * size,
                   rng)
    _wash(canvas, dune, '1e3e30')
    tall = rng.uniform(.03, .07, 150)
    _dab(canvas, dune[np.sort(rng.integers(0, 64, 150))] + rng.uniform(-.01, .1, (150, 1)) * [0, 1],
         tall, .15 * tall, rng.normal(-1.1, .25, 150), _ramp(rng.random(150), GRASS))


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


def _plan_night(size):
    """Returns maps of 256 cells a unit: colour `[h, w, 3]`, stroke angle, share of its length."""
    columns, rows = np.round(256 * size).astype(int)
    y, x = np.broadcast_arrays(*_grid(np.empty((rows, columns))))

    def around(u, v, sense, pull):
        dx, dy = (x - u) * size[0], (y - v) * size[1]
        far = np.hypot(dx, dy) + 1e-6
        wind = np.stack([-sense * dy - pull * dx, sense * dx - pull * dy]) / far
        return far, sense * np.arctan2(dy, dx), wind

    # The wind blows along the level lines of `stream`, and so do its bands of light and dark.
    stream = (y + .22 * x + .06 * np.sin(2 * np.pi * (1.05 * x + .35 * y + .45))
              + .03 * np.sin(2 * np.pi * (2.3 * x - .7 * y)))
    down, right = np.gradient(stream)
    wind = np.stack([down, -right]) / np.hypot(down, right)
    band, share = np.sin(13 * np.pi * stream), np.ones_like(x)
    gold = np.clip(np.sin(2 * np.pi * (1.2 * x - .9 * y + .3)), 0, 1) * np.clip(band, 0, 1) ** 2
    for u, v, radius, sense in SWIRLS:
        far, turn, spiral = around(u, v, sense, .25)
        inside = np.exp(-(far / radius) ** 4)
        wind = _mix(wind, spiral, inside)
        band = _mix(band, np.sin(2 * turn + 11 * np.log(far / radius + .12)), inside)
        gold += np.exp(-(far / (.27 * radius)) ** 2)
    colour = _mix(_ramp(.5 + .5 * band, ULTRAMARINE), _ramp(.5 + .5 * band, TEAL),
                  np.clip(1.3 * y - .2, 0, 1)[..., None])
    colour = _mix(colour, _rgb('fcd686'), np.clip(.95 * gold, 0, .85)[..., None])
    for u, v, radius, sense, warmth in STARS:
        far, _, ring = around(u, v, sense, 0)
        inside = np.exp(-(far / (.95 * radius)) ** 6)
        wind = _mix(wind, ring, inside)
        light = _mix(_ramp(far / radius, PALE), _ramp(far / radius, WARM), warmth)
        colour = _mix(colour, light, inside[..., None])
        # A long stroke would cut across a small ring.
        share = np.minimum(share, _mix(1, np.clip(7 * far, .3, 1), inside))
    return colour.astype(np.float32), np.arctan2(wind[1], wind[0]), share


def _brush(canvas, size, plan, rng, count, wide, long, bristles):
    """Lays `count` strokes, `wide` by `long` (units), on a uint8 canvas `[h, w, 4]`."""
    colour, angle, share = plan
    cells = np.array(angle.shape)[::-1]

    def look(chart, at):
        column, row = np.clip(at / size * cells, 0, cells - 1).astype(int).T
        return chart[row, column]

    # An additive recurrence covers the canvas evenly, without a grid that the eye would find.
    spread = np.arange(count)[:, None] * [.7548776662, .5698402910] % 1
    start = rng.permutation(1.08 * spread - .04) * size
    wide = wide * rng.uniform(.65, 1.35, count) * look(share, start) ** .5
    long = long * rng.uniform(.6, 1.3, count) * look(share, start)
    path = [start]
    for _ in range(4):  # the stroke grows from its middle, four steps each way
        for tip, sense in ((path[0], -1), (path[-1], 1)):
            turn = look(angle, tip)
            tip = tip + sense * np.stack([np.cos(turn), np.sin(turn)], -1) * long[:, None] / 8
            path = path + [tip] if sense > 0 else [tip] + path
    body = np.interp(np.linspace(0, 1, 9), [0, .12, .6, 1], [.45, 1, .95, .25]) * wide[:, None]
    edges = np.linspace(-.5, .5, bristles + 1)
    outlines = np.stack([_ribbon(np.stack(path, 1), body * near, body * far)
                         for near, far in zip(edges, edges[1:])], 1)
    outlines = np.round(outlines * canvas.shape[1] / size[0] * 16).astype(np.int32)

    paint = np.empty((count, bristles, 4))
    paint[..., :3] = (look(colour, start) * rng.normal(1, .13, (count, 1))
                      + rng.normal(0, 8, (count, 3)))[:, None]
    paint[..., :3] += rng.normal(0, 9, (count, bristles, 1))
    paint[..., 3] = rng.uniform(70, 140, (count, 1)) + rng.uniform(0, 50, (count, bristles))
    paint[:, [0, -1], 3] += 50  # the brush pushes the paint to its sides
    for stroke, loads in zip(outlines, np.clip(paint, 0, 255).tolist()):
        for bristle, load in zip(stroke, loads):
            cv2.fillPoly(canvas, [bristle], load, cv2.LINE_AA, 4)
