"""The chapter 'Restoring weights': what goes wrong goes wrong, and what is right is right."""

import numpy as np


def test_saver_restores_everything(observe):
    """Catches a Saver that would match names by itself, or a Saver of ours that wants the image."""
    wrong, right = observe('saver-restores-everything')
    assert wrong.error == 'NotFoundError: Key image not found in checkpoint'
    assert right.value == 0.5


def test_all_variables_by_position(observe):
    """Catches a collection that no longer grows, and a choice by scope that takes Adam's slots."""
    wrong, right = observe('all-variables-by-position')
    before, after = wrong.printed.split('not the image:')[1:]
    assert 'beta1_power' not in before and 'beta1_power' in after
    assert wrong.error == 'NotFoundError: Key beta1_power not found in checkpoint'
    assert right.value == ['vgg_19/conv1/conv1_1/weights', 'vgg_19/conv1/conv1_1/biases']


def test_init_after_restore(observe):
    """Catches an initialiser that spares restored variables, and a restore that is undone."""
    wrong, right = observe('init-after-restore')
    assert wrong.value == 0.0
    assert right.value == 0.5


def test_float64_image(observe):
    """Catches a restore that converts, and layers that do not take their input's type."""
    wrong, right = observe('float64-image')
    assert wrong.printed == 'built: float64 (1, 8, 8, 64)\n'
    assert wrong.error.startswith('InvalidArgumentError: ')
    assert 'expected dtype double does not equal original dtype float' in wrong.error
    assert right.value == 0.5


def test_checkpoint_exists(observe):
    """Catches a V2 prefix that is a file, and a `find` that takes a web page for a checkpoint."""
    wrong, right = observe('checkpoint-exists')
    assert "{'saved.ckpt': False, 'fetched.ckpt': True}" in wrong.printed
    assert wrong.error.startswith('DataLossError: ') and 'not an sstable' in wrong.error
    assert right.value == {'saved.ckpt': True, 'fetched.ckpt': False}


def test_wrong_preprocessing(observe):
    """Catches a mistake that would be noticed, and a conv1_1 that is not fed RGB less mean."""
    wrong, right = observe('wrong-preprocessing')
    assert not wrong.error
    assert set(wrong.value) == {'no mean', 'BGR less mean', 'range 0 to 1'}
    assert min(wrong.value.values()) > 0.5
    np.testing.assert_array_less(right.value, 1e-4)
