"""The pictures of the figures: one's own, or painted samples for whoever has none."""

import glob
import os

import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.errors import UserError

SIDE = 384  # pixels, the long side of a painted sample
TURNS = 7  # ways in which a sample is recoloured
STYLES = 25  # of the tutorial's sheet
PATCHES = 3  # that excite a channel most, each of another picture
LOWERCASE = set('van der de da di la el von the of in a and on at del per'.split())
NUMERALS = {'i', 'ii', 'iii', 'vii', 'viii'}
CREDITS = {  # of files with these names, for titles
    'coastal_scene': 'Théo van Rysselberghe, Coastal Scene',
    'starry_night': 'Vincent van Gogh, The Starry Night',
}


def coast():
    """A painted coast: float32 `[1, 288, 384, 3]`, RGB, 0..255, as each of these pictures."""
    return samples.coastal_scene(SIDE * 3 // 4, SIDE)


def strokes():
    """A night sky in strokes: float32 `[1, 288, 384, 3]`, RGB, 0..255."""
    return samples.night_sky(SIDE * 3 // 4, SIDE)


def bricks():
    """A brick wall: float32 `[1, 288, 384, 3]`, RGB, 0..255."""
    return samples.brick_wall(SIDE * 3 // 4, SIDE)


def dots():
    """The painted coast in dots of pure colours, after the pointillists.

    Returns:
      float32 `[1, 288, 384, 3]`, RGB, 0..255.
    """
    rng = np.random.default_rng(0)
    canvas = np.full((SIDE * 3 // 4, SIDE, 3), 235.0, np.float32)
    colours = images.resize(coast(), (SIDE * 3 // 4, SIDE))[0]
    height, width = canvas.shape[:2]
    y, x = np.mgrid[:height, :width]
    for centre_y, centre_x in rng.uniform((0, 0), (height, width), (6000, 2)):
        radius = rng.uniform(2.2, 3.8)
        top, left = max(0, int(centre_y) - 4), max(0, int(centre_x) - 4)
        part = np.s_[top : top + 9, left : left + 9]
        inside = (y[part] - centre_y) ** 2 + (x[part] - centre_x) ** 2 < radius**2
        colour = colours[int(centre_y), int(centre_x)]
        mean = colour.mean()  # purer than it is, and a little lighter or darker
        canvas[part][inside] = np.clip(mean + 1.7 * (colour - mean) + rng.normal(0, 28, 3), 0, 255)
    return canvas[np.newaxis]


PAINTED = {'coast': coast, 'strokes': strokes, 'dots': dots, 'bricks': bricks}
TITLES = {'coast': 'a painted coast', 'strokes': 'a painted night sky',
          'dots': 'the coast in dots', 'bricks': 'a painted wall'}  # fmt: skip


def files(folder, what, least=1):
    """The picture files of a folder, in order of their names.

    Args:
      folder: str.
      what: str, the flag that named it.
      least: int, how many pictures are needed.

    Returns:
      list of paths.

    Raises:
      UserError: if there are none, or fewer than are needed.
    """
    found = [p for p in sorted(glob.glob(os.path.join(glob.escape(folder), '*')))
             if p.lower().endswith(images.EXTENSIONS)]  # fmt: skip
    if not found:
        raise UserError(f'{what} {folder} holds no pictures: give a folder of JPEG or PNG files')
    if len(found) < least:
        raise UserError(
            f'{what} {folder} holds too few pictures, {len(found)}: patches are cut from {least} '
            'or more; give --photos and a folder with more'
        )
    return found


def prepare(root, own, paintings=None, with_styles=True):
    """The paths of all pictures; those that are not one's own are painted into `root/pictures`.

    Args:
      root: str, a folder.
      own: {'strokes': path, ...}, with None for those to be painted.
      paintings: str, a folder of pictures in whose styles the tutorial's sheet is painted; None:
        the painted samples in other colours.
      with_styles: bool, whether these samples are needed; if not, only their paths come back.

    Returns:
      `({name: path}, [paths of the styles])`.

    Raises:
      UserError: if a picture or a folder cannot be read.
    """
    for path in filter(None, own.values()):
        images.load(path)
    paths = {name: os.path.abspath(own.get(name) or _place(root, name)) for name in PAINTED}
    missing = [name for name, path in paths.items() if not os.path.exists(path)]
    styles = chosen(paintings) if paintings else []
    os.makedirs(os.path.join(root, 'pictures'), exist_ok=True)
    for name in missing:
        images.save(paths[name], PAINTED[name]())
    if not paintings:
        styles = [_place(root, f'{name}_{turn}') for name in PAINTED for turn in range(TURNS)]
        if with_styles and not all(map(os.path.exists, styles[:STYLES])):
            for name in PAINTED:
                painted = PAINTED[name]()
                for turn in range(TURNS):
                    images.save(_place(root, f'{name}_{turn}'), _other(painted, turn))
    return paths, styles[:STYLES]


def chosen(folder):
    """The paths of the styles, spread over the pictures of a folder."""
    found = files(folder, '--paintings')
    count = min(STYLES, len(found))
    return [os.path.abspath(found[i * len(found) // count]) for i in range(count)]


def _place(root, name):
    return os.path.abspath(os.path.join(root, 'pictures', f'{name}.png'))


def _other(picture, turn):
    """A picture with its colours in another order: six of them, and one upside down."""
    order = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (1, 2, 0)][turn]
    picture = picture[:, ::-1] if turn == 6 else picture
    return picture[..., order]


def title(path):
    """`vincent_van_gogh__irises.jpg` as 'Vincent van Gogh, Irises'."""
    stem = os.path.splitext(os.path.basename(path))[0]
    if stem in CREDITS:
        return CREDITS[stem]
    if stem in TITLES:
        return TITLES[stem]
    painter, _, name = stem.partition('__')
    return ', '.join(_in_capitals(part) for part in (painter, name) if part)


def _in_capitals(words):
    """`portrait_of_maximilian_i` as 'Portrait of Maximilian I'."""
    found = [
        word.upper() if word in NUMERALS else word if word in LOWERCASE else word.capitalize()
        for word in words.split('_')
    ]
    first = found[0][:1].upper() + found[0][1:] if found else ''
    return ' '.join([first, *found[1:]])
