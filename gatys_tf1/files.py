"""Files are written whole or not at all: under a temporary name first, then renamed."""

import contextlib
import os


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
        if os.path.exists(temporary):
            os.remove(temporary)
