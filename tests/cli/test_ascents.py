"""deep_dream, class_visualization and feature_inversion, as a person runs them.

What they look like is in docs/looking-inside.md; here is what they write, refuse and resume.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from conftest import ROOT, run_script, smooth_picture

from gatys_tf1 import images, ram, samples, vgg
from gatys_tf1.dream import ascent
from gatys_tf1.inspect import visualize
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf

ASCENTS = {
    'deep_dream': '--layers conv2_1 --octaves 2',
    'class_visualization': '--layer conv2_1 --channel 3 --octaves 2 --blur-every 0',
    'feature_inversion': '--layers conv1_2',
}


@pytest.fixture
def photo(tmp_path):
    """Path of a 96x92 picture."""
    path = tmp_path / 'photo.png'
    images.save(path, smooth_picture(92, 96))
    return path


def pixels(path):
    return images.load(path)[0].astype(int)


def flags_of(name, photo, path):
    """Arguments for a short run at 96 pixels."""
    image = () if name == 'class_visualization' else ('--image', photo)
    return (name, *image, '--size', 96, '--checkpoint', path, *ASCENTS[name].split())


# --- the ascents ---------------------------------------------------------------------------------


@pytest.mark.parametrize('name', ASCENTS)
def test_each_ascent_writes_its_folder(script, tmp_path, photo, random_checkpoint, name):
    """Catches a script that does not run, a run without its curve or graph, and no sheet."""
    flags = flags_of(name, photo, random_checkpoint)
    code, out, err = script(*flags, '--steps', 4, '--out', tmp_path / 'r')
    assert (code, err) == (0, '')
    assert f'{tmp_path}/r/sheet.png' in out and f'/tensorboard --logdir {tmp_path}/r' in out
    assert ('objective' in out) == (name != 'feature_inversion')
    names = {n for n in os.listdir(tmp_path / 'r') if 'events' not in n and 'image' not in n}
    assert names == {'config.json', 'final.png', 'loss.csv', 'loss.png', 'sheet.png', 'state'}
    assert max(pixels(tmp_path / 'r/final.png').shape) == 96
    totals = [row['total'] for row in folder.read_losses(tmp_path / 'r')]
    assert len(totals) == 5
    assert (totals[4] < totals[3]) == (name == 'feature_inversion')  # of one octave
    tags = set()
    (events,) = (n for n in os.listdir(tmp_path / 'r') if n.startswith('events'))
    for event in tf.train.summary_iterator(str(tmp_path / 'r' / events)):
        tags |= {value.tag for value in event.summary.value}
    layer = 'conv1_2' if name == 'feature_inversion' else 'conv2_1'
    assert {f'objective/{layer}', 'objective/total', 'image/image'} <= tags
    assert json.loads((tmp_path / 'r/config.json').read_text())['arguments']['size'] == 96


@pytest.mark.slow
def test_several_layers_make_a_row(script, tmp_path, photo, random_checkpoint):
    """Catches layers that share a run, and a row that cannot be resumed or replaced."""
    flags = ('feature_inversion', '--image', photo, '--size', 48, '--layers', 'conv1_1,pool1',
             '--optimizer', 'descent', '--jitter', 2, '--checkpoint', random_checkpoint,
             '--out', tmp_path / 'r')  # fmt: skip
    assert script(*flags, '--steps', 3)[0] == 0
    assert {'conv1_1', 'pool1', 'sheet.png', 'config.json'} == set(os.listdir(tmp_path / 'r'))
    first = (tmp_path / 'r/pool1/final.png').read_bytes()
    assert first != (tmp_path / 'r/conv1_1/final.png').read_bytes()
    code, _, err = script(*flags, '--steps', 3)
    assert code == 2 and 'holds a run already' in err
    resume = ('feature_inversion', '--out', tmp_path / 'r', '--resume', '--steps', 6)
    assert script(*resume)[0] == 0
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r/pool1')] == list(range(7))
    assert script(*flags, '--steps', 3, '--overwrite')[0] == 0
    assert (tmp_path / 'r/pool1/final.png').read_bytes() == first


SLOW = pytest.mark.slow


@pytest.mark.parametrize('stop', [5, pytest.param(3, marks=SLOW), pytest.param(9, marks=SLOW)])
def test_a_dream_resumes_bit_equal(script, tmp_path, photo, random_checkpoint, stop, monkeypatch):
    """Catches jitter drawn anew, detail added twice, and a return to an octave that is done."""
    monkeypatch.setattr(ram, 'free', lambda: None)
    flags = (*flags_of('deep_dream', photo, random_checkpoint), '--jitter', 5, '--steps', 10)
    assert script(*flags, '--out', tmp_path / 'once')[0] == 0
    plain = ascent.check_finite

    def interrupt(step, value):
        plain(step, value)
        if step == stop:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(ascent, 'check_finite', interrupt)
        code, out, _ = script(*flags, '--out', tmp_path / 'r')
    assert code == 130 and '--resume' in out
    assert folder.read_losses(tmp_path / 'r')[-1]['step'] == stop
    assert script('deep_dream', '--out', tmp_path / 'r', '--resume')[0] == 0
    for name in ('final.png', 'loss.csv'):
        assert (tmp_path / 'r' / name).read_bytes() == (tmp_path / 'once' / name).read_bytes()


def test_dream_options(script, tmp_path, photo, random_checkpoint):
    """Catches weights, guide and tiles that make no difference, and tiles that do."""
    flags = ('deep_dream', '--image', photo, '--size', 96, '--steps', 2, '--jitter', 0, '--octaves',
             1, '--precision', 'float32', '--checkpoint', random_checkpoint)  # fmt: skip
    guide = tmp_path / 'guide.png'
    images.save(guide, smooth_picture(30, 40, seed=8))
    found = {}
    for name, more in {
        'plain': ('--layers', 'conv1_2,conv2_1'),
        'weighted': ('--layers', 'conv1_2:9,conv2_1'),
        'guided': ('--layers', 'conv1_2,conv2_1', '--guide', guide, '--guide-size', 32),
        'tiled': ('--layers', 'conv1_2,conv2_1', '--tile', 24),
    }.items():
        code, _, err = script(*flags, *more, '--out', tmp_path / name)
        assert code == 0, err
        found[name] = pixels(tmp_path / name / 'final.png')
    assert np.abs(found['tiled'] - found['plain']).max() <= 1
    for name in ('weighted', 'guided'):
        assert np.abs(found[name] - found['plain']).mean() > 0.3, name
    assert (
        pixels(tmp_path / 'guided/sheet.png').shape[1]
        > pixels(tmp_path / 'plain/sheet.png').shape[1]
    )


def test_channels_neurons_and_octaves(script, tmp_path, random_checkpoint):
    """Catches channels that give one picture, and a neuron that is not where it was asked for."""
    flags = ('class_visualization', '--layer', 'conv2_1', '--size', 64, '--octaves', 1, '--steps',
             4, '--jitter', 0, '--blur-every', 0, '--l2', 0, '--checkpoint',
             random_checkpoint)  # fmt: skip
    assert script(*flags, '--channel', '3,4', '--out', tmp_path / 'two')[0] == 0
    three, four = (pixels(tmp_path / f'two/conv2_1-{c}/final.png') for c in (3, 4))
    assert np.abs(three - four).mean() > 1
    for place, (row, column) in (('4,20', (9, 41)), ('middle', (33, 33))):
        out = tmp_path / place
        assert script(*flags, '--channel', 3, '--neuron', place, '--out', out)[0] == 0
        moved = pixels(out / 'final.png') - pixels(out / 'image_00000.png')
        rows, columns = np.nonzero(np.abs(moved).sum(axis=2))
        assert max(np.ptp(rows), np.ptp(columns)) < 10  # conv2_1's receptive field
        assert abs(rows.mean() - row) < 2 and abs(columns.mean() - column) < 2


BAD_ASCENTS = [
    ('deep_dream', ('--layers', 'mixed4c'), r"unknown layer 'mixed4c'; the layers of VGG-19 are"),
    ('deep_dream', ('--layers', 'conv1_1:x'), r'argument --layers: x is not a number'),
    ('deep_dream', ('--image', 'missing.jpg'), r'there is no picture \S*missing\.jpg'),
    ('deep_dream', ('--guide', 'missing.jpg'), r'there is no picture \S*missing\.jpg'),
    ('deep_dream', ('--size', '12'), r'9x12 .*too small for conv5_1: each side needs 16 pixels'),
    ('deep_dream', ('--octave-scale', '0.9'), r'--octave-scale 0\.9 does not grow: give more'),
    ('deep_dream', ('--checkpoint', 'no.ckpt'), r'there is no checkpoint at \S*no\.ckpt'),
    ('deep_dream', ('--resume', '--out', 'empty'), r'empty holds no run to resume'),
    ('deep_dream', ('--out', 'photos'), r'photos holds files that do not belong to a run'),
    ('class_visualization', (), r'give --class, or --layer with --channel'),
    ('class_visualization', ('--layer', 'conv1_1'), r'--layer conv1_1 needs --channel'),
    ('class_visualization', ('--layer', 'conv9', '--channel', '1'), r"unknown layer 'conv9'; the"),
    ('class_visualization', ('--layer', 'conv1_1', '--channel', '64'), r'channels are 0 to 63'),
    ('class_visualization', ('--class', 'gold'), r"'gold' may be goldfish, goldfinch, black"),
    ('class_visualization', ('--class', '7', '--size', '200'), r'fc8: each side needs 224 pixels'),
    ('class_visualization', ('--class', '7', '--size', '224'), r'has no fc6, .*--full` or fetch'),
    ('class_visualization', ('--layer', 'conv4_1', '--channel', '1', '--size', '64', '--neuron',
                             '8,0'), r'conv4_1 has 8x8 positions on .* 64x64: .* 0,0 to 7,7'),
    ('feature_inversion', ('--layers', 'conv1_1,conv0'), r"unknown layer 'conv0'; the layers"),
    ('feature_inversion', ('--size', '15'), r'too small for conv5_4: each side needs 16 pixels'),
]  # fmt: skip


IGNORED = [
    ('deep_dream', ('--octaves', '1', '--octave-scale', '2'), r'--octave-scale .*--octaves 1'),
    ('deep_dream', ('--octaves', '3', '--size', '80'), r'--octaves has no effect at 80x60, of wh'),
    ('deep_dream', ('--guide-size', '64'), r'--guide-size has no effect without --guide'),
    ('deep_dream', ('--jitter', '0', '--seed', '1'), r'--seed has no effect with --jitter 0'),
    ('deep_dream', ('--size', '96', '--tile', '64'), r'--tile has no effect where one tile and'),
    ('deep_dream', ('--layers', 'conv1_1:0'), r'every layer has weight zero'),
    ('class_visualization', ('--class', '7', '--channel', '3'), r'--channel .* without --layer'),
    ('class_visualization', ('--class', '7', '--neuron', '1,1'), r'--neuron .* without --layer'),
    ('class_visualization', ('--class', '7', '--octaves', '2'), r'--octaves .* enough for fc8'),
    ('class_visualization', ('--layer', 'conv1_1', '--channel', '3', '--blur-every', '0', '--blur',
                             '2'), r'--blur has no effect with --blur-every 0'),
    ('class_visualization', ('--layer', 'conv1_1', '--channel', '3', '--neuron', '4'),
     r'4 is neither Y,X nor middle'),
    ('feature_inversion', ('--step-size', '2'), r'--step-size .* without --optimizer descent'),
    ('feature_inversion', ('--jitter', '2'), r'--jitter .* without --optimizer descent'),
    ('feature_inversion', ('--seed', '-1'), r'-1 is not zero or above'),
]  # fmt: skip


@pytest.mark.parametrize('name, flags, sentence', IGNORED,
                         ids=[' '.join([n, *f]) for n, f, _ in IGNORED])  # fmt: skip
def test_no_flag_is_ignored(
    script, tmp_path, monkeypatch, random_checkpoint, name, flags, sentence
):
    """Catches a flag that is taken and does nothing."""
    monkeypatch.chdir(tmp_path)
    code, _, err = script(name, *flags, '--checkpoint', random_checkpoint)
    assert code == 2 and re.search(sentence, err), err
    assert os.listdir('.') == []


@pytest.mark.parametrize('name, flags, sentence', BAD_ASCENTS,
                         ids=[' '.join([n, *f]) for n, f, _ in BAD_ASCENTS])  # fmt: skip
def test_ascents_refuse_in_one_sentence(
    script, tmp_path, monkeypatch, random_checkpoint, name, flags, sentence
):
    """Catches a traceback, an exit code other than 2, and anything left over or destroyed."""
    monkeypatch.chdir(tmp_path)
    os.makedirs('photos')
    open('photos/mine.jpg', 'w').close()
    if '--checkpoint' not in flags:
        flags = (*flags, '--checkpoint', random_checkpoint)
    code, _, err = script(name, *flags)
    assert code == 2 and re.search(sentence, err), err
    assert len(err.strip().splitlines()[-1]) < 400 and 'Traceback' not in err
    assert set(os.listdir('.')) <= {'photos', 'empty'} and os.listdir('photos') == ['mine.jpg']


def test_a_refused_ascent_spares_the_old_one(script, tmp_path, photo, random_checkpoint):
    """Catches --overwrite that removes the old run before a mistake in the new one is found."""
    flags = flags_of('deep_dream', photo, random_checkpoint)
    assert script(*flags, '--steps', 1, '--out', tmp_path / 'r')[0] == 0
    before = sorted(os.listdir(tmp_path / 'r'))
    code, _, err = script(
        'class_visualization', '--class', 'tabby', '--checkpoint', random_checkpoint, '--overwrite',
        '--out', tmp_path / 'r',
    )  # fmt: skip
    assert code == 2 and 'has no fc6, fc7, fc8' in err
    assert sorted(os.listdir(tmp_path / 'r')) == before


@pytest.mark.slow
def test_memory_is_checked_and_a_tile_needs_less(
    script, tmp_path, photo, random_checkpoint, monkeypatch
):
    """Catches a dream that swaps to death, and an estimate that knows nothing of tiles."""
    flags = ('deep_dream', '--image', photo, '--size', 700, '--layers', 'conv1_2', '--steps', 1,
             '--octaves', 1, '--checkpoint', random_checkpoint)  # fmt: skip
    monkeypatch.setattr(ram, 'free', lambda: 1.2e9)
    code, _, err = script(*flags, '--out', tmp_path / 'r')
    assert code == 2 and '700x671 takes about' in err and '--tile' in err
    assert script(*flags, '--tile', 128, '--out', tmp_path / 'r')[0] == 0


@pytest.mark.slow
def test_ctrl_c_in_a_row(tmp_path, photo, random_checkpoint):
    """Catches a row that Ctrl-C leaves without a way to resume it, or with a traceback."""
    command = [sys.executable, os.path.join(ROOT, 'scripts/feature_inversion.py'), '--image', photo,
               '--size', '64', '--layers', 'conv1_1,conv1_2', '--optimizer', 'descent', '--steps',
               '2000', '--checkpoint', random_checkpoint, '--out', tmp_path / 'r']  # fmt: skip
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while len(folder.read_losses(tmp_path / 'r/conv1_1')) < 3:
        assert process.poll() is None and time.monotonic() < deadline
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and 'Traceback' not in err
    resume = out.strip().splitlines()[-1].removeprefix('stopped; to resume, run: ').split()
    reached = folder.read_losses(tmp_path / 'r/conv1_1')[-1]['step'] + 2
    subprocess.run([*resume, '--steps', str(reached)], check=True, capture_output=True)
    assert os.path.exists(tmp_path / 'r/conv1_2/final.png')
    assert os.path.exists(tmp_path / 'r/sheet.png')


# --- with the real weights -----------------------------------------------------------------------


@pytest.mark.weights
def test_a_real_dream_keeps_the_picture(tmp_path, real_checkpoint):
    """Catches a dream that does not grow, and one that leaves nothing of the picture."""
    done = run_script('deep_dream.py', '--size', 160, '--octaves', 2, '--steps', 16, '--out',
                      tmp_path / 'r')  # fmt: skip
    assert done.returncode == 0 and done.stderr == '', done.stderr
    rows = folder.read_losses(tmp_path / 'r')
    assert rows[-1]['total'] > 3 * rows[0]['total']
    picture = images.to_uint8(images.resize(samples.coastal_scene(120, 160), 160))[0]
    correlation = np.corrcoef(picture.ravel(), pixels(tmp_path / 'r/final.png').ravel())[0, 1]
    assert 0.5 < correlation < 0.98


@pytest.mark.weights
def test_a_real_channel_is_excited(tmp_path, real_checkpoint):
    """Catches an image that excites other channels as much as the one that was asked for."""
    done = run_script('class_visualization.py', '--layer', 'conv4_1', '--channel', 100, '--size',
                      112, '--steps', 40, '--out', tmp_path / 'r')  # fmt: skip
    assert done.returncode == 0 and done.stderr == '', done.stderr
    final = images.load(tmp_path / 'r/final.png')
    maps = visualize.features(final, ['conv4_1'], vgg.Config(real_checkpoint))['conv4_1']
    assert maps.mean(axis=(1, 2)).argmax() == 100


@pytest.mark.weights
def test_a_real_inversion_is_the_picture(tmp_path, real_checkpoint):
    """Catches an inversion that matches the features by another picture, or not at all."""
    done = run_script('feature_inversion.py', '--size', 112, '--steps', 60, '--layers', 'conv3_4',
                      '--out', tmp_path / 'r')  # fmt: skip
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert folder.read_losses(tmp_path / 'r')[-1]['conv3_4'] < 0.05
    picture = images.resize(samples.coastal_scene(84, 112), 112)[0]
    final = images.load(tmp_path / 'r/final.png')[0]
    assert np.corrcoef(picture.mean(axis=2).ravel(), final.mean(axis=2).ravel())[0, 1] > 0.6
