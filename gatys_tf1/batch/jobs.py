"""Jobs: runs of commands, each in a process and a folder of its own, one after the other.

What is known of each job is kept in `results.csv`, so a batch that was stopped goes on where it
was: finished jobs are skipped and keep their figures, unfinished ones are resumed.
"""

import collections
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

import tqdm

from gatys_tf1.batch import results
from gatys_tf1.batch.results import STOPPED, Job, read_results, write_results
from gatys_tf1.batch.slots import Slots
from gatys_tf1.errors import Stopped, UserError, WorkerLost
from gatys_tf1.run import folder
from gatys_tf1.run.interrupt import ctrl_c

POLL = 0.1  # seconds between two looks at the processes


class _Child(NamedTuple):
    job: Job
    process: subprocess.Popen
    said: object  # the file that takes its output
    began: float
    resumed: bool
    peaks: list  # bytes, the one seen last


def run_jobs(jobs, root, targets=(), quiet=False):
    """Runs each job in the folder `root/name`; one that fails does not stop the others.

    A job that is listed as done in `root/results.csv`, with the same arguments, is skipped. If its
    folder holds an unfinished run, that is resumed.

    Args:
      jobs: list of `Job` with names of their own.
      root: str, a folder; made if necessary.
      targets: strs, workers as in `machine.session`, each of which is kept busy with a job; '' is
        this machine. A job whose worker dies goes on with another, from its last saved state; a
        worker that died is used again once it answers. None: one job at a time on this machine.
      quiet: bool, show no progress.

    Returns:
      list of `Outcome`, in the order of the jobs.

    Raises:
      UserError: if another process has the folder, a name cannot be a folder's, or no worker is
        left.
      Stopped: on Ctrl-C; the running jobs have saved their states.
    """
    _check_names(jobs)
    os.makedirs(root, exist_ok=True)
    with folder.locked(root), ctrl_c() as interrupted:
        known = {outcome.job.name: outcome for outcome in read_results(root)}
        write_results(root, [], known)  # the folder is a batch's from now on
        waiting = [job for job in jobs if not results.is_done(job, root, known.get(job.name))]
        with _progress(len(jobs), len(jobs) - len(waiting), quiet) as report:
            _work(waiting, root, targets, known, interrupted, report)
        if interrupted():
            raise Stopped(root, interrupted(), again=True)
        write_results(root, jobs, known)
    return [known[job.name] for job in jobs]


def _work(waiting, root, targets, known, interrupted, report):
    """Keeps every slot busy until nothing waits; `known` takes the outcomes."""
    slots = Slots(targets)
    waiting, running, told = list(waiting), {}, False
    try:
        while running or (waiting and not interrupted()):
            for number in slots.free(running) if waiting else ():
                if waiting and not interrupted():
                    running[number] = _start(waiting.pop(0), root, slots.targets[number])
            slots.check(running)
            if interrupted() and not told:
                told = True
                for child in running.values():
                    child.process.send_signal(signal.SIGTERM)
            ended = {n: status for n, child in running.items() if (status := _ended(child))}
            for number, (code, memory) in ended.items():
                child = running.pop(number)
                outcome = _outcome(child, code, memory, root, known.get(child.job.name))
                known[child.job.name] = outcome
                write_results(root, [], known)
                again = slots.worker_died(number, code, outcome) and slots.may_go_on(child.job)
                if again:
                    waiting.insert(0, child.job)
                report(outcome, again)
            if not ended:
                time.sleep(POLL)
    finally:  # something was raised: a second Ctrl-C, a full disk
        for child in running.values():
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
            child.process.wait()


def _start(job, root, target):
    """Starts or resumes a job, in a session of its own: a terminal's Ctrl-C would come twice."""
    out = os.path.join(root, job.name)
    command = [sys.executable, '-m', 'gatys_tf1', job.command, *job.arguments, '--out', out]
    resumed = results.is_begun(job, root)
    if target is None and resumed and _had_target(out):
        target = ''
    command += ['--quiet'] + ['--target', target or 'local'] * (target is not None)
    command += ['--resume'] * resumed
    said = tempfile.TemporaryFile('w+', errors='replace')  # noqa: SIM115
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
    )
    return _Child(job, process, said, time.monotonic(), resumed, [])


def _had_target(out):
    """Whether a run was on a worker when it was last begun."""
    with contextlib.suppress(UserError):
        return bool(folder.read_config(out)['arguments'].get('target'))
    return False


def _ended(child):
    """`(exit code, peak bytes)` of a process that has ended, else None."""
    with contextlib.suppress(OSError, StopIteration):
        with open(f'/proc/{child.process.pid}/status', encoding='ascii') as file:
            line = next(line for line in file if line.startswith('VmHWM'))
        child.peaks[:] = [int(line.split()[1]) * 1024]
    pid, status, usage = os.wait4(child.process.pid, os.WNOHANG)
    if not pid:
        return None
    child.process.returncode = os.waitstatus_to_exitcode(status)
    # On Linux this is never below what this process held when it started the child.
    largest = usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)
    return child.process.returncode, child.peaks[0] if child.peaks else largest


def _outcome(child, code, memory, root, before):
    """The `Outcome` of a process, added to what is known of the job from `before`."""
    seconds = time.monotonic() - child.began
    if before and child.resumed:
        seconds, memory = seconds + before.seconds, max(memory, before.memory)
    with child.said as file:
        file.seek(0)
        error = _why(code, file.read().splitlines())
    return results.ended(child.job, root, seconds, memory, error)


def _why(code, lines):
    """Why a process failed, in one sentence; None if it did not."""
    if code == 0:
        return None
    if code in (128 + signal.SIGTERM, -signal.SIGTERM):
        return STOPPED
    errors = [line.rpartition('error: ')[2] for line in lines if 'error: ' in line]
    if code in (UserError.code, WorkerLost.code) and errors:
        return errors[-1]
    if code < 0:
        return f'it was killed by signal {-code}'
    return f'it ended with exit code {code}: {lines[-1] if lines else "it printed nothing"}'


@contextlib.contextmanager
def _progress(total, done, quiet):
    """Yields a function that shows an `Outcome`: on a bar, or a line where no terminal is.

    It also takes whether the job is tried again.
    """
    terminal = sys.stderr.isatty()
    with tqdm.tqdm(
        total=total, initial=done, unit='run', disable=quiet or not terminal
    ) as bar:  # fmt: skip

        def report(outcome, again=False):
            nonlocal done
            done += outcome.error is None
            what = outcome.error or f'{outcome.step} steps, {outcome.seconds:.0f} s'
            what += '; it will continue on the next free worker' * again
            if not quiet and (outcome.error or not terminal):
                bar.write(f'{done}/{total}  {outcome.job.name}: {what}', file=sys.stdout)
            bar.set_postfix_str(outcome.job.name, refresh=False)
            bar.update(not again)

        yield report


def _check_names(jobs):
    for name, count in collections.Counter(job.name for job in jobs).items():
        if not name or '/' in name or name.startswith('.') or count > 1:
            raise UserError(f'a job cannot be called {name!r}: give each a folder name of its own')
