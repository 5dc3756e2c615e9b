"""Fixtures shared by the tests: a random VGG-19 for the quick ones, the real one for the others."""

import importlib
import os
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest

from gatys_tf1 import errors, transfer, vgg
from gatys_tf1.adain import api as adain
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint, manifest, slim_checkpoint

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture(scope='session')
def random_checkpoint(tmp_path_factory):
    """Path of a checkpoint with VGG-19's convolution layers at random (He's initialisation).

    It is made once per process, or once in the folder that GATYS_TF1_RANDOM_VGG names.
    """
    place = os.environ.get('GATYS_TF1_RANDOM_VGG') or tmp_path_factory.mktemp('random_vgg')
    path = os.path.join(place, 'vgg_19.ckpt')
    if manifest.unverified(path) is None:
        return path
    rng = np.random.default_rng(0)
    values = {}
    for name, shape in slim_checkpoint.SHAPES.items():
        if '/fc' not in name:
            scale = np.sqrt(2 / np.prod(shape[:-1])) if name.endswith('weights') else 0.1
            values[name] = rng.normal(0, scale, shape).astype(np.float32)
    manifest.write(values, path, {'source': 'random', 'made_by': 'tests/conftest.py'})
    return path


@pytest.fixture
def random_config(random_checkpoint):
    return vgg.Config(random_checkpoint)


@pytest.fixture(scope='session')
def real_checkpoint():
    """Path of the real weights, fetched if they are not there."""
    return checkpoint.find()


@pytest.fixture(scope='session')
def real_config(real_checkpoint):
    return vgg.Config(real_checkpoint)


@pytest.fixture(scope='module')
def decoder(tmp_path_factory):
    """The path of a decoder of AdaIN with random weights."""
    import adain_data  # which imports this file

    return adain_data.save_decoder(tmp_path_factory.mktemp('decoder') / 'random_decoder.npz')


@pytest.fixture(scope='module')
def stylizer(random_checkpoint, decoder):
    """AdaIN with random weights, open."""
    with adain.Stylizer(decoder, vgg.Config(random_checkpoint)) as found:
        yield found


@pytest.fixture
def picture():
    """A smooth random picture `[1, 40, 48, 3]`, 0..255."""
    return smooth_picture(40, 48)


@pytest.fixture
def script(monkeypatch, capsys):
    """Runs a command in this process: `script(name, *arguments) -> (code, out, err)`."""

    def call(name, *arguments):
        monkeypatch.setattr(sys, 'argv', [f'scripts/{name}.py', *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_info:
            errors.run_script(importlib.import_module(f'gatys_tf1.cli.{name}').main)
        return exit_info.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture
def photo(tmp_path):
    """Path of a 48x40 picture."""
    from gatys_tf1 import images

    path = tmp_path / 'photo.png'
    images.save(path, smooth_picture(40, 48))
    return path


@pytest.fixture
def mount(tmp_path):
    """`mount(options)` mounts a tmpfs and returns its path; skips the test where that fails."""
    place = tmp_path / 'disk'
    place.mkdir()
    mounted = []

    def call(options):
        again = ['remount,'] if mounted else []
        command = ['mount', '-t', 'tmpfs', '-o', ''.join([*again, options]), 'tmpfs', str(place)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as reason:
            pytest.skip(f'mount cannot be run: {reason}')
        if done.returncode:
            pytest.skip(f'no tmpfs can be mounted here: {done.stderr.strip()}')
        mounted.append(True)
        return place

    yield call
    if mounted:
        subprocess.run(['umount', '-l', str(place)], check=True)


def build(terms, image, config, label='', **settings):
    """The graph of an objective at an image's size: targets measured, then `transfer.build`."""
    part = Part(('image', image), tuple(terms), config)
    targets = transfer.measure(terms, config)
    return transfer.build(part, targets, Settings(config, **settings), label)


def session(graph, config):
    """A session on a graph, initialised and restored."""
    sess = tf.Session(graph=graph.graph)
    checkpoint.initialise(sess, graph.ends.init_op, graph.ends.vgg_saver, config.checkpoint)
    return sess


def evaluate(graph, config, image, fetch='losses'):
    """What a node (by its field of the graph) is at an image."""
    with session(graph, config) as sess:
        sess.run(graph.assigns['image'], {graph.pixels: image})
        return sess.run(getattr(graph, fetch))


def pixels(path):
    """A picture as Pillow reads it: uint8."""
    with PIL.Image.open(path) as picture:
        return np.asarray(picture)


def smooth_picture(height, width, seed=1):
    """A random picture with structure at several scales: float32 `[1, height, width, 3]`."""
    from gatys_tf1 import images

    total = sum(
        images.resize(
            images.white_noise(max(2, height // s), max(2, width // s), seed + s), (height, width)
        )
        for s in (16, 8, 4)
    )
    return np.clip(total / 3, 0, 255).astype(np.float32)


def run_script(name, *arguments, cwd=None, **kwargs):
    """Runs scripts/<name> in a process of its own; returns it, with stdout and stderr as text."""
    return subprocess.run(
        [sys.executable, os.path.join(ROOT, 'scripts', name), *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, timeout=600, **kwargs,
    )  # fmt: skip
