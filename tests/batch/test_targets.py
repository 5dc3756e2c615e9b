"""Batches over several workers: all are kept busy, and what a dead one leaves is taken up."""

import os
import signal
import stat
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from conftest import pixels
from worker_process import workers

from gatys_tf1 import machine
from gatys_tf1.batch import slots
from gatys_tf1.batch.jobs import run_jobs
from gatys_tf1.batch.results import Job, read_results
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder

# Stands in for `python -m gatys_tf1`: a worker is a file, and is alive while that is there. Each
# step takes a tick, and its row is written at once: what is lost with a worker is the last step.
PROGRAM = """
import os, sys, time
_, _, _, *rest = sys.argv[1:]
out, target = rest[rest.index('--out') + 1], rest[rest.index('--target') + 1]
alive = lambda: target == 'local' or os.path.exists(target)
with open(os.path.join(os.path.dirname(out), 'calls'), 'a') as file:
    print(os.path.basename(out), os.path.basename(target), file=file)
if not alive():
    sys.exit(print('error: no worker answers', file=sys.stderr) or 2)
os.makedirs(out, exist_ok=True)
open(out + '/config.json', 'w').close()
with open(out + '/loss.csv', 'a+') as file:
    file.seek(0)
    rows = file.read().splitlines()
    if not rows:
        print('step,total', file=file)
    for step in range(max(len(rows) - 1, 0), int(rest[0])):
        time.sleep(0.05)
        if not alive() or 'deadly' in rest:
            os.path.exists(target) and 'deadly' in rest and os.remove(target)
            sys.exit(print('error: the worker is gone', file=sys.stderr) or 3)
        print(f'{step},{100 - step}', file=file, flush=True)
"""


@pytest.fixture
def targets(tmp_path, monkeypatch):
    """Two workers of the stand-in: files that are there."""
    path = tmp_path / 'program'
    path.write_text(f'#!{sys.executable}\n{textwrap.dedent(PROGRAM)}')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, 'executable', str(path))

    def check_answers(target):
        if not os.path.exists(target):
            raise UserError('no worker answers')

    monkeypatch.setattr(machine, 'check_answers', check_answers)
    monkeypatch.setattr(slots, 'AGAIN', 0.2)
    monkeypatch.setattr(slots, 'PATIENCE', 0.6)
    found = [tmp_path / 'w1', tmp_path / 'w2']
    for one in found:
        one.touch()
    return found


def jobs(*names, steps=8, more=()):
    return [Job(name, 'style', (str(steps), *more)) for name in names]


def calls(tmp_path):
    return [tuple(line.split()) for line in (tmp_path / 'all/calls').read_text().splitlines()]


def steps_of(tmp_path, name):
    return [row['step'] for row in folder.read_losses(tmp_path / 'all' / name)]


def later(condition, action, seconds=20):
    """Does something as soon as a condition holds, or after some seconds, in a thread."""

    def wait():
        until = time.monotonic() + seconds
        while not condition() and time.monotonic() < until:
            time.sleep(0.01)
        action()

    threading.Thread(target=wait).start()


def test_every_worker_is_busy(tmp_path, targets):
    """Catches a batch that uses one worker, or deals the jobs out beforehand."""
    long, *short = jobs('a', steps=30) + jobs('b', 'c', 'd', steps=4)
    outcomes = run_jobs([long, *short], str(tmp_path / 'all'), map(str, targets), quiet=True)
    assert [(o.step, o.error) for o in outcomes] == [(29, None), (3, None), (3, None), (3, None)]
    assert sorted(calls(tmp_path)) == [('a', 'w1'), ('b', 'w2'), ('c', 'w2'), ('d', 'w2')]


def test_this_machine_beside_workers(tmp_path, targets):
    """Catches an empty target that is left out: a resumed job would go to its old worker."""
    run_jobs(jobs('a', 'b', steps=4), str(tmp_path / 'all'), ['', str(targets[0])], quiet=True)
    assert sorted(calls(tmp_path)) == [('a', 'local'), ('b', 'w1')]


def test_a_worker_dies(tmp_path, targets, capsys):
    """Catches jobs lost, done twice, started over, or given to the dead worker again."""
    later(lambda: len(steps_of(tmp_path, 'a')) >= 3, targets[0].unlink)
    outcomes = run_jobs(jobs(*'abcde'), str(tmp_path / 'all'), map(str, targets))
    assert [o.error for o in outcomes] == [None] * 5
    for name in 'abcde':
        assert steps_of(tmp_path, name) == list(range(8)), name
    found = calls(tmp_path)
    assert sorted(found[:2]) == [('a', 'w1'), ('b', 'w2')]  # they start together
    assert [where for _, where in found[2:]] == ['w2'] * 4
    assert sorted(name for name, _ in found) == sorted('aabcde')
    said = capsys.readouterr().out.splitlines()
    again = 'a: the worker is gone; it will continue on the next free worker'
    assert sum(again in x for x in said) == 1
    assert said[-1].startswith('5/5  ')
    assert [o.error for o in read_results(str(tmp_path / 'all'))] == [None] * 5


def test_a_worker_comes_back(tmp_path, targets):
    """Catches a worker that is given up for ever, or used before it answers."""
    targets[0].unlink()
    later(lambda: steps_of(tmp_path, 'b'), targets[0].touch)
    outcomes = run_jobs(jobs(*'abcd'), str(tmp_path / 'all'), map(str, targets), quiet=True)
    assert [o.error for o in outcomes] == [None] * 4
    found = calls(tmp_path)
    assert sorted(found[:2]) == [('a', 'w1'), ('b', 'w2')]  # w1 refuses a
    assert found[2] == ('a', 'w1') and len(found) == 5


def test_no_worker_is_left(tmp_path, targets):
    """Catches a batch that hangs, and one that forgets what was done."""

    def a_and_b_are_done():
        return steps_of(tmp_path, 'c') and steps_of(tmp_path, 'd')

    later(a_and_b_are_done, lambda: [one.unlink() for one in targets])
    batch = jobs(*'ab', steps=2) + jobs(*'cd', steps=60)
    with pytest.raises(UserError) as error:
        run_jobs(batch, str(tmp_path / 'all'), map(str, targets), quiet=True)
    assert str(error.value).startswith(f'no worker answers any more ({targets[0]}, {targets[1]})')
    done = [o.job.name for o in read_results(str(tmp_path / 'all')) if o.error is None]
    assert sorted(done) == ['a', 'b']  # in the order of their ends
    targets[1].touch()
    again = run_jobs(jobs(*'ab', steps=2), str(tmp_path / 'all'), [str(targets[1])], quiet=True)
    assert [o.error for o in again] == [None] * 2
    assert sorted(name for name, _ in calls(tmp_path)).count('a') == 1


def test_a_job_that_kills_workers(tmp_path, targets, monkeypatch):
    """Catches a job too large for any worker, that takes all of them down for ever."""
    path = tmp_path / 'w1'
    monkeypatch.setattr(machine, 'check_answers', lambda target: path.touch())  # starts it again
    batch = jobs('a', more=['deadly']) + jobs('b')
    a, b = run_jobs(batch, str(tmp_path / 'all'), [str(path)], quiet=True)
    assert (a.error, b.error) == ('the worker is gone', None)
    assert [name for name, _ in calls(tmp_path)] == ['a'] * slots.MOST_LOST + ['b']


@pytest.mark.slow
def test_a_real_worker_is_killed(tmp_path, photo, random_checkpoint, script):
    """Catches what the stand-in hides: exit codes, states and addresses of real commands."""
    root = str(tmp_path / 'all')
    arguments = (
        '--content', str(photo), '--style', str(photo), '--size', '32', '--steps', '40',
        '--precision', 'float32', '--checkpoint', random_checkpoint, '--image-every', '4',
    )  # fmt: skip
    batch = [Job(f's{n}', 'transfer', (*arguments, '--seed', str(n), '--init', 'noise'))
             for n in range(3)]  # fmt: skip
    with workers(2) as ((first, target), (_, other)):
        later(lambda: len(folder.read_losses(f'{root}/s0')) > 8, first.kill, 120)
        outcomes = run_jobs(batch, root, [target, other], quiet=True)
        assert first.wait(1) == -signal.SIGKILL
    assert [o.error for o in outcomes] == [None] * 3
    for one in batch:
        rows = [row['step'] for row in folder.read_losses(f'{root}/{one.name}')]
        assert rows == list(range(41))
    script('style_transfer', *batch[0].arguments, '--out', tmp_path / 'alone', '--quiet')
    final = [pixels(f'{place}/final.png') for place in (f'{root}/s0', tmp_path / 'alone')]
    np.testing.assert_array_equal(*final)
    assert folder.read_losses(f'{root}/s0') == folder.read_losses(tmp_path / 'alone')
