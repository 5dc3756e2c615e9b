"""The chapter 'Restoring weights': what goes wrong goes wrong, and what is right is right."""


def test_saver_restores_everything(observe):
    """Catches a Saver that matches names by itself, and a list that takes the image in."""
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
    """Catches a restore that takes a suffix, and a web page that passes for a checkpoint."""
    wrong, right = observe('checkpoint-exists')
    assert list(wrong.value) == [
        'saved.ckpt.data-00000-of-00001', 'saved.ckpt.index', 'fetched.ckpt',
    ]  # fmt: skip
    for name in 'saved.ckpt.data-00000-of-00001', 'fetched.ckpt':
        assert wrong.value[name].startswith('DataLossError: ')
        assert wrong.value[name].endswith('not an sstable (bad magic number)')
    assert wrong.value['saved.ckpt.index'].startswith('NotFoundError: Tensor name "weights" not')
    assert right.value == {'saved.ckpt': 'restored'}
    assert 'fetched.ckpt    checkpoint_exists: True, cannot be opened' in right.printed


def test_wrong_preprocessing(observe):
    """Catches a mistake that would be noticed, and a conv1_1 that is not fed RGB minus mean."""
    wrong, right = observe('wrong-preprocessing')
    assert not wrong.error
    assert set(wrong.value) == {'no mean', 'BGR minus mean', 'range 0 to 1'}
    assert min(wrong.value.values()) > 0.5
    assert right.value == {'RGB minus mean': 0.0}
