"""The chapter 'Control flow and gradients': what goes wrong does, and what is right is right."""

import numpy as np
import pytest


def test_log_of_zero(observe):
    """Catches a log of a softmax that has become safe, and a fused loss with another gradient."""
    wrong, right = observe('log-of-zero')
    assert 'loss alone: 200.0' in wrong.printed
    assert 'loss and probabilities: inf' in wrong.printed
    assert np.isnan(wrong.value).all()
    assert right.value == [0.1, 199.9]


def test_list_summed_in_the_loop(observe):
    """Catches a sum that counts each layer once in wrong, or one of them twice in right."""
    wrong, right = observe('list-summed-in-the-loop')
    assert wrong.value == [5.0, 4.0, 3.0, 2.0, 1.0]
    assert 'style loss: 15.0' in wrong.printed
    assert right.value == [1.0] * 5


def test_dummy_data_first(observe):
    """Catches a square dummy that sees the swap, and a better one that does not."""
    wrong, right = observe('dummy-data-first')
    assert wrong.value == [True, False]
    assert '(1, 4, 6, 3) -> float32 (1, 6, 4, 3)' in wrong.printed
    assert right.value == [True, True]


def test_reshape_minus_one(observe):
    """Catches a reshape that minds the batch, and a loss that takes 64 rows for 49 labels."""
    wrong, right = observe('reshape-minus-one')
    assert 'predictions: 64' in wrong.printed
    assert wrong.error == (
        'InvalidArgumentError: logits and labels must be broadcastable: '
        'logits_size=[64,10] labels_size=[49,10]'
    )
    assert right.value == 49


def test_argmax_of_one_column(observe):
    """Catches an argmax that tells answers in one column apart, and a threshold that does not."""
    wrong, right = observe('argmax-of-one-column')
    assert wrong.value == 1.0
    assert right.value == 0.5
    assert 'accuracy of the labels: 1.0' in right.printed


def test_counter_stays_at_one(observe):
    """Catches a `+=` that changes the variable, and an assign that does not."""
    wrong, right = observe('counter-stays-at-one')
    assert wrong.value == [1, 1, 1]
    assert right.value == [1, 2, 3]
    assert 'the variable: 3' in right.printed


def test_tensors_are_not_arrays(observe):
    """Catches a tensor that has learnt one of these, and a replacement with other numbers."""
    wrong, right = observe('tensors-are-not-arrays')
    assert wrong.value == ['mask']
    assert 'does not support item assignment' in wrong.printed
    assert 'are valid indices, got [0, 2]' in wrong.printed
    assert 'Cannot convert a symbolic tf.Tensor (Const' in wrong.printed
    assert right.value == ['columns', 'mask', 'overwrite', 'square root']
    assert 'columns: [[1.0, 9.0], [16.0, 36.0]]' in right.printed
    assert 'mask: [16.0, 25.0, 36.0]' in right.printed
    assert 'overwrite: [[7.0, 4.0, 9.0], [16.0, 25.0, 36.0]]' in right.printed
    assert 'square root: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]' in right.printed


def test_cond_runs_what_is_outside(observe):
    """Catches a cond that leaves out what was made before it, or runs both of its branches."""
    wrong, right = observe('cond-runs-what-is-outside')
    assert wrong.value == (3, 3)
    assert right.value == (0, 3)


def test_adam_while_reusing(observe):
    """Catches slots that are made in spite of reuse, and a reuse that outlives its block."""
    wrong, right = observe('adam-while-reusing')
    assert 'still reusing: True' in wrong.printed
    assert wrong.error.startswith('ValueError: Variable d/weights/Adam/ does not exist, or was not')
    assert 'still reusing: False' in right.printed
    assert {'d/weights', 'd/weights/Adam', 'd/weights/Adam_1'} < set(right.value)


def test_auto_reuse_makes_new_ones(observe):
    """Catches an AUTO_REUSE that complains, and a reuse=True that makes variables."""
    wrong, right = observe('auto-reuse-makes-new-ones')
    assert wrong.value == 0.0
    assert "variables: ['model/weights', 'evaluation/model/weights']" in wrong.printed
    assert right.value == 10.0
    assert 'ValueError: Variable evaluation/model/weights does not exist' in right.printed
    assert "variables: ['model/weights']" in right.printed


def test_where_lets_nan_through(observe):
    """Catches a where that stops the NaN by itself, and one round the input that changes values."""
    wrong, right = observe('where-lets-nan-through')
    assert np.isnan(wrong.value).tolist() == [True, False, False]
    assert right.value[0] == 0
    assert right.value[1:] == wrong.value[1:]
    assert right.value[1:] == pytest.approx([-(1 + np.log(0.5)), -1.0])


def test_indexed_slices(observe):
    """Catches a norm that adds equal indices up first, and a dense gradient that does not."""
    wrong, right = observe('indexed-slices')
    assert wrong.printed.startswith('IndexedSlices\n')
    assert "unsupported operand type(s) for *: 'IndexedSlices' and 'int'" in wrong.printed
    assert (wrong.value, right.value) == (2.0, 4.0)


def test_strided_slice_gradient(observe):
    """Catches brackets whose gradient is a pad, or no slower; and a tf.slice whose is none."""
    wrong, right = observe('strided-slice-gradient')
    assert wrong.value == 'StridedSliceGrad'
    assert 'same values: True' in wrong.printed
    assert 'more than three times as slow: True' in wrong.printed
    assert right.value == 'Pad'
    assert 'the others are the picture: True' in right.printed
