"""Files are written whole or not at all: under a temporary name first, then renamed.

A temporary file or folder is called `.PID.NAME`. What a process leaves behind that was killed while
writing is recognised by that, and removed by the next run.
"""

import contextlib
import functools
import glob
import os
import re
import shutil
import tempfile


@contextlib.contextmanager
def atomic_write(path):
    """Yields a temporary path beside `path`; renames it onto `path` if the block succeeds.

    If the block raises (a full disk, Ctrl-C), the temporary file is removed and whatever was at
    `path` before is untouched. The extension is kept, because some writers look at it.

    Args:
      path: str or path-like, the file to be written.

    Yields:
      str, the temporary path; the block must have created it when it ends.
    """
    folder, name = os.path.split(os.path.abspath(path))
    temporary = os.path.join(folder, f'.{os.getpid()}.{name}')
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        # TensorFlow writes a .meta beside it first, and leaves that there if the disk is full.
        for left in (temporary, *glob.glob(glob.escape(temporary) + '.tmp*')):
            if os.path.exists(left):
                os.remove(left)


def temporary_folder(parent):
    """A temporary folder in `parent`, so on the same disk, as a context; its path is a str."""
    return tempfile.TemporaryDirectory(dir=parent, prefix=f'.{os.getpid()}.')


def is_temporary(name):
    """Whether a file's or folder's name is one of those that are given here."""
    return re.match(r'\.\d+\.', name) is not None


def sweep(folder):
    """Removes what killed processes have left in a folder while they wrote."""
    for name in os.listdir(folder):
        if is_temporary(name) and not _is_alive(int(name.split('.')[1])):
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.remove(path)


def plain(prefix):
    """A checkpoint's prefix that TensorFlow can read: it takes `photos [1]/run.ckpt` for a pattern.

    Args:
      prefix: str, of files that exist.

    Returns:
      `prefix`, or that of links to its files in a temporary folder that goes with the process.
    """
    if not re.search(r'[*?\[\\]', prefix):
        return prefix
    linked = os.path.join(tempfile.mkdtemp(dir=_links().name), 'checkpoint')
    for path in glob.glob(glob.escape(prefix) + '*'):
        os.symlink(os.path.abspath(path), linked + path[len(prefix) :])
    return linked


@functools.cache
def _links():
    return tempfile.TemporaryDirectory()


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True
