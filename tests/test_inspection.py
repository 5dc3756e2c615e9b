"""The tree of scopes and the table of variables against what is known of VGG-19 by hand."""

import numpy as np
import pytest

from gatys_tf1 import inspection, transfer
from gatys_tf1.tf1 import tf


@pytest.fixture(scope='module')
def graph():
    shape = (1, 32, 48, 3)
    content, style = transfer.zero_terms(shape, ['conv2_2'], ['conv1_1', 'conv2_1'])
    return transfer.build(shape, transfer.Network(''), content, style, optimizer='adam').graph


def test_parameters_and_operations(graph):
    """Catches slots or constants counted as the network's, and nodes counted twice."""
    tree = {scope.name: scope for scope in inspection.scopes(graph, depth=2)}
    conv1 = 3 * 3 * 3 * 64 + 64 + 3 * 3 * 64 * 64 + 64
    assert tree['vgg_19/conv1'].parameters == conv1
    assert tree['image'].parameters == 3 * (32 * 48 * 3)  # with Adam's two slots
    assert tree[''].operations == len(graph.get_operations())
    tops = [scope for name, scope in tree.items() if name and '/' not in name]
    assert sum(scope.operations for scope in tops) == tree[''].operations
    assert list(tree)[0] == ''


def test_flops_and_activations(graph):
    """Catches idle gradients priced as work, and a multiply-add counted as one."""
    tree = {scope.name: scope for scope in inspection.scopes(graph, depth=3)}
    positions = 32 * 48
    np.testing.assert_allclose(
        tree['vgg_19/conv1/conv1_2'].gflop, 2 * positions * 9 * 64 * 64 / 1e9, rtol=0.01
    )
    assert tree['vgg_19/conv1/conv1_2'].activation_bytes == positions * 64 * 4
    backward = tree['train/gradients/vgg_19'].gflop
    assert 0.9 < backward / tree['vgg_19'].gflop < 1.1  # input gradients only, no kernel gradients
    assert tree['train/gradients/vgg_19'].idle > 10
    assert tree['summary'].idle == tree['summary'].operations


def test_variables(graph):
    """Catches a variable that is said to come from elsewhere than it does."""
    table = {variable.name: variable for variable in inspection.variables(graph)}
    assert table['image'] == ('image', (1, 32, 48, 3), 'initialiser', True)
    assert table['vgg_19/conv1/conv1_1/biases'][2:] == ('checkpoint', False)
    assert [v.name for v in table.values() if v.trainable] == ['image']
    assert sum(v.source == 'checkpoint' for v in table.values()) == 8


def test_script_on_flags_and_pbtxt(script, tmp_path):
    """Catches a tree that needs weights, and a GraphDef that cannot be read back."""
    path = tmp_path / 'graph.pbtxt'
    code, out, err = script(
        'inspect_graph', '--height', 32, '--width', 32, '--style-layers', 'conv1_1',
        '--content-layers', 'conv2_2', '--pbtxt', path,
    )  # fmt: skip
    assert (code, err) == (0, '')
    assert 'conv2' in out and 'conv3' not in out
    assert 'vgg_19/conv2/conv2_2/weights' in out
    from google.protobuf import text_format

    graph_def = text_format.Parse(path.read_text(), tf.GraphDef())
    assert 'loss/style/conv1_1' in {node.name for node in graph_def.node}


def test_script_on_a_folder_without_a_run(script, tmp_path):
    """Catches a traceback for a folder that holds no graph."""
    code, _, err = script('inspect_graph', tmp_path)
    assert code == 2
    assert 'holds no graph' in err and 'Traceback' not in err
