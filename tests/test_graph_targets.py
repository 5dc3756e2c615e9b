"""Targets in the graph: measured by the same network, constants or variables, and of what size."""

import numpy as np
import pytest
from conftest import build, evaluate, session, smooth_picture

from gatys_tf1 import targets, transfer, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import loop
from gatys_tf1.run.graph import run_variables

CONTENT, STYLE = smooth_picture(40, 48, seed=1), smooth_picture(30, 60, seed=2)


def measured(config):
    """A graph of one content and two style layers."""
    terms = [
        gatys.content_term(CONTENT, {'conv2_1': 1.0}),
        gatys.style_term([Style(STYLE)], dict.fromkeys(['conv1_1', 'conv2_1'], 0.5)),
    ]
    return build(terms, CONTENT, config)


def test_targets_are_constants(random_config):
    """Catches targets through which a gradient could flow, or that hang on the image."""
    graph = measured(random_config)
    for name in ('content/conv2_1/target', 'style/conv1_1/gram_constant'):
        op = graph.graph.get_operation_by_name(name)
        assert (op.type, len(op.inputs), len(op.control_inputs)) == ('Const', 0, 0)


@pytest.mark.parametrize('change', [{'preprocess': 'raw'}, {'pool': 'avg'}])
def test_targets_are_measured_by_the_same_network(random_config, change):
    """Catches targets that are fed or pooled otherwise than the image: only the picture shows it.

    The image is the content and the style picture here, so every loss has to be zero.
    """
    config = random_config._replace(**change)
    terms = [
        gatys.content_term(CONTENT, {'conv2_1': 1.0}),
        gatys.style_term([Style(CONTENT)], {'conv2_1': 1.0}),
    ]
    graph = build(terms, CONTENT, config)
    target = vgg.representation(CONTENT, ['conv2_1'], config)['conv2_1']
    gram = transfer.measure(terms, config)[1][0]['conv2_1']
    with session(graph, config) as sess:
        sess.run(graph.assigns['image'], {graph.pixels: CONTENT})
        losses_value = sess.run(graph.losses)
    np.testing.assert_allclose(losses_value['content/total'], 0, atol=1e-6 * np.mean(target**2))
    np.testing.assert_allclose(losses_value['style/total'], 0, atol=1e-6 * np.mean(gram**2))


def test_style_of_another_size(random_config):
    """Catches a Gram matrix that is not scaled to the image's number of positions.

    A style picture tiled twice has the same texture, so almost the same loss; unscaled, its Gram
    matrix would be twice as large and the loss several times.
    """
    tiled = np.concatenate([STYLE, STYLE], axis=1)
    values = []
    for style in (STYLE, tiled):
        term = gatys.style_term([Style(style)], {'conv2_1': 1.0})
        graph = build([term], CONTENT, random_config)
        values.append(evaluate(graph, random_config, CONTENT)['total'])
    np.testing.assert_allclose(values[0], values[1], rtol=0.3)


def test_too_large_targets(random_config, monkeypatch):
    """Catches a DecodeError after minutes of work, when the targets do not fit into 2 GB."""
    monkeypatch.setattr(targets, 'MAX_CONSTANT_BYTES', 1000)
    with pytest.raises(UserError, match='2 GB: choose a smaller size or a deeper content layer'):
        measured(random_config)


def test_the_size_of_too_large_targets():
    """Catches a size in the message that is not the targets', and a limit that is another."""
    term = gatys.style_term([Style(CONTENT)], {'conv1_1': 1.0})
    found = np.broadcast_to(np.float32(0), [1, 1000, 1250, 512])  # takes no memory
    with pytest.raises(UserError, match='^the targets take 2.6 GB and'):
        targets.embed([term], [[{'conv1_1': found}]])
    half = [[{'conv1_1': found[:, :500]}]]
    assert targets.embed([term], half) == (half, {})


@pytest.mark.parametrize('tile', [None, 24])
def test_large_targets_are_variables(random_config, monkeypatch, tile):
    """Catches a large target that stays zero, that is trained, that is in the GraphDef after all,
    or that is not in the state, which then cannot be resumed without the picture."""
    terms = [
        gatys.content_term(CONTENT, {'conv1_2': 0.5, 'conv2_1': 0.7}),
        gatys.style_term([Style(CONTENT)], {'conv1_1': 1.0}),
    ]
    image, found = smooth_picture(40, 48, seed=3), []
    for large in (4_000_000, 1000):
        monkeypatch.setattr(targets, 'LARGE', large)
        graph = build(terms, image, random_config, tile=tile)
        with loop.session(graph, random_config) as sess:
            sess.run(graph.assigns['image'], {graph.pixels: image})
            found.append(sess.run([graph.losses, graph.gradient]))
    (losses, gradient), (by_variables, their_gradient) = found
    for name, value in losses.items():
        np.testing.assert_allclose(by_variables[name], value, rtol=1e-6, err_msg=name)
    np.testing.assert_allclose(their_gradient, gradient, rtol=1e-4, atol=1e-6 * abs(gradient).max())
    names = {f'content/{layer}/target' for layer in ('conv1_2', 'conv2_1')}
    assert {variable.op.name for variable in graph.content_targets} == names
    assert names <= {variable.op.name for variable in run_variables(graph.graph)}
    assert not names & {v.op.name for v in graph.graph.get_collection('trainable_variables')}
    sizes = [
        len(node.attr['value'].tensor.tensor_content)
        for node in graph.graph.as_graph_def().node
        if node.op == 'Const'
    ]
    assert max(sizes) == 64 * 64 * 4  # the Gram matrix of conv1_1
