"""Runs an experiment for every combination of values on one to three axes.

`sweep style --vary depth=1..5 --vary seed=0,1 --size 128`: any flag of the experiment can be
varied, and any other can be given once for all runs. The results are a sheet, loss curves, a table,
and TensorBoard's HParams page. To continue a sweep that was stopped, give the same command again.
"""

import contextlib
import importlib
import io
import os
import sys

from gatys_tf1.batch import grid
from gatys_tf1.batch.results import TABLE, Job
from gatys_tf1.cli import arguments, commands, types
from gatys_tf1.errors import UserError
from gatys_tf1.files import is_temporary

EXPERIMENTS = 'transfer', 'content', 'style', 'dream', 'classes', 'invert'  # of commands.COMMANDS
OWN = ('out', 'resume', 'overwrite', 'quiet', 'target')  # of each run, and the sweep's to give


def main():
    parser = arguments.Parser(__doc__)
    parser.allow_abbrev = False
    parser.add_argument('experiment', choices=EXPERIMENTS, help='the experiment; see its own '
                        'flags with gatys-tf1 EXPERIMENT --help')  # fmt: skip
    parser.add_argument('--vary', action='append', required=True, metavar='FLAG=A,B,C',
        help='an axis: a flag of the experiment and its values, 1..5 for whole numbers; values '
        'that hold commas are separated by semicolons; yes and no for a flag without a value; '
        'the first axis runs down the sheet, the second along it, a third makes more sheets',
    )  # fmt: skip
    parser.add_argument('--out', metavar='FOLDER', help='for all runs; default runs/sweep-<time>')
    parser.add_argument('--target', nargs='+', type=types.target, default=[], metavar='ADDRESS',
        help='workers, grpc://HOST:PORT, each kept busy; local: this machine')  # fmt: skip
    parser.add_argument('--quiet', action='store_true', help='do not print progress')
    args, shared = parser.parse_known_args()

    axes = [grid.axis(text) for text in args.vary]
    points = grid.points(axes)
    jobs = [_job(args.experiment, axes, point, shared) for point in points]
    for job in jobs:
        check(job)
    root = args.out or arguments.default_folder('sweep')
    check_folder(root)
    if not args.quiet:
        print(f'{len(jobs)} runs in {root}', flush=True)

    from gatys_tf1.batch.jobs import run_jobs

    outcomes = run_jobs(jobs, root, args.target, args.quiet)

    from gatys_tf1.batch import report

    heading = ' '.join([f'gatys-tf1 {args.experiment}', *shared])
    files = report.write(root, heading, axes, points, outcomes)
    if not args.quiet:
        for path in files.sheets:
            print(f'sheet:       {path}')
        if files.curves:
            print(f'loss curves: {files.curves}')
        print(f'table:       {files.table}')
        print(f'TensorBoard: {arguments.tensorboard(root)}')
    return 1 if any(outcome.error for outcome in outcomes) else 0


def _job(experiment, axes, point, shared):
    varied = []
    for axis, value in zip(axes, point.values):
        if axis.name in OWN:
            raise UserError(f'--{axis.name} cannot be varied: each run has its own folder')
        if value == 'yes':
            varied.append(f'--{axis.name}')
        elif value not in ('no', ''):
            varied.append(f'--{axis.name}={value}')
    for flag in shared:
        name = flag.partition('=')[0].removeprefix('--')
        if flag.startswith('--') and name in OWN:
            raise UserError(
                f'--{name} cannot be given to a sweep: to continue one, give the same command again'
            )
    return Job(point.name, experiment, (*shared, *varied))


def check(job):
    """Refuses a job that its experiment would refuse, before any of them runs.

    Raises:
      UserError: in the words of the experiment.
    """
    name, _ = commands.COMMANDS[job.command]
    module = importlib.import_module(f'gatys_tf1.cli.{name}')
    before, said = sys.argv, io.StringIO()
    sys.argv = [job.command, *job.arguments]
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            args = module.parsed()
    except SystemExit:
        last = said.getvalue().strip().splitlines()[-1] if said.getvalue() else 'no run'
        raise UserError(f'{job.name}: {last.rpartition("error: ")[2]}') from None
    except UserError as error:
        raise UserError(f'{job.name}: {error}') from None
    finally:
        sys.argv = before
    if os.path.isdir(getattr(args, 'content', None) or ''):
        raise UserError(f'{args.content} is a folder, and a sweep takes one picture: name a file')


def check_folder(root):
    """Refuses a folder that is not a sweep's.

    Raises:
      UserError: if it holds anything else.
    """
    if not os.path.isdir(root) or os.path.exists(os.path.join(root, TABLE)):
        return
    if not all(map(is_temporary, os.listdir(root))):
        raise UserError(f'{root} holds files that do not belong to a sweep: choose another folder')
