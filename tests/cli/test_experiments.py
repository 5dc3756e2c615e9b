"""The scripts as a person runs them: whole runs, refusals in one sentence, stop, kill, resume."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, pixels, run_script, smooth_picture

from gatys_tf1 import images, ram, samples, vgg
from gatys_tf1.adain.api import Stylizer
from gatys_tf1.cli import arguments
from gatys_tf1.run import folder

SCRIPTS = ('style_transfer', 'content_reconstruction', 'style_reconstruction')


@pytest.mark.parametrize('name', SCRIPTS)
def test_each_experiment_writes_its_folder(script, tmp_path, random_checkpoint, name):
    """Catches an experiment that does not run with nothing but its defaults (and small)."""
    code, out, err = script(
        name, '--size', 64, '--steps', 3, '--checkpoint', random_checkpoint, '--out', tmp_path / 'r'
    )
    assert (code, err) == (0, '')
    assert f'{tmp_path}/r/final.png' in out and f'/tensorboard --logdir {tmp_path}/r' in out
    assert max(pixels(tmp_path / 'r/final.png').shape) == 64
    kinds = {'style_transfer': ['content', 'style'], 'content_reconstruction': ['content']}
    terms = set(folder.read_losses(tmp_path / 'r')[0])
    for kind in ('content', 'style'):
        assert (f'{kind}/total' in terms) == (kind in kinds.get(name, ['style']))


def test_sizes(script, tmp_path, photo, random_checkpoint):
    """Catches height and width exchanged, and a squash where the aspect is to be kept."""
    for flags, shape in [
        (('--size', 60), (50, 60, 3)),
        (('--height', 30, '--width', 70), (30, 70, 3)),
    ]:
        script('content_reconstruction', '--image', photo, *flags, '--layer', 'conv1_1', '--steps',
               1, '--checkpoint', random_checkpoint, '--out', tmp_path / 'r', *(
                   ['--overwrite'] if (tmp_path / 'r').exists() else []))  # fmt: skip
        assert pixels(tmp_path / 'r/final.png').shape == shape


def test_style_depth_and_layers(script, tmp_path, photo, random_checkpoint):
    """Catches a depth that is off by one, and layers that are built but not named."""
    common = ('style_reconstruction', '--image', photo, '--size', 48, '--steps', 1,
              '--checkpoint', random_checkpoint)  # fmt: skip
    for number, (flags, layers) in enumerate([
        (('--depth', 1), ['conv1_1']),
        (('--depth', 3), ['conv1_1', 'conv2_1', 'conv3_1']),
        (('--layers', 'conv1_2, pool2'), ['conv1_2', 'pool2']),
    ]):  # fmt: skip
        assert script(*common, *flags, '--out', tmp_path / str(number))[0] == 0
        terms = folder.read_losses(tmp_path / str(number))[0]
        assert [t for t in terms if re.fullmatch(r'style/\w+\d', t)] == [
            f'style/{x}' for x in layers
        ]


def test_init(script, tmp_path, photo, random_checkpoint):
    """Catches a start that is not the one that was asked for: image_00000.png shows it."""
    image = images.resize(images.load(photo), 48)
    for init, expected in [
        ('noise', images.white_noise(40, 48, 3)),
        ('noise01', images.white_noise(40, 48, 3, high=1.0)),
        ('content', image),
        (str(photo), image),
    ]:
        out = tmp_path / f'r{len(os.listdir(tmp_path))}'
        script('content_reconstruction', '--image', photo, '--size', 48, '--layer', 'conv1_1',
               '--steps', 1, '--checkpoint', random_checkpoint, '--init', init, '--out', out,
               *(('--seed', 3) if 'noise' in init else ()))  # fmt: skip
        np.testing.assert_array_equal(
            pixels(out / 'image_00000.png'), images.to_uint8(expected)[0], err_msg=init
        )


def test_init_adain_needs_two_pictures(script, tmp_path, random_checkpoint):
    """Catches a file named adain that is looked for, and a traceback."""
    for name in ('content_reconstruction', 'style_reconstruction'):
        code, _, err = script(name, '--size', 32, '--init', 'adain', '--checkpoint',
                              random_checkpoint, '--out', tmp_path / 'r')  # fmt: skip
        assert code == 2 and 'needs both: use it with style_transfer.py' in err, err


def test_init_adain_with_scales(script, tmp_path, photo, random_checkpoint):
    """Catches a start that is painted at the last scale, or not resized to the first one."""
    code, _, err = script(
        'style_transfer', '--content', photo, '--scales', '36,48', '--style-layers', 'conv1_1',
        '--steps', '1', '--checkpoint', random_checkpoint, '--init', 'adain',
        '--precision', 'float32', '--out', tmp_path / 'r',
    )  # fmt: skip
    assert code == 0, err
    content, style = images.load(photo), images.resize(samples.night_sky(36, 48), 48)
    with Stylizer(config=vgg.Config(random_checkpoint)) as stylizer:
        painted = stylizer.paint(images.resize(content, 36), [images.resize(style, 36)])
    expected = images.resize(images.resize(painted, (40, 48)), (30, 36))
    shown = pixels(tmp_path / 'r/image_00000.png')
    np.testing.assert_array_equal(shown, images.to_uint8(expected)[0])


def test_presets_and_explicit_flags(script, tmp_path, photo, random_checkpoint):
    """Catches a preset that an explicit flag does not override, and a forgotten preset value."""
    code, _, err = script(
        'style_transfer', '--content', photo, '--style', photo, '--preset', 'blog', '--steps', 2,
        '--height', 40, '--width', 48, '--checkpoint', random_checkpoint, '--out', tmp_path / 'r',
    )  # fmt: skip
    assert (code, err) == (0, '')
    arguments = json.loads((tmp_path / 'r/config.json').read_text())['arguments']
    expected = dict(
        preprocess='raw', optimizer='adam', learning_rate=0.1, init='noise', pool='max',
        precision='float32', resize='bilinear', content_layers={'conv2_2': 1.0},
        style_layers={'conv1_1': None, 'conv2_1': None}, layer_weights='equal',
        content_weight=1.0, style_weight=100.0, content_reduction='mean', steps=[2], height=40,
    )  # fmt: skip
    assert {name: arguments[name] for name in expected} == expected


BAD = [
    (['--content', 'missing.jpg'], r'there is no picture \S*missing\.jpg: check the path'),
    (['--content', 'broken.jpg'], r'broken\.jpg cannot be read, it may be damaged or cut short'),
    (['--content', 'empty.png'], r'empty\.png is not a picture that can be read'),
    (['--content', 'tiny.png', '--size', '15'], r'11x15 .*too small for conv5_1: .*needs 16 pix'),
    (['--content-layer', 'relu4_2'], r"unknown layer 'relu4_2'; the layers of VGG-19 are conv1_1,"),
    (['--style-layers', 'conv1_1,conv9_9'], r"unknown layer 'conv9_9'; the layers of VGG-19 are"),
    (['--style-layers', ','], r'argument --style-layers: names no layer'),
    (['--checkpoint', 'missing.ckpt'], r'there is no checkpoint at \S*missing\.ckpt'),
    (['--checkpoint', 'page.ckpt'], r'page\.ckpt is an HTML page and not a checkpoint: fetch it'),
    (['--init', 'missing.png'], r'there is no picture missing\.png'),
    (['--height', '20'], r'--height and --width go together'),
    (['--height', '20', '--width', '20'], r'give one or the other'),
    (['--resume'], r'--resume needs --out'),
    (['--resume', '--out', 'nothing'], r'nothing holds no run to resume'),
    (['--out', 'photos'], r'photos holds files that do not belong to a run: choose another folder'),
]  # fmt: skip


@pytest.mark.parametrize('flags, sentence', BAD, ids=[' '.join(flags) for flags, _ in BAD])
def test_bad_input_gets_one_sentence(
    script, tmp_path, monkeypatch, random_checkpoint, flags, sentence
):
    """Catches a traceback, an exit code other than 2, and anything destroyed or left over."""
    monkeypatch.chdir(tmp_path)
    images.save('tiny.png', smooth_picture(16, 16))
    noise = images.white_noise(64, 64, 0)
    PIL.Image.fromarray(images.to_uint8(noise)[0]).save('broken.jpg')
    with open('broken.jpg', 'r+b') as file:
        file.truncate(2000)
    open('empty.png', 'w').close()
    with open('page.ckpt', 'w') as file:
        file.write('<!doctype html><title>404</title>')
    os.mkdir('photos')
    open('photos/mine.jpg', 'w').close()
    before = sorted(os.listdir('.')), os.listdir('photos')
    if '--checkpoint' not in flags:
        flags = [*flags, '--checkpoint', random_checkpoint]
    if '--size' not in flags:
        flags = [*flags, '--size', '32']
    code, _, err = script('style_transfer', *flags)
    assert code == 2
    assert re.search(sentence, err), err
    assert len(err.strip().splitlines()[-1]) < 400 and 'Traceback' not in err
    assert (sorted(set(os.listdir('.')) - {'nothing'}), os.listdir('photos')) == before


def test_overwrite_spares_the_old_run_when_the_new_one_is_refused(
    script, tmp_path, photo, random_checkpoint
):
    """Catches --overwrite that removes the old run before a mistake in the new one is found."""
    flags = ('content_reconstruction', '--image', photo, '--size', 32, '--layer', 'conv1_1',
             '--steps', 1, '--out', tmp_path / 'r', '--checkpoint')  # fmt: skip
    assert script(*flags, random_checkpoint)[0] == 0
    before = sorted(os.listdir(tmp_path / 'r'))
    assert script(*flags, tmp_path / 'no.ckpt', '--overwrite')[0] == 2
    assert sorted(os.listdir(tmp_path / 'r')) == before


def test_resume_takes_its_arguments_from_the_run(script, tmp_path, photo, random_checkpoint):
    """Catches a resume that silently goes on with other arguments than the run began with."""
    flags = ('style_transfer', '--content', photo, '--style', photo, '--size', 32, '--optimizer',
             'adam', '--style-layers', 'conv1_1', '--checkpoint', random_checkpoint)  # fmt: skip
    assert script(*flags, '--steps', 8, '--out', tmp_path / 'once')[0] == 0
    assert script(*flags, '--steps', 4, '--out', tmp_path / 'r')[0] == 0
    resume = ('style_transfer', '--out', tmp_path / 'r', '--resume', '--steps', 8)
    code, _, err = script(*resume, '--size', 40)
    assert code == 2 and 'a resumed run cannot change --size' in err
    assert script(*resume)[0] == 0
    for name in ('final.png', 'loss.csv'):
        assert (tmp_path / 'r' / name).read_bytes() == (tmp_path / 'once' / name).read_bytes()


def start_script(name, *arguments):
    command = [sys.executable, os.path.join(ROOT, 'scripts', f'{name}.py'), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_row(out, step, process):
    """Waits until loss.csv has a row of `step`."""
    deadline = time.monotonic() + 120
    while not any(row['step'] >= step for row in folder.read_losses(out)):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        os.sched_yield()


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGINT], ids=['kill -9', 'Ctrl-C'])
def test_stopped_process_goes_on_bit_equal(script, tmp_path, photo, random_checkpoint, how):
    """Catches a run that cannot go on after being killed, or whose hint does not work."""
    flags = ('style_transfer', '--content', photo, '--style', photo, '--size', 48, '--optimizer',
             'adam', '--style-layers', 'conv1_1,conv2_1', '--image-every', 5, '--checkpoint',
             random_checkpoint)  # fmt: skip
    out = tmp_path / 'r'
    process = start_script(*flags, '--steps', 10_000, '--out', out)
    wait_for_row(out, 12, process)
    process.send_signal(how)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == (130 if how == signal.SIGINT else -9), stderr
    reached = folder.read_losses(out)[-1]['step'] + 10
    if how == signal.SIGINT:
        assert os.path.exists(out / 'final.png')
        command = stdout.strip().splitlines()[-1].removeprefix('stopped; to resume, run: ').split()
        subprocess.run([*command, '--steps', str(reached)], check=True, capture_output=True)
    else:
        assert script('style_transfer', '--out', out, '--resume', '--steps', reached)[0] == 0
    assert script(*flags, '--steps', reached, '--out', tmp_path / 'once')[0] == 0
    assert (out / 'final.png').read_bytes() == (tmp_path / 'once/final.png').read_bytes()
    assert (out / 'loss.csv').read_text() == (tmp_path / 'once/loss.csv').read_text()


def test_a_write_that_fails_is_one_sentence(tmp_path, photo, random_checkpoint):
    """Catches a traceback and half-written files on a full disk (here: a limit on file sizes)."""
    done = run_script(
        'style_transfer.py', '--content', photo, '--style', photo, '--size', 200, '--steps', 3,
        '--style-layers', 'conv1_1', '--content-layer', 'conv1_1', '--checkpoint',
        random_checkpoint, '--out', tmp_path / 'r', '--init', 'noise',
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert re.fullmatch(r'error: .*(File too large|cannot be written).*\n', done.stderr), (
        done.stderr
    )
    assert [name for name in os.listdir(tmp_path / 'r') if name.startswith('.')] == []


def test_scales_and_steps(script, tmp_path, photo, random_checkpoint):
    """Catches scales that do not end at the largest, and step counts that do not add up."""
    flags = ('style_transfer', '--content', photo, '--style', photo, '--style-layers', 'conv1_1',
             '--content-layer', 'conv1_2', '--checkpoint', random_checkpoint)  # fmt: skip
    out = tmp_path / 'r'
    code, stdout, err = script(*flags, '--scales', '12,24,36', '--steps', 8, '--out', out)
    assert code == 0, err
    assert [row['step'] for row in folder.read_losses(out)] == list(range(8 + 4 + 2 + 1))
    assert pixels(out / 'final.png').shape == (30, 36, 3)
    assert re.search(r'expected: +\d+\.\d GB of memory, about ', stdout)
    for wrong, sentence in (
        (('--scales', '24,12'), '24,12 does not grow'),
        (('--scales', '12,24', '--size', 24), '--scales names the sizes'),
        (('--scales', '12,24', '--steps', '1,2,3'), 'as many as --scales'),
    ):
        code, _, err = script(*flags, *wrong, '--out', tmp_path / 'no')
        assert code == 2 and sentence in err
    assert not (tmp_path / 'no').exists()


def test_too_little_memory_is_said_before_anything_is_lost(
    script, tmp_path, photo, random_checkpoint, monkeypatch
):
    """Catches a machine that swaps to death, or an old run cleared for one that cannot run."""
    flags = ('style_transfer', '--content', photo, '--style', photo, '--style-layers', 'conv1_1',
             '--content-layer', 'conv1_2', '--steps', 2, '--size', 24, '--out', tmp_path / 'r',
             '--checkpoint', random_checkpoint)  # fmt: skip
    assert script(*flags)[0] == 0
    before = sorted(os.listdir(tmp_path / 'r'))
    monkeypatch.setattr(ram, 'free', lambda: 0.5e9)
    code, _, err = script(*flags, '--overwrite')
    assert code == 2 and '24x20 takes about 0.9 GB of memory and 0.5 GB are free' in err
    assert '--low-memory' in err and sorted(os.listdir(tmp_path / 'r')) == before
    assert script(*flags, '--overwrite', '--ignore-memory')[0] == 0


def test_precision_may_change_when_a_run_goes_on(script, tmp_path, photo, random_checkpoint):
    """Catches a bfloat16 run that cannot be finished in float32."""
    flags = ('style_transfer', '--out', tmp_path / 'r')
    code, stdout, err = script(
        *flags, '--content', photo, '--style', photo, '--style-layers', 'conv1_1', '--size', 24,
        '--content-layer', 'conv1_2', '--steps', 3, '--precision', 'bfloat16', '--init', 'noise',
        '--checkpoint', random_checkpoint,
    )  # fmt: skip
    assert code == 0 and ', bfloat16, lbfgs' in stdout, err
    code, stdout, err = script(*flags, '--resume', '--steps', 6, '--precision', 'float32')
    assert code == 0 and ', float32, lbfgs' in stdout, err
    losses = [row['total'] for row in folder.read_losses(tmp_path / 'r')]
    assert len(losses) == 7 and losses[-1] < losses[3]


def test_two_runs_in_one_second_have_their_own_folders(tmp_path, monkeypatch):
    """Catches default folders that two runs would share."""
    monkeypatch.chdir(tmp_path)
    first = arguments.default_folder('x')
    os.makedirs(first)
    assert arguments.default_folder('x') != first
