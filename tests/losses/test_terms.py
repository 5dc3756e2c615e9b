"""The further losses in the graph: targets, regions, blending, names, and what must not happen."""

import numpy as np
import oracle
import pytest
from conftest import build, evaluate, smooth_picture

from gatys_tf1 import objective, transfer, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.losses.gatys import content_term, style_term
from gatys_tf1.losses.histogram import histogram_term
from gatys_tf1.losses.long_range import long_range_term
from gatys_tf1.losses.moments import moments_term
from gatys_tf1.losses.styles import Style, targets_of
from gatys_tf1.losses.temporal import temporal_term
from gatys_tf1.losses.variation import total_variation_term
from gatys_tf1.run import loop
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.tf1 import tf

IMAGE, STYLE, OTHER = (smooth_picture(32, 48, seed=seed) for seed in (1, 2, 3))
SMALLER = smooth_picture(24, 30, seed=4)
LAYERS = ['conv1_1', 'conv2_1']
EACH = dict.fromkeys(LAYERS, 1.0)
LEFT = np.repeat(np.arange(48) < 24, 32).reshape(48, 32).T.astype(np.float32)


def value_of(config, terms, fetch='losses', image=IMAGE, **settings):
    """Losses (or whatever `fetch` names) of an objective at an image, float32."""
    return evaluate(build(terms, image, config, **settings), config, image, fetch)


def features(image, config):
    maps = vgg.representation(image, LAYERS, config)
    return {layer: maps[layer].astype(np.float64) for layer in LAYERS}


def style_of(image, mask=None, layers=EACH):
    """The style term of one picture."""
    return style_term([Style(image, mask=mask)], layers)


def test_every_loss_equals_oracle(random_config):
    """Catches a wrong mean over shifts and directions, a wrong weight, and a term left out."""
    shifts = {'conv1_1': [4, 9], 'conv2_1': [3]}
    style = [Style(STYLE)]
    terms = [
        content_term(OTHER, {'conv2_1': 2.0}),
        style_term(style, dict.fromkeys(LAYERS, 0.5)),
        long_range_term(style, shifts, dict.fromkeys(LAYERS, 0.25), weight=7.0),
        histogram_term(style, dict.fromkeys(LAYERS, 3.0), weight=0.1),
        total_variation_term(0.01),
    ]
    losses = value_of(random_config, terms)
    ours, theirs = features(IMAGE, random_config), features(STYLE, random_config)
    total = 2 * oracle.content_mean(ours['conv2_1'], features(OTHER, random_config)['conv2_1'])
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


def test_every_loss_is_zero_at_its_own_picture(random_config):
    """Catches targets that are measured otherwise than the image: whatever the picture's style."""
    shifts = dict.fromkeys(LAYERS, [4])
    for kind in ('channel', 'global255'):
        style = [Style(IMAGE)]
        terms = [
            long_range_term(style, shifts, EACH),
            histogram_term(style, EACH, kind=kind),
        ]
        losses = value_of(random_config, terms)
        size = max(float(np.mean(x**2)) for x in features(IMAGE, random_config).values())
        assert losses['long_range/total'] < 1e-6
        # 255 bins: half a bin off, at most.
        bound = 0 if kind == 'channel' else 1e-3 * size
        assert 0 <= losses['histogram/total'] <= bound


def test_styles_of_another_size(random_config):
    """Catches targets that are sums over the style's positions, and quantiles that do not fit."""
    shifts = dict.fromkeys(LAYERS, [4])
    doubled = np.tile(IMAGE, (1, 2, 1, 1))

    def values(style):
        styles = [Style(style)]
        terms = [long_range_term(styles, shifts, EACH), histogram_term(styles, EACH)]
        return value_of(random_config, terms)

    at_double, at_smaller = values(doubled), values(SMALLER)
    # Twice the same picture differs along one seam only.
    assert at_double['histogram/total'] < 0.02 * at_smaller['histogram/total']
    assert at_double['long_range/total'] < 0.1 * at_smaller['long_range/total']


def test_names(random_config):
    """Catches renamed nodes, and boxes at the top that docs/graph.md does not know."""
    masked, first = [Style(STYLE, mask=LEFT)], {'conv1_1': 1.0}
    terms = [
        style_term(masked, EACH),
        long_range_term(masked, {'conv1_1': [4]}, first),
        histogram_term([Style(STYLE)], first),
        total_variation_term(1.0),
    ]
    graph = build(terms, IMAGE, random_config)
    names = {op.name for op in graph.graph.get_operations()}
    assert {
        'style/region_1/conv1_1/mask', 'style/region_1/conv1_1/gram',
        'style/region_1/conv1_1/gram_constant',
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


def test_plain_objective_has_no_new_nodes(random_config):
    """Catches masks of ones, shares of 1 and empty scopes in the graph of the paper."""
    graph = build([style_of(STYLE)], IMAGE, random_config).graph
    within = {op.name for op in graph.get_operations() if op.name.startswith('style/conv1_1/')}
    assert {name.split('/')[2] for name in within} == {'gram', 'gram_constant'}
    assert not [op for op in graph.get_operations() if op.name.startswith(('long_', 'histo'))]


def test_blending_grams_is_blending_losses(random_config):
    """Catches weights that are not shares: the gradients of the two must agree (docs/losses.md)."""
    separate = 0.75 * value_of(random_config, [style_of(STYLE)], 'gradient')
    separate += 0.25 * value_of(random_config, [style_of(OTHER)], 'gradient')
    both = style_term([Style(STYLE, 3.0), Style(OTHER, 1.0)], EACH)
    together = value_of(random_config, [both], 'gradient')
    assert np.abs(together - separate).max() < 1e-3 * np.abs(separate).max()


def test_blended_histograms_of_different_sizes(random_config):
    """Catches quantiles that are averaged without being brought to one number."""
    styles = [Style(STYLE), Style(SMALLER)]
    term = histogram_term(styles, {'conv1_1': 1.0})
    (targets,) = transfer.measure([term], random_config)
    (target,) = targets_of(styles, targets, {'conv1_1': 1.0})
    blended = target.value
    assert blended.shape == targets[0]['conv1_1'].shape
    ends = [target['conv1_1'][:, -1] for target in targets]
    np.testing.assert_allclose(blended[:, -1], np.mean(ends, axis=0), rtol=1e-5)
    assert (np.diff(blended, axis=1) >= 0).all()


def test_mask_of_everything_is_no_mask(random_config):
    """Catches a mask that changes the scale of the loss."""
    ones = np.ones((32, 48), np.float32)
    for constructor in (style_term, histogram_term):
        plain, masked = (
            value_of(random_config, [constructor([Style(STYLE, mask=mask)], EACH)])['total']
            for mask in (None, ones)
        )
        np.testing.assert_allclose(masked, plain, rtol=1e-5)


def test_two_halves_weigh_what_the_whole_does(random_config):
    """Catches shares that are normalised although the areas share the weight out already.

    The picture is the same column repeated, so that both halves have the whole's texture.
    """
    image, style = (np.repeat(picture[:, :, :1], 48, axis=2) for picture in (IMAGE, STYLE))
    whole = value_of(random_config, [style_term([Style(style)], {'conv1_1': 1.0})], image=image)
    halves = [Style(style, mask=mask) for mask in (LEFT, 1 - LEFT)]
    both = value_of(random_config, [style_term(halves, {'conv1_1': 1.0})], image=image)
    np.testing.assert_allclose(both['total'], whole['total'], rtol=0.1)


@pytest.mark.parametrize('kind', ['channel', 'global255'])
def test_mask_of_nothing_is_no_loss(random_config, kind):
    """Catches a division by no positions: the loss is 0, and so is the gradient."""
    nothing, shifts = np.zeros((32, 48), np.float32), {'conv1_1': [4]}
    style = [Style(STYLE, mask=nothing)]
    terms = [
        style_term(style, EACH),
        histogram_term(style, EACH, kind=kind),
        long_range_term(style, shifts, {'conv1_1': 1.0}),
    ]
    assert set(value_of(random_config, terms).values()) == {0.0}
    assert not value_of(random_config, terms, 'gradient').any()


def test_mask_guides_its_style(random_config):
    """Catches a mask with its axes exchanged: conv1_1 sees one pixel further than the mask."""
    terms = [style_of(STYLE, LEFT, {'conv1_1': 1.0})]
    gradient = value_of(random_config, terms, 'gradient')
    assert np.abs(gradient[:, :, :24]).max() > 0
    assert not gradient[:, :, 25:].any()


def test_masked_losses_equal_oracle(random_config):
    """Catches a share that counts twice, and a mask that is not squared in the Gram matrix."""
    soft = np.linspace(0, 1, 48 * 32, dtype=np.float32).reshape(32, 48)
    losses = value_of(random_config, [style_of(STYLE, soft, {'conv1_1': 1.0})])
    ours, theirs = (features(x, random_config)['conv1_1'] for x in (IMAGE, STYLE))
    squares = soft.astype(np.float64) ** 2
    guided = oracle.gram(ours * soft[np.newaxis, ..., np.newaxis])
    target = oracle.gram(theirs) / (32 * 48) * squares.sum()
    expected = np.sum((guided - target) ** 2) / (2 * 64 * squares.sum()) ** 2
    np.testing.assert_allclose(
        losses['style/region_1/conv1_1'], expected * squares.mean(), rtol=1e-3
    )


def test_masked_histogram_is_matched_within(random_config):
    """Catches a match over the whole picture: outside the region nothing may change it."""
    terms = [histogram_term([Style(STYLE, mask=LEFT)], {'conv1_1': 1.0})]
    changed = IMAGE.copy()
    changed[:, :, 26:] = 255 - changed[:, :, 26:]
    before, after = (value_of(random_config, terms, image=x)['total'] for x in (IMAGE, changed))
    assert before == after > 0


def test_low_memory_gives_the_same_gradient(random_config):
    """Catches a loss that the gradient by segments forgets: the image's own, or a layer's."""
    style = [Style(STYLE)]
    terms = [
        style_of(STYLE, LEFT, {'conv2_1': 1.0}),
        long_range_term(style, {'conv2_1': [3]}, {'conv2_1': 1.0}),
        histogram_term(style, {'conv1_1': 1.0}),
        total_variation_term(0.5),
    ]
    expected = value_of(random_config, terms, 'gradient')
    frugal = value_of(random_config, terms, 'gradient', low_memory=True)
    np.testing.assert_allclose(frugal, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())


def test_shift_that_is_too_large(random_config):
    """Catches a cryptic error about slices: the layer, its positions and the fix are named."""
    with pytest.raises(UserError, match=r'a shift of 16 is too large for conv2_1, which has 16 p'):
        term = long_range_term([Style(STYLE)], {'conv2_1': [4, 16]}, {'conv2_1': 1.0})
        transfer.measure([term], random_config)
    upright = [Style(STYLE.transpose(0, 2, 1, 3))]
    with pytest.raises(UserError, match='a shift of 20 is too large for conv2_1, which has 16 p'):
        term = long_range_term(upright, {'conv2_1': [4, 20]}, {'conv2_1': 1.0})
        transfer.measure([term], random_config)


def test_a_term_without_layers_has_one_part():
    """Catches a part that overwrites another: both would be loss/tv."""
    term = total_variation_term(1.0)
    twice = term._replace(loss=lambda *args: term.loss(*args) | {'more': term.loss(*args)['tv']})
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match='tv has no layers, so its loss must return one part'):
            objective.build(tf.zeros([1, 4, 4, 3]), {}, [twice], [[]])


def test_weights_that_are_not_given():
    """Catches a term that weighs nothing, or twice, unless it is told otherwise."""
    styles, layers = [Style(STYLE)], {'conv1_1': 1.0}
    terms = [
        content_term(STYLE, layers), style_term(styles, layers), moments_term(styles, layers),
        long_range_term(styles, {'conv1_1': [1]}, layers), histogram_term(styles, layers),
        temporal_term(1),
    ]  # fmt: skip
    assert [term.weight for term in terms] == [1.0] * 6


def test_weights_and_options_by_name():
    """Catches a weight that cannot be given by name, and an option that the next number becomes."""
    styles, layers = [Style(STYLE)], {'conv1_1': 1.0}
    terms = [
        content_term(STYLE, layers, weight=2.0), style_term(styles, layers, weight=2.0),
        moments_term(styles, layers, weight=2.0), histogram_term(styles, layers, weight=2.0),
        long_range_term(styles, {'conv1_1': [1]}, layers, weight=2.0),
        temporal_term(1, weight=2.0), total_variation_term(weight=2.0),
    ]  # fmt: skip
    assert [term.weight for term in terms] == [2.0] * 7
    for term in (content_term, style_term, histogram_term):
        with pytest.raises(TypeError, match='positional'):
            term(styles, layers, 1.0, 'channel')
    with pytest.raises(TypeError, match='positional'):
        long_range_term(styles, {}, layers, 1.0, 'equal')


def test_content_targets_as_variables(random_config):
    """Catches targets that stay those of the first picture, and a graph that grows with each."""
    content = content_term(IMAGE, {'conv2_1': 1.0, 'conv1_1': 0.0})
    settings = Settings(random_config, optimizer='adam')
    part = Part(('image', IMAGE), (content,), random_config)
    graph = transfer.build(part, transfer.measure([content], random_config), settings, shared=True)
    nodes = len(graph.graph.get_operations())
    with loop.session(graph, random_config) as sess:
        sess.run(graph.assigns['image'], {graph.pixels: IMAGE})
        assert sess.run(graph.losses['total']) < 1e-6  # the first picture's targets, never zeros
        sess.run(graph.assigns['image'], {graph.pixels: OTHER})
        assert sess.run(graph.losses['total']) > 1e-3
        for picture in (OTHER, STYLE):
            sess.run(graph.assigns['content_image'], {graph.pixels: picture})
            sess.run(graph.assigns['content_target'])
            assert sess.run(graph.losses['total']) == 0
            sess.run(graph.assigns['image'], {graph.pixels: IMAGE})
            expected = oracle.content_mean(
                *(features(x, random_config)['conv2_1'] for x in (IMAGE, picture))
            )
            np.testing.assert_allclose(sess.run(graph.losses['total']), expected, rtol=1e-4)
            sess.run(graph.updates.step_op)
            sess.run(graph.assigns['restart'])
            assert sess.run([graph.step, *_slots(graph)])[0] == 0
            assert not any(slot.any() for slot in sess.run(_slots(graph)))
    assert len(graph.graph.get_operations()) == nodes
    assert {v.op.name for v in graph.ends.state_saver._var_list} == {
        'image', 'image/adam', 'image/adam_1', 'train/step', 'train/stage', 'train/beta1_power',
        'train/beta2_power', 'train/best/image', 'train/best/losses', 'train/evaluated',
        'content/conv1_1/target', 'content/conv2_1/target',
    }  # fmt: skip


def _slots(graph):
    return [v for v in graph.graph.get_collection('variables') if v.op.name.startswith('image/')]
