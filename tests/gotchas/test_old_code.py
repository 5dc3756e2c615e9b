"""The chapter 'Old code on today's TensorFlow': what is gone, what comes back, what changes."""

import importlib.util

import pytest

needs_tf_keras = pytest.mark.skipif(
    importlib.util.find_spec('tf_keras') is None, reason='the package tf-keras is not installed'
)


def test_placeholder_is_gone(observe):
    """Catches a name that came back, and a dropout of TensorFlow 2's that keeps what TF 1's did."""
    wrong, right = observe('placeholder-is-gone')
    assert wrong.value == (3, 0.1)
    assert "module 'tensorflow' has no attribute 'placeholder'" in wrong.printed
    assert right.value == (7, 0.9)


def test_placeholder_in_eager(observe):
    """Catches a session that finds what ran eagerly, and a switch that does not bring graphs."""
    wrong, right = observe('placeholder-in-eager')
    assert (
        'the sum is already there: 3.0\nRuntimeError: The Session graph is empty' in wrong.printed
    )
    assert wrong.error == ('RuntimeError: tf.placeholder() is not compatible with eager execution.')
    assert right.value == 3.0


def test_contrib_is_gone(observe):
    """Catches a contrib that came back, and a slim whose variables have other names."""
    wrong, right = observe('contrib-is-gone')
    assert wrong.error.startswith('AttributeError: ') and "no attribute 'contrib'" in wrong.error
    assert right.value == ['conv1/weights', 'conv1/biases']


def test_regularizer_twice_as_strong(observe):
    """Catches a Keras that halves, and a slim that does not."""
    wrong, right = observe('regularizer-twice-as-strong')
    assert (wrong.value, right.value) == (2.5, 1.25)
    assert right.printed.endswith('1.25 or 1.25\n')


def test_layers_are_gone(observe):
    """Catches a tf.layers that works on Keras 3, and a layer by hand with names of its own."""
    wrong, right = observe('layers-are-gone')
    assert 'tf.layers is there: True' in wrong.printed
    assert wrong.error == 'AttributeError: `dense` is not available with Keras 3.'
    assert right.value == ['fc/kernel', 'fc/bias']


@needs_tf_keras
def test_legacy_keras_set_too_late(observe):
    """Catches a switch that works at any time, and one that works at none."""
    wrong, right = observe('legacy-keras-set-too-late')
    assert wrong.value == ['tf_keras', 'keras']
    assert right.value == ['tf_keras', 'tf_keras']


@needs_tf_keras
def test_slim_batch_norm(observe):
    """Catches a slim that was repaired, and another normaliser with names of its own."""
    wrong, right = observe('slim-batch-norm')
    assert 'tf.layers.dense: (1, 4, 4, 2)' in wrong.printed  # the old Keras is there
    assert wrong.error == "ModuleNotFoundError: No module named 'tf_keras.legacy_tf_layers'"
    assert right.value[0] == 'conv1/weights'
    assert set(right.value[1:]) == {
        f'conv1/BatchNorm/{name}' for name in ('beta', 'moving_mean', 'moving_variance')
    }


def test_upgrade_script_moves_pixels(observe):
    """Catches a script that keeps the old function, and a safe mode that does not."""
    wrong, right = observe('upgrade-script-moves-pixels')
    assert 'return tf.image.resize(image, [1, 8], method=' in wrong.printed
    assert wrong.value == [0.0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.0]
    assert 'return tf.image.resize_bilinear(image, [1, 8])' in right.printed
    assert right.value == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.0]


def test_advice_changes_the_result(observe):
    """Catches replacements that do what they replace."""
    wrong, right = observe('advice-changes-the-result')
    assert wrong.value == (3.5, False)
    assert right.value == (3.0, True)


def test_warnings_blame_another_file(observe):
    """Catches a warning that names the caller's file, and a saver that no longer warns."""
    wrong, right = observe('warnings-blame-another-file')
    assert wrong.value == []
    assert 'From saver.py: remove_checkpoint is deprecated' in wrong.printed
    assert right.value == ['to_float']
