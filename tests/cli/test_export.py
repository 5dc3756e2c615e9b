"""scripts/export.py as a person types it: what it says, what it refuses, and what it leaves."""

import importlib.util
import os
import re
import subprocess
import sys

import adain_data
import pytest
from conftest import ROOT

from gatys_tf1.adain import export


@pytest.fixture
def call(script, random_checkpoint, tmp_path, monkeypatch):
    """`call(*flags)` in a folder of its own with random weights: `(code, out, err)`."""
    monkeypatch.chdir(tmp_path)
    decoder = adain_data.save_decoder('decoder.npz')
    return lambda *flags: script(
        'export', '--decoder', decoder, '--checkpoint', random_checkpoint, *flags
    )


def test_a_file_with_a_fixed_size(call, monkeypatch):
    """Catches --size that is width by height, or the style's; and a name in the wrong place."""
    seen, build = [], export.inference.build
    monkeypatch.setattr(export.inference, 'build', lambda *a, **k: seen.append(a) or build(*a, **k))
    code, out, err = call('--format', 'frozen', '--size', 24, 32, '--style-size', 16, 40)
    assert (code, err) == (0, ''), err
    assert re.fullmatch(r'frozen: adain\.pb, 28\.\d MB\n', out)
    assert seen[0][1:] == ([24, 32], [16, 40])
    assert sorted(os.listdir()) == ['adain.pb', 'decoder.npz']


REFUSALS = [
    (
        ['--format', 'frozen', '--out', 'decoder.npz'],
        'decoder.npz exists already: choose another p',
    ),
    (['--format', 'onnx'], "ONNX needs tf2onnx: pip install 'gatys_tf1[export]'"),
    (['--format', 'caffe'], "invalid choice: 'caffe'"),
    (['--format', 'tflite', '--size', '0', '32'], 'argument --size: 0 is not above zero'),
    (['--format', 'tflite', '--decoder', 'no.npz'], 'there is no decoder no.npz: check the path'),
    ([], 'the following arguments are required: --format'),
]


@pytest.mark.parametrize('flags, sentence', REFUSALS)
def test_refusals(call, monkeypatch, flags, sentence):
    """Catches a traceback, a file that is replaced, and a model that is cut short."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, 'find_spec', lambda name, *a: None if name == 'tf2onnx' else find(name, *a)
    )
    code, out, err = call(*flags)
    assert code == 2 and sentence in err and out == '', err
    assert 'Traceback' not in err and os.listdir() == ['decoder.npz']


@pytest.mark.parametrize('name', ['export.py', 'serve.py'])
def test_help_needs_no_tensorflow(name):
    """Catches an import at the top: four seconds for a list of flags."""
    code = f'import sys; sys.argv = ["{name}", "--help"]\n'
    code += f'from gatys_tf1.cli import {name[:-3]} as command\n'
    code += 'try: command.main()\nexcept SystemExit: print("tensorflow" in sys.modules)'
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.startswith(f'usage: {name}') and done.stdout.endswith('False\n'), done.stderr
