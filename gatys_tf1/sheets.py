"""Sheets: pictures side by side, with titles by Matplotlib, or as a plain table.

A picture is a float32 array `[1, height, width, 3]`, RGB, 0..255, as everywhere (images.py). No
TensorFlow in here.
"""

import textwrap
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from gatys_tf1 import images
from gatys_tf1.files import atomic_write

DPI = 100
GAP, LINE = 10, 16  # pixels: between pictures; a line of a title
CELL_GAP = 4  # white pixels between the cells of a table
LETTER = 6.2  # pixels, the mean width of a letter of size 8; bold and of size 10: 1.4 times that


class Panel(NamedTuple):
    """A picture on a sheet, and the words above it."""

    title: str
    image: np.ndarray  # float32 [1, height, width, 3], RGB, 0..255


def save(path, heading, panels, columns=None, height=None):
    """Draws a sheet: a heading, and panels from left to right, top to bottom.

    Args:
      path: str that ends in `.png` or `.jpg`; written whole or not at all.
      heading: str.
      panels: list of `Panel`.
      columns: int, panels per row; None for one row.
      height: int, pixels, at which each picture is drawn; None for the height of the first one.
        Enlarged pictures keep the edges of their pixels.
    """
    columns = min(columns or len(panels), len(panels))
    height = height or panels[0].image.shape[1]
    rows = [panels[start : start + columns] for start in range(0, len(panels), columns)]
    widths = [max(_width(row[i], height) for row in rows if i < len(row)) for i in range(columns)]
    titles = [
        [_wrap(panel.title, width / LETTER) for panel, width in zip(row, widths)] for row in rows
    ]
    lines = [max(len(title) for title in row) for row in titles]
    total_width = sum(widths) + GAP * (columns + 1)
    headings = _wrap(heading, total_width / (1.4 * LETTER))
    top = GAP + 1.25 * LINE * len(headings)
    total_height = round(top + sum(LINE * count + 4 + height + GAP for count in lines))

    figure = Figure(figsize=(total_width / DPI, total_height / DPI), dpi=DPI)
    figure.text(0.5, 1 - GAP / 2 / total_height, '\n'.join(headings), ha='center', va='top',
                fontsize=10, weight='bold')  # fmt: skip
    for row, row_titles, count in zip(rows, titles, lines):
        top += LINE * count + 4
        left = GAP
        for panel, title, column_width in zip(row, row_titles, widths):
            width = _width(panel, height)
            x = left + (column_width - width) / 2
            axes = figure.add_axes((x / total_width, 1 - (top + height) / total_height,
                                    width / total_width, height / total_height))  # fmt: skip
            axes.set_axis_off()
            enlarged = panel.image.shape[1] <= height
            # Whole numbers 0..255, and not floats.
            axes.imshow(images.to_uint8(panel.image)[0], aspect='auto',
                        interpolation='nearest' if enlarged else 'antialiased')  # fmt: skip
            figure.text((left + column_width / 2) / total_width, 1 - (top - 4) / total_height,
                        '\n'.join(title), ha='center', va='bottom', fontsize=8)  # fmt: skip
            left += column_width + GAP
        top += height + GAP
    with atomic_write(path) as temporary:
        figure.savefig(
            temporary, pil_kwargs={'quality': 88} if str(path).endswith('.jpg') else None
        )


def save_grid(path, heading, row_titles, column_titles, rows, height):
    """Draws a sheet of rows and columns: titles beside and above, each panel's own words below it.

    Args:
      path: str that ends in `.png` or `.jpg`; written whole or not at all.
      heading: str.
      row_titles: list of str, one per row, drawn upright beside it; empty strings take no room.
      column_titles: list of str, one per column.
      rows: list of lists of `Panel`.
      height: int, pixels, of the tallest picture; no picture is enlarged.
    """
    tall = min(height, max(panel.image.shape[1] for row in rows for panel in row))
    cells = [[images.resize(p.image, _fitting(p.image, tall)) for p in row] for row in rows]
    wide = max(max(cell.shape[2] for row in cells for cell in row), 120)
    words = [[_wrap(panel.title, wide / LETTER)[:4] for panel in row] for row in rows]
    lines = [max(len(one) for one in row) for row in words]
    titles = [_wrap(title, wide / (1.25 * LETTER)) for title in column_titles]
    left = GAP + LINE * any(row_titles)
    width = left + (wide + GAP) * len(column_titles)
    headings = _wrap(heading, width / (1.4 * LETTER))
    # Whole pixels throughout: they are copied as they are. (Axes of Matplotlib 3.10 add a column.)
    top = GAP + round(1.25 * LINE * len(headings)) + LINE * max(map(len, titles)) + 4
    total = top + sum(tall + LINE * count + GAP for count in lines)

    figure = Figure(figsize=(width / DPI, total / DPI), dpi=DPI)

    def write(x, y, text, va, size, weight='normal', rotation=0):
        figure.text(x / width, 1 - y / total, '\n'.join(text), ha='center', va=va,
                    fontsize=size, weight=weight, rotation=rotation)  # fmt: skip

    write(width / 2, GAP / 2, headings, 'top', 10, 'bold')
    for column, title in enumerate(titles):
        x = left + column * (wide + GAP) + wide / 2
        write(x, top - 4, title, 'bottom', 9, 'bold')
    for row_title, row, row_words, count in zip(row_titles, cells, words, lines):
        write(GAP + LINE / 2, top + tall / 2, [row_title], 'center', 9, 'bold', rotation=90)
        for column, (cell, text) in enumerate(zip(row, row_words)):
            _, h, w, _ = cell.shape
            x = left + column * (wide + GAP) + (wide - w) // 2
            figure.figimage(images.to_uint8(cell)[0], x, total - top - h)  # pixel by pixel
            write(x + w / 2, top + h + 3, text, 'top', 8)
        top += tall + LINE * count + GAP
    with atomic_write(path) as temporary:
        figure.savefig(
            temporary, pil_kwargs={'quality': 88} if str(path).endswith('.jpg') else None
        )


def _fitting(image, height):
    """`(height, width)` of a picture that is at most so high."""
    _, h, w, _ = image.shape
    factor = min(1.0, height / h)
    return max(1, round(h * factor)), max(1, round(w * factor))


def _wrap(text, letters):
    """Lines of at most so many letters; line breaks in the text are kept."""
    return [line for part in text.split('\n') for line in textwrap.wrap(part, max(8, int(letters)))]


def _width(panel, height):
    """The width in pixels at which a panel's picture is drawn."""
    return max(1, round(panel.image.shape[2] * height / panel.image.shape[1]))


def mosaic(pictures, columns, gap=1, enlarge=1):
    """Many small pictures as one, in rows, on white.

    Args:
      pictures: array `[n, height, width]` (gray) or `[n, height, width, 3]`, 0..255.
      columns: int.
      gap: int, white pixels between two pictures, after enlarging.
      enlarge: int, the side of the square that each pixel becomes.

    Returns:
      float32 array `[1, rows * (height + gap) - gap, columns * (width + gap) - gap, 3]`.
    """
    pictures = np.asarray(pictures, np.float32)
    if pictures.ndim == 3:
        pictures = np.repeat(pictures[..., np.newaxis], 3, axis=3)
    pictures = pictures.repeat(enlarge, axis=1).repeat(enlarge, axis=2)
    count, height, width, _ = pictures.shape
    rows = -(-count // columns)
    sheet = np.full(
        (1, rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 255, np.float32
    )
    for number, picture in enumerate(pictures):
        y, x = (number // columns) * (height + gap), (number % columns) * (width + gap)
        sheet[0, y : y + height, x : x + width] = picture
    return sheet


def contents_by_styles(results, contents, styles, cell=192):
    """Lays out the results of every content in every style.

    Several contents make a table, with the contents in the first column and the styles in the first
    row. A single content makes a square, with each style as an inset in its result.

    Args:
      results: list of rows, one per content, each a list of float32 `[1, h, w, 3]`, RGB, 0..255:
        one per style, or a single one if the styles were mixed.
      contents, styles: lists of float32 `[1, h, w, 3]`.
      cell: int, pixels, the long side of a picture on the sheet.

    Returns:
      float32 array `[1, height, width, 3]`.
    """
    mixed = len(results[0]) != len(styles)
    if len(contents) == 1 and not mixed:
        cells = [_with_inset(*pair, cell) for pair in zip(results[0], styles)]
        columns = int(np.ceil(np.sqrt(len(cells))))
        return _grid([cells[i : i + columns] for i in range(0, len(cells), columns)], cell)
    top = [] if mixed else [[None, *styles]]
    return _grid(top + [[content, *row] for content, row in zip(contents, results)], cell)


def _grid(rows, cell):
    """Pictures (or None) in rows, each resized to its cell and centred in it, on white."""
    columns = max(map(len, rows))
    rows = [[None if p is None else images.resize(p, cell)[0] for p in row] for row in rows]
    heights = [max(p.shape[0] for p in row if p is not None) for row in rows]
    page = np.full(
        (sum(heights) + CELL_GAP * (len(rows) - 1), (cell + CELL_GAP) * columns - CELL_GAP, 3),
        255.0,
    )
    top = 0
    for row, height in zip(rows, heights):
        for column, picture in enumerate(row):
            if picture is not None:
                y = top + (height - picture.shape[0]) // 2
                x = column * (cell + CELL_GAP) + (cell - picture.shape[1]) // 2
                page[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
        top += height + CELL_GAP
    return page[np.newaxis].astype(np.float32)


def _with_inset(result, style, cell):
    """A result of the cell's size, with the style at a quarter of that in the lower left corner."""
    result = images.resize(result, cell).copy()
    inset = images.resize(style, max(1, cell // 4))
    height, width = (min(a, b - 2) for a, b in zip(inset.shape[1:3], result.shape[1:3]))
    if min(height, width) > 0:
        result[:, -height - 2 :, : width + 2] = 255
        result[:, -height:, :width] = inset[:, :height, :width]
    return result
