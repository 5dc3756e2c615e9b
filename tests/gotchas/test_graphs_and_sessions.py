"""Lessons on graphs and sessions: whose graph is asked, when, and for what."""


def test_not_an_element_of_this_graph(observe):
    """Catches a default graph that threads share, and a session that they cannot share."""
    wrong, right = observe('not-an-element-of-this-graph')
    assert 'the same graph: False' in wrong.printed
    assert wrong.error.endswith('is not an element of this graph.')
    assert right.value == 6.0


def test_session_graph_is_empty(observe):
    """Catches a session that asks the tensor for its graph."""
    wrong, right = observe('session-graph-is-empty')
    assert wrong.printed == 'operations in its graph: 3\nin the default graph: 0\n'
    assert wrong.error.startswith('RuntimeError: The Session graph is empty.')
    assert right.value == 11.0


def test_closed_session(observe):
    """Catches a session that survives its block."""
    wrong, right = observe('closed-session')
    assert wrong.printed == 'inside: [2. 4.]\n'
    assert wrong.error == 'RuntimeError: Attempted to use a closed Session.'
    assert right.value == [2.0, 4.0]


def test_if_tensor(observe):
    """Catches a tensor with a truth value, and a rate that is chosen once."""
    wrong, right = observe('if-tensor')
    assert 'as a Python `bool` is not allowed' in wrong.error
    assert right.value == [0.1, 0.01]


def test_equals_asks_for_identity(observe):
    """Catches an `==` that compares elements in a graph."""
    wrong, right = observe('equals-asks-for-identity')
    assert wrong.printed.startswith('hits: False\n')
    assert (wrong.value, right.value) == (0.0, 0.75)


def test_tf_print_unattached(observe):
    """Catches a print that runs by itself, and one that is tied in and does not."""
    wrong, right = observe('tf-print-unattached')
    assert (wrong.value, right.value) == (0, 3)
    assert wrong.printed.startswith('output: 9.0') and right.printed.startswith('output: 9.0')


def test_global_step_not_passed(observe):
    """Catches an optimiser that finds the step by itself, and one that does not count it."""
    wrong, right = observe('global-step-not-passed')
    assert wrong.value == (0, 1.0)
    assert right.value == (30, 0.125)


def test_fetch_argument_none(observe):
    """Catches a missing gradient that is zero, and a check that misses it."""
    wrong, right = observe('fetch-argument-none')
    assert 'gradients: [True, False]' in wrong.printed
    assert wrong.error.startswith('TypeError: ') and 'None' in wrong.error
    assert right.value == [6.0, 1.0]


def test_fetch_overwritten(observe):
    """Catches a number that may be fetched, and a loop that fails with a name of its own."""
    wrong, right = observe('fetch-overwritten')
    assert wrong.printed == 'loss: 9.0\n'  # the first step, and no second one
    assert wrong.error.startswith('TypeError: ') and 'has invalid type "float32"' in wrong.error
    assert right.value == 3.686
