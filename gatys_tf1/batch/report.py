"""What is made of a grid of runs: a sheet, their loss curves, a table, TensorBoard's HParams page.

Files in the folder of the grid: `sheet.png`, or one for each value of a third axis; `curves.png`;
`results.md`, beside the `results.csv` of jobs.py; an event file here and one in each run's folder.
"""

import os
from typing import NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from gatys_tf1 import images, sheets
from gatys_tf1.batch import hparams
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder

LARGEST = 256  # pixels, the height of a picture on a sheet
STYLES = ('-', '--', ':', '-.')


class Files(NamedTuple):
    """The files of a report."""

    sheets: list[str]
    curves: str | None  # None: no run has a loss
    table: str


def write(root, heading, axes, points, outcomes):
    """Writes the report of a grid.

    Args:
      root: str, its folder.
      heading: str, of the sheets.
      axes: list of `grid.Axis`.
      points: list of `grid.Point`.
      outcomes: list of `results.Outcome`, one for each point.

    Returns:
      `Files`.
    """
    hparams.write(root, axes, points, outcomes)
    return Files(
        _sheets(root, heading, axes, points, outcomes),
        _curves(root, heading, outcomes),
        _table(root, axes, points, outcomes),
    )


# --- pictures ------------------------------------------------------------------------------------


def _sheets(root, heading, axes, points, outcomes):
    paths = []
    third = range(len(axes[2].values)) if len(axes) == 3 else [None]
    for number in third:
        own = [
            (point, outcome) for point, outcome in zip(points, outcomes)
            if number is None or point.numbers[2] == number
        ]  # fmt: skip
        cells = [sheets.Panel(caption(outcome), picture(outcome)) for _, outcome in own]
        title, name = heading, 'sheet.png'
        if number is not None:
            title = f'{heading}: {axes[2].label(number)}'
            name = f'sheet-{own[0][0].name.split(",")[2]}.png'
        columns = axes[min(1, len(axes) - 1)]
        width = len(columns.values)
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        row_titles = [axes[0].label(n) for n in range(len(rows))] if len(axes) > 1 else ['']
        column_titles = [columns.label(n) for n in range(width)]
        paths.append(os.path.join(root, name))
        sheets.save_grid(paths[-1], title, row_titles, column_titles, rows, LARGEST)
    return paths


def caption(outcome):
    """What stands below a picture: its loss and steps, or why there is none."""
    if outcome.error:
        return outcome.error
    loss = '' if outcome.loss is None else f'loss {outcome.loss:.3g}, '
    steps = '' if outcome.step is None else f'{outcome.step} steps, '
    return f'{loss}{steps}{outcome.seconds:.0f} s'


def picture(outcome):
    """The result of a run, float32 `[1, h, w, 3]`; a white square if there is none."""
    for name in ('final.png', 'sheet.png'):
        path = os.path.join(outcome.folder, name)
        if os.path.exists(path):
            return images.load(path)
    return np.full((1, 64, 64, 3), 255, np.float32)


def _curves(root, heading, outcomes):
    """Draws every run's total over its steps; the order of the runs is the order of the colours."""
    figure = Figure(figsize=(9, 5.5), layout='constrained')
    axes = figure.subplots()
    drawn, positive = 0, True
    for number, outcome in enumerate(outcomes):
        rows = folder.read_losses(outcome.folder)
        total = folder.total_of(rows[0]) if rows else None
        if total is None:
            continue
        values = [row[total] for row in rows]
        positive = positive and min(values) > 0
        colour = colormaps['viridis'](0.92 * number / max(1, len(outcomes) - 1))
        axes.plot(
            [row['step'] for row in rows], values, color=colour, lw=1.3,
            ls=STYLES[number % len(STYLES)], label=outcome.job.name.replace(',', ', '),
        )  # fmt: skip
        drawn += 1
    if not drawn:
        return None
    axes.set(xlabel='step', ylabel='loss', title=heading, yscale='log' if positive else 'linear')
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    figure.legend(loc='outside right upper', fontsize='small', ncols=1 + drawn // 25)
    path = os.path.join(root, 'curves.png')
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=100)
    return path


# --- the table -----------------------------------------------------------------------------------


def _table(root, axes, points, outcomes):
    path = os.path.join(root, 'results.md')
    with atomic_write(path) as temporary:
        with open(temporary, 'w', encoding='utf-8') as file:
            file.write(table(axes, points, outcomes))
    return path


def table(axes, points, outcomes):
    """The runs as a table in Markdown, str."""
    names = [one.name for one in axes]
    lines = [[*names, 'loss', 'last step', 'seconds', 'memory, MB'], ['---'] * (len(names) + 4)]
    for point, outcome in zip(points, outcomes):
        values = [one.words(n) for one, n in zip(axes, point.numbers)]
        loss = '' if outcome.loss is None else f'{outcome.loss:.4g}'
        steps = '' if outcome.step is None else str(outcome.step)
        figures = [loss, steps, f'{outcome.seconds:.0f}', f'{outcome.memory / 1e6:.0f}']
        lines.append([*values, *([outcome.error, '', '', ''] if outcome.error else figures)])
    cells = [[cell.replace('|', '\\|') for cell in line] for line in lines]
    return ''.join(f'| {" | ".join(line)} |\n' for line in cells)
