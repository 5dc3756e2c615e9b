"""The one place that says which TensorFlow this is: `tensorflow.compat.v1`, v2 behaviour disabled.

Everything else does `from gatys_tf1.tf1 import tf, slim`. With `disable_v2_behavior()` (and not
`disable_eager_execution()` alone) variables are reference variables and a static shape is made of
`Dimension`s, as they were in TensorFlow 1.

That switch affects the whole process and cannot be undone. The functions of the front door, which
are guests in somebody else's process, use `as_guest` instead; so that this module knows, use one
(`gatys.Options` is enough) before importing any other module of the package.

A command answers `--help` and refuses a wrong flag without TensorFlow: there, `tf` and `slim` stand
for the modules and load them when they are first used. Everywhere else they are the modules.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import os
import sys
import tempfile
import threading
import types
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gatys_tf1


@contextlib.contextmanager
def _quiet_import():
    """Holds back what TensorFlow's C++ code prints during import; shows it if the import fails.

    gotcha: log-noise. TF_CPP_MIN_LOG_LEVEL alone does not silence the lines that are printed before
    its logging is set up. Set it to 0 yourself and nothing is held back.
    """
    if os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3') == '0':
        yield
        return
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(stderr, held.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@contextlib.contextmanager
def _without(*packages):
    """Makes imports of packages fail while TensorFlow and tf-slim are imported by a command.

    They try to import them, and go on where they are missing; no command needs them. In somebody
    else's process everything is imported as it comes.
    """
    stand_ins = {}
    for name in packages:
        spec = importlib.util.find_spec(name) if name not in sys.modules else None
        if spec and gatys_tf1.is_command:
            stand_ins[name] = types.ModuleType(name)  # nothing can be imported from it
            stand_ins[name].__spec__ = spec  # so that TensorFlow finds it for `tf.keras`, later
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


@functools.cache
def _load():
    """Imports TensorFlow and tf-slim, and switches TensorFlow unless this is somebody's guest."""
    with _quiet_import(), _without('keras', 'sklearn'):  # a second and 0.14 GB
        tensorflow = importlib.import_module('tensorflow.compat.v1')
        if not _is_guest:
            tensorflow.logging.set_verbosity(tensorflow.logging.ERROR)
            tensorflow.disable_v2_behavior()
        tf_slim = importlib.import_module('tf_slim')
    # tf-slim calls layers in Keras' deprecated way; its users can do nothing about it.
    warnings.filterwarnings('ignore', message='`layer.apply` is deprecated')
    return {'tf': tensorflow, 'slim': tf_slim}


class _Late:
    """Stands for a module of `_load`, and loads it when it is first asked for anything."""

    def __init__(self, name):
        vars(self)['_name'] = name

    def __getattr__(self, attribute):
        return getattr(_load()[self._name], attribute)


_is_guest = gatys_tf1.is_guest
if gatys_tf1.is_command:
    tf, slim = _Late('tf'), _Late('slim')
else:
    tf, slim = _load().values()

_one_guest = threading.RLock()

P = ParamSpec('P')
R = TypeVar('R')


def as_guest(function: Callable[P, R]) -> Callable[P, R]:
    """Runs a function in graph mode, and restores the caller's mode afterwards.

    The caller's default graph and eager mode are not touched. The switches, though, belong to the
    whole process: guests in several threads wait for one another, and while one runs, all threads
    see TensorFlow 1's variables and shapes.
    """

    @functools.wraps(function)
    def guest(*args: P.args, **kwargs: P.kwargs) -> R:
        with _one_guest, tf.Graph().as_default():  # graph mode, for this thread
            if not tf.resource_variables_enabled():  # the process is in this project's mode
                return function(*args, **kwargs)
            verbosity = tf.logging.get_verbosity()
            switches = (  # what disable_v2_behavior() changes besides eager execution, and back
                (tf.disable_resource_variables, tf.enable_resource_variables),
                (tf.disable_v2_tensorshape, tf.enable_v2_tensorshape),
                (tf.disable_tensor_equality, tf.enable_tensor_equality),
                (tf.disable_control_flow_v2, tf.enable_control_flow_v2),
            )
            try:
                tf.logging.set_verbosity(tf.logging.ERROR)  # they would announce their deprecation
                for disable, _ in switches:
                    disable()
                return function(*args, **kwargs)
            finally:
                for _, enable in switches:
                    enable()
                tf.logging.set_verbosity(verbosity)

    return guest


__all__ = ['as_guest', 'slim', 'tf']
