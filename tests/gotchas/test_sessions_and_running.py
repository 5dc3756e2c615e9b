"""The chapter 'Sessions and running': what goes wrong goes wrong, and what is right is right."""


def test_feeding_a_variable(observe):
    """Catches modes that have come to agree, and an assign that works in one of them only."""
    assert observe('feeding-a-variable').wrong.value == [6.0, 7.0]
    assert observe('feeding-a-variable', 'B').wrong.value == [14.0, 7.0]
    assert observe('feeding-a-variable').right.value == [6.0, 3.0]
    assert observe('feeding-a-variable', 'B').right.value == [6.0, 3.0]


def test_fetching_by_name_gives_a_handle(observe):
    """Catches modes that have come to agree, and a name that means its value in only one."""
    assert observe('fetching-by-name-gives-a-handle').wrong.value == 200.0
    wrong = observe('fetching-by-name-gives-a-handle', 'B').wrong
    assert "array of [('resource', 'u1', (1,))]" in wrong.printed
    assert 'UFuncTypeError' in wrong.printed
    assert wrong.error.startswith('ValueError: ') and 'only has 0 outputs' in wrong.error
    for mode in 'AB':
        assert observe('fetching-by-name-gives-a-handle', mode).right.value == [100.0, 200.0]


def test_fetch_order_is_a_race(observe):
    """Catches a read that has come to copy, or no longer does; the race itself is left alone."""
    assert observe('fetch-order-is-a-race').wrong.value == 99.0
    assert observe('fetch-order-is-a-race', 'B').wrong.value == 100.0
    for mode in 'AB':
        assert observe('fetch-order-is-a-race', mode).right.value == [100.0, 99.0]


def test_ctrl_c_applies_the_step(observe):
    """Catches a step that an interrupt undoes or cuts off, and a loop that loses count."""
    wrong, right = observe('ctrl-c-applies-the-step')
    assert wrong.printed.startswith('KeyboardInterrupt\n')
    assert wrong.value == (2, 3)
    assert right.value == (3, 3)


def test_soft_placement(observe):
    """Catches a device that is refused while building, or never, and a wish that is an order."""
    wrong, right = observe('soft-placement')
    assert wrong.printed.startswith('built for /device:GPU:99\nInvalidArgumentError: ')
    assert wrong.value.startswith('Cannot assign a device for operation doubled: ')
    assert wrong.value.endswith('assigned to /device:GPU:99 but available devices')
    assert right.value == (6.0, False)


def test_fork_after_session(observe):
    """Catches a forked child that gets its own threads, and sessions that threads cannot share."""
    wrong, right = observe('fork-after-session')
    assert wrong.value == (100.0, 'nothing after a second')
    assert right.value == (100.0, 200.0)
