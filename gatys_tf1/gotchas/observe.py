"""Runs the two halves of a lesson, and notes what a person would see of them.

A half runs in an empty folder of its own, so a lesson may write `vgg_19.ckpt` and be done with it.
What it prints is noted, and so is the exception that ends it. What goes to stderr is not, nor are
Python's warnings: which of those appear depends on what the process did before. A lesson that is
about a log line or a warning catches it and prints it. Before each lesson the default graph is
reset, as after a restart of the notebook's kernel.

There are two modes of graph TensorFlow, and several lessons hang on their difference:
  A: `tf.disable_v2_behavior()`, with reference variables; the project's, see gatys_tf1/tf1.py.
  B: `tf.disable_eager_execution()` alone, with resource variables.
A process is in one of them for good. So mode B has a process of its own; its lessons share it. So
have lessons that would damage the process that they run in, or that need an environment variable
to be set before TensorFlow is imported.
"""

import concurrent.futures
import contextlib
import io
import os
import pickle
import re
import subprocess
import sys
import tempfile
import warnings
from typing import NamedTuple

from gatys_tf1 import gotchas

MODES = {
    'A': '`tf.disable_v2_behavior()`, the mode of this project',
    'B': '`tf.disable_eager_execution()` alone',
}
LEFT_OUT = '[… lines left out …]'
TIMEOUT = 300  # seconds for a process of lessons


class Outcome(NamedTuple):
    """What came of one half."""

    printed: str  # what it printed
    value: object  # what it returned; None if it raised
    error: str  # 'NotFoundError: Key image not found in checkpoint'; '' if it did not raise
    shown: str = ''  # the end of the traceback, of which `error` is the telling line


class Observed(NamedTuple):
    """What came of a lesson in one mode."""

    wrong: Outcome
    right: Outcome


def mode_a(slug):
    """Runs a lesson in mode A: here, or in a process of its own if it has OWN_PROCESS = True."""
    return _apart('A', [slug])[slug] if gotchas.part(slug, 'OWN_PROCESS') else _here(slug)


def mode_b(slugs):
    """Runs those of the lessons that have BOTH_MODES = True in mode B, in one process.

    Returns:
      dict of slug to `Observed`.
    """
    slugs = [slug for slug in slugs if gotchas.part(slug, 'BOTH_MODES')]
    return _apart('B', slugs) if slugs else {}


def each(slugs):
    """Yields `(slug, {mode: Observed})` for each lesson that can be run here, in no special order.

    While one lesson runs in this process, another may run in one of its own.
    """
    slugs = [slug for slug in slugs if not gotchas.missing(slug)]
    own = [slug for slug in slugs if gotchas.part(slug, 'OWN_PROCESS')]
    both = {slug for slug in slugs if gotchas.part(slug, 'BOTH_MODES')}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        in_b = pool.submit(mode_b, slugs)
        apart = {slug: pool.submit(mode_a, slug) for slug in own}
        here = {}
        for slug in [slug for slug in slugs if slug not in own]:
            here[slug] = mode_a(slug)
            if slug not in both:
                yield slug, {'A': here[slug]}
        for slug in [slug for slug in slugs if slug in both or slug in own]:
            in_a = here[slug] if slug in here else apart[slug].result()
            yield slug, {'A': in_a} | ({'B': in_b.result()[slug]} if slug in both else {})


def _here(slug, mode='A'):
    if mode == 'A':  # before the lesson is imported
        from gatys_tf1.tf1 import tf
    else:
        import tensorflow.compat.v1 as tf

        tf.logging.set_verbosity(tf.logging.ERROR)
        tf.disable_eager_execution()
    tf.reset_default_graph()
    lesson = gotchas.lesson(slug)
    return Observed(_outcome(lesson.wrong), _outcome(lesson.right))


def _outcome(half):
    printed, value, error, shown = io.StringIO(), None, '', ''
    with empty_folder(), contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            value = half()
        except Exception as raised:
            text = getattr(raised, 'message', '') or str(raised)
            error = f'{type(raised).__name__}: {_telling_line(text)}'
            shown = f'{type(raised).__name__}: {shortened(text)}'
    return Outcome(printed.getvalue(), value, error, shown)


def _telling_line(text):
    """The line of an error's text that says what is wrong.

    TensorFlow's runtime errors start with where the node was built; the reason is the line after
    the last `Node: 'save/RestoreV2'`. In all others it is the first line.
    """
    reasons = re.findall(r'^Node: .*\n(.+)', text, re.MULTILINE)
    return reasons[-1] if reasons else text.strip().split('\n')[0]


def shortened(text):
    """An error's first line, which is what people see first, and its telling line.

    Whatever else it has is left out: where each node was built, in files of this machine. It says
    that something is missing wherever something is.
    """
    lines = [line for line in text.strip().splitlines() if line.strip()] or ['']
    telling = _telling_line(text)
    at = max(number for number, line in enumerate(lines) if line.strip() == telling.strip())
    kept = lines[:1]
    if at > 1:
        kept.append(LEFT_OUT)
    if at > 0:
        kept.append(telling)
    if at < len(lines) - 1:
        kept.append(LEFT_OUT)
    return '\n'.join(kept)


@contextlib.contextmanager
def empty_folder():
    """Makes an empty temporary folder the current one for a while."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _apart(mode, slugs):
    """Runs lessons in one process of their own, in this mode: dict of slug to `Observed`."""
    root = os.path.dirname(os.path.dirname(gotchas.FOLDER))
    environment = {
        'PYTHONPATH': os.pathsep.join(filter(None, [root, os.environ.get('PYTHONPATH')]))
    }
    for slug in slugs:
        environment |= gotchas.part(slug, 'ENVIRONMENT', {})
    with tempfile.TemporaryDirectory() as folder:
        answer = os.path.join(folder, 'observed.pickle')
        code = 'from gatys_tf1.gotchas import observe; observe.child()'
        child = subprocess.run(
            [sys.executable, '-c', code, mode, answer, *slugs],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            cwd=folder,  # not this process's: a lesson in another thread may just change that
            env=os.environ | environment,
        )
        if child.returncode:
            raise RuntimeError(f'the process of {", ".join(slugs)} failed:\n{child.stderr}')
        with open(answer, 'rb') as file:
            return pickle.load(file)


def child():
    """What the process of `_apart` does. Its arguments: the mode, the file to write, the slugs."""
    mode, answer, *slugs = sys.argv[1:]
    observed = {slug: _here(slug, mode) for slug in slugs}
    with open(answer, 'wb') as file:
        pickle.dump(observed, file)
