"""The pictures of a run as a GIF or an MP4, with its loss drawn along beneath them.

It is made of the run's `image_<step>.png`, `final.png` and `loss.csv`, so a run that was resumed is
shown from its start. No TensorFlow in here.
"""

import glob
import os
import re

import cv2
import numpy as np
import PIL.Image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gatys_tf1 import images
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder

KINDS = ('gif', 'mp4')
MOST_FRAMES = 200
SECONDS = 6.0  # from the start to the last step
HOLD = 2.0  # seconds for which the result stays
LONGEST_SIDE = 640  # pixels, of the pictures; larger ones are reduced
LEAST_WIDTH, STRIP = 320, 120  # pixels: of a frame; the height of the loss
DPI = 100


def write(out, kind):
    """Writes `animation.gif` or `animation.mp4` into a run's folder, whole or not at all.

    Args:
      out: str, the folder.
      kind: 'gif' or 'mp4'.

    Returns:
      its path.

    Raises:
      UserError: if the folder holds fewer than two pictures, or the file cannot be written.
    """
    steps = _steps(out)
    rows = folder.read_losses(out)
    if len(steps) < 2 or not rows:
        raise UserError(f'{out} holds no pictures of several steps: run with a lower --image-every')
    paths = [os.path.join(out, f'image_{step:05d}.png') for step in steps]
    if os.path.exists(os.path.join(out, 'final.png')):
        paths[-1] = os.path.join(out, 'final.png')
    _, height, width, _ = images.load(paths[-1]).shape
    factor = min(1.0, LONGEST_SIDE / max(height, width))
    size = max(1, round(height * factor)), max(1, round(width * factor))
    strips = _strips(rows, steps, max(size[1], LEAST_WIDTH))
    frames = [  # as bytes: floats would take four times the memory
        _frame(images.resize(images.load(one), size), strip) for one, strip in zip(paths, strips)
    ]
    path = os.path.join(out, f'animation.{kind}')
    with atomic_write(path) as temporary:
        if kind == 'gif':
            _write_gif(temporary, frames)
        else:
            _write_mp4(temporary, frames)
    return path


def _steps(out):
    """The steps of which there are pictures, ascending; not more than MOST_FRAMES."""
    names = map(os.path.basename, glob.glob(os.path.join(glob.escape(out), 'image_*.png')))
    found = [re.fullmatch(r'image_(\d+)\.png', name) for name in names]
    steps = sorted(int(match[1]) for match in found if match)
    chosen = np.linspace(0, len(steps) - 1, min(len(steps), MOST_FRAMES)).round().astype(int)
    return [steps[number] for number in chosen]


def _strips(rows, steps, width):
    """For each step the loss up to it: yields uint8 `[STRIP, width, 3]`, all on the same axes."""
    name = folder.total_of(rows[0]) or list(rows[0])[-1]
    x, y = (np.array([row[column] for row in rows], float) for column in ('step', name))
    figure = Figure(figsize=(width / DPI, STRIP / DPI), dpi=DPI)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((62 / width, 24 / STRIP, 1 - 74 / width, 1 - 44 / STRIP))
    axes.plot(x, y, color='0.87', lw=1)
    (line,) = axes.plot([], [], color='C0', lw=1.5)
    (dot,) = axes.plot([], [], 'o', color='C0', ms=4)
    axes.set_yscale('log' if y.min() > 0 else 'linear')
    axes.tick_params(labelsize=7)
    axes.minorticks_off()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.spines[['top', 'right']].set_visible(False)
    title = axes.set_title('', fontsize=8, loc='left', pad=3)
    for step in steps:
        seen = max(1, int((x <= step).sum()))
        line.set_data(x[:seen], y[:seen])
        dot.set_data(x[seen - 1 : seen], y[seen - 1 : seen])
        title.set_text(f'step {step}   {name} {y[seen - 1]:.3g}')
        canvas.draw()
        yield np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _frame(picture, strip):
    """A picture above its strip, on white: uint8 `[height, width, 3]` with even sides."""
    picture = images.to_uint8(picture)[0]
    height, width = picture.shape[:2]
    top, full = height + height % 2, strip.shape[1] + strip.shape[1] % 2
    frame = np.full((top + strip.shape[0], full, 3), 255, np.uint8)
    left = (full - width) // 2
    frame[:height, left : left + width] = picture
    frame[top:, : strip.shape[1]] = strip
    return frame


def _write_gif(path, frames):
    pictures = [PIL.Image.fromarray(frame) for frame in frames]
    # A palette of each frame's own: a common one has bands in every sky.
    pictures = [picture.quantize(255, dither=PIL.Image.Dither.FLOYDSTEINBERG)
                for picture in pictures]  # fmt: skip
    each = max(20, round(1000 * SECONDS / (len(frames) - 1)))
    durations = [each] * (len(frames) - 1) + [round(1000 * HOLD)]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=durations, loop=0, disposal=1
    )


def _write_mp4(path, frames):
    """gotcha: cv2-fails-silently. Nothing is raised where the writer could not be opened."""
    rate = max(2.0, (len(frames) - 1) / SECONDS)
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*'mp4v'), rate, (width, height))
    try:
        if not writer.isOpened():
            raise UserError(f'this OpenCV cannot write {path}: use --animate gif')
        for frame in [*frames, *[frames[-1]] * round(HOLD * rate)]:
            writer.write(frame[..., ::-1])  # gotcha: channels-are-bgr
    finally:
        writer.release()
    if not os.path.exists(path) or not os.path.getsize(path):
        raise UserError(f'{path} cannot be written: free some space')
