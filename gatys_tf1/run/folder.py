"""The folder of a run: created or refused; config.json, loss.csv and loss.png.

`runs/<name>/` holds `final.png`, `image_<step>.png`, `loss.csv`, `loss.png`, `config.json`, the
TensorBoard event files of this run alone, and `state/`, from which the run is resumed; a video's
holds `final.mp4`, `content/`, `frames/` and `passes/` (video/run.py). logbook.py, state.py and
loop.py write what changes from step to step.
"""

import contextlib
import csv
import fcntl
import glob
import importlib.metadata
import json
import os
import platform
import shutil
from typing import NamedTuple

from matplotlib.figure import Figure

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write, is_temporary, sweep
from gatys_tf1.weights import checkpoint

_FRAMES = '[0-9]' * 5 + '.png', '[1-9]' + '[0-9]' * 5 + '.png'  # see video/clip.py
OWN_FILES = (
    'final.png', 'image_*.png', 'sheet.png', 'loss.csv', 'loss.png', 'events.out.*', 'decoder.npz',
    'final.mp4', 'animation.gif', 'animation.mp4', 'content/clip.json',
    *(f'{place}/{name}' for place in ('content', 'frames', 'passes/[0-9]*') for name in _FRAMES),
    'config.json',  # last: while it is there, the folder is a run's
)  # fmt: skip
PLACES = 'state', 'content', 'frames', 'passes/[0-9]*'  # folders that a run writes to
FROM_PYTHON = {'begun_from': 'Python'}  # among the arguments of a run that no command has begun
PACKAGES = ('tensorflow', 'tf-slim', 'numpy', 'scipy', 'opencv-python', 'pillow', 'gatys_tf1')


class Output(NamedTuple):
    """Where a run goes, what is written there, and what is shown of it."""

    folder: str | None = None  # None: nothing is written to disk
    log_every: int = 1  # steps between rows of loss.csv and TensorBoard's scalars
    image_every: int = 50  # steps between image_<step>.png and states; 0: only at the end
    quiet: bool = False  # show no progress
    profile: int | None = None  # a step whose operations are timed, for TensorBoard and in a table
    resume: bool = False  # continue the run in the folder
    overwrite: bool = False  # replace the run in the folder
    arguments: dict = {}  # of the command that started the run, for config.json


def check(output):
    """Refuses a folder that cannot take the run. Creates and removes nothing.

    Raises:
      UserError: if the folder holds a run that is to be neither resumed nor overwritten, if it
        holds something else, or if there is nothing to resume.
    """
    out = output.folder
    if out is None:
        return
    is_run = os.path.exists(os.path.join(out, 'config.json'))
    if output.resume and not is_run:
        raise UserError(f'{out} holds no run to resume: leave --resume out to start one')
    if os.path.isdir(out) and not is_run and not all(map(is_temporary, os.listdir(out))):
        raise UserError(f'{out} holds files that do not belong to a run: choose another folder')
    if is_run and not output.resume and not output.overwrite:
        raise UserError(f'{out} holds a run already: resume it, overwrite it or choose another one')


def is_from_python(arguments):
    """Whether a run with these arguments was begun from Python; once the key was 'from'."""
    return 'Python' in (arguments.get('begun_from'), arguments.get('from'))


def check_same(output):
    """Raises UserError unless the run in the folder was started by the same call, but for steps."""
    check(output)
    saved = read_config(output.folder)['arguments']
    if not is_from_python(saved):
        raise UserError(f'{output.folder} was made by a command: resume it with --resume')
    free = ('steps', *FROM_PYTHON)
    changed = [n for n in output.arguments if n not in free and saved.get(n) != output.arguments[n]]
    if changed:
        raise UserError(
            f'the run in {output.folder} cannot be resumed by this call: its '
            f'{changed[0]} is {saved.get(changed[0])}'
        )


@contextlib.contextmanager
def opened(output, config):
    """Keeps a run's folder for this process, and begins the run in it.

    The folder is made, what a killed run left behind while it wrote is removed, a run that is to be
    overwritten too, and config.json is written.

    Args:
      output: `Output`, with a folder.
      config: the `vgg.Config` of the run.

    Raises:
      UserError: if another run has the folder, or as in `check`, also if that came to be since.
    """
    out = output.folder
    os.makedirs(out, exist_ok=True)
    with locked(out):
        check(output)
        for place in ('.', *PLACES):
            for path in glob.glob(place, root_dir=out):
                sweep(os.path.join(out, path))
        if output.overwrite:
            clear(out)
        write_config(out, output.arguments, config)
        yield


@contextlib.contextmanager
def locked(folder):
    """Keeps a folder for one process; the lock goes with the process, however that ends.

    Nothing is written: the lock is the system's, on the folder itself. Where there is none, as on
    some network disks, this does nothing.

    Raises:
      UserError: if another run has the folder.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f'another run is writing to {folder}: wait for it, or choose another folder'
            ) from None
        except OSError:  # no locks on this disk
            pass
        yield
    finally:
        os.close(descriptor)


def clear(out):
    """Removes the run in a folder, and nothing but its own files and what they leave empty."""
    shutil.rmtree(os.path.join(out, 'state'), ignore_errors=True)
    places = set()
    for pattern in OWN_FILES:
        for path in glob.glob(pattern, root_dir=out):
            os.remove(os.path.join(out, path))
            places.add(os.path.dirname(path))
    places |= {os.path.dirname(place) for place in places}  # of passes/1
    for place in sorted(places - {''}, reverse=True):  # passes/1 before passes
        with contextlib.suppress(OSError):  # a person's own files are in it
            os.rmdir(os.path.join(out, place))


def write_config(out, arguments, config):
    """Writes config.json: every argument, the versions, and the weights' hash."""
    weights = {'path': config.checkpoint, 'sha256': checkpoint.sha256(config.checkpoint)}
    config = {'arguments': arguments, 'weights': weights, 'versions': versions()}
    with atomic_write(os.path.join(out, 'config.json')) as path, open(path, 'w') as file:
        json.dump(config, file, indent=2)
        file.write('\n')


def read_config(out):
    """The content of config.json as a dict; UserError if the folder holds no run."""
    path = os.path.join(out, 'config.json')
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        raise UserError(f'{out} holds no run to resume: leave --resume out to start one') from None
    except ValueError as reason:
        raise UserError(f'{path} is damaged ({reason}): start over with --overwrite') from None


def versions():
    """The versions on which a result depends, by package."""
    found = {'python': platform.python_version()}
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def read_losses(out, unit='step'):
    """The rows of loss.csv as dicts of floats, `unit` as an int; a torn last line is left out."""
    try:
        with open(os.path.join(out, 'loss.csv'), newline='') as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    whole_rows = [row for row in rows if all(row.values()) and None not in row]
    return [
        {name: int(value) if name == unit else float(value) for name, value in row.items()}
        for row in whole_rows
    ]


def total_of(row):
    """The name of a row's total, the last that ends in 'total'; None if it has none."""
    return next((name for name in reversed(row) if name.endswith('total')), None)


def plot_losses(path, rows, metric_name='loss', unit='step'):
    """Plots every term of the loss over the steps (or frames), on a logarithmic scale, as a PNG."""
    figure = Figure(figsize=(8, 5), layout='constrained')  # not pyplot's, which belongs to the user
    axes = figure.subplots()
    steps = [row[unit] for row in rows]
    for name in (name for name in rows[0] if name != unit):
        bold = name.endswith('total')
        axes.plot(steps, [row[name] for row in rows], label=name, lw=2 if bold else 1,
                  ls='-' if bold else '--')  # fmt: skip
    positive = any(value > 0 for row in rows for name, value in row.items() if name != unit)
    axes.set(xlabel=unit, ylabel=metric_name, yscale='log' if positive else 'linear')
    axes.grid(alpha=0.3)
    axes.legend(fontsize='small', ncols=2)
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=100)
