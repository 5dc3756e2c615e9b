"""The slim VGG-19 checkpoint as files: its names and shapes; open, read, verify, write.

Written is format V2 (`vgg_19.ckpt.index`, `vgg_19.ckpt.data-00000-of-00001`), float32, RGB, with a
manifest beside it (`vgg_19.json`); read is V1 (one file) too. *Verified* means that the sha256 of
the data file is the manifest's. Left out: `global_step` and `vgg_19/mean_rgb` of the official
checkpoint, which no network here uses. No name is put into the caller's graph.
"""

import contextlib
import errno
import glob
import hashlib
import json
import os
import re
import tempfile

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.tf1 import tf

LICENCE = 'VGG-19 by the Visual Geometry Group, University of Oxford; CC BY 4.0'


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
      A list of str.
    """
    return list(dict.fromkeys(name.split('/')[-2] for name in names))


def is_conv(name):
    """Whether a slim variable name is of one of the sixteen convolution layers."""
    return name.startswith('vgg_19/conv')


def prefix_of(path):
    """The name TensorFlow wants for a checkpoint: `x.ckpt.index`, `x.ckpt.data-…` -> `x.ckpt`."""
    match = re.fullmatch(r'(.+)\.(index|meta|data-\d{5}-of-\d{5})', path)
    return match.group(1) if match else path


def data_files(path):
    """The files that hold a checkpoint's values: V2's data files in order, or V1's one file."""
    if os.path.isfile(path + '.index'):
        return sorted(glob.glob(glob.escape(path) + '.data-?????-of-?????'))
    return [path]


@contextlib.contextmanager
def reading(path, what):
    """Turns what a parser raises on a damaged file into a sentence.

    Deliberately broad: h5py, scipy.io and tarfile raise a dozen types between them on bad bytes.

    Args:
      path: str, the file, for the sentence.
      what: str, what it is read as, with its article.

    Raises:
      UserError: for whatever the block raised, but for its own UserErrors and a disk that is full.
    """
    try:
        yield
    except (UserError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES):
            raise
        reason = str(error).strip().split('\n')[0]
        if isinstance(error, tf.errors.OpError) or not reason:  # TensorFlow's run over lines
            reason = type(error).__name__
        raise UserError(
            f'{path} cannot be read as {what}, it may be cut short ({reason}): fetch it again'
        ) from error


def checked(values, path):
    """Brings what a reader found into slim's shapes and order, and checks that it is a VGG-19.

    Args:
      values: {slim variable name: ndarray}; names that are not slim's are dropped. Biases may have
        any shape of the right size, kernels of fc layers may be matrices [height*width*in, out].
      path: str, the file they came from, for the sentence.

    Returns:
      {slim variable name: float32 ndarray}: the sixteen convolution layers, and the fc layers held.

    Raises:
      UserError: a layer is missing or has another shape.
    """
    scopes = {name.rsplit('/', 1)[0] for name in values}
    missing = [
        name
        for name in SHAPES
        if name not in values and (is_conv(name) or name.rsplit('/', 1)[0] in scopes)
    ]
    if missing:
        raise UserError(
            f'{path} has no {", ".join(layers_of(missing))}: it is not a VGG-19, '
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
      What `tf.train.NewCheckpointReader` gives.

    Raises:
      UserError: it cannot be read as a checkpoint.
    """
    with reading(path, 'a TensorFlow checkpoint'):
        if not data_files(path):
            raise UserError(
                f'{path}.index is there but its data file is not: put '
                f'{os.path.basename(path)}.data-00000-of-00001 beside it'
            )
        return tf.train.NewCheckpointReader(path)


def read_checkpoint(path):
    """Reads a slim VGG-19 checkpoint, V1 or V2.

    Args:
      path: str, the prefix.

    Returns:
      {slim variable name: float32 ndarray}; see `checked`.

    Raises:
      UserError: it is damaged, or not VGG-19's.
    """
    reader = open_checkpoint(path)
    held = reader.get_variable_to_shape_map()
    with reading(path, 'a TensorFlow checkpoint'):
        values = {name: reader.get_tensor(name) for name in SHAPES if name in held}
    return checked(values, path)


def sha256(path):
    """The identity of a checkpoint's weights: the SHA-256 of its data file, of V1's one file.

    Args:
      path: str, a checkpoint's prefix, or any other file.

    Returns:
      str, hexadecimal.
    """
    digest = hashlib.sha256()
    for name in data_files(path):
        with open(name, 'rb') as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def manifest_path(destination):
    """Where the manifest of a checkpoint is: `vgg_19.ckpt` -> `vgg_19.json`."""
    return destination.removesuffix('.ckpt') + '.json'


def unverified(destination):
    """Why the checkpoint at `destination` is not a verified one; None if it is.

    Args:
      destination: str, a V2 prefix.

    Returns:
      None, or str: a clause to be put after "is there, but".
    """
    try:
        with open(manifest_path(destination), encoding='utf-8') as file:
            manifest = json.load(file)
        if manifest['sha256'] != sha256(destination):
            return 'its data is not what its manifest says'
        held = open_checkpoint(destination).get_variable_to_shape_map()
        if layers_of(name for name in SHAPES if name in held) != manifest['layers']:
            return 'it does not hold the layers that its manifest says'
    except FileNotFoundError:
        return 'it has no manifest'
    except (ValueError, KeyError, TypeError):
        return 'its manifest is damaged'
    except UserError:
        return 'its index is damaged'
    return None


def write(values, destination, **manifest):
    """Writes a V2 checkpoint and its manifest, whole or not at all.

    Both files are made in a folder of their own beside the destination. The old manifest goes
    first and the new one comes last, so that what a crash between the renames leaves is unverified.

    Args:
      values: {slim variable name: float32 ndarray}.
      destination: str, the prefix.
      **manifest: what the manifest shall say besides the hash and the layers.

    Returns:
      dict, the manifest.

    Raises:
      UserError: TensorFlow could not write it.
    """
    folder, name = os.path.split(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix='.write_') as temporary:
        prefix = os.path.join(temporary, name)
        with tf.Graph().as_default(), tf.device('/cpu:0'), tf.Session() as sess:
            for variable_name, value in values.items():
                variable = tf.get_variable(
                    variable_name, value.shape, tf.float32, tf.zeros_initializer()
                )
                variable.load(value, sess)  # fed: as constants they would sit in the GraphDef
            try:
                tf.train.Saver(write_version=tf.train.SaverDef.V2).save(
                    sess, prefix, write_meta_graph=False, write_state=False
                )
            except tf.errors.OpError as error:
                told = re.search(r'; (.+)', error.message)  # "<path>; No space left on device"
                reason = told.group(1) if told else type(error).__name__
                raise UserError(
                    f'{destination} cannot be written ({reason}): make room on the disk'
                ) from error
        manifest = {
            'file': name,
            **manifest,
            'sha256': sha256(prefix),
            'bytes': os.path.getsize(prefix + '.data-00000-of-00001'),
            'layers': layers_of(values),
            'layout': 'slim names; float32; kernels [height, width, in, out]; RGB, 0-255',
            'format': f'TensorFlow checkpoint V2, written by TensorFlow {tf.__version__}',
            'licence': LICENCE,
        }
        if os.path.exists(manifest_path(destination)):
            os.remove(manifest_path(destination))
        for suffix in ('.data-00000-of-00001', '.index'):
            os.replace(prefix + suffix, destination + suffix)
        with atomic_write(manifest_path(destination)) as path, open(path, 'w', encoding='utf-8') as file:
            json.dump(manifest, file, indent=2)
            file.write('\n')
    return manifest
