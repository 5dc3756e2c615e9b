"""AdaIN for other programs: each format, run by its own runtime with the code of docs/export.md."""

import itertools
import os
import shutil
import subprocess
import sys

import adain_data
import numpy as np
import pytest
from conftest import smooth_picture
from test_docs import blocks

from gatys_tf1 import files, vgg
from gatys_tf1.adain import export, inference

SIZES = [((24, 32), (40, 32)), ((37, 50), (30, 33)), ((1, 1), (9, 2)), ((5, 70), (17, 16)),
         ((65, 33), (31, 64))]  # of content and style  # fmt: skip
ALPHAS = 0.0, 0.6, 1.0
FIXED = (37, 50), (30, 33)
PATHS = {'savedmodel': 'adain', 'frozen': 'adain.pb', 'tflite': 'adain.tflite',
         'onnx': 'adain.onnx'}  # fmt: skip
NEEDS = {'tflite': 'tensorflow', 'onnx': 'onnxruntime'}

DRIVER = """
import sys
given = np.load(sys.argv[1])
results = {}
for case in sorted({name.split()[0] for name in given.files}):
    values = [given[f'{case} {name}'] for name in ('content', 'style', 'alpha')]
    results[case] = stylize(*values)
np.savez(sys.argv[2], **results)
assert not any(name.startswith(('gatys_tf1', 'tf_slim')) for name in sys.modules)
"""


@pytest.fixture(scope='module')
def cases(random_checkpoint):
    """{number: (content, style, alpha, what the graph makes of them)}."""
    config, found = vgg.Config(random_checkpoint), {}
    graph = inference.build(config)
    with inference.session(graph, config, decoder()) as sess:
        for number, ((size, style_size), alpha) in enumerate(itertools.product(SIZES, ALPHAS)):
            content, style = smooth_picture(*size), smooth_picture(*style_size, seed=3)
            feed = {graph.content: content, graph.style: style, graph.alpha: alpha}
            found[f'{number}'] = content, style, np.float32(alpha), sess.run(graph.result, feed)
    assert np.std([result.mean() for *_, result in found.values()]) > 1
    return found


def decoder():
    """A random decoder whose pictures are neither black nor white."""
    values = adain_data.random_decoder()
    return values | {'decoder/conv4_1/weights': 4 * values['decoder/conv4_1/weights']}


def code_of_the_page(form):
    """The block of docs/export.md that runs the model of this format."""
    found = [code for _, code in blocks('docs/export.md') if f"'{PATHS[form]}'" in code]
    assert len(found) == 1
    return found[0]


def run_elsewhere(form, cases, folder):
    """What the format's runtime makes of the cases, in a process without this package."""
    given = {
        f'{number} {name}': value
        for number, values in cases.items()
        for name, value in zip(('content', 'style', 'alpha'), values)
    }
    np.savez(folder / 'given.npz', **given)
    environment = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
    done = subprocess.run(
        [sys.executable, '-c', code_of_the_page(form) + DRIVER, 'given.npz', 'results.npz'],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with np.load(folder / 'results.npz') as results:
        return {number: results[number] for number in results.files}


def assert_alike(results, cases):
    """Every pixel within one grey level of what the graph makes, borders included."""
    assert set(results) == set(cases)
    for number, (*_, expected) in cases.items():
        assert results[number].shape == expected.shape
        np.testing.assert_allclose(results[number], expected, atol=1, rtol=0)


def written(form, folder, random_checkpoint, *sizes):
    if form == 'onnx':
        pytest.importorskip('tf2onnx')
    pytest.importorskip(NEEDS.get(form, 'tensorflow'))
    config = vgg.Config(random_checkpoint, precision='bfloat16')
    export.export(str(folder / PATHS[form]), form, config, decoder(), *sizes)


@pytest.mark.parametrize('form', [
    'onnx', 'tflite', *(pytest.param(x, marks=pytest.mark.slow) for x in ('savedmodel', 'frozen'))
])  # fmt: skip
def test_runs_without_this_package(form, cases, random_checkpoint, tmp_path):
    """Catches a converter that rounds negative quotients another way, bfloat16, lost names."""
    written(form, tmp_path, random_checkpoint)
    assert_alike(run_elsewhere(form, cases, tmp_path), cases)
    assert [name for name in os.listdir(tmp_path) if name.startswith('.')] == []


def test_a_half_written_folder_is_swept(random_checkpoint, tmp_path, monkeypatch):
    """Catches a temporary folder of a name of its own: killed, it would lie there for ever."""
    rename = os.rename

    def killed(source, target):  # before it cleans up
        folder, name = os.path.split(os.path.dirname(source))
        shutil.copytree(os.path.join(folder, name), tmp_path / name.replace(f'{os.getpid()}', dead))
        rename(source, target)

    dead = str(2**22 + 1)  # above the largest id of a process
    monkeypatch.setattr(os, 'rename', killed)
    written('savedmodel', tmp_path, random_checkpoint)
    assert len(os.listdir(tmp_path)) == 2
    files.sweep(tmp_path)
    assert os.listdir(tmp_path) == ['adain']


@pytest.mark.slow
@pytest.mark.parametrize('form', PATHS)
def test_fixed_sizes(form, cases, random_checkpoint, tmp_path):
    """Catches a fixed size that is the style's, and one that is not in the file."""
    written(form, tmp_path, random_checkpoint, *FIXED)
    own = {number: case for number, case in cases.items() if case[0].shape[1:3] == FIXED[0]}
    assert len(own) == len(ALPHAS)
    assert_alike(run_elsewhere(form, own, tmp_path), own)
    with pytest.raises(AssertionError):
        run_elsewhere(form, {'0': cases['0']}, tmp_path)
