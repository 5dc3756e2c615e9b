"""Where the program writes: into its own folders, and nowhere else."""

import os
import subprocess
import sys

from conftest import ROOT

# Python's own writes, reported while they happen. TensorFlow's come from C++ and are found by
# comparing the folders.
TRACE = """
import os, sys

def note(event, arguments):
    if event == 'open':
        path, mode, flags = arguments
        writes = isinstance(mode, str) and set(mode) & set('wax+')
        writes = writes or (mode is None and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if writes and isinstance(path, (str, bytes)):
            noted.append(os.fsdecode(path))
    elif event in ('os.mkdir', 'os.rename', 'os.remove', 'os.rmdir', 'os.link', 'os.symlink'):
        noted.extend(os.fsdecode(a) for a in arguments if isinstance(a, (str, bytes)))

noted = []
sys.addaudithook(note)
try:
    from gatys_tf1.cli import commands
    commands.main()
finally:
    for path in sorted({os.path.abspath(path) for path in noted}):
        print('WRITES', path, file=sys.stderr)
"""


def tree(folder):
    """The files below a folder, with when they were changed."""
    return {
        os.path.join(path, name): os.stat(os.path.join(path, name)).st_mtime_ns
        for path, _, names in os.walk(folder) for name in names
    }  # fmt: skip


def test_nothing_is_written_elsewhere(tmp_path, photo, random_checkpoint):
    """Catches a cache beside the pictures, a file in the working directory, a stray log."""
    places = {name: tmp_path / name for name in ('home', 'tmp', 'here', 'pictures')}
    for place in places.values():
        place.mkdir()
    os.link(photo, places['pictures'] / 'a.png')
    weights = tree(os.path.dirname(random_checkpoint))
    before = tree(places['pictures'])
    picture = str(places['pictures'] / 'a.png')
    done = subprocess.run(
        [sys.executable, '-B', '-c', TRACE, 'transfer', '--content', picture, '--style', picture,
         '--size', '32', '--steps', '2', '--style-layers', 'conv1_1', '--content-layers',
         'conv1_1', '--checkpoint', random_checkpoint, '--out', str(tmp_path / 'out')],
        cwd=places['here'], capture_output=True, text=True, timeout=300,
        env={'PATH': os.environ['PATH'], 'PYTHONPATH': ROOT, 'HOME': str(places['home']),
             'TMPDIR': str(places['tmp']), 'MPLCONFIGDIR': str(places['home'])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = [line.split(' ', 1)[1] for line in done.stderr.splitlines() if line[:6] == 'WRITES']
    assert str(tmp_path / 'out/config.json') in written
    allowed = tuple(f'{tmp_path / name}' for name in ('out', 'tmp', 'home')) + ('/dev/', '/proc/')
    assert [path for path in written if not path.startswith(allowed)] == []
    assert os.listdir(places['here']) == [] and os.listdir(places['tmp']) == []
    assert tree(places['pictures']) == before
    assert tree(os.path.dirname(random_checkpoint)) == weights
    at_home = {os.path.relpath(path, places['home']) for path in tree(places['home'])}
    ours = {path for path in at_home if 'gatys' in path}
    assert not ours, ours  # matplotlib's and Keras' own settings may be there
