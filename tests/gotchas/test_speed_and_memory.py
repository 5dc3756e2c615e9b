"""The chapter 'Speed and memory': what goes wrong goes wrong, and what is right is right."""

import pytest

from gatys_tf1 import gotchas


@pytest.mark.parametrize('mode', ['A', 'B'])
def test_sess_run_per_tensor(observe, mode):
    """Catches runs that share their work, and one run that computes the network twice."""
    wrong, right = observe('sess-run-per-tensor', mode)
    assert wrong.value == 4
    assert right.value == 1


@pytest.mark.parametrize('mode', ['A', 'B'])
def test_recompute_grad_saves_nothing(observe, mode):
    """Catches a `tf.recompute_grad` that has been fixed, and a control dependency that is none."""
    wrong, right = observe('recompute-grad-saves-nothing', mode)
    assert wrong.value == [False] * 3
    assert right.value == [True] * 3


@pytest.mark.parametrize('mode', ['A', 'B'])
def test_early_gradients_wait(observe, mode):
    """Catches a TensorFlow that orders the two by itself, and a control dependency that is none."""
    wrong, right = observe('early-gradients-wait', mode)
    assert wrong.value == [False] * 2
    assert right.value == [True] * 2


def test_log_noise(observe):
    """Catches a level that silences everything, a line that is not held back, a lost error."""
    wrong, right = observe('log-noise')
    absl, onednn, instructions, python = wrong.value
    assert absl and onednn and python and not instructions
    assert right.value == [False] * 4
    assert right.printed.startswith('lines on stderr: 0\nand if it fails: AttributeError: ')


def test_package_imports_without_noise():
    """Catches a line that gets past `_quiet_import`, by which the package steps round this."""
    stderr_of = gotchas.lesson('log-noise').stderr_of
    assert stderr_of('from gatys_tf1.tf1 import tf; tf.constant(1)') == ''
