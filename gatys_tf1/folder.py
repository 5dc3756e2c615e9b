"""The folder of a run as files: making it or refusing to, config.json, loss.csv and loss.png.

`runs/<name>/` holds `final.png`, `image_<step>.png`, `loss.csv`, `loss.png`, `config.json`, the
TensorBoard event files of this run alone, and `state/`, from which a later run goes on. run.py
writes what changes while a run goes on.
"""

import contextlib
import csv
import glob
import importlib.metadata
import json
import os
import platform
import shutil

import matplotlib

matplotlib.use('Agg')
import matplotlib.pyplot as plt

from gatys_tf1 import checkpoint
from gatys_tf1.errors import UserError
from gatys_tf1.files import whole

OWN_FILES = (
    'final.png', 'image_*.png', 'sheet.png', 'loss.csv', 'loss.png', 'config.json',
    'events.out.*', 'decoder.npz',
)  # fmt: skip
PACKAGES = ('tensorflow', 'tf-slim', 'numpy', 'scipy', 'opencv-python', 'pillow', 'gatys_tf1')


def new(out, resume=False, overwrite=False):
    """Makes the folder of a run, or refuses one that holds a run already. Removes nothing.

    Args:
      out: str, the folder.
      resume: bool, go on with the run that is there.
      overwrite: bool, accept the run that is there, for `clear` to remove.

    Returns:
      `out`.

    Raises:
      UserError: if the folder holds a run and neither flag is given, holds something else, or
        there is nothing to resume.
    """
    os.makedirs(out, exist_ok=True)
    is_run = os.path.exists(os.path.join(out, 'config.json'))
    if resume and not is_run:
        raise UserError(f'{out} holds no run to resume: leave --resume out to start one')
    if os.listdir(out) and not is_run:
        raise UserError(
            f'{out} holds files that are not of a run: choose another folder with --out'
        )
    if is_run and not resume and not overwrite:
        raise UserError(f'{out} holds a run already: give --resume, --overwrite or another --out')
    return out


def clear(out):
    """Removes the run in a folder, and nothing but its own files."""
    shutil.rmtree(os.path.join(out, 'state'), ignore_errors=True)
    for pattern in OWN_FILES:
        for path in glob.glob(os.path.join(glob.escape(out), pattern)):
            os.remove(path)


def write_config(out, arguments, network):
    """Writes config.json: every argument, the versions, and the weights' hash."""
    weights = {'path': network.checkpoint, 'sha256': checkpoint.sha256(network.checkpoint)}
    write_arguments(out, arguments, weights=weights)


def write_arguments(out, arguments, **more):
    """Writes config.json: every argument, the versions, and `more`; of a folder of runs, or one."""
    config = {'arguments': arguments, **more, 'versions': versions()}
    with whole(os.path.join(out, 'config.json')) as path, open(path, 'w') as file:
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
        raise UserError(f'{path} is damaged ({reason}): start anew with --overwrite') from None


def versions():
    """The versions on which a result depends, by package."""
    found = {'python': platform.python_version()}
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def read_losses(out):
    """The rows of loss.csv as dicts of floats, `step` as an int; a torn last line is left out."""
    try:
        with open(os.path.join(out, 'loss.csv'), newline='') as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    whole_rows = [row for row in rows if all(row.values()) and None not in row]
    return [
        {name: int(value) if name == 'step' else float(value) for name, value in row.items()}
        for row in whole_rows
    ]


def plot_losses(path, rows, called='loss'):
    """Plots every term of the loss over the steps, on a logarithmic scale, as a PNG."""
    figure, axes = plt.subplots(figsize=(8, 5), layout='constrained')
    steps = [row['step'] for row in rows]
    for name in (name for name in rows[0] if name != 'step'):
        bold = name.endswith('total')
        axes.plot(steps, [row[name] for row in rows], label=name, lw=2 if bold else 1,
                  ls='-' if bold else '--')  # fmt: skip
    positive = any(value > 0 for row in rows for name, value in row.items() if name != 'step')
    axes.set(xlabel='step', ylabel=called, yscale='log' if positive else 'linear')
    axes.grid(alpha=0.3)
    axes.legend(fontsize='small', ncols=2)
    with whole(path) as temporary:
        figure.savefig(temporary, dpi=100)
    plt.close(figure)
