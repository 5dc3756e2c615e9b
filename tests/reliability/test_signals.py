"""SIGINT, SIGTERM and SIGHUP: in a run between two steps, elsewhere at once, and tidily."""

import concurrent.futures
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT
from test_loop import start_run

from gatys_tf1.errors import Stopped, run_script
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder, interrupt, logbook

SENT = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def handlers():
    """Leaves the process's handlers as they were."""
    before = {number: signal.getsignal(number) for number in interrupt.SIGNALS}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored where the tests run under nohup
    yield before
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize('number', SENT)
def test_a_run_stops_between_steps_and_resumes(tmp_path, random_config, monkeypatch, number):
    """Catches a request to end that kills the run in the middle of a step, its state unsaved."""
    row, sent = logbook.Logbook.row, []

    def interrupted(log, step, *args):
        row(log, step, *args)
        if step == 3 and not sent:
            sent.append(os.kill(os.getpid(), number))

    monkeypatch.setattr(logbook.Logbook, 'row', interrupted)
    with pytest.raises(Stopped) as stopped:
        start_run(tmp_path / 'r', random_config, steps=9)
    assert stopped.value.number == number
    monkeypatch.undo()
    assert folder.read_losses(tmp_path / 'r')[-1]['step'] in (3, 4)
    image = start_run(tmp_path / 'r', random_config, steps=9, resume=True)
    np.testing.assert_array_equal(image, start_run(tmp_path / 'once', random_config, steps=9))


def test_the_second_one_does_not_wait(capfd):
    """Catches a program that can only be stopped by kill -9 while a step takes long."""
    second = []
    signal.signal(signal.SIGTERM, lambda *_: second.append(True))
    with interrupt.ctrl_c() as arrived:
        assert not arrived()
        signal.raise_signal(signal.SIGTERM)
        assert arrived() == signal.SIGTERM and not second
        signal.raise_signal(signal.SIGTERM)
        assert second
    assert 'stopping after this step (once more stops without saving)' in capfd.readouterr().err


def test_ctrl_c_is_called_by_its_name(capfd):
    """Catches advice to a person at a keyboard that only somebody with `kill` can follow."""
    with interrupt.ctrl_c():
        signal.raise_signal(signal.SIGINT)
    assert 'stopping after this step (Ctrl-C again stops without saving)' in capfd.readouterr().err


def test_an_ignored_signal_stays_ignored():
    """Catches a run under nohup that ends with its terminal."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with interrupt.ctrl_c() as arrived:
        signal.raise_signal(signal.SIGHUP)
        assert not arrived() and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def test_a_run_in_another_thread_goes_to_its_end(tmp_path, random_config):
    """Catches a run that takes the lack of signals, outside the main thread, for one of them."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        image = pool.submit(start_run, tmp_path / 'thread', random_config, steps=3).result()
    assert folder.read_losses(tmp_path / 'thread')[-1]['step'] == 3
    np.testing.assert_array_equal(image, start_run(tmp_path / 'main', random_config, steps=3))


def test_what_was_given_up_does_not_keep_the_process():
    """Catches a stopped training whose process lives on, waiting for a worker that is gone."""
    program = (
        'import threading; from gatys_tf1.run import interrupt; interrupt.PATIENCE = 0;'
        'print(interrupt.attended(threading.Event().wait, (), lambda: 15))'
    )
    run = subprocess.run(
        [sys.executable, '-c', program], capture_output=True, text=True, cwd=ROOT, timeout=100
    )
    assert (run.returncode, run.stdout) == (0, 'None\n')


@pytest.mark.parametrize('number', SENT)
def test_elsewhere_everything_is_tidied_up(tmp_path, number):
    """Catches temporary files that a request to end leaves behind, and an exit code of 0."""
    signal.signal(number, signal.SIG_DFL)

    def main():
        with atomic_write(tmp_path / 'file') as temporary:
            open(temporary, 'w').close()
            signal.raise_signal(number)

    with pytest.raises(SystemExit) as exit_info:
        run_script(main)
    assert exit_info.value.code == 128 + number
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize('number, code', [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_says_how_to_go_on(capsys, monkeypatch, number, code):
    """Catches a command that cannot be pasted: blanks in a path, or a script that is not there."""
    monkeypatch.setattr(sys, 'argv', ['gatys-tf1 transfer', '--out', 'my runs/é'])

    def main():
        raise Stopped('my runs/é', number)

    with pytest.raises(SystemExit) as exit_info:
        run_script(main)
    assert exit_info.value.code == code
    said = capsys.readouterr().out
    assert said == "stopped; to resume, run: gatys-tf1 transfer --out 'my runs/é' --resume\n"


def test_a_reader_that_has_gone_is_no_error():
    """Catches the traceback of `gatys-tf1 course | head -1`: a broken pipe."""
    command = f'{sys.executable} -m gatys_tf1 course | head -1; echo ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ['bash', '-c', command], capture_output=True, text=True, cwd=ROOT, timeout=100,
        env={**os.environ, 'PYTHONPATH': ROOT},
    )  # fmt: skip
    assert done.stderr == ''
    assert done.stdout.splitlines()[-1] in ('0', '141')  # 0: all of it fitted into the pipe


def test_a_run_goes_on_without_its_reader(tmp_path, random_config, monkeypatch):
    """Catches a run of hours that is lost because somebody looked at its first lines."""

    def gone(*_args, **_kwargs):
        raise BrokenPipeError

    monkeypatch.setattr('builtins.print', gone)
    monkeypatch.setattr(sys, 'stdout', sys.stdout)
    log = logbook.Logbook(folder.Output(str(tmp_path)), ['total'], 0, 2)
    for step in range(3):
        log.say('a line')
        log.row(step, {'total': 1.0})
        log.progress(step, 1.0)
    log.close()
    assert [row['step'] for row in folder.read_losses(tmp_path)] == [0, 1, 2]
