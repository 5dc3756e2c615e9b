"""Reads VGG-19 weights in the formats that people have; gives them slim's names and layout.

Every reader returns `{slim variable name: ndarray}`: float32, kernels [height, width, in, out],
RGB input, names as in the official slim checkpoint (`vgg_19/conv1/conv1_1/weights`, ...). The
sixteen convolution layers are always there; fc6, fc7 and fc8 if the file holds them.

* Keras `.h5`: kernels are in TensorFlow's order already; the input channels of conv1_1 are BGR and
  get reversed. fc1, fc2 and predictions are dense matrices; in slim they are convolutions.
* TensorFlow checkpoint with slim's names, V1 or V2: read by slim_checkpoint.py.
* MatConvNet's `imagenet-vgg-verydeep-19.mat`: RGB, and [height, width, in, out] already. Many
  style-transfer programs transpose its kernels, (1, 0, 2, 3), because the documentation of
  vl_nnconv says "FW x FH x FC x K". That is wrong: conv1_1 of that file, as printed in public
  notebooks, equals the converted Keras kernel entry by entry *without* transposing it. See
  `test_mat_needs_no_transposition_and_no_flip`.
* An archive (`.tar.gz`) that holds one of the first two.

No name is put into the caller's graph.
"""

import os
import re
import shutil
import tarfile
import tempfile

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.weights.slim_checkpoint import (
    SHAPES,
    checked,
    layers_of,
    prefix_of,
    read_checkpoint,
    reading,
)

H5_NAME = 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5'
CKPT_NAME = 'vgg_19.ckpt'
LARGEST_ARCHIVE = 4e9  # bytes, unpacked; the official one has 575 MB


def kind_of(path):
    """What a file is, judged by its content and not by its extension.

    Args:
      path: str, a file, or the prefix of a V2 checkpoint.

    Returns:
      'checkpoint', 'h5', 'mat', 'tar', 'html', 'missing' or 'unknown'.
    """
    if os.path.isfile(path + '.index'):  # gotcha: checkpoint-exists. There is no file `path`.
        return 'checkpoint'
    if not os.path.isfile(path):
        return 'missing'
    with open(path, 'rb') as file:
        head = file.read(512)
        file.seek(max(0, os.path.getsize(path) - 8))
        tail = file.read()
    if tail == bytes.fromhex('57fb808b247547db'):  # the magic number that ends a V1 table file
        return 'checkpoint'
    if head.startswith(b'\x89HDF'):
        return 'h5'
    if head.startswith(b'MATLAB '):
        return 'mat'
    if head.startswith(b'\x1f\x8b') or head[257:262] == b'ustar':
        return 'tar'
    if head.lstrip().lower().startswith((b'<!doctype', b'<html', b'<head', b'<?xml')):
        return 'html'
    return 'unknown'


def read(path, folder=None):
    """Reads the weights from a file in any of the formats above.

    Args:
      path: str, the file, or a V2 checkpoint's prefix (or its .index or data file).
      folder: str or None, where an archive's member is unpacked while it is read; None: the
        system's temporary folder.

    Returns:
      {slim variable name: float32 ndarray}.

    Raises:
      UserError: if the file is missing, damaged, of an unknown type, or not VGG-19's.
    """
    path = prefix_of(path)
    kind = kind_of(path)
    if kind == 'checkpoint':
        return read_checkpoint(path)
    if kind == 'h5':
        return read_h5(path)
    if kind == 'mat':
        return read_mat(path)
    if kind == 'tar':
        return read_tar(path, folder)
    if kind == 'missing':
        raise UserError(f'there is no file {path}: check the path')
    if kind == 'html':
        raise UserError(f'{path} is an HTML page and not weights: download the file itself')
    raise UserError(
        f'{path} is cut short, or in none of the known formats (Keras .h5, slim .ckpt, its '
        '.tar.gz, MatConvNet .mat): get it again'
    )


def read_h5(path):
    """Reads Keras' VGG-19, with or without its top layers. Args, Returns, Raises: as `read`.

    A layer's datasets are found by the layer's name anywhere in their path, and distinguished by
    rank, so `block1_conv1/block1_conv1_W_1:0`, `block1_conv1/block1_conv1/kernel:0`,
    `model_weights/...` and `layers/block1_conv1/vars/0` are all understood.
    """
    import h5py

    tops = {'fc1': 'fc6', 'fc2': 'fc7', 'predictions': 'fc8'}
    values = {}

    def visit(name, item):
        if not isinstance(item, h5py.Dataset) or 'optimizer' in name:
            return
        for part in name.split('/'):
            block = re.fullmatch(r'block(\d)_conv(\d)', part)
            if block:
                scope = 'vgg_19/conv{0}/conv{0}_{1}'.format(*block.groups())
            elif part in tops:
                scope = f'vgg_19/{tops[part]}'
            else:
                continue
            if item.nbytes > LARGEST_ARCHIVE:  # a few bytes of file can claim any size
                raise ValueError(f'{name} claims {item.nbytes} bytes')
            values[f'{scope}/{"biases" if item.ndim == 1 else "weights"}'] = item[()]

    with reading(path, 'an HDF5 file'), h5py.File(path, 'r') as file:
        file.visititems(visit)
    values = checked(values, path)
    first = 'vgg_19/conv1/conv1_1/weights'
    values[first] = np.ascontiguousarray(values[first][:, :, ::-1])  # BGR -> RGB
    return values


def read_mat(path):
    """Reads MatConvNet's imagenet-vgg-verydeep-19.mat. Args, Returns, Raises: as `read`.

    Its layers are a cell array of structs, whose fields have changed over the versions: `weights`
    is a cell of kernel and bias; before that there were `filters` and `biases`.
    """
    import scipy.io

    scopes = {layer: name.rsplit('/', 1)[0] for name in SHAPES for layer in layers_of([name])}
    values = {}
    with reading(path, "a MATLAB file of MatConvNet's"):
        contents = scipy.io.loadmat(path, variable_names=['layers'])
        for cell in contents['layers'].ravel():
            layer = cell.ravel()[0]
            scope = scopes.get(str(layer['name'].ravel()[0]))
            if scope is None:  # relu, pool, softmax
                continue
            if 'weights' in layer.dtype.names:
                kernel, bias = layer['weights'].ravel()
            else:
                kernel, bias = layer['filters'], layer['biases']
            values[f'{scope}/weights'] = kernel
            values[f'{scope}/biases'] = bias
    return checked(values, path)


def read_tar(path, folder=None):
    """Reads the weights in an archive: a slim vgg_19.ckpt, or Keras' .h5. As `read`."""
    with tempfile.TemporaryDirectory(dir=folder, prefix='.unpack_') as temporary:
        member = extract(path, (CKPT_NAME, H5_NAME), temporary)
        return read_h5(member) if member.endswith('.h5') else read_checkpoint(member)


def extract(path, names, folder):
    """Takes one file out of an archive; the archive cannot choose where it is written.

    Args:
      path: str, the archive.
      names: file names; the first member is taken that is a regular file of one of these names.
      folder: str, where it is written.

    Returns:
      str, the path of the file written.

    Raises:
      UserError: if it is not an archive, is damaged, holds no such member (a link is none), or
        would take more than `LARGEST_ARCHIVE` bytes to read.
    """
    size = 0
    with reading(path, 'a .tar.gz archive'), tarfile.open(path, 'r:*') as archive:
        for member in archive:
            name = os.path.basename(member.name)
            size += member.size
            if size > LARGEST_ARCHIVE:  # it says so before it is unpacked
                raise UserError(
                    f'{path} unpacks to more than {LARGEST_ARCHIVE / 1e9:g} GB: it is another '
                    'archive, get it again'
                )
            if member.isfile() and name in names:
                target = os.path.join(folder, name)
                with archive.extractfile(member) as source, open(target, 'wb') as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                return target
        raise UserError(f'{path} holds no {" or ".join(names)}: it is another archive')
