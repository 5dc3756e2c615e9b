"""Full disks and folders that cannot be written to."""

import os

import numpy as np
import pytest
from conftest import pixels
from reliability_checks import assert_whole
from test_loop import graph_of, start_run

from gatys_tf1.adain import decoder_file
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write


@pytest.mark.parametrize('kilobytes', [4, 40, 160, 320, 480, 640, 800, 1200])
def test_a_disk_that_fills_up_anywhere(mount, tmp_path, random_config, kilobytes):
    """Catches a half-written file of any kind, and a run that cannot go on once there is room."""
    disk = mount(f'size={kilobytes}k')
    graph = graph_of(random_config)
    run = dict(config=random_config, graph=graph, steps=5, image_every=2)
    try:
        start_run(disk / 'r', **run)
    except UserError as error:
        assert '\n' not in str(error) and 'free some space' in str(error)
    except OSError as error:
        assert error.strerror == 'No space left on device'
    assert_whole(disk / 'r')
    mount('size=64m')
    start_run(disk / 'r', **run, resume=os.path.exists(disk / 'r/config.json'))
    start_run(tmp_path / 'once', **run)
    here, once = disk / 'r', tmp_path / 'once'
    np.testing.assert_array_equal(pixels(here / 'final.png'), pixels(once / 'final.png'))
    assert (here / 'loss.csv').read_text() == (once / 'loss.csv').read_text()


def test_a_file_that_does_not_fit_leaves_the_old_one(mount):
    """Catches a decoder, a sheet or a table that is lost because its successor did not fit."""
    disk = mount('size=16k')
    (disk / 'decoder.npz').write_text('the old one')
    with pytest.raises(OSError, match='No space left'):
        decoder_file.save(disk / 'decoder.npz', {'w': np.zeros(100_000)})
    assert os.listdir(disk) == ['decoder.npz']
    assert (disk / 'decoder.npz').read_text() == 'the old one'
    with pytest.raises(OSError, match='No space left'), atomic_write(disk / 'new') as path:
        with open(path, 'wb') as file:
            file.write(bytes(100_000))
    assert os.listdir(disk) == ['decoder.npz']


READ_ONLY = [
    ('style_transfer', ['--content', 'PHOTO', '--style', 'PHOTO', '--size', 32, '--steps', 1,
                        '--style-layers', 'conv1_1', '--content-layers', 'conv1_1']),
    ('deep_dream', ['--image', 'PHOTO', '--size', 48, '--steps', 1, '--layers', 'conv1_2']),
    ('adain_stylize', ['--content', 'PHOTO', '--style', 'PHOTO', '--size', 32]),
    ('visualize', ['filters']),
]  # fmt: skip


@pytest.mark.parametrize('command, flags', READ_ONLY, ids=[name for name, _ in READ_ONLY])
def test_a_read_only_folder_is_one_sentence(
    mount, script, photo, random_checkpoint, tmp_path, command, flags
):
    """Catches a traceback where the folder of the results cannot be made."""
    disk = mount('size=1m,ro')
    flags = [photo if flag == 'PHOTO' else flag for flag in flags]
    code, _, err = script(command, *flags, '--checkpoint', random_checkpoint, '--out', disk / 'r')
    assert code == 2 and err == f'error: {disk}/r: Read-only file system\n'


def test_weights_into_a_read_only_folder(mount, script, random_checkpoint):
    """Catches a traceback, or a download that has nowhere to go and starts nevertheless."""
    disk = mount('size=1m,ro')
    code, _, err = script('fetch_checkpoint', '--from', random_checkpoint, '--out', disk / 'w.ckpt')
    assert code == 2 and err.startswith(f'error: {disk}/') and 'Read-only' in err
