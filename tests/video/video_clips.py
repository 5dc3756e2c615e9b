"""A small clip, a painter that takes no time, and the command, for the tests of whole runs."""

import contextlib
import os
from fractions import Fraction

import pytest

from gatys_tf1.samples import clips
from gatys_tf1.video import encode, painters, program, run

FAST = ('--size', 48, '--steps', '3,2', '--precision', 'float32')


@pytest.fixture(scope='module')
def moving():
    return clips.camera(5, 48, 64)


@pytest.fixture
def video(tmp_path, moving):
    path = str(tmp_path / 'in.mp4')
    encode.write(path, moving.frames, [n / 10 for n in range(5)], Fraction(10))
    return path


@pytest.fixture
def cheap(monkeypatch):
    """In place of the optimised painter one that takes no time; its result depends on the start."""

    def paint(task, stopped):
        image = 0.7 * task.start + 0.3 * (255 - task.content)
        return None if stopped() else painters.Painted(image, {'total': image.mean()}, 1)

    painter = painters.Painter(('total',), paint)
    monkeypatch.setattr(program, '_optimised', lambda *_: contextlib.nullcontext(painter))


@pytest.fixture
def style(script, random_checkpoint):
    def call(*arguments):
        return script('style_video', '--checkpoint', random_checkpoint, *FAST, *arguments)

    return call


def send_at_frame_3(monkeypatch, number):
    """Has the process send itself a signal before the third frame is painted."""
    prepare = run.prepare

    def interrupted(found, settings, here):
        if here.frame == 3:
            os.kill(os.getpid(), number)
        return prepare(found, settings, here)

    monkeypatch.setattr(run, 'prepare', interrupted)
