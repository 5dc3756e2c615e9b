"""One folder, one run at a time."""

import multiprocessing
import os
import signal

import pytest
from conftest import ROOT
from test_loop import PICTURE, start_run

from gatys_tf1.errors import UserError
from gatys_tf1.run import folder

CORPUS = os.path.join(ROOT, 'tests', 'corpus')


def hold(path, ready):
    with folder.locked(path):
        ready.set()
        signal.pause()


@pytest.fixture
def holder(tmp_path):
    """Another process that has the lock of `tmp_path`; its Process."""
    spawn = multiprocessing.get_context('spawn')
    ready = spawn.Event()
    process = spawn.Process(target=hold, args=(str(tmp_path), ready))
    process.start()
    assert ready.wait(60)
    yield process
    process.kill()
    process.join()


def test_a_locked_folder_is_refused_until_its_process_is_dead(tmp_path, holder):
    """Catches two processes in one folder, and a lock that outlives kill -9."""
    with pytest.raises(UserError, match='another run is writing to .*: wait for it, or choose'):
        with folder.locked(tmp_path):
            pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with folder.locked(tmp_path):
        pass
    assert os.listdir(tmp_path) == []


COMMANDS = {
    'video': ('style_video', '--steps', 1, '--size', 48),
    'pictures': ('style_transfer', '--content', CORPUS, '--steps', 1, '--size', 32),
    'ascents': ('feature_inversion', '--layers', 'conv1_1,pool1', '--steps', 1, '--size', 48),
}


@pytest.mark.parametrize('name', COMMANDS)
def test_whatever_writes_many_pictures_holds_its_folder(
    script, tmp_path, holder, random_checkpoint, name
):
    """Catches two videos, folders of pictures or rows of ascents that write to one folder."""
    flags = '--checkpoint', random_checkpoint, '--out', tmp_path
    code, _, err = script(*COMMANDS[name], *flags)
    assert code == 2 and f'another run is writing to {tmp_path}: wait for it' in err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize('how', ['resume', 'overwrite'])
def test_a_run_that_goes_on_is_not_touched(tmp_path, random_config, how):
    """Catches a run that resumes or overwrites another one while that is still writing."""
    refused = []

    def second(step):
        if step.step == 2:
            before = sorted(os.listdir(tmp_path / 'r'))
            with pytest.raises(UserError, match='another run is writing to .*/r: wait') as error:
                start_run(tmp_path / 'r', random_config, **{how: True})
            refused.append(error)
            assert sorted(os.listdir(tmp_path / 'r')) == before

    start_run(tmp_path / 'r', random_config, steps=4, start=PICTURE, callback=second)
    assert refused and [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [*range(5)]


def test_of_two_that_start_together_one_is_refused(tmp_path, random_config):
    """Catches a second run that was let in by a check before the first had written anything."""
    refused = []

    def second(step):
        if step.step == 0 and not refused:
            refused.append(True)
            with pytest.raises(UserError, match='another run is writing'):
                start_run(tmp_path / 'r', random_config, overwrite=True)

    start_run(tmp_path / 'r', random_config, steps=2, callback=second)
    with pytest.raises(UserError, match='holds a run already'):  # and once it has ended
        start_run(tmp_path / 'r', random_config)
