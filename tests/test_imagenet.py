"""ImageNet's class names: their order, and what a person may call a class."""

import pytest

from gatys_tf1 import imagenet
from gatys_tf1.errors import UserError


@pytest.mark.parametrize(
    'index, name',
    [(0, 'tench'), (1, 'goldfish'), (21, 'kite'), (99, 'goose'), (134, 'crane bird'),
     (207, 'golden retriever'), (281, 'tabby'), (388, 'giant panda'), (402, 'acoustic guitar'),
     (517, 'crane'), (620, 'laptop'), (701, 'parachute'), (779, 'school bus'), (805, 'soccer ball'),
     (900, 'water tower'), (954, 'banana'), (963, 'pizza'), (980, 'volcano'),
     (999, 'toilet tissue')],
)  # fmt: skip
def test_names_stand_where_they_are_known_to(index, name):
    """Catches a table with a class for the background, one left out, or another order."""
    assert imagenet.NAMES[index] == name


def test_there_are_a_thousand_different_names():
    """Catches a name that was cut in two, joined to the next, or is there twice."""
    assert len(set(imagenet.NAMES)) == len(imagenet.NAMES) == 1000
    assert all(name == name.strip() and name and '\n' not in name for name in imagenet.NAMES)


def test_what_a_class_may_be_called():
    """Catches a number taken as part of a name, and a name that another one holds."""
    for text in ('281', 'tabby', 'Tabby', ' TABBY '):
        assert imagenet.index_of(text) == 281
    assert imagenet.index_of('tissue') == 999  # a part that no other name has
    assert imagenet.index_of('crane') == 517  # a whole name, though 'crane bird' holds it too


@pytest.mark.parametrize(
    'text, sentence',
    [
        ('1000', 'there is no class 1000: classes are numbered 0 to 999'),
        ('-1', 'there is no class -1'),
        ('terrier', "'terrier' may be toy terrier, .*, \\.\\.\\.: name one class in full"),
        ('volcan0', "no class of ImageNet is called 'volcan0': perhaps volcano"),
        ('', "no class of ImageNet is called ''"),
    ],
)
def test_what_is_no_class(text, sentence):
    """Catches a guess in the place of a question."""
    with pytest.raises(UserError, match=sentence):
        imagenet.index_of(text)
