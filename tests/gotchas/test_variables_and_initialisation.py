"""The chapter 'Variables and initialisation': what goes wrong does, and what is right is right."""

import pytest


def test_adam_slots_uninitialised(observe):
    """Catches an init operation that grows after it was built, and an optimiser without slots."""
    wrong, right = observe('adam-slots-uninitialised')
    assert wrong.value == ['beta1_power', 'beta2_power', 'image/Adam', 'image/Adam_1']
    assert 'FailedPreconditionError: Attempting to use uninitialized value' in wrong.printed
    assert right.value == []


@pytest.mark.parametrize(
    'mode, reason',
    [('A', 'Attempting to use uninitialized value image'), ('B', 'Could not find variable image.')],
)
def test_second_session_is_empty(observe, mode, reason):
    """Catches variables that outlive their session, and a Saver that does not carry them over."""
    wrong, right = observe('second-session-is-empty', mode)
    assert wrong.printed == 'in the first session: 100.0\n'
    assert wrong.error.startswith(f'FailedPreconditionError: {reason}')
    assert right.value == 100.0


def test_minimize_trains_vgg(observe):
    """Catches a `minimize` that spares the weights by itself, and one that moves them in spite."""
    wrong, right = observe('minimize-trains-vgg')
    assert 'trained: image vgg_19/conv1/conv1_1/weights' in wrong.printed
    image_loss, content_loss = wrong.value
    assert image_loss < 0.7 and content_loss > 100.0
    image_loss, content_loss = right.value
    assert image_loss < 0.5 and content_loss == 0.0


def test_stale_adam_moments(observe):
    """Catches an assign that resets the optimiser, and a reset that leaves either moment behind."""
    wrong, right = observe('stale-adam-moments')
    assert wrong.value[:2] == right.value[:2] and wrong.value[0] == pytest.approx(254, abs=1e-3)
    after_1, after_200 = wrong.value[2:]
    assert after_1 < -0.1 and abs(after_200) < 10.0
    after_1, after_200 = right.value[2:]
    assert after_1 == pytest.approx(1, abs=1e-3) and after_200 > 110.0


def test_seeds_get_lost(observe):
    """Catches a seed that graphs inherit, another way of counting, and an own seed that is lost."""
    wrong, right = observe('seeds-get-lost')
    assert wrong.value == [False, True, False]
    assert right.value == [True, True, True]
