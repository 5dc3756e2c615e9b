"""A grid of runs: one to three axes, each with values, and a name and a caption for each run."""

import collections
import itertools
import os
import re
from typing import Any, NamedTuple

from gatys_tf1.errors import UserError

MAX_AXES = 3
MAX_RANGE = 1000  # values


class Axis(NamedTuple):
    """What is varied, and its values: the first axis runs down a sheet, the second along it."""

    name: str
    values: list[Any]

    def words(self, number):
        """A value in a few words: a path without its folder, a list joined by +."""
        return _words(self.values[number])

    def label(self, number):
        """The axis and a value of it in a few words."""
        return f'{self.name} {self.words(number)}'


class Point(NamedTuple):
    """A place on the grid: for each axis the number of its value."""

    numbers: tuple[int, ...]
    values: tuple[Any, ...]
    name: str  # of the run's folder


def axis(text):
    """The axis `--vary` describes: `seed=0,1,2`, `depth=1..5`, or `layers=a,b;c` with semicolons.

    Args:
      text: str.

    Returns:
      `Axis` of strs.

    Raises:
      UserError: if it has no name or no values, or one of them twice.
    """
    name, sign, rest = text.partition('=')
    name = name.strip().lstrip('-').replace('_', '-')
    if not sign or not name or not rest.strip():
        raise UserError(f'--vary {text} names no flag and its values: write --vary seed=0,1,2')
    parts = [part.strip() for part in rest.split(';' if ';' in rest else ',')]
    return check(Axis(name, [value for part in parts for value in _expanded(part)]))


def _expanded(text):
    """`1..4` as its whole numbers; anything else as it is."""
    found = re.fullmatch(r'(\d+)\.\.(\d+)', text)
    if not found:
        return [text]
    first, last = map(int, found.groups())
    if not first <= last < first + MAX_RANGE:
        raise UserError(
            f'{text} is not a range: write the smaller number first, at most {MAX_RANGE} values'
        )
    return [str(number) for number in range(first, last + 1)]


def check(one):
    """Returns an axis; raises UserError if a value is there twice, or none is there."""
    words = [_words(value) for value in one.values]
    for word, count in collections.Counter(words).items():
        if count > 1:
            raise UserError(f'{one.name} has the value {word} twice: give each once')
    if not words:
        raise UserError(f'{one.name} has no values: give at least one')
    return one


def points(axes):
    """Every combination, a list of `Point`, the last axis fastest.

    Raises:
      UserError: if there is no axis, more than three, or one twice.
    """
    names = [one.name for one in axes]
    if not 1 <= len(axes) <= MAX_AXES:
        raise UserError(f'a sweep has one to three axes, and not {len(axes)}: split it into more')
    for name in names:
        if names.count(name) > 1:
            raise UserError(f'{name} is varied twice: give all its values at once')
    found = []
    for numbers in itertools.product(*(range(len(one.values)) for one in axes)):
        values = tuple(one.values[n] for one, n in zip(axes, numbers))
        words = [f'{name}={_safe(_words(value))}' for name, value in zip(names, values)]
        found.append(Point(numbers, values, ','.join(words)))
    taken = collections.Counter(point.name for point in found)
    return [
        point if taken[point.name] == 1 else point._replace(name=f'{point.name}-{number}')
        for number, point in enumerate(found)
    ]


def _words(value):
    if isinstance(value, (list, tuple)):
        return '+'.join(map(_words, value))
    if isinstance(value, dict):
        return '+'.join(k if v is None else f'{k}:{_words(v)}' for k, v in value.items())
    if value is None or value == '':
        return 'none'
    if isinstance(value, os.PathLike) or isinstance(value, str) and '/' in value:
        return os.path.splitext(os.path.basename(value))[0] or str(value)
    shape = getattr(value, 'shape', getattr(value, 'size', None))
    return f'{type(value).__name__}{list(shape)}' if shape else str(value)


def _safe(text):
    return re.sub(r'[^\w.+-]+', '_', text)
