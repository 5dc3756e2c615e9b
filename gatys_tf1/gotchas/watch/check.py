"""Runs the file of an exercise, and judges it by what `exercise()` returns.

It is right if that is what the lesson's `right()` returns, or if it passes the check of its own
that tasks.py may have. It runs in a process of its own, in an empty folder: whatever the file does,
it does there.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import textwrap
import traceback
import warnings
from typing import NamedTuple

from gatys_tf1 import gotchas

TIMEOUT = 120  # seconds


class Verdict(NamedTuple):
    """What came of an exercise."""

    solved: bool
    printed: str  # what the file printed
    reason: str  # why it is not solved, in a few lines; '' if it is


def judge(slug, path):
    """Judges the file at `path`: a `Verdict`."""
    return judge_all({slug: path})[slug]


def judge_all(paths):
    """Judges several files in one process: {slug: path} -> {slug: `Verdict`}."""
    environment = {}
    for slug in paths:
        environment |= gotchas.part(slug, 'ENVIRONMENT', {})
    code = 'from gatys_tf1.gotchas.watch import check; check.child()'
    try:
        ended = subprocess.run(
            [sys.executable, '-c', code],
            input=json.dumps({slug: os.path.abspath(path) for slug, path in paths.items()}),
            capture_output=True,
            text=True,
            timeout=TIMEOUT * len(paths),
            env=os.environ | environment,
        )
    except subprocess.TimeoutExpired:
        return dict.fromkeys(paths, Verdict(False, '', f'It still runs after {TIMEOUT} seconds.'))
    lines = ended.stdout.splitlines()
    if ended.returncode or not lines:
        last = '\n'.join(ended.stderr.strip().splitlines()[-3:])
        return dict.fromkeys(paths, Verdict(False, '', f'The process ended early. {last}'))
    return {slug: Verdict(*verdict) for slug, verdict in json.loads(lines[-1]).items()}


def child():
    """What the process of `judge_all` does: reads {slug: path}, prints {slug: verdict}."""
    paths = json.load(sys.stdin)
    warnings.simplefilter('ignore')
    print(json.dumps({slug: _judge(slug, path) for slug, path in paths.items()}))


def _judge(slug, path):
    from gatys_tf1.gotchas import observe
    from gatys_tf1.gotchas.watch.tasks import TASKS
    from gatys_tf1.tf1 import tf

    tf.reset_default_graph()
    printed = io.StringIO()
    with observe.empty_folder(), contextlib.redirect_stdout(printed):
        try:
            with open(path, encoding='utf-8') as file:
                names = {'__name__': 'exercise', '__file__': path}
                exec(compile(file.read(), path, 'exec'), names)
            value = names['exercise']()
        except KeyError as error:
            if error.args != ('exercise',):
                return Verdict(False, printed.getvalue(), _raised(error, path))
            return Verdict(False, printed.getvalue(), 'The file has no function exercise().')
        except (Exception, SystemExit) as error:
            return Verdict(False, printed.getvalue(), _raised(error, path))
    tf.reset_default_graph()
    with observe.empty_folder(), contextlib.redirect_stdout(io.StringIO()):
        expected = gotchas.lesson(slug).right()
    if passes(TASKS[slug].check or same, value, expected):
        return Verdict(True, printed.getvalue(), '')
    shown = textwrap.shorten(repr(value), 200, placeholder=' …')
    return Verdict(False, printed.getvalue(), f'exercise() returns {shown}, which is not it.')


def passes(check, value, expected):
    """Whether a value passes a check; one that the check cannot even handle does not."""
    try:
        return bool(check(value, expected))
    except (TypeError, ValueError, AttributeError, IndexError, KeyError):
        return False


def same(value, expected):
    """Whether two values are equal: numbers up to rounding, a list and an array of them alike."""
    import numpy as np

    if isinstance(expected, dict):
        return value.keys() == expected.keys() and all(
            same(value[key], expected[key]) for key in expected
        )
    if isinstance(expected, (list, tuple)):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(expected, (str, bool, type(None))):
        return value == expected
    value = np.squeeze(value)  # [[11.0]] is 11.0
    return value.shape == np.shape(expected) and bool(np.allclose(value, expected, atol=1e-3))


def _raised(error, path):
    """An exception and the line of the file that led to it."""
    from gatys_tf1.gotchas.observe import shortened

    text = getattr(error, 'message', '') or str(error)
    where = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = f'line {where[-1].lineno}: {where[-1].line}\n' if where else ''
    return f'{line}{type(error).__name__}: {shortened(text)}'
