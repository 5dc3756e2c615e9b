"""What a killed process leaves behind: recognised, removed, and in nobody's way."""

import argparse
import os
import subprocess
import sys

import pytest
from test_loop import start_run

from gatys_tf1 import files
from gatys_tf1.cli import many
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder, state
from gatys_tf1.tf1 import tf


@pytest.fixture(scope='module')
def dead():
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, '-c', ''])
    process.wait()
    return process.pid


def test_sweep(tmp_path, dead):
    """Catches a file of a running process that is removed, and leftovers that pile up."""
    os.mkdir(tmp_path / f'.{dead}.folder')
    for name in (f'.{dead}.final.png', f'.{dead}.folder/x', f'.{os.getpid()}.a', '.1.b', '.notes'):
        (tmp_path / name).write_text('half')
    files.sweep(tmp_path)
    assert set(os.listdir(tmp_path)) == {'.1.b', '.notes', f'.{os.getpid()}.a'}


def test_a_run_that_was_killed_at_its_first_file_starts_again(tmp_path, random_config, dead):
    """Catches a folder that can be neither resumed nor started in: config.json was half written."""
    os.mkdir(tmp_path / 'r')
    (tmp_path / f'r/.{dead}.config.json').write_text('{"argum')
    start_run(tmp_path / 'r', random_config, steps=1)
    assert not [name for name in os.listdir(tmp_path / 'r') if files.is_temporary(name)]


def test_the_leftovers_of_a_video_are_removed(tmp_path, random_config, dead):
    """Catches frames half written that stay in a video's folder for ever, and a frame that goes."""
    places = [tmp_path / place for place in ('.', 'state', 'content', 'frames', 'passes/1')]
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        (place / f'.{dead}.00003.png').write_text('half')
        (place / '00002.png').write_text('whole')
    (tmp_path / 'config.json').write_text('{}')
    with folder.opened(folder.Output(str(tmp_path), resume=True), random_config):
        for place in places:
            assert [name for name in os.listdir(place) if name.endswith('png')] == ['00002.png']


def test_files_of_others_are_still_refused(tmp_path, random_config, dead):
    """Catches a folder of somebody's files that passes for one of leftovers."""
    for name in (f'.{dead}.config.json', 'notes.txt'):
        (tmp_path / name).write_text('x')
    with pytest.raises(UserError, match='holds files that do not belong to a run'):
        start_run(tmp_path, random_config)


def damaged_list(place):
    (place / 'checkpoint').write_text('model_checkpoint_path: "run.')


def no_list(place):
    os.remove(place / 'checkpoint')


@pytest.mark.parametrize('damage', [damaged_list, no_list])
def test_a_state_is_found_without_its_list(tmp_path, random_config, damage):
    """Catches a run that silently starts over: the list of states was not written, or cut short."""
    start_run(tmp_path / 'r', random_config, steps=4, image_every=2)
    damage(tmp_path / 'r/state')
    assert state.label_and_step(str(tmp_path / 'r')) == ('', 4)
    start_run(tmp_path / 'r', random_config, steps=6, image_every=2, resume=True)
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [*range(7)]
    kept = {name.split('.')[1] for name in os.listdir(tmp_path / 'r/state') if 'run.' in name}
    assert kept == {'ckpt-4', 'ckpt-6'}  # older ones are still deleted


def test_a_moved_run_is_resumed_from_its_own_state(tmp_path, random_config):
    """Catches absolute paths: the copy would go on from the state of the original."""
    start_run(tmp_path / 'a', random_config, steps=2)
    os.system(f'cp -r {tmp_path}/a {tmp_path}/b')
    start_run(tmp_path / 'a', random_config, steps=5, resume=True)
    assert state.latest(str(tmp_path / 'b')) == str(tmp_path / 'b/state/run.ckpt-2')


@pytest.mark.parametrize('suffix', ['.index', '.data-00000-of-00001'])
def test_a_damaged_state_is_a_sentence_and_the_one_before_it_is_there(
    tmp_path, random_config, suffix
):
    """Catches TensorFlow's traceback, and advice that does not help."""
    start_run(tmp_path / 'r', random_config, steps=4, image_every=2)
    newest = tmp_path / f'r/state/run.ckpt-4{suffix}'
    newest.write_bytes(newest.read_bytes()[:100])
    with pytest.raises(UserError, match=r'ckpt-4 is damaged: remove run\.ckpt-4\.\* from'):
        start_run(tmp_path / 'r', random_config, steps=6, resume=True)
    for path in (tmp_path / 'r/state').glob('run.ckpt-4.*'):
        os.remove(path)
    start_run(tmp_path / 'r', random_config, steps=6, resume=True)
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [*range(7)]
    assert tf.train.latest_checkpoint(str(tmp_path / 'r/state')).endswith('run.ckpt-6')


def test_a_picture_of_a_folder_is_finished_with_its_last_file(tmp_path, random_config):
    """Catches a picture that is left out for ever: killed after its last row, before final.png."""
    start_run(tmp_path / 'r', random_config, steps=2)
    args = argparse.Namespace(out=str(tmp_path / 'r'), steps=[2], scales=None)
    assert many.finished(args)
    os.utime(tmp_path / 'r/loss.png', (0, 0))  # of an earlier part of the run
    assert not many.finished(args)
    os.utime(tmp_path / 'r/loss.png')
    assert many.finished(args)
    os.remove(tmp_path / 'r/final.png')
    assert not many.finished(args)
