"""What is known of jobs: `results.csv`, a row for each, written whole or not at all."""

import csv
import os
import shlex
from typing import NamedTuple

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder

TABLE = 'results.csv'
STOPPED = 'stopped'  # the error of a job that a signal has stopped
COLUMNS = ('name', 'command', 'loss', 'step', 'seconds', 'memory', 'error')


class Job(NamedTuple):
    """A run of a command."""

    name: str  # of its folder, so without slashes
    command: str  # as after `gatys-tf1`: 'transfer', 'content', 'style', ...
    arguments: tuple[str, ...]  # of the command, without --out


class Outcome(NamedTuple):
    """What is known of a job that has ended."""

    job: Job
    folder: str
    loss: float | None  # the total at the last step
    step: int | None  # the last one
    seconds: float  # of all its processes, if it was resumed
    memory: int  # bytes, the peak resident memory of its processes
    error: str | None  # why it failed, in one sentence


def ended(job, root, seconds, memory, error):
    """The `Outcome` of a job that has ended, with the last row of its losses."""
    out = os.path.join(root, job.name)
    last = (folder.read_losses(out) or [{}])[-1]
    loss = last.get(folder.total_of(last))
    return Outcome(job, out, loss, last.get('step'), round(seconds, 1), memory, error)


def is_begun(job, root):
    """Whether a job's folder holds a run, of whatever arguments."""
    return os.path.exists(os.path.join(root, job.name, 'config.json'))


def is_done(job, root, before):
    """Whether `before`, the `Outcome` known of a job or None, is that of this job, without error.

    Its folder has to be there, too.
    """
    done = before is not None and before.job == job and before.error is None
    return done and is_begun(job, root)


def read_results(root):
    """The outcomes that `root/results.csv` holds, a list of `Outcome`; empty if there is none."""
    path = os.path.join(root, TABLE)
    try:
        with open(path, newline='', encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        return [_from_row(row, root) for row in rows]
    except FileNotFoundError:
        return []
    except (KeyError, ValueError, TypeError):
        raise UserError(
            f'{path} is damaged: empty it, and the runs are found again by their folders'
        ) from None


def _from_row(row, root):
    command, *arguments = shlex.split(row['command'])
    return Outcome(
        Job(row['name'], command, tuple(arguments)), os.path.join(root, row['name']),
        float(row['loss']) if row['loss'] else None, int(row['step']) if row['step'] else None,
        float(row['seconds']), int(row['memory']), row['error'] or None,
    )  # fmt: skip


def write_results(root, jobs, known):
    """Writes what is known: of these jobs, in their order, and then of others in the folder.

    Args:
      root: str, the folder.
      jobs: list of `Job`.
      known: dict of name to `Outcome`.
    """
    order = {job.name: number for number, job in enumerate(jobs)}
    outcomes = sorted(known.values(), key=lambda o: order.get(o.job.name, len(order)))
    with atomic_write(os.path.join(root, TABLE)) as path:
        with open(path, 'w', newline='', encoding='utf-8') as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for job, _, *figures in outcomes:
                command = shlex.join([job.command, *job.arguments])
                writer.writerow([job.name, command, *('' if f is None else f for f in figures)])
