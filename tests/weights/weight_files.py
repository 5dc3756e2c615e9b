"""Synthetic weights in every format, for the tests of this folder.

MatConvNet's .mat is written in that format's layout: the real one is not at hand; what is known of
its values is in `test_mat_needs_no_transposition_and_no_flip`.
"""

import os
import tarfile

import h5py
import numpy as np
import scipy.io

from gatys_tf1.tf1 import tf

FIRST = 'vgg_19/conv1/conv1_1/weights'


def quiet(*_):
    """In place of print."""


def same(values, others):
    """Whether two dicts of arrays have the same names, and the same values bit for bit."""
    return values.keys() == others.keys() and all(
        values[name].dtype == others[name].dtype and np.array_equal(values[name], others[name])
        for name in values
    )


def save_plain(values, path, version=tf.train.SaverDef.V1, extra=()):
    """Writes a checkpoint with a plain Saver, as the official one was: V1, with other variables."""
    with tf.Graph().as_default(), tf.Session() as sess:
        for name, value in {**values, **dict(extra)}.items():
            tf.get_variable(name, initializer=tf.zeros_initializer(), shape=value.shape).load(
                value, sess
            )
        tf.train.Saver(write_version=version).save(sess, path, write_meta_graph=False)
    return path


def vgg_graph(values, shuffled=False):
    """Puts variables of these names and shapes into the default graph; returns name -> variable."""
    names = sorted(values, reverse=True) if shuffled else list(values)
    zeros = tf.zeros_initializer()
    return {name: tf.get_variable(name, values[name].shape, initializer=zeros) for name in names}


H5_LAYOUTS = {
    'pinned': '{layer}/{layer}_{short}_1:0',
    'keras 2': '{layer}/{layer}/{long}:0',
    'whole model': 'model_weights/{layer}/{layer}/{long}:0',
    'keras 3': 'layers/{layer}/vars/{number}',
}


def keras_name(name):
    """vgg_19/conv1/conv1_1/weights -> block1_conv1; fc6 -> fc1."""
    layer = name.split('/')[-2]
    tops = {'fc6': 'fc1', 'fc7': 'fc2', 'fc8': 'predictions'}
    return tops.get(layer) or f'block{layer[4]}_conv{layer[6]}'


def write_h5(values, path, layout='pinned'):
    """Writes weights as Keras does: BGR, fc layers as matrices."""
    with h5py.File(path, 'w') as file:
        for name, value in values.items():
            kernel = name.endswith('weights')
            if name == FIRST:
                value = value[:, :, ::-1]
            elif kernel and '/fc' in name:
                value = value.reshape(-1, value.shape[-1])
            file[
                H5_LAYOUTS[layout].format(
                    layer=keras_name(name),
                    short='W' if kernel else 'b',
                    long='kernel' if kernel else 'bias',
                    number=0 if kernel else 1,
                )
            ] = value
    return str(path)


def write_mat(values, path, old=False):
    """Writes weights in MatConvNet's layout (synthetic: the real file is not at hand)."""
    cells = []
    for scope in dict.fromkeys(name.rsplit('/', 1)[0] for name in values):
        kernel, bias = values[f'{scope}/weights'], values[f'{scope}/biases'][None]
        weights = np.empty((1, 2), object)
        weights[0, 0], weights[0, 1] = kernel, bias
        parameters = {'filters': kernel, 'biases': bias} if old else {'weights': weights}
        layer = scope.split('/')[-1]
        cells.append({'name': layer, 'type': 'conv', 'pad': np.ones((1, 4)), **parameters})
        cells.append({'name': f'relu{layer[4:]}', 'type': 'relu'})
    layers = np.empty((1, len(cells)), object)
    layers[0, :] = cells
    scipy.io.savemat(path, {'layers': layers, 'normalization': {'keepAspect': 1.0}})
    return str(path)


def slim_archive(values, path, member='./vgg_19.ckpt'):
    """Writes an archive like the official one: a V1 checkpoint in a .tar.gz. Returns its path."""
    plain = save_plain(values, f'{path}.v1')
    with tarfile.open(path, 'w:gz', compresslevel=1) as archive:
        archive.add(plain, member)
    os.remove(plain)
    return str(path)
