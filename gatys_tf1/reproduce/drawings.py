"""Sheets, plots and diagrams of a figure, from the pictures of its runs. No TensorFlow in here."""

import glob
import os
from typing import NamedTuple

import cv2
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from gatys_tf1 import images, sheets
from gatys_tf1.colours import LUMA
from gatys_tf1.files import atomic_write
from gatys_tf1.reproduce import pictures, plan
from gatys_tf1.reproduce.entries import At, Crop, Picture
from gatys_tf1.run import folder

LARGEST, SMALLEST = 224, 100  # pixels: heights of a picture on a sheet


class Made(NamedTuple):
    """What a figure is drawn from."""

    root: str  # the drawings' folder
    figure: object  # `entries.Figure`
    planned: list  # of its `plan.Planned`
    paths: dict  # of the pictures, by name
    photos: list  # paths of pictures that patches are cut from
    checkpoint: str | None = None

    def path(self, what=''):
        """The path of a drawing."""
        name = f'{self.figure.name}-{what}' if what else self.figure.name
        return os.path.join(self.root, f'{name}.png')

    def folder(self, run):
        """The folder of a run of the figure."""
        names = [p.name for p in self.planned if same(p.run, run)]
        return os.path.join(self.root, 'runs', names[0])

    def final(self, run):
        """The final picture of a run of the figure: float32 `[1, h, w, 3]`, RGB, 0..255."""
        return images.load(os.path.join(self.folder(run), 'final.png'))

    def picture(self, name, height=None):
        """A picture of `paths`, by name; resized to a height in pixels, if one is given.

        Returns:
          float32 `[1, h, w, 3]`, RGB, 0..255.
        """
        image = images.load(self.paths[name])
        return image if height is None else to_height(image, height)


def same(one, other):
    """Whether two entries are the same run."""
    return (one.command, one.here) == (other.command, other.here)


def to_height(image, height):
    """A picture resized to a height, its aspect kept.

    Args:
      image: float32 `[1, h, w, 3]`, RGB, 0..255.
      height: int, in pixels.

    Returns:
      float32 `[1, height, width, 3]`, RGB, 0..255; a width of 1 at least.
    """
    return images.resize(image, (height, max(1, round(image.shape[2] * height / image.shape[1]))))


# --- the table's own rows ------------------------------------------------------------------------


def sheet(made):
    """Draws the rows of the table as a sheet; returns its path."""
    rows = [[panel_image(made, panel) for panel in row] for row in made.figure.rows]
    tallest = max(
        (image.shape[1] for row, shown in zip(made.figure.rows, rows)
         for panel, image in zip(row, shown) if not isinstance(panel, (Picture, Crop))),
        default=LARGEST,
    )  # fmt: skip
    height = min(tallest, LARGEST) * (2 if tallest < SMALLEST else 1)
    columns = max(map(len, rows))
    panels = []
    for row, shown in zip(made.figure.rows, rows):
        panels += [sheets.Panel(title(made, panel), image) for panel, image in zip(row, shown)]
        panels += [sheets.Panel('', np.full((1, 1, 1, 3), 255.0, np.float32))] * (
            columns - len(row)
        )
    sheets.save(made.path(), made.figure.title, panels, columns, height)
    return made.path()


def panel_image(made, panel):
    """The picture of a panel of the table."""
    if isinstance(panel, Picture):
        return images.resize(made.picture(panel.name), LARGEST)
    if isinstance(panel, At):
        (steps,) = (p.scale.steps for p in made.planned if same(p.run, panel.run))
        name = plan.stage(panel.run, steps, panel.share)
        return images.load(os.path.join(made.folder(panel.run), name))
    if isinstance(panel, Crop):
        image = panel_image(made, panel.of)
        side = min(panel.side, *image.shape[1:3])
        top, left = ((length - side) // 2 for length in image.shape[1:3])
        return image[:, top : top + side, left : left + side]
    return made.final(panel)


def title(made, panel):
    """The words above a panel; a picture without them has its painter's and its own."""
    if isinstance(panel, Crop):
        return f'{title(made, panel.of)}: {panel.side}x{panel.side} of it'
    if isinstance(panel, Picture):
        return panel.title or pictures.title(made.paths[panel.name])
    return panel.title


def arrangement(image, original):
    """How much of a picture's arrangement another one has: the correlation of 8x8 brightnesses.

    Args:
      image, original: float32 `[1, h, w, 3]`, RGB, 0..255, each of its own size.

    Returns:
      float, -1..1: 1 for the same arrangement, 0 for an unrelated one, -1 for its negative.
    """
    small = [images.resize(x, (8, 8))[0] @ LUMA for x in (image, original)]
    return float(np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1])


# --- further drawings: each returns its paths, and sentences that belong to them -----------------


def edges(made):
    """Differences along x and y, and Sobel's edges, of the content and before and after."""
    before, after = (made.final(p.run) for p in made.planned)
    content = images.resize(made.picture('coast'), before.shape[1:3])
    panels = []
    for name, image in (('the content', content), ('before', before), ('after', after)):
        gray = image[0] @ LUMA
        along_x, along_y = np.diff(gray, axis=1), np.diff(gray, axis=0)
        sobel = np.hypot(*(cv2.Sobel(gray, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))) / 4
        panels.append(sheets.Panel(name, image))
        for what, values, middle in (
            ('differences along x', along_x, 127.5), ('along y', along_y, 127.5),
            ('Sobel', sobel, 0.0),
        ):  # fmt: skip
            mean = float(np.abs(values).mean())
            shown = np.clip(middle + 3 * values, 0, 255)[np.newaxis, ..., np.newaxis]
            panels.append(sheets.Panel(f'{what}: mean {mean:.1f}', shown.repeat(3, axis=3)))
    sheets.save(made.path(), made.figure.title, panels, 4, 2 * before.shape[1])
    return [made.path()], []


def shift_diagram(made):
    """Draws how features meet their own shifted copy."""
    image = images.to_uint8(made.picture('bricks', 90))[0]
    height, width = image.shape[:2]
    shift = height // 5
    canvas = Canvas(figsize=(10, 2.9), layout='constrained')
    for axes, (dx, dy) in zip(canvas.subplots(1, 3), ((0, 0), (shift, 0), (0, shift))):
        axes.imshow(image, extent=(0, width, height, 0))
        if dx or dy:
            axes.imshow(image, extent=(-dx, width - dx, height - dy, -dy), alpha=0.5)
            box = Rectangle((0, 0), width - dx, height - dy, fill=False, lw=2, ec='crimson')
            axes.add_patch(box)
        axes.set(xlim=(-shift - 2, width + 2), ylim=(height + 2, -shift - 2))
        axes.set_axis_off()
        way = 'to the right' if dx else 'down'
        axes.set_title(
            f'$F(x)$ and $F(x+\\delta)$, $\\delta$ {way}' if dx or dy else 'features $F(x)$',
            fontsize=10,
        )
    canvas.suptitle(
        r'$G_{ij}=\sum_x F_i(x)\,F_j(x+\delta)$ over the framed positions, which both cover',
        fontsize=11,
    )
    with atomic_write(made.path('diagram')) as temporary:
        canvas.savefig(temporary, dpi=100)
    return [made.path('diagram')], []


def pixel_errors(made):
    """How far each run's pictures are from the picture that they reconstruct, over the steps."""
    canvas = Canvas(figsize=(8, 3.6), layout='constrained')
    axes, notes = canvas.subplots(), []
    for planned in made.planned:
        kept = sorted(glob.glob(os.path.join(glob.escape(made.folder(planned.run)), 'image_*.png')))
        shown = {int(path[-9:-4]): images.load(path) for path in kept}
        target = images.resize(
            made.picture('dots'), next(iter(shown.values())).shape[1:3], 'bilinear'
        )
        errors = {step: float(np.abs(x - target).mean()) for step, x in shown.items() if step}
        axes.plot(list(errors), list(errors.values()), label=planned.run.title, marker='o')
        least, last = min(errors, key=errors.get), max(errors)
        notes.append(
            f'{planned.run.title}: {errors[last]:.1f} grey levels from the painting after {last:,} '
            f'steps; the closest of the saved pictures, after {least:,}: {errors[least]:.1f}.'
        )
    axes.set(xlabel='step', ylabel='mean difference from the picture', xscale='log')
    axes.grid(alpha=0.3)
    axes.legend(fontsize='small')
    with atomic_write(made.path('pixels')) as temporary:
        canvas.savefig(temporary, dpi=100)
    return [made.path('pixels')], notes


def curves(made):
    """Plots the total loss of each run of a figure, a `Made`, over the steps; returns the path."""
    canvas = Canvas(figsize=(8, 4), layout='constrained')
    axes = canvas.subplots()
    for planned in made.planned:
        rows = folder.read_losses(made.folder(planned.run))
        key = folder.total_of(rows[-1])
        axes.plot([r['step'] + 1 for r in rows], [r[key] for r in rows],
                  label=planned.run.title, lw=1.2)  # fmt: skip
    axes.set(xlabel='evaluations', ylabel='loss', xscale='log', yscale='log')
    axes.grid(alpha=0.3)
    axes.legend(fontsize='small')
    with atomic_write(made.path('curves')) as temporary:
        canvas.savefig(temporary, dpi=100)
    return made.path('curves')
