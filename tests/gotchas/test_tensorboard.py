"""The chapter 'TensorBoard': what goes wrong goes wrong, and what is right is right."""

import numpy as np
from conftest import build, smooth_picture

from gatys_tf1 import gotchas
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style


def test_tensorboard_rescales_floats(observe):
    """Catches an image summary that takes floats as they are, and uint8 that it changes."""
    wrong, right = observe('tensorboard-rescales-floats')
    red = {beside: [pixel[0] for pixel in pixels[:5]] for beside, pixels in wrong.value.items()}
    assert red == {
        '[]': [0, 63, 127, 191, 255],
        '[-0.1]': [128, 159, 191, 223, 255],
        '[400]': [0, 31, 63, 95, 127],
        '[nan]': [0, 63, 127, 191, 255],
    }
    assert wrong.value['[nan]'][5] == [255, 0, 0]
    for beside, last in {'[]': [], '[-0.1]': [0], '[400]': [255]}.items():
        expected = np.repeat([[0], [50], [100], [150], [200], *([x] for x in last)], 3, axis=1)
        np.testing.assert_array_equal(right.value[beside], expected)


def test_filewriters_in_one_second(observe):
    """Catches writers that no longer share a name, and suffixes that do not keep them apart."""
    wrong, right = observe('filewriters-in-one-second')
    assert wrong.value == (1, ['loss of the second run'])
    assert right.value == (2, ['loss of the first run', 'loss of the second run'])


def test_unflushed_scalars(observe):
    """Catches a writer that flushes by itself, and a flush that leaves something behind."""
    wrong, right = observe('unflushed-scalars')
    assert wrong.value == (True, 0)
    assert right.value == (True, 20)


def test_merge_all_is_none(observe):
    """Catches a merge_all() that raises or waits, and a merged list without its summary."""
    wrong, right = observe('merge-all-is-none')
    assert wrong.printed == 'merge_all() has returned: None\n'
    assert wrong.error.startswith('TypeError: Argument `fetch` = None has invalid type "NoneType"')
    assert right.value == ['content_loss']


def test_scalar_tag_has_the_scope(observe):
    """Catches tags that are taken as they are given, and a raw summary that changes its tag."""
    wrong, right = observe('scalar-tag-has-the-scope')
    assert wrong.value == ['summary/loss/total', 'loss/total_1']
    assert right.value == ['loss/total', 'summary/total']


def test_accumulator_keeps_four_images(observe):
    """Catches another default of EventAccumulator, and a guidance of 0 that leaves some out."""
    wrong, right = observe('accumulator-keeps-four-images')
    assert wrong.value == (20, 4)
    assert right.value == (20, 20)


def test_scope_of_constants_vanishes(observe):
    """Catches a TensorBoard that places constants, and targets in a scope of their own."""
    wrong, right = observe('scope-of-constants-vanishes')
    assert wrong.value == ['image', 'loss']
    assert right.value == ['content', 'image', 'loss', 'summary']


def test_boxes_are_those_of_the_screenshot(random_config):
    """Catches a reading of TensorBoard's rule that differs from docs/figures/tensorboard_graph."""
    picture = smooth_picture(32, 32)
    terms = [
        gatys.content_term(picture, {'conv2_1': 1.0}),
        gatys.style_term([Style(picture)], {'conv1_1': 1.0}, weight=1.0),
    ]
    graph = build(terms, picture, random_config, optimizer='adam')
    assert gotchas.lesson('scope-of-constants-vanishes').boxes(graph.graph) == [
        'assign', 'content', 'image', 'init', 'loss', 'save', 'style', 'summary', 'train', 'vgg_19',
    ]  # fmt: skip
