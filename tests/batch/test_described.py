"""How a sweep tells arguments apart, in this process and in the next one."""

import functools
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

import gatys_tf1 as gatys
from gatys_tf1.batch.described import describe
from gatys_tf1.losses.gatys import content_term, style_term
from gatys_tf1.losses.styles import Style


def picture(place=0, value=0.0):
    pixels = np.zeros((1, 64, 64, 3), np.float32)
    pixels.flat[place] = value
    return pixels


MIDDLE = 64 * 64 * 3 // 2  # str leaves it out


@pytest.mark.parametrize(
    'one, other',
    [
        (gatys.Options(init=picture()), gatys.Options(init=picture(MIDDLE, 1.0))),
        (gatys.Options(seed=1), gatys.Options(seed=2)),
        (gatys.Options(adam=gatys.Options().adam._replace(learning_rate=3.0)), gatys.Options()),
        ({'a': picture()}, {'a': picture(MIDDLE, 1.0)}),
        ({'a': 1, 'b': 2}, {'a': 1, 'c': 2}),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (content_term(picture(), {'conv4_2': 1.0}), content_term(picture(), {'conv4_2': 2.0})),
        (style_term([Style(picture())], {'conv1_1': 1.0}),
         style_term([Style(picture(MIDDLE, 1.0))], {'conv1_1': 1.0})),
        (functools.partial(picture, 1), functools.partial(picture, 2)),
        (content_term, style_term),
    ],
)  # fmt: skip
def test_other_values_have_other_words(one, other):
    """Catches a picture or a term that counts as done because another one is."""
    assert describe(one) != describe(other)
    assert describe([one]) != describe([other])


class Plain:
    def __init__(self):
        self.side = 3


def again(left):
    def loop():
        return loop() if left else None

    return loop


SAME = """
import sys
sys.path[:0] = ['tests', 'tests/batch']
from test_described import *
print(describe([
    gatys.Options(init=picture(), terms=(content_term(picture(), {'conv4_2': 1.0}),
                                         style_term([Style(picture())], {'conv1_1': None}))),
    {'a': picture, 'b': [again(3)], 'c': Plain(), 'd': [print, picture().sum]},
]), describe(lambda step: None))
"""


def test_the_same_words_in_another_process():
    """Catches an address, which no two processes share: nothing would ever be found done."""
    run = [sys.executable, '-c', SAME]
    first, second = (
        subprocess.run(run, text=True, capture_output=True, cwd=ROOT) for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout and ' at 0x' not in first.stdout
    assert 'test_described.picture' in first.stdout
