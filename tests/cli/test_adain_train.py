"""adain_train as a person runs it: whole runs, resumed ones, refusals."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import adain_data
import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, run_script

from gatys_tf1.adain import decoder_file, network, pictures
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf


@pytest.fixture
def photos(tmp_path):
    """Paths of two folders, of contents and of styles; the first has a file that is no picture."""
    return adain_data.save_photos(tmp_path)


@pytest.fixture
def train(script, photos, random_checkpoint):
    """Calls adain_train on the photos: `train(out, *flags) -> (code, out, err)`."""

    def call(out, *flags):
        return script(
            'adain_train', '--content-images', photos[0], '--style-images', photos[1],
            '--checkpoint', random_checkpoint, '--batch', 2, '--crop', 16, '--shorter-side', 24,
            '--out', out, *flags,
        )  # fmt: skip

    return call


def states(out):
    return sorted(f for f in os.listdir(out / 'state') if f.endswith('.index'))


def test_training_writes_its_folder(train, tmp_path):
    """Catches a folder that cannot be used, and states that pile up or go missing."""
    code, out, err = train(tmp_path / 'r', '--steps', 7, '--save-every', 2, '--keep', 2)
    assert (code, err) == (0, '')
    assert re.search(r'skipped 1 of 4 content pictures:\n +\S*bad.jpg: unreadable: .*no', out)
    assert 'style pictures:' not in out
    assert states(tmp_path / 'r') == ['run.ckpt-6.index', 'run.ckpt-7.index']
    rows = folder.read_losses(tmp_path / 'r')
    assert [row['step'] for row in rows] == [0, 6] and {'content', 'style/total', 'total'} <= set(
        rows[0]
    )
    with PIL.Image.open(tmp_path / 'r/image_000007.png') as picture:
        assert picture.size == (4 * 16, 2 * 16)
    config = json.loads((tmp_path / 'r/config.json').read_text())
    assert config['arguments']['crop'] == 16 and len(config['weights']['sha256']) == 64
    size = os.path.getsize(tmp_path / 'r/decoder.npz')
    assert size < 2.1 * sum(np.prod(shape) for shape in network.decoder_shapes().values())
    assert size < os.path.getsize(tmp_path / 'r/state/run.ckpt-7.data-00000-of-00001') / 5


@pytest.mark.slow
def test_tensorboard_gets_scalars_and_rows_of_pictures(train, tmp_path):
    """Catches summaries that are built and not written, and tags with a scope before them."""
    train(tmp_path / 'r', '--steps', 3, '--log-every', 1, '--save-every', 2)
    (events,) = [f for f in os.listdir(tmp_path / 'r') if f.startswith('events')]
    found = {}
    for event in tf.train.summary_iterator(str(tmp_path / 'r' / events)):
        for value in event.summary.value:
            found.setdefault(value.tag, []).append(event.step)
    assert found['loss/total'] == found['learning_rate'] == [0, 1, 2]
    assert found['content_style_result_autoencoded/image/0'] == [1, 2]
    assert found['check/autoencoding'] == [1, 2]


@pytest.mark.slow
def test_resumed_equals_uninterrupted(train, script, tmp_path):
    """Catches pictures that begin anew, Adam's slots that are lost, and a rate that starts over."""
    flags = ('--log-every', 1, '--learning-rate', 1e-3, '--decay', 0.5)
    assert train(tmp_path / 'once', '--steps', 9, *flags)[0] == 0
    assert train(tmp_path / 'r', '--steps', 4, *flags)[0] == 0
    resume = ('adain_train', '--resume', '--out', tmp_path / 'r')
    code, _, err = script(*resume, '--batch', 3)
    assert code == 2 and 'a resumed run cannot change --batch: leave it out' in err
    assert script(*resume, '--steps', 6)[0] == 0
    assert script(*resume, '--steps', 9)[0] == 0
    assert (tmp_path / 'r/loss.csv').read_bytes() == (tmp_path / 'once/loss.csv').read_bytes()
    values = [decoder_file.load(tmp_path / name) for name in ('r', 'once')]
    for name in network.decoder_shapes():
        np.testing.assert_array_equal(values[0][name], values[1][name])


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGINT])
@pytest.mark.slow
def test_killed_training_resumes(photos, random_checkpoint, tmp_path, how):
    """Catches a state that is half written, and a Ctrl-C that loses what was trained."""
    flags = [
        sys.executable, os.path.join(ROOT, 'scripts', 'adain_train.py'), '--content-images',
        photos[0], '--style-images', photos[1], '--checkpoint', random_checkpoint, '--batch', 1,
        '--crop', 16, '--shorter-side', 24, '--save-every', 5, '--log-every', 1,
    ]  # fmt: skip
    command = [*map(str, flags), '--steps', '100000', '--out', str(tmp_path / 'r')]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not any(row['step'] >= 12 for row in folder.read_losses(tmp_path / 'r')):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(how)
    out, _ = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert f'--out {tmp_path}/r --resume' in out
    reached = int(re.search(r'\d+', states(tmp_path / 'r')[-1]).group())
    last = max(int(re.search(r'\d+', name).group()) for name in states(tmp_path / 'r'))
    assert max(reached, last) >= 10
    resume = ['--resume', '--steps', last + 5, '--out', tmp_path / 'r']
    assert run_script('adain_train.py', *resume).returncode == 0
    once = [*map(str, flags), '--steps', str(last + 5), '--out', str(tmp_path / 'once')]
    subprocess.run(once, check=True, capture_output=True)
    values = [decoder_file.load(tmp_path / name) for name in ('r', 'once')]
    for name in network.decoder_shapes():
        np.testing.assert_array_equal(values[0][name], values[1][name])


TRAINING_REFUSALS = [
    (['--content-images', 'nowhere'], r'there is no folder \S*nowhere: check the path'),
    (['--style-images', 'empty'], r'empty holds no picture'),
    (['--content-images', 'gray'], r'none of 1 pictures can be used \(\S*g.png: grayscale\)'),
    (['--crop', '20'], r'argument --crop: 20 is not 16, 24, 32'),
    (['--steps', '0'], r'argument --steps: 0 is not above zero'),
    (['--seed', '-1'], r'argument --seed: -1 is not zero or above'),
    (['--decay', '-0.1'], r'argument --decay: -0.1 is not a weight'),
    (['--shorter-side', '8'], r'--shorter-side has no effect below --crop, which is 16'),
    (['--resume', '--overwrite', '--out', 'x'], r'--resume and --overwrite contradict'),
    (['--checkpoint', 'no.ckpt'], r'there is no checkpoint at \S*no.ckpt'),
    (['--resume'], r'--resume needs --out'),
    (['--resume', '--out', 'nothing'], r'nothing holds no run to resume'),
    (['--out', 'gray'], r'gray holds files that do not belong to a run'),
]


@pytest.mark.parametrize('flags, sentence', TRAINING_REFUSALS)
def test_training_refuses_in_one_sentence(
    script, tmp_path, monkeypatch, random_checkpoint, flags, sentence
):
    """Catches a traceback, another exit code than 2, and anything left behind."""
    monkeypatch.chdir(tmp_path)
    for name in ('empty', 'gray'):
        os.mkdir(name)
    PIL.Image.new('L', (40, 40)).save('gray/g.png')
    if '--checkpoint' not in flags:
        flags = [*flags, '--checkpoint', random_checkpoint]
    code, _, err = script('adain_train', *flags, '--crop', 16) if '--crop' not in flags else script(
        'adain_train', *flags)  # fmt: skip
    assert code == 2 and re.search(sentence, err), err
    assert 'Traceback' not in err
    assert not os.path.exists('runs') and os.listdir('gray') == ['g.png']


@pytest.mark.slow
def test_decoders_of_all_kinds_are_one(train, tmp_path):
    """Catches weights alone that differ from the state by more than rounding to 16 bits."""
    train(tmp_path / 'r', '--steps', 2)
    full = decoder_file.load(tmp_path / 'r')
    checkpoint = decoder_file.load(tmp_path / 'r/state/run.ckpt-2')
    half = decoder_file.load(tmp_path / 'r/decoder.npz')
    for name in network.decoder_shapes():
        np.testing.assert_array_equal(full[name], checkpoint[name])
        np.testing.assert_array_equal(half[name], full[name].astype(np.float16).astype(np.float32))
    inside = dict(tf.train.list_variables(str(tmp_path / 'r/state/run.ckpt-2')))
    assert 'train/step' in inside and 'decoder/conv4_1/weights/adam' in inside
    assert not any(name.startswith('vgg_19/') for name in inside)


@pytest.mark.slow
def test_inspect_graph_shows_what_is_inside(train, script, tmp_path):
    """Catches a training graph that the tools for runs do not understand."""
    train(tmp_path / 'r', '--steps', 1)
    code, out, _ = script('inspect_graph', tmp_path / 'r', '--depth', 1)
    assert code == 0
    assert re.search(r'^decoder +\d+ +\d+ +10,515,657 ', out, re.MULTILINE)
    # Weights and Adam's two slots.
    assert re.search(r'decoder/conv4_1/weights +\[3, 3, 512, 256\] +initialiser +yes', out)


@pytest.mark.weights
@pytest.mark.slow
def test_training_lowers_the_losses_and_autoencodes(script, real_checkpoint, tmp_path, monkeypatch):
    """Catches a decoder that learns one loss alone, or paints styles and forgets the content.

    On the painted samples and Matplotlib's pictures, because other packages need not be installed.
    The first steps, in which a fresh decoder finds the range of pixels, are left out.
    """
    monkeypatch.setattr(pictures, 'SHIPPED', {'matplotlib': pictures.SHIPPED['matplotlib']})
    code, out, err = script(
        'adain_train', '--steps', 200, '--batch', 4, '--crop', 64, '--shorter-side', 128,
        '--style-weight', 0.1, '--learning-rate', 5e-4, '--save-every', 50, '--log-every', 1,
        '--out', tmp_path / 'r',
    )  # fmt: skip
    assert code == 0, err
    rows = folder.read_losses(tmp_path / 'r')
    for name, most in (('content', 0.9), ('style/total', 0.7), ('total', 0.85)):
        values = [row[name] for row in rows]
        assert np.mean(values[150:]) < most * np.mean(values[20:70]), name
    errors = [float(e) for e in re.findall(r'autoencodes to within (\S+) of 255', out)]
    assert len(errors) == 4 and errors[-1] < 0.85 * errors[0]
    assert all(later < earlier + 1 for earlier, later in zip(errors, errors[1:]))
