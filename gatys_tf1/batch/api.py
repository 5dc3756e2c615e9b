"""The front door's `sweep`: a function called for every combination of values, in this process."""

from __future__ import annotations

import inspect
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import tqdm

from gatys_tf1 import images, ram
from gatys_tf1.batch import grid, report, results
from gatys_tf1.batch.described import describe
from gatys_tf1.batch.results import STOPPED, Job, Outcome, read_results, write_results
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import as_guest

Path = str | os.PathLike[str]
Values = Sequence[Any] | Mapping[str, Any]
TAKEN = 'its folder holds a run with other arguments already: choose another folder for the sweep'


class Sweep(NamedTuple):
    """The results of a sweep. Displays its sheet in a notebook."""

    results: list[Result | None]  # the last axis fastest; None where a run failed
    sheets: list[str]  # paths; several for three axes
    table: str  # in Markdown
    folder: str

    @property
    def sheet(self) -> np.ndarray[Any, Any]:
        """The first sheet: uint8 `[height, width, 3]`, RGB."""
        return images.to_uint8(images.load(self.sheets[0]))[0]

    def __repr__(self) -> str:
        return f'<Sweep: {len(self.results)} runs in {self.folder}>'

    def _repr_png_(self) -> bytes:
        with open(self.sheets[0], 'rb') as file:
            return file.read()


@as_guest
def sweep(
    function: Callable[..., Result],
    vary: Mapping[str, Values],
    *,
    out: Path,
    progress: bool = False,
    **arguments: Any,
) -> Sweep:
    """Calls an experiment for every combination of values on one to three axes.

        gatys.sweep(gatys.style_transfer, {'style_weight': [0.01, 0.1], 'size': [128, 224]},
                    out='runs/weights', content='a.jpg', style='b.jpg')

    Finished runs in `out` are not run again; those that were stopped or failed are resumed, or
    begun anew if the function has no `options` that could say so, such as `deep_dream`. A run that
    fails does not stop the others.

    Args:
      function: one that returns a `Result` and writes a run's folder, its argument `out`: such as
        `style_transfer` or `deep_dream`, but not `style_video`.
      vary: dict of up to three arguments to their values; a field of `Options` will do, too. For
        values without a short name, such as arrays, a dict of captions to values.
      out: folder of all runs; `sheet.png`, `curves.png`, `results.csv` and `results.md` are beside
        them, and TensorBoard's HParams page shows them. Memory in the table is this process's peak
        at that time, not the run's alone.
      progress: show a progress bar.
      arguments: the function's others, the same for all.

    Returns:
      `Sweep`: `results`, `sheet` (uint8 `[height, width, 3]`), `sheets`, `table`, `folder`.

    Raises:
      UserError: if the function is another kind of one, an argument is unknown, or the folder
        cannot be used.
      KeyboardInterrupt: on Ctrl-C; the same call then continues the sweep.
    """
    root = os.fspath(out)
    _check(function)
    axes = [grid.check(grid.Axis(name, list(values))) for name, values in vary.items()]
    points = grid.points(axes)
    calls = [_call(function, vary, axes, point, arguments) for point in points]
    os.makedirs(root, exist_ok=True)
    with folder.locked(root):
        known = {outcome.job.name: outcome for outcome in read_results(root)}
        found = []
        for point, call in zip(tqdm.tqdm(points, disable=not progress, unit='run'), calls):
            found.append(_run(function, point, call, root, known))
        write_results(root, [known[point.name].job for point in points], known)
        outcomes = [known[point.name] for point in points]
        files = report.write(root, function.__name__, axes, points, outcomes)
    return Sweep(found, files.sheets, report.table(axes, points, outcomes), root)


def _check(function: Callable[..., Result]) -> None:
    signature = inspect.signature(function)
    returns = signature.return_annotation
    if 'out' not in signature.parameters:
        raise UserError(f'{function.__name__} has no argument out, so a sweep cannot run it')
    if returns is not signature.empty and 'Result' not in str(returns):
        raise UserError(f'{function.__name__} returns no Result, so a sweep cannot run it')


def _call(
    function: Callable[..., Result],
    vary: Mapping[str, Values],
    axes: list[grid.Axis],
    point: grid.Point,
    arguments: dict[str, Any],
) -> dict[str, Any]:
    """The arguments of one call; fields of `Options` go into it."""
    known = inspect.signature(function).parameters
    call = dict(arguments)
    for axis, label in zip(axes, point.values):
        values = vary[axis.name]
        value = values[label] if isinstance(values, Mapping) else label
        options = _options(function, call)
        if axis.name not in known and options is not None and hasattr(options, axis.name):
            fields = options._asdict() | {axis.name: value}
            call['options'] = type(options)._make(fields.values())
        else:
            call[axis.name] = value
    for name in call:
        if name not in known or name == 'out':
            raise UserError(f'{function.__name__} has no argument {name!r} that a sweep can set')
    return call


def _options(function: Callable[..., Result], call: dict[str, Any]) -> Any:
    """The options of a call, or the function's default; None if it takes none."""
    known = inspect.signature(function).parameters
    default = known['options'].default if 'options' in known else None
    given = call.get('options')
    return default if given is None else given


def _run(
    function: Callable[..., Result],
    point: grid.Point,
    call: dict[str, Any],
    root: str,
    known: dict[str, Outcome],
) -> Result | None:
    """One run, or what there is of it already; `known` takes its outcome."""
    out = os.path.join(root, point.name)
    words = tuple(f'{name}={describe(value)}' for name, value in sorted(call.items()))
    job = Job(point.name, function.__name__, words)
    before = known.get(point.name)
    if before and results.is_done(job, root, before):
        return _found(before)
    begun = results.is_begun(job, root)
    options = _options(function, call)
    resumed, anew = begun and options is not None, begun and options is None
    own = before is not None and before.job == job and before.error != TAKEN
    with _recorded(job, root, known, resumed) as errors:
        try:
            if anew and not own:
                raise UserError(TAKEN)
            # What is left if this process is killed: the folder is this run's.
            seconds = before.seconds if before and resumed else 0.0
            known[job.name] = Outcome(job, out, None, None, seconds, 0, STOPPED)
            write_results(root, [], known)
            if anew:
                with folder.locked(out):
                    folder.clear(out)
            if resumed and options is not None:
                call = {**call, 'options': options._replace(resume=True)}
            result: Any = function(**call, out=out)
            if not isinstance(result, Result):
                raise UserError(f'{function.__name__} returned no Result')
            return result
        except UserError as error:
            errors.append(str(error))
    return None


@contextmanager
def _recorded(job: Job, root: str, known: dict[str, Outcome], resumed: bool) -> Iterator[list[str]]:
    """Keeps account of a run in `results.csv`; yields a list that takes its error."""
    start, errors = time.monotonic(), [STOPPED]
    before = known.get(job.name) if resumed else None
    try:
        errors_of_run: list[str] = []
        yield errors_of_run
        errors = errors_of_run
    finally:
        seconds = time.monotonic() - start + (before.seconds if before else 0.0)
        error = errors[-1] if errors else None
        known[job.name] = results.ended(job, root, seconds, ram.peak(), error)
        write_results(root, [], known)


def _found(done: Outcome) -> Result:
    """The result of a run that is done: its picture, and the losses of its last step."""
    rows = folder.read_losses(done.folder)
    losses = {name: value for name, value in rows[-1].items() if name != 'step'} if rows else {}
    picture = images.to_uint8(images.load(os.path.join(done.folder, 'final.png')))[0]
    return Result(picture, losses, 0 if done.step is None else done.step + 1, done.folder)
