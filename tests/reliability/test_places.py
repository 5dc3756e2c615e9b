"""Homes, names and clocks that are not as usual."""

import os
import subprocess
import sys
import time

import pytest
from conftest import ROOT
from test_loop import start_run

from gatys_tf1.errors import UserError
from gatys_tf1.gotchas import progress
from gatys_tf1.run import folder, state
from gatys_tf1.weights import location


@pytest.fixture
def homeless(monkeypatch):
    """A process whose user has no home directory: `~` stays as it is."""
    for name in ('HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'GATYS_TF1_STATE',
                 'GATYS_TF1_CHECKPOINTS'):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, 'expanduser', lambda path: path)
    monkeypatch.setattr(location, '_checkout', lambda: None)


def test_no_home(homeless, monkeypatch, tmp_path):
    """Catches weights and answers in a folder called `~` in the working directory."""
    with pytest.raises(UserError, match='no home directory .* variable GATYS_TF1_CHECKPOINTS'):
        location.default_checkpoint()
    with pytest.raises(UserError, match='no home directory .* variable GATYS_TF1_STATE'):
        progress.load()
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', str(tmp_path))
    assert location.default_checkpoint() == str(tmp_path / 'vgg_19.ckpt')


@pytest.mark.skipif(os.getuid() != 0, reason='only root can be another user')
def test_a_user_that_the_system_does_not_know():
    """Catches a traceback in a container that runs under a number instead of a name."""
    try:
        done = subprocess.run(
            [sys.executable, '-m', 'gatys_tf1', '--help'], capture_output=True, text=True, cwd='/',
            user=54321, env={'PYTHONPATH': ROOT, 'PATH': os.environ['PATH']}, timeout=100,
        )  # fmt: skip
    except PermissionError:
        pytest.skip('this Python is not for other users')
    assert done.returncode == 0 and 'transfer' in done.stdout, done.stderr


def test_blanks_and_letters_of_other_languages(script, photo, random_checkpoint, tmp_path):
    """Catches a path that is split at its blanks, or that is taken for ASCII or for a pattern."""
    place = tmp_path / 'Über uns [1]' / 'é ü 日本 *'
    place.mkdir(parents=True)
    picture = place / 'ein Bild.png'
    os.link(photo, picture)
    for suffix in ('.index', '.data-00000-of-00001'):
        os.symlink(random_checkpoint + suffix, place / f'vgg 19 ß.ckpt{suffix}')
    flags = ('--content', picture, '--style', picture, '--size', 32, '--style-layers', 'conv1_1',
             '--content-layers', 'conv1_1', '--checkpoint', place / 'vgg 19 ß.ckpt')  # fmt: skip
    out = place / 'ein Lauf'
    code, said, err = script('style_transfer', *flags, '--steps', 1, '--out', out)
    assert (code, err) == (0, '') and f'{out}/final.png' in said
    code, _, err = script('style_transfer', '--out', out, '--resume', '--steps', 3)
    assert (code, err) == (0, '')
    assert [row['step'] for row in folder.read_losses(out)] == [0, 1, 2, 3]
    code, _, err = script('style_transfer', *flags, '--steps', 1, '--out', out, '--overwrite')
    assert (code, err) == (0, '')
    assert [row['step'] for row in folder.read_losses(out)] == [0, 1]


def test_a_clock_that_jumps_back(tmp_path, random_config, monkeypatch):
    """Catches a run that takes an older state for the newest, or that deletes the newest."""
    start_run(tmp_path / 'r', random_config, steps=4, image_every=2)
    now = time.time
    monkeypatch.setattr(time, 'time', lambda: now() - 10 * 365 * 86_400)
    start_run(tmp_path / 'r', random_config, steps=8, image_every=2, resume=True)
    for path in (tmp_path / 'r/state').iterdir():
        os.utime(path, (0, 0) if 'ckpt-8' in path.name else None)
    assert state.label_and_step(str(tmp_path / 'r')) == ('', 8)
    start_run(tmp_path / 'r', random_config, steps=10, image_every=2, resume=True)
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [*range(11)]
