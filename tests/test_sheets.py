"""Sheets: which picture stands where."""

import numpy as np
import PIL.Image
import pytest

from gatys_tf1 import sheets


def plain(value, height=20, width=40):
    """A picture of one gray."""
    return np.full((1, height, width, 3), value, np.float32)


def middles(page, rows, columns):
    """The values in the middle of each cell of a page."""
    height, width = page.shape[1:3]
    return [
        [page[0, int((r + 0.5) * height / rows), int((c + 0.5) * width / columns), 0]
         for c in range(columns)]
        for r in range(rows)
    ]  # fmt: skip


def test_table_of_contents_and_styles():
    """Catches rows and columns exchanged, and results beside the wrong content."""
    contents, styles = [plain(1), plain(2)], [plain(10), plain(20), plain(30)]
    results = [[plain(c + s) for s in (10, 20, 30)] for c in (1, 2)]
    page = sheets.contents_by_styles(results, contents, styles, cell=40)
    assert page.shape == (1, 3 * 20 + 2 * 4, 4 * 44 - 4, 3) and page.dtype == np.float32
    assert middles(page, 3, 4) == [[255, 10, 20, 30], [1, 11, 21, 31], [2, 12, 22, 32]]


def test_one_content_makes_a_square():
    """Catches 25 styles in one row, and insets of other styles: the DataLab tutorial's sheet."""
    styles = [plain(100 + n, 30, 30) for n in range(7)]
    page = sheets.contents_by_styles(
        [[plain(n, 40, 40) for n in range(7)]], [plain(200)], styles, cell=40
    )
    assert page.shape[1:3] == (3 * 44 - 4, 3 * 44 - 4)
    assert middles(page, 3, 3) == [[0, 1, 2], [3, 4, 5], [6, 255, 255]]
    for number in range(7):
        y, x = 44 * (number // 3), 44 * (number % 3)
        assert page[0, y + 37, x + 3, 0] == 100 + number  # lower left
        assert page[0, y + 3, x + 3, 0] == page[0, y + 37, x + 37, 0] == number


def test_mixed_styles_have_one_column():
    """Catches a header of styles over a result that is a mixture of them."""
    page = sheets.contents_by_styles(
        [[plain(5)], [plain(6)]], [plain(1), plain(2)], [plain(10)] * 3, cell=40
    )
    assert middles(page, 2, 2) == [[1, 5], [2, 6]]


@pytest.mark.parametrize('shape', [(1, 1), (1, 300), (300, 1), (5, 7)])
def test_pictures_of_any_shape(shape):
    """Catches an inset that is larger than its picture, and sides that are rounded to nothing."""
    picture = plain(9, *shape)
    page = sheets.contents_by_styles([[picture, picture]], [picture], [picture, plain(3)], cell=32)
    assert np.isfinite(page).all() and page.shape[2] == 2 * 32 + 4


# --- with titles ---------------------------------------------------------------------------------


def colour(red, green, blue, height=40, width=60):
    return np.full((1, height, width, 3), [red, green, blue], np.float32)


def test_a_sheet_shows_every_panel_in_its_place(tmp_path):
    """Catches panels in columns first, floats that show white, and a picture of the wrong size."""
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (90, 90, 90), (250, 250, 0)]
    panels = [sheets.Panel(f'number {n}', colour(*c)) for n, c in enumerate(colours)]
    sheets.save(tmp_path / 'sheet.png', 'five colours', panels, columns=3)
    with PIL.Image.open(tmp_path / 'sheet.png') as picture:
        pixels = np.asarray(picture.convert('RGB')).astype(int)
    centres = {}
    for c in colours:
        ys, xs = np.nonzero(np.abs(pixels - c).sum(axis=2) == 0)
        assert len(ys) == pytest.approx(40 * 60, rel=0.06), c
        centres[c] = ys.mean(), xs.mean()
    rows = [centres[c][0] for c in colours]
    assert rows[0] == rows[1] == rows[2] < rows[3] == rows[4]
    assert centres[colours[0]][1] < centres[colours[1]][1] < centres[colours[2]][1]
    assert centres[colours[3]][1] == pytest.approx(centres[colours[0]][1], abs=1)
    assert [name.name for name in tmp_path.iterdir()] == ['sheet.png']


def test_mosaic():
    """Catches rows for columns, and enlarging that smooths."""
    gray = np.arange(5, dtype=np.float32)[:, np.newaxis, np.newaxis] * np.ones((5, 2, 3))
    mosaic = sheets.mosaic(gray, columns=2, gap=1, enlarge=2)[0, ..., 0]
    assert mosaic.shape == (3 * 5 - 1, 2 * 7 - 1)
    assert [mosaic[0, 0], mosaic[0, 7], mosaic[5, 0], mosaic[5, 7], mosaic[10, 0]] == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert np.all(mosaic[4] == 255) and np.all(mosaic[:, 6] == 255) and mosaic[12, 9] == 255
