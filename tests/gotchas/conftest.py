"""Each lesson is run once, for all the tests that look at it."""

import functools

import pytest

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import observe as observing


@pytest.fixture(scope='session')
def observe():
    """`observe(slug)` -> `Observed(wrong, right)` in mode A; `observe(slug, 'B')` in mode B."""

    @functools.cache
    def all_of_mode_b():
        return observing.mode_b(gotchas.slugs())

    mode_a = functools.cache(observing.mode_a)
    return lambda slug, mode='A': mode_a(slug) if mode == 'A' else all_of_mode_b()[slug]


@pytest.fixture
def state(monkeypatch, tmp_path):
    """An empty state directory, for this process and those that it starts."""
    monkeypatch.setenv('GATYS_TF1_STATE', str(tmp_path / 'state'))
    return tmp_path / 'state'
