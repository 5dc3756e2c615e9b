"""Jobs: each in a process and a folder of its own, done once, gone on with, and accounted for."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from conftest import ROOT

from gatys_tf1.batch.jobs import run_jobs
from gatys_tf1.batch.results import Job, read_results
from gatys_tf1.cli.sweep import check_folder
from gatys_tf1.errors import Stopped, UserError, run_script
from gatys_tf1.run import folder

# Stands in for `python -m gatys_tf1 COMMAND ... --out FOLDER --quiet`: `steps=N` makes N rows, one
# per tick, from where its folder is; SIGTERM ends it between two of them.
PROGRAM = """
import os, signal, sys, time
_, _, command, *rest = sys.argv[1:]
out = rest[rest.index('--out') + 1]
with open(os.path.join(os.path.dirname(out), 'calls'), 'a') as file:
    print(os.path.basename(out), *rest, file=file)
if 'bad' in rest:
    print('note: error: of another kind', file=sys.stderr)
    sys.exit('error: the flag is bad: leave it out') if 'exit1' in rest else None
    print('error: the flag is bad: leave it out', file=sys.stderr)
    sys.exit(2)
if 'killed' in rest:
    os.kill(os.getpid(), signal.SIGKILL)
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
os.makedirs(out, exist_ok=True)
hoard = bytearray(50_000_000 if 'large' in rest else 0)
hoard[::1000] = b'1' * len(hoard[::1000])
assert ('--resume' in rest) == os.path.exists(out + '/config.json')
open(out + '/config.json', 'w').close()
if not os.path.exists(out + '/loss.csv'):
    with open(out + '/loss.csv', 'w') as file:
        print('step,style/conv1_1,total', file=file)
with open(out + '/loss.csv') as file:
    first = len(file.readlines()) - 1
for step in range(first, int(rest[0].partition('=')[2])):
    time.sleep(float(rest[1].partition('=')[2]))
    with open(out + '/loss.csv', 'a') as file:
        print(f'{step},7.0,{100 - step}', file=file)
    if stopped:
        sys.exit(143)
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts the program above in Python's place; returns the lines of its calls."""
    path = tmp_path / 'program'
    path.write_text(f'#!{sys.executable}\n{textwrap.dedent(PROGRAM)}')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, 'executable', str(path))

    def calls():
        return (tmp_path / 'all/calls').read_text().splitlines()

    return calls


def job(name, steps, *more, tick=0):
    return Job(name, 'transfer', (f'steps={steps}', f'tick={tick}', *more))


def test_a_batch_and_the_same_again(tmp_path, program, capsys):
    """Catches jobs done twice, figures lost with the second call, and an order of its own."""
    root = str(tmp_path / 'all')
    batch = [job('b', 3, tick=0.1), job('a', 5, 'large', tick=0.1), job('c', 4, tick=0.1)]
    first = run_jobs(batch, root)
    assert [(o.job.name, o.loss, o.step, o.error) for o in first] == [
        ('b', 98.0, 2, None), ('a', 96.0, 4, None), ('c', 97.0, 3, None),
    ]  # fmt: skip
    assert [o.folder for o in first] == [os.path.join(root, name) for name in 'bac']
    assert first[1].memory > first[0].memory + 40e6 and 4e6 < first[0].memory < 30e6
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(':')[0] for line in said] == ['1/3  b', '2/3  a', '3/3  c']
    assert run_jobs(batch, root, quiet=True) == first == read_results(root)
    assert len(program()) == 3
    assert capsys.readouterr() == ('', '')
    others = run_jobs([job('d', 1), batch[0]], root, quiet=True)
    assert [o.job.name for o in others] == ['d', 'b'] and others[1] == first[0]
    assert {o.job.name for o in read_results(root)} == set('abcd')


def test_more_steps_go_on(tmp_path, program):
    """Catches a batch that starts over, or skips, when it is given more steps."""
    root = str(tmp_path / 'all')
    (before,) = run_jobs([job('a', 3, tick=0.1)], root, quiet=True)
    (after,) = run_jobs([job('a', 5, tick=0.1)], root, quiet=True)
    assert (before.step, after.step, after.loss) == (2, 4, 96.0)
    assert before.seconds >= 0.3 and after.seconds >= before.seconds + 0.2  # of both processes
    assert program()[1].endswith('--resume')
    os.remove(os.path.join(root, 'a/config.json'))
    os.remove(os.path.join(root, 'a/loss.csv'))
    (anew,) = run_jobs([job('a', 5)], root, quiet=True)
    assert anew.seconds < after.seconds  # a new run's


def test_failures_stop_nothing(tmp_path, program, capsys):
    """Catches a batch that ends at the first bad job, and one that never tries it again."""
    root = str(tmp_path / 'all')
    batch = [job('a', 1, 'bad'), job('b', 1, 'killed'), job('c', 1, 'bad', 'exit1'), job('d', 1)]
    errors = [outcome.error for outcome in run_jobs(batch, root)]
    assert errors == [
        'the flag is bad: leave it out',
        'it was killed by signal 9',
        'it ended with exit code 1: error: the flag is bad: leave it out',
        None,
    ]
    assert '0/4  a: the flag is bad: leave it out\n' in capsys.readouterr().out
    assert [outcome.error for outcome in run_jobs(batch, root, quiet=True)] == errors
    assert [line[0] for line in program()] == list('abcdabc')


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_batch(tmp_path, program, monkeypatch, capsys, number):
    """Catches processes that outlive the batch, steps lost, and advice that starts another one."""
    root, here = str(tmp_path / 'all'), os.getpid()

    def interrupt():
        while len(folder.read_losses(os.path.join(root, 'a'))) < 2:
            time.sleep(0.02)
        os.kill(here, number)

    monkeypatch.setattr(sys, 'argv', ['gatys-tf1 sweep', 'style', '--vary', 'seed=0..1'])
    batch = [job('a', 40, tick=0.05), job('b', 1)]
    before = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=interrupt).start()
    try:
        with pytest.raises(SystemExit) as exit_info:
            run_script(lambda: run_jobs(batch, root, quiet=True))
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    assert exit_info.value.code == 128 + number
    again = f'gatys-tf1 sweep style --vary seed=0..1 --out {root}'
    assert capsys.readouterr().out == f'stopped; to resume, run: {again}\n'
    (stopped,) = read_results(root)
    assert stopped.error == 'stopped' and 1 <= stopped.step < 39
    done = run_jobs([job('a', stopped.step + 3, tick=0.05), job('b', 1)], root, quiet=True)
    assert [(o.step, o.error) for o in done] == [(stopped.step + 2, None), (0, None)]
    assert done[0].seconds > stopped.seconds
    assert [line[0] for line in program()] == list('aab')


def test_every_target_is_kept_busy(tmp_path, program):
    """Catches jobs that wait for one another, and a target that gets two at once."""
    root = str(tmp_path / 'all')
    batch = [job('long', 6, tick=0.3), *(job(f'short{n}', 1) for n in range(3))]
    run_jobs(batch, root, targets=('grpc://one:1', 'grpc://two:2'), quiet=True)
    by_target = {}
    for line in program():
        name, *rest = line.split()
        by_target.setdefault(rest[rest.index('--target') + 1], []).append(name)
    assert by_target == {
        'grpc://one:1': ['long'],
        'grpc://two:2': ['short0', 'short1', 'short2'],
    }


@pytest.mark.parametrize('names', [['a', 'a'], ['a/b'], [''], ['.a']])
def test_names_that_are_no_folders(tmp_path, names):
    """Catches two jobs in one folder, and a job beside the batch's folder."""
    with pytest.raises(UserError, match='a job cannot be called'):
        run_jobs([job(name, 1) for name in names], str(tmp_path))


def test_one_batch_at_a_time(tmp_path):
    """Catches two batches that write one table."""
    with folder.locked(tmp_path), pytest.raises(UserError, match='another run is writing to'):
        run_jobs([job('a', 1)], str(tmp_path))


def test_a_damaged_table(tmp_path, program):
    """Catches a traceback, figures that are made up, and advice that does not help."""
    (tmp_path / 'results.csv').write_text('name,command,loss\na,transfer,none\n')
    with pytest.raises(UserError, match='results.csv is damaged: empty it'):
        run_jobs([job('a', 1)], str(tmp_path))
    (tmp_path / 'results.csv').write_text('')
    check_folder(str(tmp_path))  # of the command
    (outcome,) = run_jobs([job('a', 1)], str(tmp_path))
    assert outcome.error is None


def test_real_runs(tmp_path, photo, random_checkpoint):
    """Catches a command line that the experiments refuse, and a stop that does not save."""
    small = ('--image', str(photo), '--size', '32', '--checkpoint', random_checkpoint)
    endless = (*small, '--steps', '100000')
    root = tmp_path / 'all'
    program = [
        sys.executable, '-c', 'import sys; from gatys_tf1.batch.jobs import Job, run_jobs\n'
        f'run_jobs([Job("a", "style", {endless})], {str(root)!r}, quiet=True)',
    ]  # fmt: skip
    process = subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while len(folder.read_losses(root / 'a')) < 5 and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[1]
    assert Stopped.__name__ in said, said
    step = folder.read_losses(root / 'a')[-1]['step']
    done = run_jobs(
        [Job('a', 'style', (*small, '--steps', str(step + 3))),
         Job('b', 'style', (*small, '--layers', 'conv9_9'))],
        str(root), quiet=True,
    )  # fmt: skip
    assert done[0].error is None and done[0].step == step + 3
    assert done[0].loss == folder.read_losses(root / 'a')[-1]['total']
    assert done[1].error.startswith("'conv9_9'") or 'conv9_9' in done[1].error
    assert 1e8 < done[0].memory < 5e9
