"""Arguments in words that are the same in every process, and others for other values.

By them a sweep knows in a new process which runs are done. `str` will not do: it shortens arrays
and gives functions their addresses.
"""

from __future__ import annotations

import functools
import types
import zlib
from typing import Any

import numpy as np


def describe(value: Any) -> str:
    """An argument in words: pictures in memory by a checksum, functions by their names."""
    return _name(value) if isinstance(value, types.FunctionType) else _words(value, ())


def _words(value: Any, within: tuple[int, ...]) -> str:
    """`within`: the ids of what holds the value; a function can hold itself."""
    if id(value) in within:
        return '...'
    within = (*within, id(value))
    kind = type(value).__name__
    if isinstance(value, np.ndarray) or hasattr(value, 'tobytes') and hasattr(value, 'size'):
        array = np.asarray(value)
        return f'{kind}{list(array.shape)}-{zlib.crc32(array.tobytes()):08x}'
    if isinstance(value, tuple) and hasattr(value, '_fields'):
        return f'{kind}({_pairs(value._asdict(), within)})'
    if isinstance(value, (list, tuple)):
        return '+'.join(_words(one, within) for one in value)
    if isinstance(value, dict):
        return '{' + _pairs(value, within) + '}'
    if isinstance(value, types.FunctionType):  # a Term's: what it was made with counts, too
        held = [cell.cell_contents for cell in value.__closure__ or ()]
        return f'{_name(value)}({_pairs(dict(zip(value.__code__.co_freevars, held)), within)})'
    if isinstance(value, functools.partial):
        given = _words([*value.args, value.keywords], within)
        return f'{_words(value.func, within)}({given})'
    if callable(value) and hasattr(value, '__qualname__'):
        return _name(value)
    if type(value).__repr__ is object.__repr__:  # which gives its address
        return f'{kind}({_pairs(getattr(value, "__dict__", {}), within)})'
    return str(value)


def _pairs(values: dict[Any, Any], within: tuple[int, ...]) -> str:
    return ', '.join(f'{name}={_words(value, within)}' for name, value in values.items())


def _name(function: Any) -> str:
    return f'{function.__module__}.{function.__qualname__}'
