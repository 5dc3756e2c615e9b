"""kill -9 at random moments: nothing is half written, and what was begun is finished exactly.

`KILLS` says how many times each kind of work is killed; docs/reliability.md says what was run.
"""

import contextlib
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time

import narrow_weights
import numpy as np
import pytest
from conftest import ROOT, smooth_picture
from reliability_checks import assert_whole
from weights import weight_files
from weights.conftest import Server, serve  # noqa: F401

from gatys_tf1 import files, images
from gatys_tf1.run import state
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import manifest, slim_checkpoint

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
        module = module if module == 'narrow_weights' else f'gatys_tf1.cli.{module}'
        request = {'module': module, 'arguments': arguments, 'seconds': seconds}
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


def table(root):
    """What `results.csv` says of each job, but for seconds and memory: {name: its row}."""
    with open(root / 'results.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        del row['seconds'], row['memory']
    return {row['name']: row for row in rows}


def times(root, names):
    """When the files of these jobs were written, but for what the sweep itself adds to them."""
    paths = [path for name in names for path in (root / name).rglob('*')]
    return {
        path: path.stat().st_mtime_ns
        for path in paths
        if path.is_file() and not path.name.startswith('events.')
    }  # its own are among them


@pytest.mark.slow
def test_a_sweep_is_killed(run, place, random_checkpoint):
    """Catches a job that is lost, done twice or begun anew, and a table that is half written. The
    jobs' processes are killed, too."""
    arguments = [
        'content', '--vary', 'layer=conv1_1,conv2_1', '--image', 'a.png', '--size', '32',
        '--steps', '40', '--image-every', '4', '--precision', 'float32', '--checkpoint',
        random_checkpoint, '--quiet',
    ]  # fmt: skip
    once, generator, killed, spared = place / 'sweep-once', random.Random(3), 0, 0
    whole = run('sweep', [*arguments, '--out', str(once)])
    assert whole['code'] == 0, whole['output']
    assert len(table(once)) == 2
    for number in range(KILLS):
        root = place / f'sweep-{number}'
        command = [*arguments, '--out', str(root)]
        answer = run('sweep', command, generator.uniform(0, whole['seconds']))
        killed += answer['code'] == -9
        assert answer['code'] in (0, -9), answer['output']
        begun = table(root) if (root / 'results.csv').exists() else {}
        for out in runs_in(root):
            assert_nothing_is_half(out)
        done = [name for name, row in begun.items() if not row['error']]
        spared += len(done)
        before = times(root, done)
        answer = run('sweep', command)
        assert answer['code'] == 0, answer['output']
        assert times(root, done) == before
        assert contents(root) == contents(once)
        assert list(table(root).items()) == list(table(once).items())
        assert {'sheet.png', 'curves.png', 'results.md'} < set(os.listdir(root))
        left = [n for path, ds, ns in os.walk(root) for n in ds + ns if files.is_temporary(n)]
        assert not left
        shutil.rmtree(root)
    print(f'sweep: killed {killed} times of {KILLS}, {spared} jobs were done by then')
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


@pytest.mark.slow
def test_killed_while_weights_are_fetched(run, serve, tmp_path, monkeypatch):  # noqa: F811
    """Catches bytes of a download that are lost, doubled or taken for the whole, an archive that
    stays, and a checkpoint of half of its layers."""
    generator, killed, resumed = random.Random(2), 0, 0
    rng = np.random.default_rng(2)
    shapes = narrow_weights.shapes()
    monkeypatch.setattr(slim_checkpoint, 'SHAPES', shapes)  # for reading what was fetched
    values = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    with open(weight_files.slim_archive(values, tmp_path / 'a.tar.gz'), 'rb') as file:
        content = file.read()

    def slowly(handler, body):  # two seconds, and nine of the blocks in which it is written
        with contextlib.suppress(ConnectionError):
            for start in range(0, len(body), 1 << 16):
                handler.wfile.write(body[start : start + (1 << 16)])
                time.sleep(0.06)

    monkeypatch.setattr(Server, 'send', slowly)
    state, url = serve(content)
    whole = run('narrow_weights', [url, str(tmp_path / 'once/vgg_19.ckpt')])
    assert whole['code'] == 0, whole['output']
    for number in range(KILLS):
        out = tmp_path / str(number)
        arguments = [url, str(out / 'vgg_19.ckpt')]
        answer = run('narrow_weights', arguments, generator.uniform(0, whole['seconds']))
        killed += answer['code'] == -9
        assert answer['code'] in (0, -9), answer['output']
        for name in os.listdir(out) if out.exists() else ():
            if 'tar.gz' in name:
                arrived = (out / name).read_bytes()
                assert content.startswith(arrived)
                assert name.endswith('.part') or arrived == content
        state['asked'].clear()
        answer = run('narrow_weights', arguments)
        assert answer['code'] == 0, answer['output']
        resumed += any(state['asked'])
        assert weight_files.same(slim_checkpoint.read_checkpoint(arguments[1]), values)
        assert sorted(os.listdir(out)) == sorted(os.listdir(tmp_path / 'once'))
    print(f'fetch: killed {killed} times of {KILLS}, {resumed} downloads went on where they were')
    assert killed >= KILLS / 3 and (resumed or KILLS < 10)
