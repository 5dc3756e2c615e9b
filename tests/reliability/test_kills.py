"""kill -9 at random moments: nothing is half written, and what was begun is finished exactly.

`KILLS` says how many times each kind of work is killed; docs/reliability.md says what was run.
"""

import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, smooth_picture
from reliability_checks import assert_whole

from gatys_tf1 import files, images
from gatys_tf1.run import state
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import manifest

KILLS = int(os.environ.get('GATYS_TF1_KILLS', '5'))
SMALL = ['--style-layers', 'conv1_1', '--content-layers', 'conv1_1', '--precision', 'float32']
TRANSFER = ['--content', 'a.png', '--style', 'b.png', '--init', 'noise', '--image-every', '2']
WORK = {
    'adam': ('style_transfer', [*TRANSFER, *SMALL, '--size', '32', '--steps', '15', '--optimizer',
                                'adam']),
    'lbfgs': ('style_transfer', [*TRANSFER, *SMALL, '--size', '32', '--steps', '15']),
    'scales': ('style_transfer', [*TRANSFER, *SMALL, '--scales', '16,24,32', '--steps', '6,5,5']),
    'folder': ('style_transfer', ['--content', 'photos', '--style', 'b.png', *SMALL, '--size',
                                  '32', '--steps', '6', '--image-every', '2']),
    'dream': ('deep_dream', ['--image', 'a.png', '--layers', 'conv2_1', '--size', '64', '--steps',
                             '16', '--image-every', '3', '--precision', 'float32']),
    'inversion': ('feature_inversion', ['--image', 'a.png', '--layers', 'conv1_1,conv1_2',
                                        '--size', '32', '--steps', '6', '--image-every', '2',
                                        '--precision', 'float32']),
    'training': ('adain_train', ['--content-images', 'photos', '--style-images', 'photos',
                                 '--batch', '1', '--crop', '16', '--shorter-side', '24', '--steps',
                                 '6', '--save-every', '2', '--log-every', '1', '--precision',
                                 'float32']),
    'video': ('style_video', ['--video', 'photos', '--style', 'b.png', '--size', '40', '--steps',
                              '4,3', '--passes', '2', '--image-every', '2', '--precision',
                              'float32']),
}  # fmt: skip


@pytest.fixture(scope='module')
def place(tmp_path_factory):
    """The folder that everything runs in, with pictures."""
    place = tmp_path_factory.mktemp('kills')
    (place / 'photos').mkdir()
    for name, seed in (('a', 1), ('b', 2), ('photos/x', 3), ('photos/y', 4), ('photos/z', 5)):
        images.save(place / f'{name}.png', smooth_picture(30, 40, seed))
    return place


@pytest.fixture(scope='module')
def run(place):
    """`run(module, arguments, seconds)`: the runner's answer."""
    runner = os.path.join(ROOT, 'tests', 'reliability', 'kill_runner.py')
    process = subprocess.Popen(
        [sys.executable, runner], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env={**os.environ, 'PYTHONPATH': ROOT},
    )  # fmt: skip

    def call(module, arguments, seconds=None):
        request = {'module': f'gatys_tf1.cli.{module}', 'arguments': arguments, 'seconds': seconds}
        process.stdin.write(json.dumps(request) + '\n')
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield call
    process.stdin.close()
    assert process.wait(60) == 0


def runs_in(out):
    """The folder and those in it that hold a run."""
    return [path for path, _, names in os.walk(out) if 'loss.csv' in names]


def contents(out):
    """What must be the same, killed or not: pictures, losses, the decoder; by relative path."""
    kept = {}
    for path, _, names in os.walk(out):
        for name in names:
            frame = os.path.basename(path) == 'frames' or 'passes' in path
            if frame or name in ('final.png', 'final.mp4', 'loss.csv', 'decoder.npz'):
                file = os.path.join(path, name)
                with open(file, 'rb') as opened:
                    kept[os.path.relpath(file, out)] = opened.read()
    return kept


def assert_nothing_is_half(out):
    """No file is half written; what was being written when it was killed has a temporary name."""
    for path in [out, *runs_in(out)]:
        assert_whole(path, killed=True)
        if newest := state.latest(path):
            reader = tf.train.NewCheckpointReader(newest)
            for name in reader.get_variable_to_shape_map():
                reader.get_tensor(name)  # raises if it is damaged


@pytest.mark.slow
@pytest.mark.parametrize('kind', WORK)
def test_killed_at_random(run, place, random_checkpoint, kind):
    """Catches a half-written PNG, table, checkpoint or state; a step that is lost or doubled."""
    module, arguments = WORK[kind]
    arguments = [*arguments, '--checkpoint', random_checkpoint, '--quiet']
    once = place / f'{kind}-once'
    answer = run(module, [*arguments, '--out', str(once)])
    assert answer['code'] == 0, answer['output']
    whole, generator, killed = answer['seconds'], random.Random(kind), 0
    final = {'training': 'decoder.npz', 'video': 'final.mp4'}.get(kind, 'final.png')
    assert final in str(contents(once).keys())
    for number in range(KILLS):
        out = place / f'{kind}-{number}'
        first = [*arguments, '--out', str(out)]
        answer = run(module, first, generator.uniform(0, whole))
        killed += answer['code'] == -9
        assert answer['code'] in (0, -9), answer['output']
        assert_nothing_is_half(out)
        again = ['--resume', '--out', str(out), '--quiet']
        if not os.path.exists(out / 'config.json'):
            again = first
        answer = run(module, again)
        assert answer['code'] == 0, answer['output']
        for path in runs_in(out):
            assert_whole(path)
        assert contents(out) == contents(once)
        left = [n for path, ds, ns in os.walk(out) for n in ds + ns if files.is_temporary(n)]
        assert not left
        shutil.rmtree(out)
    print(f'{kind}: killed {killed} times of {KILLS}, at 0 to {whole:.1f} s')
    assert killed >= KILLS / 3


@pytest.mark.slow
def test_killed_while_weights_are_written(run, place, random_checkpoint):
    """Catches a checkpoint that passes for whole, and folders of 80 MB that pile up."""
    arguments = ['--from', random_checkpoint, '--out', str(place / 'weights/vgg_19.ckpt')]
    answer = run('fetch_checkpoint', arguments)
    assert answer['code'] == 0, answer['output']
    whole, generator, killed = answer['seconds'], random.Random(1), 0
    for _ in range(KILLS):
        shutil.rmtree(place / 'weights')
        answer = run('fetch_checkpoint', arguments, generator.uniform(0, whole))
        killed += answer['code'] == -9
        prefix = str(place / 'weights/vgg_19.ckpt')
        if manifest.unverified(prefix) is None:
            assert manifest.sha256(prefix) == manifest.sha256(random_checkpoint)
        assert run('fetch_checkpoint', arguments)['code'] == 0
        assert manifest.unverified(prefix) is None
        assert not [name for name in os.listdir(place / 'weights') if files.is_temporary(name)]
    print(f'weights: killed {killed} times of {KILLS}')
