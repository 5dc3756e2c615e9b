"""The chapter 'Shapes and types': what goes wrong goes wrong, and what is right is right."""

import numpy as np


def test_squeeze_at_fc8(observe):
    """Catches other sizes that slim builds for, and convolutions that depend on the size."""
    wrong, right = observe('squeeze-at-fc8')
    assert wrong.value == {
        192: 'Negative dimension size caused by subtracting 7 from 6',
        224: '(1, 1000) scores',
        255: '(1, 1000) scores',
        256: 'Can not squeeze dim[1], expected a dimension of 1, got 2',
        None: '(1, 1000) scores',
    }
    assert right.value[128] == [1, 8, 8, 512] and right.value[512] == [1, 32, 32, 512]
    assert right.value[None] == [1, None, None, 512]


def test_tf_shape_or_get_shape(observe):
    """Catches a tf.shape that no longer overflows, a mode's shapes that change, a wrong divisor."""
    wrong, right = observe('tf-shape-or-get-shape')
    assert wrong.value[224] == np.inf
    np.testing.assert_allclose([wrong.value[100], wrong.value[200]], [495.672, -480.682], rtol=1e-5)
    assert '64 channels? False' in wrong.printed
    assert 'as numbers: [1, 224, 224, 64]' in wrong.printed
    in_b = observe('tf-shape-or-get-shape', 'B')
    assert in_b.wrong.error == "AttributeError: 'int' object has no attribute 'value'"
    for halves in (right, in_b.right):
        expected = [1e12 / (4 * 64**2 * side**4) for side in (100, 200, 224)]
        np.testing.assert_allclose(list(halves.value.values()), expected)
        assert '64 channels? True' in halves.printed


def test_silent_broadcast(observe):
    """Catches a subtraction that has come to refuse, and a check of shapes that lets them pass."""
    wrong, right = observe('silent-broadcast')
    assert wrong.value == 224.0
    assert 'ValueError: Shapes (1, 4, 4, 2) and (4, 2) are incompatible' in right.printed
    assert right.value == 0.0


def test_integer_image(observe):
    """Catches integers that are converted by themselves, and a slim layer that takes them."""
    wrong, right = observe('integer-image')
    assert wrong.printed == 'mean squared difference: 1\nmean of 254 and 255: 254\n'
    assert wrong.error == 'TypeError: Cannot create initializer for non-floating point type.'
    assert right.value == (255.0**2, 254.5)


def test_clip_kills_the_gradient(observe):
    """Catches a clip that lets gradients through, and an assign after the step that does not."""
    wrong, right = observe('clip-kills-the-gradient')
    np.testing.assert_array_equal(wrong.value, [-20, 128, 300])
    np.testing.assert_array_equal(right.value, [128, 128, 128])


def test_round_has_no_gradient(observe):
    """Catches an operation that has got a gradient, and a minimize that takes none at all."""
    wrong, right = observe('round-has-no-gradient')
    assert wrong.printed.splitlines() == [
        'clip_by_value: [1. 1. 0.]',
        'round: None',
        'cast to uint8: None',
        'argmax: None',
        'greater: None',
    ]
    assert wrong.error.startswith('ValueError: No gradients provided for any variable')
    assert right.value == [128, 128, 128] and 'uint8' in right.printed


def test_sqrt_of_zero_is_nan(observe):
    """Catches a root whose gradient at 0 is harmless now, and an epsilon that does not help."""
    wrong, right = observe('sqrt-of-zero-is-nan')
    assert wrong.printed.startswith('loss: 0.0\ngradient: [nan nan nan nan]\n')
    np.testing.assert_array_equal(np.isnan(wrong.value[0]), True)
    np.testing.assert_array_equal(right.value, 128.0)
