"""The one place that says which TensorFlow this is: `tensorflow.compat.v1`, v2 behaviour disabled.

Everything else does `from gatys_tf1.tf1 import tf, slim`. With `disable_v2_behavior()` (and not
`disable_eager_execution()` alone) variables are reference variables and a static shape is made of
`Dimension`s, as they were in TensorFlow 1.
"""

import contextlib
import os
import sys
import tempfile
import warnings


@contextlib.contextmanager
def _quiet_import():
    """Holds back what TensorFlow's C++ side prints while it is imported; shows it on failure.

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


with _quiet_import():
    import tensorflow.compat.v1 as tf

    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_v2_behavior()
    import tf_slim as slim

# tf-slim calls Keras' old way of calling a layer; its users can do nothing about it.
warnings.filterwarnings('ignore', message='`layer.apply` is deprecated')

__all__ = ['slim', 'tf']
