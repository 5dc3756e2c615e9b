"""The chapter 'Sessions and running': what goes wrong goes wrong, and what is right is right."""


def test_feeding_a_variable(observe):
    """Catches modes that have come to agree, and an assign that works in one of them only."""
    assert observe('feeding-a-variable').wrong.value == 6.0
    assert observe('feeding-a-variable', 'B').wrong.value == 14.0
    assert observe('feeding-a-variable').right.value == 6.0
    assert observe('feeding-a-variable', 'B').right.value == 6.0
