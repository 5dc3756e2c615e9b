"""Gets a file: a source archive through pip, or a large file over HTTP, resuming a broken download.

Knows nothing of VGG: what is fetched, and what is done with it, is checkpoint.py's.
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
    """Downloads a source distribution with pip as the client; installs nothing.

    pip compares the hash before it does anything with the archive. After that it asks the archive
    for its metadata, in an isolated environment of its own; there is no option that leaves it out.
    pip's cache is not used and its temporary files lie in `folder`, so nothing stays behind.

    Args:
      requirement: str, `name==version --hash=sha256:…`.
      folder: str, where the archive is put.

    Returns:
      str, the path of the archive.

    Raises:
      UserError: pip failed; with the last reason that it gave.
    """
    name = requirement.split('==')[0]
    listing = os.path.join(folder, 'requirement.txt')
    with open(listing, 'w', encoding='utf-8') as file:
        file.write(requirement + '\n')
    done = subprocess.run(
        [
            sys.executable,
            '-m',
            'pip',
            'download',
            '--no-deps',
            '--no-binary',
            name,
            '--require-hashes',
            '-r',
            listing,
            '-d',
            folder,
            '--no-cache-dir',
            '--no-input',
            '--retries',
            '2',
            '--disable-pip-version-check',
        ],
        env={**os.environ, 'TMPDIR': folder},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        stdout=None if sys.stdout.isatty() else subprocess.DEVNULL,
    )  # pip's own progress bar
    archives = glob.glob(os.path.join(glob.escape(folder), f'{name}-*.tar.gz'))
    if done.returncode or not archives:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith('ERROR:')] or lines
        reason = errors[-1].removeprefix('ERROR: ').split('. ')[0] if errors else 'no reason given'
        raise UserError(f'pip could not download {requirement.split()[0]} ({reason})')
    return archives[0]


def download(url, path, tries=3):
    """Downloads a file; goes on where an earlier attempt broke off.

    What has come so far is in `path`.part, which stays when the download breaks off, and is renamed
    to `path` when its size is the one that the server told.

    Args:
      url: str.
      path: str, where the file is put.
      tries: int, so many times a connection may break off before it is given up.

    Raises:
      UserError: no network, an answer that is no file, or the connection broke off every time.
    """
    part = path + '.part'
    reason = ''
    for _ in range(tries):
        try:
            total = _continue(url, part)
        except urllib.error.HTTPError as error:
            if error.code != 416:
                raise UserError(f'{url} answers {error.code} {error.reason}') from error
            os.remove(part)  # more than the file: of another version, so from the beginning again
            continue
        except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
            if isinstance(error, OSError) and error.filename:  # the disk's fault, not the network's
                raise
            reason = str(getattr(error, 'reason', error))
            continue
        if total is None or os.path.getsize(part) == total:
            os.replace(part, path)
            return
        reason = f'{os.path.getsize(part)} of {total} bytes came'
        if os.path.getsize(part) > total:
            os.remove(part)
    kept = f'; {part} keeps what came, the same command goes on' if os.path.exists(part) else ''
    raise UserError(f'{url} could not be downloaded ({reason}){kept}')


def _continue(url, part):
    """One attempt: appends to `part` what comes. Returns the file's whole size, None if untold."""
    from tqdm import tqdm

    have = os.path.getsize(part) if os.path.exists(part) else 0
    request = urllib.request.Request(url, headers={'Range': f'bytes={have}-'} if have else {})
    with urllib.request.urlopen(request, timeout=60) as response:
        length = response.headers.get('Content-Length')
        total = int(length) if length else None
        if response.status == 206:
            told = re.fullmatch(r'bytes (\d+)-\d+/(\d+)', response.headers['Content-Range'] or '')
            if not told:
                raise http.client.HTTPException('a partial answer that does not say which part')
            start, total = map(int, told.groups())
        else:
            start = 0  # the server knows no ranges and sends the whole
        with (
            open(part, 'r+b' if start else 'wb') as file,
            tqdm(
                total=total,
                initial=start,
                unit='B',
                unit_scale=True,
                disable=None,
                desc=os.path.basename(url),
            ) as bar,
        ):
            file.seek(start)
            while block := response.read(1 << 18):
                file.write(block)
                bar.update(len(block))
            file.truncate()
    return total
