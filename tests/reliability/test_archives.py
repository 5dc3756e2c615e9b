"""Archives and weight files that are not what they seem."""

import os
import tarfile
import tracemalloc

import h5py
import numpy as np
import pytest

from gatys_tf1.adain import decoder_file, network
from gatys_tf1.errors import UserError
from gatys_tf1.weights import checkpoint, convert


def archive_of(path, *members):
    """A .tar.gz of `(name, type, link's target, size that is claimed, bytes)`."""
    with tarfile.open(path, 'w:gz') as archive:
        for name, kind, target, size, content in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = kind, target, size
            archive.fileobj.write(member.tobuf())
            archive.fileobj.write(content + bytes(-len(content) % 512))
    return str(path)


def test_absolute_and_upward_paths(tmp_path):
    """Catches a member that is written where its name says."""
    (tmp_path / 'in').mkdir()
    for number, name in enumerate(('/etc/vgg_19.ckpt', '../../vgg_19.ckpt', 'a/../../vgg_19.ckpt')):
        member = (name, tarfile.REGTYPE, '', 5, b'right')
        path = archive_of(tmp_path / f'{number}.tar.gz', member)
        found = convert.extract(path, ['vgg_19.ckpt'], str(tmp_path / 'in'))
        assert found == str(tmp_path / 'in/vgg_19.ckpt')
    assert not os.path.exists('/etc/vgg_19.ckpt')


@pytest.mark.parametrize(
    'kind', [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_file_is_not_taken(tmp_path, kind):
    """Catches a link that reads a file of the system, and a pipe that waits for ever."""
    path = archive_of(tmp_path / 'a.tar.gz', ('vgg_19.ckpt', kind, '/etc/passwd', 0, b''))
    with pytest.raises(UserError, match='holds no vgg_19.ckpt: it is another archive'):
        convert.extract(path, ['vgg_19.ckpt'], str(tmp_path))
    assert os.listdir(tmp_path) == ['a.tar.gz']


@pytest.mark.parametrize('name', ['vgg_19.ckpt', 'other'])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, name):
    """Catches a disk or a day filled by an archive of a few kilobytes."""
    path = archive_of(tmp_path / 'a.tar.gz', (name, tarfile.REGTYPE, '', 10**12, b''))
    with pytest.raises(UserError, match='unpacks to more than 4 GB: it is another archive'):
        convert.extract(path, ['vgg_19.ckpt'], str(tmp_path))
    assert os.listdir(tmp_path) == ['a.tar.gz']


def test_an_h5_bomb(tmp_path):
    """Catches a terabyte that is allocated because a file of a kilobyte says so."""
    path = tmp_path / 'w.h5'
    with h5py.File(path, 'w') as file:
        file.create_dataset('block1_conv1/kernel', (10**6, 10**6), 'float32', chunks=(1000, 1000))
    tracemalloc.start()
    with pytest.raises(UserError, match='claims 4000000000000 bytes'):
        convert.read_h5(str(path))
    assert tracemalloc.get_traced_memory()[1] < 1e8
    tracemalloc.stop()


def test_nothing_is_unpickled(tmp_path):
    """Catches a decoder whose loading runs code."""
    ran = []

    class Evil:
        def __reduce__(self):
            return ran.append, (True,)

    name = next(iter(network.decoder_shapes()))
    path = tmp_path / 'decoder.npz'
    np.savez(path, **{name: np.array([Evil()], object)})
    with pytest.raises(UserError, match='is not a decoder, or is cut short'):
        decoder_file.load(path)
    assert not ran


def junk(path, kind):
    """A file that is no checkpoint."""
    contents = {
        'empty': b'', 'page': b'<!DOCTYPE html><html>404</html>', 'noise': bytes(range(256)) * 9,
        'text': b'model_checkpoint_path: "x"',
    }  # fmt: skip
    if kind == 'folder':
        os.mkdir(path)
    else:
        path.write_bytes(contents[kind])


@pytest.mark.parametrize('kind', ['empty', 'page', 'noise', 'text', 'folder'])
@pytest.mark.parametrize('part', ['vgg.ckpt', 'vgg.ckpt.index'])
def test_what_is_no_checkpoint(script, photo, tmp_path, kind, part):
    """Catches a traceback of TensorFlow's, and a run that starts with weights of zeros."""
    junk(tmp_path / part, kind)
    pictures = ('--content', photo, '--style', photo, '--size', 32)
    where = ('--checkpoint', tmp_path / 'vgg.ckpt', '--out', tmp_path / 'r')
    code, _, err = script('style_transfer', *pictures, *where)
    assert code == 2 and err.startswith('error: ') and err.count('\n') == 1, err
    assert not os.path.exists(tmp_path / 'r')


def test_truncated_at_any_place(random_checkpoint, tmp_path):
    """Catches a checkpoint whose index opens although it is cut short."""
    with open(f'{random_checkpoint}.index', 'rb') as file:
        whole = file.read()
    path, data = tmp_path / 'vgg.ckpt.index', 'data-00000-of-00001'
    os.symlink(f'{random_checkpoint}.{data}', tmp_path / f'vgg.ckpt.{data}')
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:length])
        with pytest.raises(UserError) as error:
            checkpoint.find(tmp_path / 'vgg.ckpt')
        assert '\n' not in str(error.value)
    for changed in range(3, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:changed] + bytes([whole[changed] ^ 1]) + whole[changed + 1 :])
        try:
            checkpoint.find(tmp_path / 'vgg.ckpt')
        except UserError as error:
            assert '\n' not in str(error)


def test_a_page_instead_of_the_archive(tmp_path):
    """Catches a page of a portal, with code 200, that passes for the weights."""
    path = tmp_path / 'vgg_19_2016_08_28.tar.gz'
    path.write_bytes(b'<html>Please log in</html>')
    with pytest.raises(UserError, match='is an HTML page and not weights'):
        convert.read(str(path))
