"""What the table of figures consists of: figures, rows of panels, runs of commands."""

from __future__ import annotations

from typing import NamedTuple


class Scale(NamedTuple):
    """How long a run is, and how large its picture."""

    steps: int | tuple[int, ...]
    size: int | tuple[int, ...] = 160  # pixels: the long side, or the side of a square; --scales
    rate: float | None = None  # Adam's learning rate; None: as the command has it


class Run(NamedTuple):
    """A run of a command. Runs with the same arguments are made once, whatever their titles."""

    title: str  # above its picture
    command: str  # as after `gatys-tf1`; {dots} is the path of that picture
    here: Scale  # what is run unless --published or --quick is given
    published: Scale | None = None  # what the source ran; None: this run is our own
    stages: int = 2  # pictures that are kept on the way
    least: int = 0  # pixels: the smallest size that its layers or shifts allow

    @property
    def square(self):
        return '--preset blog' in self.command


class Picture(NamedTuple):
    """A picture that runs start from or aim at."""

    name: str  # see pictures.py
    title: str = ''  # above it; '': its painter's name and its own


class At(NamedTuple):
    """The picture of a run after a share of its steps."""

    title: str
    run: Run
    share: float  # 0..1


class Crop(NamedTuple):
    """The middle of a picture, enlarged without smoothing."""

    of: Run | Picture
    side: int  # pixels of the picture


class Figure(NamedTuple):
    """A figure of a source: what it compares, and how that is laid out."""

    name: str  # of --figure
    source: str  # its key in docs/references.md
    title: str
    saw: str  # what the source saw
    see: str  # what we see
    holds: str  # whether what the source says holds, in a few words
    rows: tuple = ()  # of tuples of panels: Run, Picture, At, Crop
    curves: bool = False  # whether the losses of its runs are plotted
    arrangement: str = ''  # a picture: how much of its arrangement each run's result has
    sheet: bool = True  # whether the rows are drawn as they are
    drawings: tuple[str, ...] = ()  # what else is drawn: 'module.function' of this folder
    cut: str = ''  # what of the published settings was cut, and to what
    each: Run | None = None  # a run for each of the styles; {each} is the style's path
    quick: int = 0  # with --quick: so many runs; 0: all
    needs_full: bool = False  # whether the checkpoint must hold fc6, fc7 and fc8


def runs(figure):
    """The runs in a figure's rows, each once, in order."""
    found = {}
    for panel in (panel for row in figure.rows for panel in row):
        if isinstance(panel, (At, Crop)):
            panel = panel.run if isinstance(panel, At) else panel.of
        if isinstance(panel, Run):
            found.setdefault((panel.command, panel.here), panel)
    return list(found.values())
