"""A decoder's weights in files.

A training run's `state/` holds weights, optimiser and step in float32, to resume from.
`decoder.npz` holds the weights alone in float16, a sixth of that, to stylise with. export.py writes
a third form, which needs none of this package.
"""

import os
import zipfile
from importlib import resources

import numpy as np

from gatys_tf1.adain.network import decoder_shapes, decoder_variables
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write, plain
from gatys_tf1.run import state
from gatys_tf1.tf1 import tf

DEFAULT = str(resources.files('gatys_tf1') / 'weights' / 'decoder.npz')


def values(sess):
    """{name: float32 array} of the decoder in a session."""
    return sess.run(decoder_variables(sess.graph))


def save(path, decoder):
    """Writes a decoder's weights as float16 to an .npz file, whole or not at all.

    Args:
      path: str or path-like.
      decoder: {name: array}, from `values`.
    """
    with atomic_write(path) as temporary, open(temporary, 'wb') as file:
        np.savez(file, **{name: value.astype(np.float16) for name, value in decoder.items()})


def load(path=None):
    """Reads a decoder's weights.

    Args:
      path: str, path-like or None: an .npz file of `save`, the folder of a training run, or a
        TensorFlow checkpoint with the variables of `decoder_shapes()`; None: the decoder that
        comes with this package.

    Returns:
      {name: float32 array}.

    Raises:
      UserError: if there is no such decoder, or it is damaged or of another shape.
    """
    path = str(path or DEFAULT)
    if os.path.isdir(path):
        newest = state.latest(path)
        if newest is None:
            raise UserError(f'{path} holds no decoder: give the folder of a training run')
        path = newest
    if not os.path.exists(path) and not os.path.exists(f'{path}.index'):
        raise UserError(f'there is no decoder {path}: check the path, or train one')
    try:
        decoder = _read_npz(path) if os.path.isfile(path) else _read_checkpoint(path)
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, tf.errors.OpError):
        raise UserError(
            f'{path} is not a decoder, or is cut short: give the decoder.npz or the folder of a '
            'training run'
        ) from None
    for name, shape in decoder_shapes().items():
        if name not in decoder or decoder[name].shape != shape:
            found = decoder[name].shape if name in decoder else 'nothing'
            raise UserError(
                f"{path} has {found} for {name}, where AdaIN's decoder has {shape}: "
                "it is another network's, give a decoder that was trained by this package"
            )
        if not np.isfinite(decoder[name]).all():
            raise UserError(f'{path} holds numbers that are not finite in {name}: train it again')
    return decoder


def _read_npz(path):
    with np.load(path, allow_pickle=False) as file:
        return {
            name: file[name].astype(np.float32) for name in decoder_shapes() if name in file.files
        }


def _read_checkpoint(prefix):
    reader = tf.train.NewCheckpointReader(plain(prefix))
    present = reader.get_variable_to_shape_map()
    return {name: reader.get_tensor(name) for name in decoder_shapes() if name in present}
