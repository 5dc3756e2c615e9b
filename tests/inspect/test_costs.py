"""The tree of scopes and the table of variables against what is known of VGG-19 by hand."""

import numpy as np
import pytest

from gatys_tf1 import transfer, vgg
from gatys_tf1.inspect import costs
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.stages import Part, Settings


@pytest.fixture(scope='module')
def graph():
    picture = np.zeros((1, 32, 48, 3), np.float32)
    terms = (
        gatys.content_term(picture, {'conv2_2': 1.0}),
        gatys.style_term([Style(picture)], dict.fromkeys(['conv1_1', 'conv2_1'])),
    )
    part = Part(('image', picture), terms, vgg.Config())
    settings = Settings(vgg.Config(), optimizer='adam')
    return transfer.build(part, transfer.zero_targets(terms), settings).graph


def test_parameters_and_operations(graph):
    """Catches slots or constants counted as the network's, and nodes counted twice."""
    tree = {scope.name: scope for scope in costs.scopes(graph, depth=2)}
    conv1 = 3 * 3 * 3 * 64 + 64 + 3 * 3 * 64 * 64 + 64
    assert tree['vgg_19/conv1'].parameters == conv1
    assert tree['image'].parameters == 3 * (32 * 48 * 3)  # with Adam's two slots
    assert tree[''].operations == len(graph.get_operations())
    tops = [scope for name, scope in tree.items() if name and '/' not in name]
    assert sum(scope.operations for scope in tops) == tree[''].operations
    assert list(tree)[0] == ''


def test_flops_and_activations(graph):
    """Catches idle gradients priced as work, and a multiply-add counted as one."""
    tree = {scope.name: scope for scope in costs.scopes(graph, depth=3)}
    positions = 32 * 48
    np.testing.assert_allclose(
        tree['vgg_19/conv1/conv1_2'].gflop, 2 * positions * 9 * 64 * 64 / 1e9, rtol=0.01
    )
    assert tree['vgg_19/conv1/conv1_2'].activation_bytes == positions * 64 * 4
    backward = tree['train/backward'].gflop
    assert 0.9 < backward / tree['vgg_19'].gflop < 1.1  # input gradients only, no kernel gradients
    assert tree['train/backward'].idle > 10
    assert tree['summary'].idle == tree['summary'].operations


def test_variables(graph):
    """Catches a variable that is said to come from elsewhere than it does."""
    table = {variable.name: variable for variable in costs.variables(graph)}
    assert table['image'] == ('image', (1, 32, 48, 3), 'initialiser', True)
    assert table['vgg_19/conv1/conv1_1/biases'][2:] == ('checkpoint', False)
    assert [v.name for v in table.values() if v.trainable] == ['image']
    assert sum(v.source == 'checkpoint' for v in table.values()) == 8
