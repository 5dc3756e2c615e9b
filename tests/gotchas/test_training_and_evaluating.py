"""Lessons on training and evaluating: two modes, and who switches them."""

import importlib.util

import pytest


def test_update_ops_not_run(observe):
    """Catches a minimize that runs the updates, and a right half in which they are not run."""
    wrong, right = observe('update-ops-not-run')
    in_training, in_test = wrong.value
    assert in_training == 0 and in_test > 1000
    assert right.value == [0, 0]


def test_slim_dropout_is_on(observe):
    """Catches a slim whose default is that of testing, and a scope that does not reach it."""
    wrong, right = observe('slim-dropout-is-on')
    assert wrong.value >= 9 and 'mean near 1000: True' in wrong.printed
    assert right.value == 1


@pytest.mark.skipif(
    importlib.util.find_spec('tf_keras') is None, reason='the package tf-keras is not installed'
)
def test_keras_has_its_own_session(observe):
    """Catches sessions that share values, and a Keras session that loses them."""
    wrong, right = observe('keras-has-its-own-session')
    assert wrong.printed.startswith('predict: 10.0\n') and right.printed.startswith('predict: 10.0')
    assert (wrong.value, right.value) == (2.0, 10.0)


def test_metric_needs_its_update(observe):
    """Catches a metric that looks at the feed, and one that is not reset between epochs."""
    wrong, right = observe('metric-needs-its-update')
    assert wrong.value == [0.0, 0.0]
    assert right.value == [0.5, 0.0]


def test_softmax_applied_twice(observe):
    """Catches a loss that notices what it is given."""
    wrong, right = observe('softmax-applied-twice')
    assert (wrong.value, right.value) == (1.46, 0.0)
