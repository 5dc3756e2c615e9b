"""The chapter 'Speed and memory': what goes wrong goes wrong, and what is right is right."""

import pytest


@pytest.mark.parametrize('mode', ['A', 'B'])
def test_sess_run_per_tensor(observe, mode):
    """Catches runs that share their work, and one run that computes the network twice."""
    wrong, right = observe('sess-run-per-tensor', mode)
    assert wrong.value == 4
    assert right.value == 1


@pytest.mark.parametrize('mode', ['A', 'B'])
def test_recompute_grad_saves_nothing(observe, mode):
    """Catches a `tf.recompute_grad` that has been mended, and a delay of ours that is none."""
    wrong, right = observe('recompute-grad-saves-nothing', mode)
    assert wrong.value == [False] * 3
    assert right.value == [True] * 3


def test_log_noise(observe):
    """Catches a level that silences everything, and a line that gets past `_quiet_import`."""
    wrong, right = observe('log-noise')
    absl, onednn, instructions, python = wrong.value
    assert absl and onednn and python and not instructions
    assert right.value == ''
