"""From the table to runs: which commands, with which arguments, in which folders."""

import itertools
import os
import re
import shlex
from typing import NamedTuple

from gatys_tf1.reproduce.entries import Run, Scale, runs
from gatys_tf1.reproduce.figures import FIGURES

HERE, QUICK, PUBLISHED = 'here', 'quick', 'published'
SMALL = Scale(30, 96)  # with --quick
SMALL_SCALES = (48, 96)  # instead of several scales
ROWS = 500  # of loss.csv, at most


class Planned(NamedTuple):
    """A run of the table, as a command."""

    run: Run
    name: str  # of its folder
    command: str
    arguments: tuple[str, ...]
    scale: Scale
    picture: str | None = None  # the path of the style, for one of `Figure.each`


def plan(level, paths, styles):
    """Every run of the table; runs with the same arguments share a folder.

    Args:
      level: 'here', 'quick' or 'published'.
      paths: {name: path} of the pictures.
      styles: paths of the styles of `Figure.each`.

    Returns:
      {name of the figure: list of `Planned`}.
    """
    planned, names = {}, {}
    for figure in FIGURES.values():
        wanted = [(run, None) for run in runs(figure)]
        if figure.each:
            wanted += [(figure.each, path) for path in styles]
        if level == QUICK and figure.quick:
            wanted = wanted[:: -(-len(wanted) // figure.quick)]
        planned[figure.name] = []
        for run, style in wanted:
            command, arguments = words(run, level, paths | {'each': style})
            label = os.path.splitext(os.path.basename(style))[0] if style else run.title
            if (command, arguments) not in names:
                taken = names.values()
                name = slug(f'{figure.name}-{label}')
                others = (f'{name}-{number}' for number in itertools.count(2))
                free = next(n for n in itertools.chain([name], others) if n not in taken)
                names[command, arguments] = free
            name = names[command, arguments]
            entry = Planned(run, name, command, arguments, scale(run, level), style)
            planned[figure.name].append(entry)
    return planned


def words(run, level, paths):
    """A run's command and its arguments, as a tuple.

    Args:
      run: `Run`.
      level: see `plan`.
      paths: {name: path} for the names in braces.
    """
    command, *arguments = (word.format_map(paths) for word in shlex.split(run.command))
    steps, size, rate = scale(run, level)
    if isinstance(size, tuple):
        arguments += ['--scales', ','.join(map(str, size)), '--steps', ','.join(map(str, steps))]
        steps = sum(steps)
    else:
        sides = ('--height', '--width') if run.square else ('--size',)
        for side in sides:
            arguments += [side, str(size)]
        arguments += ['--steps', str(steps)]
    if rate:
        arguments += ['--learning-rate', f'{rate:g}']
    arguments += ['--image-every', str(every(run, steps))]
    if steps > ROWS:
        arguments += ['--log-every', str(steps // ROWS)]
    return command, tuple(arguments)


def scale(run, level):
    """The `Scale` of a run at a level."""
    if level == PUBLISHED and run.published:
        return run.published
    if level != QUICK:
        return run.here
    if isinstance(run.here.size, tuple):
        return Scale((SMALL.steps, SMALL.steps // 2), SMALL_SCALES)
    return run.here._replace(
        steps=min(run.here.steps, SMALL.steps), size=min(run.here.size, max(SMALL.size, run.least))
    )


def every(run, steps):
    """Steps between the pictures that are kept on the way."""
    return max(1, steps // run.stages)


def stage(run, steps, share):
    """The name of the file of the picture after a share of the steps."""
    between = every(run, steps)
    step = steps if share == 1 else round(share * steps / between) * between
    return f'image_{step:05d}.png'


def slug(text):
    """Words as the name of a folder."""
    return re.sub(r'[^a-z0-9.]+', '-', text.lower()).strip('-.')
