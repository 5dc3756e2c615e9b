"""Many pictures on one sheet, to be compared at a glance. No TensorFlow in here."""

import numpy as np

from gatys_tf1 import images

GAP = 4  # white pixels between two cells


def sheet(results, contents, styles, cell=192):
    """Lays out results of contents times styles.

    Several contents make a table, with the contents in its first column and the styles in its first
    row. One content makes a square, with each style small in the corner of its result.

    Args:
      results: list of rows, one a content, each a list of float32 `[1, h, w, 3]`, RGB, 0..255:
        one a style, or one alone if they were mixed.
      contents, styles: lists of float32 `[1, h, w, 3]`.
      cell: int, pixels, the long side of each picture on the sheet.

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
    """Pictures (or None) in rows, each shrunk to the cell and in its middle, on white."""
    columns = max(map(len, rows))
    rows = [[None if p is None else images.resize(p, cell)[0] for p in row] for row in rows]
    heights = [max(p.shape[0] for p in row if p is not None) for row in rows]
    page = np.full((sum(heights) + GAP * (len(rows) - 1), (cell + GAP) * columns - GAP, 3), 255.0)
    top = 0
    for row, height in zip(rows, heights):
        for column, picture in enumerate(row):
            if picture is not None:
                y = top + (height - picture.shape[0]) // 2
                x = column * (cell + GAP) + (cell - picture.shape[1]) // 2
                page[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
        top += height + GAP
    return page[np.newaxis].astype(np.float32)


def _with_inset(result, style, cell):
    """A result of the cell's size, with the style at a quarter of it in the lower left corner."""
    result = images.resize(result, cell).copy()
    inset = images.resize(style, max(1, cell // 4))
    height, width = (min(a, b - 2) for a, b in zip(inset.shape[1:3], result.shape[1:3]))
    if min(height, width) > 0:
        result[:, -height - 2 :, : width + 2] = 255
        result[:, -height:, :width] = inset[:, :height, :width]
    return result
