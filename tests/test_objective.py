"""The further losses in the graph: targets, regions, blending, names, and what must not happen."""

import numpy as np
import oracle
import pytest
from conftest import smooth_picture

from gatys_tf1 import checkpoint, objective, transfer
from gatys_tf1.errors import UserError
from gatys_tf1.objective import Term
from gatys_tf1.tf1 import tf

IMAGE, STYLE, OTHER = (smooth_picture(32, 48, seed=seed) for seed in (1, 2, 3))
SMALLER = smooth_picture(24, 30, seed=4)
LAYERS = ['conv1_1', 'conv2_1']
LEFT = np.repeat(np.arange(48) < 24, 32).reshape(48, 32).T.astype(np.float32)


def evaluate(network, fetch=None, image=IMAGE, **kwargs):
    """Losses (and whatever `fetch` names) of an objective at an image, float32."""
    graph = transfer.build(image.shape, network, **kwargs)
    with tf.Session(graph=graph.graph) as sess:
        sess.run(graph.init_op)
        checkpoint.restore(sess, graph.vgg_saver, network.checkpoint)
        sess.run(graph.assigns['image'], {graph.pixels: image})
        return sess.run(graph.losses if fetch is None else getattr(graph, fetch))


def features(image, network):
    maps = transfer.content_representation(image, LAYERS, network)
    return {layer: maps[layer].astype(np.float64) for layer in LAYERS}


def grams(image, network, weight=1.0, **kwargs):
    """Style terms of one picture."""
    targets = transfer.style_representation(image, LAYERS, network)
    return {layer: Term(targets[layer], weight, **kwargs) for layer in LAYERS}


def test_every_loss_equals_oracle(random_network):
    """Catches a wrong mean over shifts and directions, a wrong weight, and a term left out."""
    shifts = {'conv1_1': [4, 9], 'conv2_1': [3]}
    long_range = transfer.long_range_representation(STYLE, shifts, random_network)
    histogram = transfer.histogram_representation(STYLE, LAYERS, random_network)
    losses = evaluate(
        random_network,
        content={'conv2_1': Term(features(OTHER, random_network)['conv2_1'], 2.0)},
        style=grams(STYLE, random_network, 0.5),
        long_range={x: Term(long_range[x], 0.25) for x in LAYERS},
        shifts=shifts,
        histogram={x: Term(histogram[x], 3.0) for x in LAYERS},
        long_range_weight=7.0,
        histogram_weight=0.1,
        tv_weight=0.01,
    )
    ours, theirs = features(IMAGE, random_network), features(STYLE, random_network)
    total = 2 * oracle.content_mean(ours['conv2_1'], features(OTHER, random_network)['conv2_1'])
    for layer in LAYERS:
        total += 0.5 * oracle.style(ours[layer], theirs[layer])
        parts = []
        _, height, width, channels = ours[layer].shape
        for shift in shifts[layer]:
            for axis in (1, 2):
                a, b = (oracle.shifted_gram(x[layer], shift, axis) for x in (ours, theirs))
                positions = (height - shift) * width if axis == 1 else height * (width - shift)
                parts.append(np.sum((a - b) ** 2) / (2 * channels * positions) ** 2)
        np.testing.assert_allclose(losses[f'long_range/{layer}'], np.mean(parts), rtol=1e-3)
        matched = oracle.match_histogram(ours[layer], theirs[layer])
        distance = np.mean((ours[layer].reshape(matched.shape) - matched) ** 2)
        np.testing.assert_allclose(losses[f'histogram/{layer}'], distance, rtol=1e-3)
        total += 7 * 0.25 * np.mean(parts) + 0.1 * 3 * distance
    variation = oracle.total_variation(IMAGE.astype(np.float64), 2)
    np.testing.assert_allclose(losses['tv'], variation, rtol=1e-5)
    np.testing.assert_allclose(losses['total'], total + 0.01 * variation, rtol=1e-3)


def test_every_loss_is_zero_at_its_own_picture(random_network):
    """Catches targets that are measured otherwise than the image: whatever the picture's style."""
    shifts = dict.fromkeys(LAYERS, [4])
    for kind in ('channel', 'global255'):
        histogram = transfer.histogram_representation(IMAGE, LAYERS, random_network, kind)
        long_range = transfer.long_range_representation(IMAGE, shifts, random_network)
        losses = evaluate(
            random_network,
            long_range={x: Term(long_range[x]) for x in LAYERS},
            shifts=shifts,
            histogram={x: Term(histogram[x]) for x in LAYERS},
            histogram_kind=kind,
        )
        size = max(float(np.mean(x**2)) for x in features(IMAGE, random_network).values())
        assert losses['long_range/total'] < 1e-6
        # 255 bins: half a bin off, at most.
        bound = 0 if kind == 'channel' else 1e-3 * size
        assert 0 <= losses['histogram/total'] <= bound


def test_styles_of_another_size(random_network):
    """Catches targets that are sums over the style's positions, and quantiles that do not fit."""
    shifts = dict.fromkeys(LAYERS, [4])
    doubled = np.tile(IMAGE, (1, 2, 1, 1))
    histogram = transfer.histogram_representation(doubled, LAYERS, random_network)
    long_range = transfer.long_range_representation(doubled, shifts, random_network)
    at_double = evaluate(
        random_network,
        long_range={x: Term(long_range[x]) for x in LAYERS},
        shifts=shifts,
        histogram={x: Term(histogram[x]) for x in LAYERS},
    )
    other = transfer.histogram_representation(SMALLER, LAYERS, random_network)
    at_other = evaluate(random_network, histogram={x: Term(other[x]) for x in LAYERS})
    # Twice the same picture differs along one seam only.
    assert at_double['histogram/total'] < 0.02 * at_other['histogram/total']
    long_range = transfer.long_range_representation(SMALLER, shifts, random_network)
    at_smaller = evaluate(
        random_network, long_range={x: Term(long_range[x]) for x in LAYERS}, shifts=shifts
    )
    assert at_double['long_range/total'] < 0.1 * at_smaller['long_range/total']


def test_names(random_network):
    """Catches renamed nodes, and boxes at the top that docs/graph.md does not know."""
    shifts = {'conv1_1': [4]}
    long_range = transfer.long_range_representation(STYLE, shifts, random_network)
    histogram = transfer.histogram_representation(STYLE, ['conv1_1'], random_network)
    graph = transfer.build(
        IMAGE.shape, random_network, style=grams(STYLE, random_network, mask=LEFT),
        long_range={'region_1/conv1_1': Term(long_range['conv1_1'], mask=LEFT)}, shifts=shifts,
        histogram={'conv1_1': Term(histogram['conv1_1'])}, tv_weight=1.0,
    )  # fmt: skip
    names = {op.name for op in graph.graph.get_operations()}
    assert {
        'style/conv1_1/mask', 'style/conv1_1/gram', 'style/conv1_1/gram_constant',
        'long_range/region_1/conv1_1/shift_4/down', 'long_range/region_1/conv1_1/shift_4/right',
        'long_range/region_1/conv1_1/shift_4/down_constant', 'histogram/conv1_1/features',
        'histogram/conv1_1/quantiles', 'histogram/conv1_1/matched', 'loss/long_range/total',
        'loss/long_range/region_1/conv1_1', 'loss/histogram/conv1_1', 'loss/tv', 'loss/total',
        'summary/loss/tv',
    } <= names  # fmt: skip
    assert {name.split('/')[0] for name in names} == {
        'image', 'assign', 'vgg_19', 'style', 'long_range', 'histogram', 'loss', 'train',
        'summary', 'save', 'init',
    }  # fmt: skip
    for name in names:
        op = graph.graph.get_operation_by_name(name)
        if name.endswith(('_constant', 'quantiles', '/mask')):
            assert (op.type, len(op.inputs)) == ('Const', 0)


def test_plain_objective_has_no_new_nodes(random_network):
    """Catches masks of ones, shares of 1 and empty scopes in the graph of the paper."""
    graph = transfer.build(IMAGE.shape, random_network, style=grams(STYLE, random_network)).graph
    within = {op.name for op in graph.get_operations() if op.name.startswith('style/conv1_1/')}
    assert {name.split('/')[2] for name in within} == {'gram', 'gram_constant'}
    assert not [op for op in graph.get_operations() if op.name.startswith(('long_', 'histo'))]


def test_blending_grams_is_blending_losses(random_network):
    """Catches weights that are not shares: the gradients of the two must agree (docs/losses.md)."""
    one, two = grams(STYLE, random_network), grams(OTHER, random_network)
    separate = 0.75 * evaluate(random_network, 'gradient', style=one)
    separate += 0.25 * evaluate(random_network, 'gradient', style=two)
    targets = [{x: terms[x].target for x in LAYERS} for terms in (one, two)]
    blended = objective.style_terms(targets, [3.0, 1.0], dict.fromkeys(LAYERS, 1.0))
    together = evaluate(random_network, 'gradient', style=blended)
    assert np.abs(together - separate).max() < 1e-3 * np.abs(separate).max()


def test_blended_histograms_of_different_sizes(random_network):
    """Catches quantiles that are averaged without being brought to one number."""
    targets = [
        transfer.histogram_representation(x, ['conv1_1'], random_network) for x in (STYLE, SMALLER)
    ]
    blended = objective.style_terms(targets, [1.0, 1.0], {'conv1_1': 1.0})['conv1_1'].target
    assert blended.shape == targets[0]['conv1_1'].shape
    ends = [target['conv1_1'][:, -1] for target in targets]
    np.testing.assert_allclose(blended[:, -1], np.mean(ends, axis=0), rtol=1e-5)
    assert (np.diff(blended, axis=1) >= 0).all()


def test_mask_of_everything_is_no_mask(random_network):
    """Catches a mask that changes the scale of the loss."""
    ones = np.ones((32, 48), np.float32)
    for term in ('style', 'histogram'):
        if term == 'style':
            plain, masked = grams(STYLE, random_network), grams(STYLE, random_network, mask=ones)
        else:
            sorted_values = transfer.histogram_representation(STYLE, LAYERS, random_network)
            plain = {x: Term(sorted_values[x]) for x in LAYERS}
            masked = {x: Term(sorted_values[x], mask=ones) for x in LAYERS}
        expected = evaluate(random_network, **{term: plain})['total']
        np.testing.assert_allclose(
            evaluate(random_network, **{term: masked})['total'], expected, rtol=1e-5
        )


@pytest.mark.parametrize('kind', ['channel', 'global255'])
def test_mask_of_nothing_is_no_loss(random_network, kind):
    """Catches a division by no positions: the loss is 0, and so is the gradient."""
    nothing, shifts = np.zeros((32, 48), np.float32), {'conv1_1': [4]}
    histogram = transfer.histogram_representation(STYLE, LAYERS, random_network, kind)
    long_range = transfer.long_range_representation(STYLE, shifts, random_network)
    terms = dict(
        style=grams(STYLE, random_network, mask=nothing),
        histogram={x: Term(histogram[x], mask=nothing) for x in LAYERS},
        histogram_kind=kind,
        long_range={'conv1_1': Term(long_range['conv1_1'], mask=nothing)},
        shifts=shifts,
    )
    assert set(evaluate(random_network, **terms).values()) == {0.0}
    assert not evaluate(random_network, 'gradient', **terms).any()


def test_mask_guides_its_style(random_network):
    """Catches a mask with its axes exchanged: conv1_1 sees one pixel further than the mask."""
    gradient = evaluate(
        random_network,
        'gradient',
        style={'conv1_1': grams(STYLE, random_network, mask=LEFT)['conv1_1']},
    )
    assert np.abs(gradient[:, :, :24]).max() > 0
    assert not gradient[:, :, 25:].any()


def test_masked_losses_equal_oracle(random_network):
    """Catches a share that counts twice, and a mask that is not squared in the Gram matrix."""
    soft = np.linspace(0, 1, 48 * 32, dtype=np.float32).reshape(32, 48)
    terms = {'conv1_1': grams(STYLE, random_network, mask=soft)['conv1_1']}
    losses = evaluate(random_network, style=terms)
    ours, theirs = (features(x, random_network)['conv1_1'] for x in (IMAGE, STYLE))
    squares = soft.astype(np.float64) ** 2
    guided = oracle.gram(ours * soft[np.newaxis, ..., np.newaxis])
    target = oracle.gram(theirs) / (32 * 48) * squares.sum()
    expected = np.sum((guided - target) ** 2) / (2 * 64 * squares.sum()) ** 2
    np.testing.assert_allclose(losses['style/conv1_1'], expected * squares.mean(), rtol=1e-3)


def test_masked_histogram_is_matched_within(random_network):
    """Catches a match over the whole picture: outside the region nothing may change it."""
    values = transfer.histogram_representation(STYLE, ['conv1_1'], random_network)['conv1_1']
    terms = dict(histogram={'conv1_1': Term(values, mask=LEFT)})
    changed = IMAGE.copy()
    changed[:, :, 26:] = 255 - changed[:, :, 26:]
    before, after = (evaluate(random_network, image=x, **terms)['total'] for x in (IMAGE, changed))
    assert before == after > 0


def test_low_memory_gives_the_same_gradient(random_network):
    """Catches a loss that the gradient by segments forgets: the image's own, or a layer's."""
    shifts = {'conv2_1': [3]}
    long_range = transfer.long_range_representation(STYLE, shifts, random_network)
    histogram = transfer.histogram_representation(STYLE, ['conv1_1'], random_network)
    terms = dict(
        style={'conv2_1': grams(STYLE, random_network, mask=LEFT)['conv2_1']},
        long_range={'conv2_1': Term(long_range['conv2_1'])},
        shifts=shifts,
        histogram={'conv1_1': Term(histogram['conv1_1'])},
        tv_weight=0.5,
    )
    expected = evaluate(random_network, 'gradient', **terms)
    frugal = evaluate(random_network, 'gradient', low_memory=True, **terms)
    np.testing.assert_allclose(frugal, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())


def test_shift_that_is_too_large(random_network):
    """Catches a cryptic error about slices: the layer, its positions and the mend are named."""
    with pytest.raises(UserError, match=r'a shift of 16 is too large for conv2_1, which has 16 p'):
        transfer.long_range_representation(STYLE, {'conv2_1': [4, 16]}, random_network)


def test_content_targets_as_variables(random_network):
    """Catches targets that stay those of the first picture, and a graph that grows with each."""
    content = {'conv2_1': Term(features(IMAGE, random_network)['conv2_1'])}
    graph = transfer.build(
        IMAGE.shape, random_network, content, optimizer='adam', content_variables=True
    )
    nodes = len(graph.graph.get_operations())
    with tf.Session(graph=graph.graph) as sess:
        sess.run(graph.init_op)
        checkpoint.restore(sess, graph.vgg_saver, random_network.checkpoint)
        with pytest.raises(tf.errors.FailedPreconditionError, match='content/conv2_1/target'):
            sess.run(graph.losses['total'])
        for picture in (OTHER, STYLE):
            sess.run(graph.assigns['content_image'], {graph.pixels: picture})
            sess.run(graph.assigns['content_target'])
            assert sess.run(graph.losses['total']) == 0
            sess.run(graph.assigns['image'], {graph.pixels: IMAGE})
            expected = oracle.content_mean(
                *(features(x, random_network)['conv2_1'] for x in (IMAGE, picture))
            )
            np.testing.assert_allclose(sess.run(graph.losses['total']), expected, rtol=1e-4)
            sess.run(graph.step_op)
            sess.run(graph.assigns['restart'])
            assert sess.run([graph.step, *_slots(graph)])[0] == 0
            assert not any(slot.any() for slot in sess.run(_slots(graph)))
    assert len(graph.graph.get_operations()) == nodes
    assert {v.op.name for v in graph.state_saver._var_list} == {
        'image', 'image/adam', 'image/adam_1', 'train/step', 'train/beta1_power',
        'train/beta2_power',
    }  # fmt: skip


def _slots(graph):
    return [v for v in graph.graph.get_collection('variables') if v.op.name.startswith('image/')]
