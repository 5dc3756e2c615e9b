"""Finding a checkpoint and restoring it, and the sentences for those that do not fit."""

import os

import numpy as np
import pytest

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint, fetch, manifest, slim_checkpoint
from weights.weight_files import FIRST, same, save_plain, vgg_graph


@pytest.mark.parametrize('shuffled', [False, True])
def test_restore_is_restricted_and_independent_of_order(narrow, tmp_path, shuffled):
    """Catches Saver() (wants `image` and the slots too) and a selection by position.

    The graph is finalised before anything is restored: catches a restore that builds nodes.
    """
    manifest.write(narrow, str(tmp_path / 'v.ckpt'))
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        image = tf.get_variable('image', (1, 8, 8, 3), initializer=tf.ones_initializer())
        variables = vgg_graph(narrow, shuffled)
        loss = tf.reduce_sum(image) + tf.reduce_sum(variables[FIRST] ** 2)
        tf.train.AdamOptimizer(1.0).minimize(loss)  # makes vgg_19/conv1/conv1_1/weights/Adam
        saver = checkpoint.vgg_saver()
        init = tf.global_variables_initializer()
        graph.finalize()
        sess.run(init)
        checkpoint.restore(sess, saver, str(tmp_path / 'v.ckpt'))
        assert same(sess.run(variables), narrow)
        assert np.array_equal(sess.run(image), np.ones((1, 8, 8, 3)))


def test_savers_nodes_keep_to_their_scope(narrow):
    """Catches a Saver whose `save/` clutters the top level of the graph in TensorBoard."""
    with tf.Graph().as_default() as graph:
        vgg_graph(narrow)
        checkpoint.vgg_saver()
        tops = {operation.name.split('/')[0] for operation in graph.get_operations()}
    assert tops == {'vgg_19', 'vgg_19_saver'}


@pytest.mark.parametrize('version', [tf.train.SaverDef.V1, tf.train.SaverDef.V2])
def test_v1_and_v2_files_restore(narrow, tmp_path, version):
    """Catches a reader or a `find` that knows the V2 format alone (os.path.exists knows V1's)."""
    extra = {'global_step': np.float32(7), 'vgg_19/mean_rgb': np.ones(3, np.float32)}
    path = save_plain(narrow, str(tmp_path / 'plain.ckpt'), version, extra)
    found = checkpoint.find(path)
    assert found == path
    assert same(slim_checkpoint.read_checkpoint(path), narrow)  # the extra ones are dropped
    with tf.Graph().as_default(), tf.Session() as sess:
        variables = vgg_graph(narrow)
        checkpoint.restore(sess, checkpoint.vgg_saver(), found)
        assert same(sess.run(variables), narrow)


def test_find_takes_any_of_the_v2_files(narrow, tmp_path):
    """Catches a `find` that hands TensorFlow the .index that a shell's completion gave."""
    prefix = str(tmp_path / 'v.ckpt')
    manifest.write(narrow, prefix)
    for suffix in ('', '.index', '.data-00000-of-00001'):
        assert checkpoint.find(prefix + suffix) == prefix


def test_find_fetches_the_default_with_one_line(monkeypatch, narrow, tmp_path, capsys):
    """Catches a script that stops where no weights are, or fetches without a word."""
    prefix = str(tmp_path / 'vgg_19.ckpt')
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', str(tmp_path))
    monkeypatch.setattr(fetch, 'fetch_default', lambda path, say: manifest.write(narrow, path))
    assert checkpoint.find() == prefix
    out = capsys.readouterr().out
    assert out.count('\n') == 1 and '75 MB' in out and '80 MB' in out
    assert checkpoint.find() == prefix
    assert capsys.readouterr().out == ''


def restore_error(values, path, dtype=tf.float32):
    """The sentence with which restoring into a graph of these variables fails."""
    with tf.Graph().as_default(), tf.Session() as sess:
        zeros = tf.zeros_initializer()
        for name, value in values.items():
            tf.get_variable(name, value.shape, dtype, zeros)
        with pytest.raises(UserError) as caught:
            checkpoint.restore(sess, checkpoint.vgg_saver(), path)
    return str(caught.value)


def test_mismatches_are_sentences(narrow, tmp_path):
    """Catches TensorFlow's own NotFoundError, InvalidArgumentError, and a list of 38 names."""
    conv = {name: value for name, value in narrow.items() if slim_checkpoint.is_conv(name)}
    path = str(tmp_path / 'conv.ckpt')
    manifest.write(conv, path)
    assert restore_error(narrow, path) == (
        f'{path} has no fc6, fc7, fc8: fetch all nineteen layers with '
        '`scripts/fetch_checkpoint.py --full` or fetch_weights(full=True)'
    )
    wider = {**conv, FIRST: np.zeros((3, 3, 3, 7), np.float32)}
    assert f'{path} has conv1_1 of shape [3, 3, 3, 2] where the graph has [3, 3, 3, 7]' in (
        restore_error(wider, path)
    )
    assert 'as float32 where the graph has float64: build the network on a float32 image' in (
        restore_error(conv, path, tf.float64)
    )
    short = {name: value for name, value in conv.items() if 'conv5_1' not in name}
    save_plain(short, str(tmp_path / 'short.ckpt'))
    assert 'short.ckpt has no conv5_1: it is cut down' in restore_error(
        conv, str(tmp_path / 'short.ckpt')
    )
    other = {name.replace('vgg_19', 'vgg_16'): value for name, value in conv.items()}
    save_plain(other, str(tmp_path / 'other.ckpt'))
    assert (
        "holds nothing of vgg_19/ (but vgg_16/conv1/conv1_1/biases): it is another network's"
        in (restore_error(conv, str(tmp_path / 'other.ckpt')))
    )


def test_damaged_data_is_a_sentence(narrow, tmp_path):
    """Catches DataLossError and OutOfRangeError of a V2 data file that is flipped or cut short."""
    path = str(tmp_path / 'v.ckpt')
    manifest.write(narrow, path)
    data = path + '.data-00000-of-00001'
    with open(data, 'rb') as file:
        content = file.read()
    for bad in (content[:-1] + bytes([content[-1] ^ 1]), content[: len(content) // 2]):
        with open(data, 'wb') as file:
            file.write(bad)
        assert 'v.ckpt is damaged (' in restore_error(narrow, path)
    os.remove(data)
    with pytest.raises(UserError, match='put v.ckpt.data-00000-of-00001 beside it'):
        checkpoint.find(path)


@pytest.mark.parametrize(
    'name, content, sentence',
    [
        ('none.ckpt', None, 'there is no checkpoint at {path}: check the path'),
        ('page.ckpt', b'\n<!DOCTYPE html><html>404</html>', '{path} is an HTML page and not'),
        ('junk.ckpt', b'junk', '{path} is cut short, or another kind of file, and not'),
        ('empty.ckpt', b'', '{path} is cut short, or another kind of file, and not'),
        ('w.h5', b'\x89HDF\r\n\x1a\n', 'not a TensorFlow checkpoint: convert it first, with'),
        ('v.index', b'\x00' * 99, 'cannot be read as a TensorFlow checkpoint'),
    ],
)
def test_find_refuses_with_a_sentence(tmp_path, name, content, sentence):
    """Catches a traceback, and a default that is fetched although a path was given."""
    path = str(tmp_path / name)
    if content is not None:
        with open(path, 'wb') as file:
            file.write(content)
    if name == 'v.index':
        path = path.removesuffix('.index')
        open(path + '.data-00000-of-00001', 'wb').close()
    with pytest.raises(UserError) as caught:
        checkpoint.find(path)
    assert sentence.format(path=path) in str(caught.value)
    assert '\n' not in str(caught.value)
