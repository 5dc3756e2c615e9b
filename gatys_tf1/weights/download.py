"""Downloads a file: a source archive through pip, or a large file over HTTP, which is resumed.

Knows nothing of VGG: fetch.py decides what is fetched and what becomes of it.
"""

import glob
import http.client
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

from gatys_tf1.errors import UserError


def pip_download(requirement, folder):
    """Downloads a source distribution with pip; installs nothing.

    pip checks the hash before it does anything with the archive. Then it asks the archive for its
    metadata, in an isolated environment; no option turns that off. pip's cache is not used and its
    temporary files are in `folder`, so nothing is left behind.

    Args:
      requirement: str, `name==version --hash=sha256:...`.
      folder: str, where the archive is put.

    Returns:
      str, the path of the archive.

    Raises:
      UserError: if pip fails; with the last reason that it gave.
    """
    name = requirement.split('==')[0]
    listing = os.path.join(folder, 'requirement.txt')
    with open(listing, 'w', encoding='utf-8') as file:
        file.write(requirement + '\n')
    options = [
        '--no-deps', '--no-binary', name, '--require-hashes', '-r', listing, '-d', folder,
        '--no-cache-dir', '--no-input', '--retries', '2', '--disable-pip-version-check',
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, '-m', 'pip', 'download', *options],
        env={**os.environ, 'TMPDIR': folder},
        stdout=None if sys.stdout.isatty() else subprocess.DEVNULL,  # pip's own progress bar
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    archives = glob.glob(os.path.join(glob.escape(folder), f'{name}-*.tar.gz'))
    if done.returncode or not archives:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith('ERROR:')] or lines
        reason = errors[-1].removeprefix('ERROR: ').split('. ')[0] if errors else 'no reason given'
        raise UserError(f'pip could not download {requirement.split()[0]} ({reason})')
    return archives[0]


def download(url, path, tries=3):
    """Downloads a file; resumes where an earlier attempt broke off.

    What has arrived so far is in `path`.part. It is kept if the download breaks off, and is renamed
    to `path` once it has the size that the server announced.

    Args:
      url: str.
      path: str, where the file is put.
      tries: int, how many connections are tried before giving up.

    Raises:
      UserError: if there is no network, the server has no such file, or every connection broke off.
    """
    part = path + '.part'
    reason = ''
    for _ in range(tries):
        try:
            total = _continue(url, part)
        except urllib.error.HTTPError as error:
            if error.code != 416:
                raise UserError(f'{url} answers {error.code} {error.reason}') from error
            os.remove(part)  # longer than the file: of another version, so start again
            continue
        except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
            if isinstance(error, OSError) and error.filename:  # the disk's fault, not the network's
                raise
            reason = str(getattr(error, 'reason', error))
            continue
        if total is None or os.path.getsize(part) == total:
            os.replace(part, path)
            return
        reason = f'{os.path.getsize(part)} of {total} bytes arrived'
        if os.path.getsize(part) > total:
            os.remove(part)
    kept = f', {part} is kept and resumed' if os.path.exists(part) else ''
    raise UserError(f'{url} could not be downloaded ({reason}): try again{kept}')


def _continue(url, part):
    """One attempt: appends to `part`. Returns the size of the whole file, or None if unknown."""
    from tqdm import tqdm

    have = os.path.getsize(part) if os.path.exists(part) else 0
    request = urllib.request.Request(url, headers={'Range': f'bytes={have}-'} if have else {})
    with urllib.request.urlopen(request, timeout=60) as response:
        length = response.headers.get('Content-Length')
        total = int(length) if length else None
        if response.status == 206:
            stated = re.fullmatch(r'bytes (\d+)-\d+/(\d+)', response.headers['Content-Range'] or '')
            if not stated:
                raise http.client.HTTPException('a partial response that does not say which part')
            start, total = map(int, stated.groups())
        else:
            start = 0  # the server does not support ranges and sends the whole file
        with (
            open(part, 'r+b' if start else 'wb') as file,
            tqdm(
                total=total,
                initial=start,
                unit='B',
                unit_scale=True,
                disable=None,
                desc=os.path.basename(url),
            ) as bar,  # fmt: skip
        ):
            file.seek(start)
            while block := response.read(1 << 18):
                file.write(block)
                bar.update(len(block))
            file.truncate()
    return total
