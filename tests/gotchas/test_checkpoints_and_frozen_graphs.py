"""The chapter 'Checkpoints and frozen graphs': what goes wrong does, and what is right is right."""

import pytest

from gatys_tf1 import gotchas


def test_max_to_keep_deletes(observe):
    """Catches a Saver that keeps more than five by default, and a best one that is deleted."""
    wrong, right = observe('max-to-keep-deletes')
    assert wrong.printed.split() == [f'model-{step}.index' for step in range(2, 7)]
    assert wrong.error == 'ValueError: The passed save_path is not a valid checkpoint: ./model-1'
    assert right.value == 0.2
    assert 'best-1.index' in right.printed
    assert 'last: ./model-6' in right.printed  # the second Saver leaves the first's note alone


def test_changed_class_count(observe):
    """Catches a mode A that restores what does not fit, and a mode B that has learnt to refuse."""
    wrong, right = observe('changed-class-count')
    assert wrong.error == (
        'InvalidArgumentError: Assign requires shapes of both tensors to match. '
        'lhs shape= [4,10] rhs shape= [4,1000]'
    )
    assert wrong.shown.startswith('InvalidArgumentError: Restoring from checkpoint failed.')
    assert right.value == (1, 10)
    wrong, right = observe('changed-class-count', 'B')
    assert 'scores in the graph: (1, 10)' in wrong.printed
    assert wrong.value == (1, 1000)
    assert right.value == (1, 10)


def test_moved_checkpoint_folder(observe):
    """Catches a latest_checkpoint that looks into the folder, and a relative note that does not."""
    wrong, right = observe('moved-checkpoint-folder')
    assert wrong.value == 0
    assert 'at home, step 300' in wrong.printed
    assert 'model-300.index' in wrong.printed
    assert right.value == 300
    assert 'model_checkpoint_path: "model-300"' in right.printed


def test_meta_remembers_the_device(observe):
    """Catches an import that heeds the block around it, and clear_devices that leaves a device."""
    wrong, right = observe('meta-remembers-the-device')
    assert "['/device:CPU:0', '/device:GPU:99']" in wrong.printed
    start = 'InvalidArgumentError: Cannot assign a device for operation weights'
    assert wrong.error.startswith(start)
    assert 'explicitly assigned to /device:GPU:99 but available devices are' in wrong.error
    assert right.value == 3.0
    assert 'GPU' not in right.printed


def test_names_or_objects(observe):
    """Catches a Checkpoint that goes by the variables' names, and one that restores nothing."""
    if gotchas.missing('names-or-objects'):
        pytest.skip(gotchas.missing('names-or-objects'))
    wrong, right = observe('names-or-objects')
    assert wrong.value == '10%'  # what guessing one digit gives
    trained = right.printed.partition('trained: ')[2].partition('\n')[0]
    assert right.value == trained and int(trained.rstrip('%')) >= 90
    assert 'untrained: 10%' in right.printed


def test_frozen_graph_float_ref(observe):
    """Catches a freeze that removes assignments, and a graph for use that still has one."""
    wrong, right = observe('frozen-graph-float-ref')
    assert wrong.error == (
        'ValueError: Input 0 of node import/cond/AssignSub/Switch was passed float from '
        'import/moving_mean:0 incompatible with expected float_ref.'
    )
    assert "'moving_mean': 'Const'" in wrong.printed
    assert right.value == [[1.0, 2.0]]
    assert 'Assign' not in right.printed


def test_py_func_stays_at_home(observe):
    """Catches a graph that brings its function along, and one of TensorFlow's that does not."""
    wrong, right = observe('py-func-stays-at-home')
    assert 'here: 6.0' in wrong.printed
    missing, another = wrong.value
    assert missing == 'ValueError: Could not find callback with key=pyfunc_0 in the registry.'
    assert another == '-3.0'
    assert right.value == 6.0
    assert 'PyFunc' not in right.printed
