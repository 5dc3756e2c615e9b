"""visualize and inspect_graph, as a person runs them: what they write, and what they refuse."""

import os
import re

import pytest
from conftest import smooth_picture
from google.protobuf import text_format

from gatys_tf1 import images
from gatys_tf1.tf1 import tf


@pytest.fixture
def photo(tmp_path):
    """Path of a 96x80 picture."""
    path = tmp_path / 'photo.png'
    images.save(path, smooth_picture(80, 96))
    return path


def pixels(path):
    return images.load(path)[0]


# --- visualize.py --------------------------------------------------------------------------------


def test_visualize_writes_its_sheets(script, tmp_path, photo, random_checkpoint):
    """Catches a command that does not run, and a sheet that is empty or named otherwise."""
    flags, picture = ('--out', tmp_path / 'v'), ('--image', photo)
    weights = ('--checkpoint', random_checkpoint)
    for command, more, names in (
        ('filters', weights, ['filters.png']),
        ('summary', picture, ['summary.txt']),
        ('features', (*weights, *picture, '--layer', 'conv1_2,pool2'),
         ['features_conv1_2.png', 'features_pool2.png']),
        ('gradient', (*weights, *picture, '--layer', 'conv2_1', '--channel', 5),
         ['gradient_conv2_1.png']),
        ('guided', (*weights, *picture, '--layer', 'conv2_1'), ['guided_conv2_1.png']),
    ):  # fmt: skip
        code, out, err = script('visualize', command, *more, *flags)
        assert (code, err) == (0, ''), err
        for name in names:
            assert f'{tmp_path}/v/{name}' in out
            if name.endswith('.png'):
                sheet = pixels(tmp_path / 'v' / name)
                assert sheet.shape[1] > 200 and sheet.std() > 10
    assert 'conv3_4' in (tmp_path / 'v/summary.txt').read_text()
    assert len(os.listdir(tmp_path / 'v')) == 6
    # As wide: the picture, the largest activations, the map; guided: twice as many rows.
    plain, guided = (pixels(tmp_path / f'v/{k}_conv2_1.png') for k in ('gradient', 'guided'))
    assert plain.shape[1] == guided.shape[1] and guided.shape[0] > 1.6 * plain.shape[0]


BAD = [
    (('features', '--layer', 'relu1_1'), r"unknown layer 'relu1_1'; the layers of VGG-19 are"),
    (('features', '--image', 'missing.jpg'), r'there is no picture \S*missing\.jpg'),
    (('features', '--image', 'empty.png'), r'empty\.png is not a picture that can be read'),
    (('gradient', '--size', '15', '--image', 'tiny.png'), r'too small for conv5_4: .*needs 16 pix'),
    (('guided', '--layer', 'conv1_1', '--channel', '64'), r'conv1_1 has no channel 64; .* 0 to 63'),
    (('filters', '--checkpoint', 'missing.ckpt'), r'there is no checkpoint at \S*missing\.ckpt'),
    (('classify',), r'has no fc6, fc7, fc8: fetch .*fetch_weights\(full=True\)'),
    (('filters', '--out', 'old'), r'old/filters\.png is there already: give --overwrite or'),
]  # fmt: skip


@pytest.mark.parametrize('flags, sentence', BAD, ids=[' '.join(flags) for flags, _ in BAD])
def test_visualize_refuses_in_one_sentence(
    script, tmp_path, monkeypatch, random_checkpoint, flags, sentence
):
    """Catches a traceback, an exit code other than 2, and a sheet that is replaced unasked."""
    monkeypatch.chdir(tmp_path)
    images.save('tiny.png', smooth_picture(16, 16))
    open('empty.png', 'w').close()
    os.mkdir('old')
    with open('old/filters.png', 'w') as file:
        file.write('mine')
    if '--checkpoint' not in flags:
        flags = (*flags, '--checkpoint', random_checkpoint)
    code, _, err = script('visualize', *flags)
    assert code == 2 and re.search(sentence, err), err
    assert err.count('\n') == 1 and 'Traceback' not in err
    assert open('old/filters.png').read() == 'mine'


# --- inspect_graph.py ----------------------------------------------------------------------------


def test_inspect_graph_on_flags_and_pbtxt(script, tmp_path):
    """Catches a tree that needs weights, and a GraphDef that cannot be read back."""
    path = tmp_path / 'graph.pbtxt'
    code, out, err = script(
        'inspect_graph', '--height', 32, '--width', 32, '--style-layers', 'conv1_1',
        '--content-layers', 'conv2_2', '--pbtxt', path,
    )  # fmt: skip
    assert (code, err) == (0, '')
    assert 'conv2' in out and 'conv3' not in out
    assert 'vgg_19/conv2/conv2_2/weights' in out
    graph_def = text_format.Parse(path.read_text(), tf.GraphDef())
    assert 'loss/style/conv1_1' in {node.name for node in graph_def.node}


def test_inspect_graph_on_a_folder_without_a_run(script, tmp_path):
    """Catches a traceback for a folder that holds no graph."""
    code, _, err = script('inspect_graph', tmp_path)
    assert code == 2
    assert 'holds no graph' in err and 'Traceback' not in err


def test_inspect_graph_on_an_ascent(script, tmp_path, photo, random_checkpoint):
    """Catches an ascent whose every operation is taken for idle, and flags that go unheard."""
    flags = ('--image', photo, '--size', 32, '--layers', 'conv2_1', '--steps', 1, '--checkpoint',
             random_checkpoint, '--out', tmp_path / 'r')  # fmt: skip
    assert script('deep_dream', *flags)[0] == 0
    code, out, _ = script('inspect_graph', tmp_path / 'r', '--depth', 1)
    assert code == 0
    (row,) = [line.split() for line in out.splitlines() if line.startswith('vgg_19 ')]
    operations, idle, gflop = int(row[1]), int(row[2]), float(row[4])
    assert idle < operations / 2 and gflop > 0
    code, _, err = script('inspect_graph', tmp_path / 'r', '--height', 64)
    assert code == 2 and "--height has no effect on a run's own graph" in err
