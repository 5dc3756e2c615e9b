"""A slim checkpoint as this project writes it: format V2, float32, RGB, with a manifest beside it.

The manifest (`vgg_19.json`) says where the weights come from and holds the SHA-256 of the data
file. A checkpoint is *verified* if the two agree.
"""

import hashlib
import json
import os
import re

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write, temporary_folder
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import slim_checkpoint
from gatys_tf1.weights.slim_checkpoint import data_files, layers_of, open_checkpoint

LICENCE = 'VGG-19 by the Visual Geometry Group, University of Oxford; CC BY 4.0'


def sha256(path):
    """The SHA-256 of a checkpoint's data file, which identifies its weights; of V1's one file.

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
    """The path of a checkpoint's manifest: `vgg_19.ckpt` -> `vgg_19.json`."""
    return destination.removesuffix('.ckpt') + '.json'


def unverified(destination):
    """Why the checkpoint at `destination` is not a verified one; None if it is.

    Args:
      destination: str, a V2 prefix.

    Returns:
      None, or str: a clause to follow "is there, but".
    """
    try:
        with open(manifest_path(destination), encoding='utf-8') as file:
            manifest = json.load(file)
        if manifest['sha256'] != sha256(destination):
            return 'its data does not match its manifest'
        held = open_checkpoint(destination).get_variable_to_shape_map()
        if layers_of(name for name in slim_checkpoint.SHAPES if name in held) != manifest['layers']:
            return 'it does not hold the layers that its manifest lists'
    except FileNotFoundError:
        return 'it has no manifest'
    except (ValueError, KeyError, TypeError):
        return 'its manifest is damaged'
    except UserError:
        return 'its index is damaged'
    return None


def write(values, destination, origin=None):
    """Writes a V2 checkpoint and its manifest, whole or not at all.

    The files are made in a temporary folder beside the destination. The old manifest is removed
    first and the new one is written last, so that a crash between the renames leaves a checkpoint
    that is not verified.

    Args:
      values: {slim variable name: float32 ndarray}.
      destination: str, the prefix.
      origin: dict, where the weights come from, for the manifest: 'source', 'source_sha256', 'how'.

    Returns:
      dict, the manifest.

    Raises:
      UserError: if TensorFlow cannot write it.
    """
    folder, name = os.path.split(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    with temporary_folder(folder) as temporary:
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
                detail = re.search(r'; (.+)', error.message)  # "<path>; No space left on device"
                reason = detail.group(1) if detail else type(error).__name__
                raise UserError(
                    f'{destination} cannot be written ({reason}): make room on the disk'
                ) from error
        manifest = {
            'file': name,
            **(origin or {}),
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
        with (
            atomic_write(manifest_path(destination)) as path,
            open(path, 'w', encoding='utf-8') as file,
        ):
            json.dump(manifest, file, indent=2)
            file.write('\n')
    return manifest
