"""The slim VGG-19 checkpoint: its names and shapes, its files, and how it is read.

Reads TensorFlow's format V2 (`vgg_19.ckpt.index`, `vgg_19.ckpt.data-00000-of-00001`) and V1 (one
file); manifest.py writes V2. Left out: `global_step` and `vgg_19/mean_rgb` of the official
checkpoint, which no network here uses. No name is put into the caller's graph.
"""

import contextlib
import errno
import glob
import os
import re

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.files import plain
from gatys_tf1.tf1 import tf


def _shapes():
    """Slim's 38 variables -> shape, in the network's order (Simonyan and Zisserman, table 1, E)."""
    kernels = {}
    channels = 3
    for block, (repeats, width) in enumerate([(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)], 1):
        for number in range(1, repeats + 1):
            kernels[f'vgg_19/conv{block}/conv{block}_{number}'] = (3, 3, channels, width)
            channels = width
    kernels.update(
        {
            'vgg_19/fc6': (7, 7, 512, 4096),
            'vgg_19/fc7': (1, 1, 4096, 4096),
            'vgg_19/fc8': (1, 1, 4096, 1000),
        }
    )
    return {
        f'{scope}/{kind}': shape if kind == 'weights' else shape[-1:]
        for scope, shape in kernels.items()
        for kind in ('weights', 'biases')
    }


SHAPES = _shapes()


def layers_of(names):
    """The layers that variable names belong to: ['vgg_19/conv1/conv1_1/weights'] -> ['conv1_1'].

    Args:
      names: iterable of str, variable names; the order is kept, repetitions are dropped.

    Returns:
      list of str.
    """
    return list(dict.fromkeys(name.split('/')[-2] for name in names))


def is_conv(name):
    """Whether a slim variable name is of one of the sixteen convolution layers."""
    return name.startswith('vgg_19/conv')


def prefix_of(path):
    """The name by which TensorFlow knows a checkpoint: `x.ckpt` for `x.ckpt.index` and the like."""
    match = re.fullmatch(r'(.+)\.(index|meta|data-\d{5}-of-\d{5})', path)
    return match.group(1) if match else path


def data_files(path):
    """The files that hold a checkpoint's values: V2's data files in order, or V1's one file."""
    if os.path.isfile(path + '.index'):
        return sorted(glob.glob(glob.escape(path) + '.data-?????-of-?????'))
    return [path]


@contextlib.contextmanager
def reading(path, what):
    """Turns whatever a parser raises on a damaged file into one sentence.

    Deliberately broad: h5py, scipy.io and tarfile raise a dozen types between them on bad bytes.

    Args:
      path: str, the file, for the sentence.
      what: str, what it is read as, with its article.

    Raises:
      UserError: for whatever the block raised, except UserErrors and errors of the disk.
    """
    try:
        yield
    except (UserError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES):
            raise
        reason = str(error).strip().split('\n')[0]
        if isinstance(error, tf.errors.OpError) or not reason:  # TensorFlow's messages span lines
            reason = type(error).__name__
        raise UserError(
            f'{path} cannot be read as {what}, it may be cut short ({reason}): get it again'
        ) from error


def checked(values, path):
    """Brings what a reader found into slim's shapes and order, and checks that it is VGG-19.

    Args:
      values: {slim variable name: ndarray}; names that are not slim's are dropped. Biases may have
        any shape of the right size, kernels of fc layers may be matrices [height*width*in, out].
      path: str, the file that they came from, for the sentence.

    Returns:
      {slim variable name: float32 ndarray}: the sixteen convolution layers, and those of the fully
      connected layers that were found.

    Raises:
      UserError: if a layer is missing or has another shape.
    """
    scopes = {name.rsplit('/', 1)[0] for name in values}
    missing = [
        name
        for name in SHAPES
        if name not in values and (is_conv(name) or name.rsplit('/', 1)[0] in scopes)
    ]
    if missing:
        raise UserError(
            f'{path} has no {", ".join(layers_of(missing))}: it is not VGG-19, '
            'give the weights of that network'
        )
    in_order = {}
    for name, shape in SHAPES.items():
        if name not in values:
            continue
        value = np.asarray(values[name])
        dense = value.ndim == 2 and value.shape[-1] == shape[-1]
        if (dense or name.endswith('/biases')) and value.size == np.prod(shape):
            value = value.reshape(shape)
        if value.shape != shape:
            raise UserError(
                f'{path} has {layers_of([name])[0]} {name.split("/")[-1]} of shape '
                f'{value.shape} where VGG-19 has {shape}: it is another network, or '
                'another layout'
            )
        in_order[name] = np.ascontiguousarray(value, np.float32)
    return in_order


def open_checkpoint(path):
    """A reader of a TensorFlow checkpoint, V1 or V2.

    Args:
      path: str, the prefix.

    Returns:
      what `tf.train.NewCheckpointReader` returns.

    Raises:
      UserError: if it cannot be read as a checkpoint.
    """
    with reading(path, 'a TensorFlow checkpoint'):
        if not data_files(path):
            raise UserError(
                f'{path}.index is there but its data file is not: put '
                f'{os.path.basename(path)}.data-00000-of-00001 beside it'
            )
        return tf.train.NewCheckpointReader(plain(path))


def read_checkpoint(path):
    """Reads a slim VGG-19 checkpoint, V1 or V2.

    Args:
      path: str, the prefix.

    Returns:
      {slim variable name: float32 ndarray}; see `checked`.

    Raises:
      UserError: if it is damaged, or not VGG-19's.
    """
    reader = open_checkpoint(path)
    held = reader.get_variable_to_shape_map()
    with reading(path, 'a TensorFlow checkpoint'):
        values = {name: reader.get_tensor(name) for name in SHAPES if name in held}
    return checked(values, path)
