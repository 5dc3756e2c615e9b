"""The optimisation graph: names, targets, losses, gradients, and what must not happen."""

import numpy as np
import oracle
import pytest
from conftest import build, session, smooth_picture

from gatys_tf1 import transfer, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.folder import Output
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.tf1 import tf

CONTENT, STYLE = smooth_picture(40, 48, seed=1), smooth_picture(30, 60, seed=2)


def terms_of(content=('conv2_1',), style=('conv1_1', 'conv2_1'), style_weight=1.0):
    """The terms of a content picture and a style picture."""
    terms = []
    if content:
        terms.append(gatys.content_term(CONTENT, dict.fromkeys(content, 1.0)))
    if style:
        terms.append(
            gatys.style_term([Style(STYLE)], dict.fromkeys(style, 0.5), weight=style_weight)
        )
    return terms


def measured(
    config, content=('conv2_1',), style=('conv1_1', 'conv2_1'), style_weight=1.0, **settings
):
    """A graph on CONTENT's size with targets measured on CONTENT and STYLE."""
    return build(terms_of(content, style, style_weight), CONTENT, config, **settings)


def nodes(graph, *scopes):
    """Names of the graph's own nodes at the depth that docs/graph.md lists."""
    return {op.name for op in graph.graph.get_operations() if op.name.startswith(scopes)}


@pytest.mark.parametrize('precision', ['float32', 'bfloat16'])
def test_top_level_is_a_handful_of_boxes(random_config, precision):
    """Catches `Variable_1`, `Cast_3` and stray ops at the top of TensorBoard's graph."""
    graph = measured(random_config._replace(precision=precision)).graph
    tops = {op.name.split('/')[0] for op in graph.get_operations()}
    assert tops == {
        'image', 'assign', 'vgg_19', 'content', 'style', 'loss', 'train', 'summary', 'save', 'init',
    }  # fmt: skip


def test_documented_names(random_config):
    """Catches a renamed node: these names are part of the interface."""
    graph = measured(random_config, optimizer='adam')
    names = {op.name for op in graph.graph.get_operations()}
    assert {
        'image', 'assign/pixels', 'assign/image', 'assign/content_image', 'assign/style_image',
        'assign/white_noise', 'vgg_19/preprocess', 'vgg_19/conv2/conv2_1/weights',
        'content/conv2_1/target', 'style/conv1_1/gram_constant', 'style/conv2_1/gram_constant',
        'content/conv2_1/features', 'style/conv1_1/gram',
        'loss/content/conv2_1', 'loss/content/total', 'loss/style/conv1_1', 'loss/style/conv2_1',
        'loss/style/total', 'loss/total', 'train/gradient', 'train/step', 'train/adam',
        'summary/picture', 'summary/image', 'summary/scalars', 'init',
    } <= names  # fmt: skip
    assert nodes(graph, 'content/') == {'content/conv2_1/features', 'content/conv2_1/target'}
    assert nodes(graph, 'assign/') == {
        'assign/pixels', 'assign/image', 'assign/content_image', 'assign/style_image',
        'assign/white_noise',
    }  # fmt: skip


def test_variables(random_config):
    """Catches a second trainable variable, and slots for the network's weights."""
    graph = measured(random_config, optimizer='adam').graph
    assert [v.op.name for v in graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)] == ['image']
    names = {v.op.name for v in graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)}
    assert {name for name in names if not name.startswith('vgg_19/')} == {
        'image', 'image/adam', 'image/adam_1', 'train/step', 'train/stage', 'train/beta1_power',
        'train/beta2_power', 'train/best/image', 'train/best/losses', 'train/evaluated',
    }  # fmt: skip


@pytest.mark.parametrize('layers', [('conv1_1',), ('conv1_1', 'conv2_1', 'conv3_1')])
def test_loops_build_exactly_what_is_needed(random_config, layers):
    """Catches loops that do not handle a single layer, and nodes of a content loss unused."""
    graph = measured(random_config, content=(), style=layers)
    assert set(graph.losses) == {'total', 'style/total', *(f'style/{layer}' for layer in layers)}
    assert nodes(graph, 'content', 'loss/content', 'assign/content_image') == set()
    assert {name.split('/')[1] for name in nodes(graph, 'style/')} == set(layers)


def test_content_alone(random_config):
    """Catches style nodes in a content reconstruction."""
    graph = measured(random_config, style=())
    assert set(graph.losses) == {'total', 'content/total', 'content/conv2_1'}
    assert nodes(graph, 'style', 'loss/style', 'assign/style_image') == set()


def test_losses_equal_oracle(random_config):
    """Catches weights, normalisation or targets that differ from equations 1, 3, 4, 5 and 7.

    Content and style have the image's own size here, so equation 4 holds as it is printed.
    """
    image, style = smooth_picture(40, 48, seed=3), smooth_picture(40, 48, seed=4)
    layers = ['conv1_1', 'conv2_1']
    of_image, of_style, of_content = (
        vgg.representation(x, layers, random_config) for x in (image, style, CONTENT)
    )
    terms = [
        gatys.content_term(CONTENT, {'conv2_1': 0.7}, weight=3.0),
        gatys.style_term([Style(style)], {'conv1_1': 0.2, 'conv2_1': 0.8}, weight=5.0),
    ]
    graph = build(terms, image, random_config)
    with session(graph, random_config) as sess:
        sess.run(graph.assigns['image'], {graph.pixels: image})
        losses_value = sess.run(graph.losses)
    content = oracle.content_mean(of_image['conv2_1'], of_content['conv2_1'])
    e_1, e_2 = (oracle.style(of_image[layer], of_style[layer]) for layer in layers)
    expected = {
        'content/conv2_1': content,
        'content/total': 0.7 * content,
        'style/conv1_1': e_1,
        'style/conv2_1': e_2,
        'style/total': 0.2 * e_1 + 0.8 * e_2,
        'total': 3.0 * 0.7 * content + 5.0 * (0.2 * e_1 + 0.8 * e_2),
    }
    assert set(losses_value) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(losses_value[name], value, rtol=1e-4, err_msg=name)


def test_gradient_equals_finite_differences(random_config):
    """Catches a gradient of something else than loss/total, along the steepest direction."""
    graph = measured(random_config, style_weight=1e-3)
    with session(graph, random_config) as sess:

        def total(image):
            sess.run(graph.assigns['image'], {graph.pixels: image})
            return float(sess.run(graph.losses['total']))

        total(STYLE := smooth_picture(40, 48, seed=5))
        gradient_value = sess.run(graph.gradient)
        direction = gradient_value / np.linalg.norm(gradient_value)
        slope = (total(STYLE + 2 * direction) - total(STYLE - 2 * direction)) / 4
    np.testing.assert_allclose(np.sum(gradient_value * direction), slope, rtol=0.01)


@pytest.mark.parametrize('value', [300, -20])
def test_gradient_reaches_pixels_out_of_range(random_config, value):
    """Catches a clip before the loss: a pixel that has once left 0..255 would never come back."""
    graph = measured(random_config, content=(), style=('conv1_1',))
    with session(graph, random_config) as sess:
        image = np.full(CONTENT.shape, value, np.float32)
        sess.run(graph.assigns['image'], {graph.pixels: image})
        assert np.count_nonzero(sess.run(graph.gradient)) > 0.9 * image.size


def test_picture_is_rounded_and_clipped():
    """Catches a plain cast, which shows 300 as 44, -20 as 236 and 99.6 as 99.

    So few values, because tf.cast clips where it converts 32 at a time.
    """
    image = np.zeros((1, 3, 3, 3), np.float32)
    terms = (gatys.style_term([Style(image)], {'conv1_1': 1.0}),)
    config = vgg.Config()
    part = Part(('image', image), terms, config)
    graph = transfer.build(part, transfer.zero_targets(terms), Settings(config))
    with tf.Session(graph=graph.graph) as sess:
        image = np.full((1, 3, 3, 3), [300, -20, 99.6])
        sess.run(graph.assigns['image'], {graph.pixels: image})
        np.testing.assert_array_equal(sess.run(graph.ends.picture)[0, 2, 1], [255, 0, 100])


def test_assign_ops_set_the_image(random_config):
    """Catches an assign op that builds a node, or that sets something else."""
    graph = measured(random_config)
    with session(graph, random_config) as sess:
        for name, op in graph.assigns.items():
            image = smooth_picture(40, 48, seed=len(name))
            sess.run(op, {graph.pixels: image})
            np.testing.assert_array_equal(sess.run('image:0'), image)


def test_default_graph_stays_empty_and_the_graph_is_finalised(random_config):
    """Catches code that builds into the default graph, and a graph that can grow while looping."""
    graph = measured(random_config)
    assert tf.get_default_graph().get_operations() == []
    assert graph.graph.finalized


def test_pixels_are_not_in_the_graph_def(random_config):
    """Catches a Variable made from an array: a second copy of its pixels in every .meta."""
    graph = measured(random_config, content=(), style=('conv1_1',), optimizer='adam')
    assert graph.graph.as_graph_def().ByteSize() < CONTENT.nbytes + 64 * 64 * 4 + 60_000
    largest = max(
        len(node.attr['value'].tensor.tensor_content)
        for node in graph.graph.as_graph_def().node
        if node.op == 'Const'
    )
    assert largest == 64 * 64 * 4  # the Gram matrix of conv1_1


def test_bfloat16_keeps_variables_image_and_losses_in_float32(random_config):
    """Catches bfloat16 variables, which the checkpoint cannot fill, and a loss that is rounded."""
    config = random_config._replace(precision='bfloat16')
    graph = measured(config)
    for variable in graph.graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES):
        if variable.op.name.startswith('vgg_19/') or variable.dtype.base_dtype.is_floating:
            assert variable.dtype.base_dtype == tf.float32, variable.op.name
    assert {loss.dtype for loss in graph.losses.values()} == {tf.float32}
    point = graph.graph.get_tensor_by_name('vgg_19/conv2/conv2_1/Relu:0')
    assert point.dtype == tf.bfloat16 and graph.gradient.dtype == tf.float32
    exact = measured(random_config)
    start = smooth_picture(40, 48, seed=3)
    values = []
    for one in (graph, exact):
        sess = session(one, config)
        sess.run(one.assigns['image'], {one.pixels: start})
        values.append(sess.run([one.losses, one.gradient]))
    (losses_value, gradient_value), (exact_losses, exact_gradient) = values
    for name in exact_losses:
        np.testing.assert_allclose(losses_value[name], exact_losses[name], rtol=0.02)
    error = np.linalg.norm(gradient_value - exact_gradient) / np.linalg.norm(exact_gradient)
    assert 0 < error < 0.1


def test_gradients_of_early_losses_wait(random_config):
    """Catches gradients as large as the features that the forward pass computes and keeps."""
    graph = measured(random_config, ('conv2_1',), ('conv1_1', 'conv2_1')).graph
    product = 'style/conv1_1/gram/MatMul_grad/MatMul'
    (early,) = [op for op in graph.get_operations() if op.name.endswith(product)]
    behind, waits_for = [early], set()
    while behind:
        op = behind.pop()
        if op not in waits_for:
            waits_for.add(op)
            behind += [*op.control_inputs, *(tensor.op for tensor in op.inputs)]
    assert any('/gradients' in op.name and 'conv2_1_grad' in op.name for op in waits_for)


@pytest.mark.parametrize('pool', ['avg', 'max'])
@pytest.mark.parametrize(
    'content, style',
    [
        (('conv2_1',), ('conv1_1', 'conv2_1')),
        (('conv3_2',), ('conv1_2', 'conv3_1', 'pool3')),
        ((), ('conv2_2',)),
        (('conv1_1',), ()),
    ],
)
def test_low_memory_gives_the_same_gradient(random_config, pool, content, style):
    """Catches a segment left out, counted twice, or differentiated from another start."""
    config = random_config._replace(pool=pool)
    start = smooth_picture(40, 48, seed=3)
    gradients = []
    for low_memory in (False, True):
        graph = measured(config, content, style, low_memory=low_memory)
        sess = session(graph, config)
        sess.run(graph.assigns['image'], {graph.pixels: start})
        gradients.append(sess.run(graph.gradient))
    scale = np.abs(gradients[0]).max()
    np.testing.assert_allclose(gradients[1], gradients[0], rtol=1e-4, atol=1e-5 * scale)


def test_low_memory_adds_no_variables(random_config):
    """Catches a second network with weights of its own, which no checkpoint fills."""
    names = [
        {
            v.op.name
            for v in measured(random_config, low_memory=low).graph.get_collection('variables')
        }
        for low in (False, True)
    ]
    assert names[0] == names[1]


SMALL = smooth_picture(12, 14)
DEEP = {'conv5_1': 1.0}  # each side needs 16 pixels


@pytest.mark.parametrize(
    'source, start, scales',
    [(SMALL, CONTENT, ()), (CONTENT, SMALL, ()), (CONTENT, CONTENT, (14, 48))],
    ids=['the source', 'the start', 'the first scale'],
)
def test_small_pictures_are_refused_beforehand(tmp_path, random_config, source, start, scales):
    """Catches a refusal that comes when the folder is there, or only of one of the pictures."""
    output = Output(str(tmp_path / 'r'))
    settings = Settings(random_config, (1,), scales)
    terms = [gatys.content_term(source, DEEP)]
    with pytest.raises(UserError, match='too small for conv5_1: each side needs 16 pixels'):
        transfer.check(terms, ('content_image', start), settings, output)
    if not scales:
        with pytest.raises(UserError, match='unknown layer'):
            bad = [terms[0]._replace(layers=('conv1_1', 'conv9_9'))]
            transfer.check(bad, ('content_image', start), settings, output)
    transfer.check([gatys.content_term(source, {'conv1_1': 1.0})], ('image', start), settings)
