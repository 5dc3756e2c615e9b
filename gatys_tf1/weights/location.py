"""The folder that the default weights are in."""

import os

import platformdirs

from gatys_tf1.errors import UserError

VARIABLE = 'GATYS_TF1_CHECKPOINTS'  # environment variable that overrides it


def fetch_command():
    """The command that fetches or converts weights, as a person types it here."""
    return 'scripts/fetch_checkpoint.py' if _checkout() else 'gatys-tf1 weights'


def _checkout():
    """The `checkpoints/` of the checkout that the package lies in, or None."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folder = os.path.join(os.path.dirname(package), 'checkpoints')
    return folder if os.path.isfile(os.path.join(folder, 'README.md')) else None


def checkpoints_folder():
    """The folder of the default checkpoint, which need not exist yet.

    `GATYS_TF1_CHECKPOINTS` if that is set; `checkpoints/` if the package lies in a checkout that
    has one; else a folder in the user's cache.
    """
    if os.environ.get(VARIABLE):
        return os.path.abspath(os.path.expanduser(os.environ[VARIABLE]))
    if _checkout():
        return _checkout()
    try:
        cache = platformdirs.user_cache_dir('gatys_tf1', appauthor=False)
    except RuntimeError:  # what older versions return begins with ~
        cache = '~'
    if not os.path.isabs(cache):
        raise UserError(
            'there is no home directory to keep the weights in: name a folder in the environment '
            f'variable {VARIABLE}'
        )
    return os.path.join(cache, 'checkpoints')


def default_checkpoint():
    """The prefix of the default checkpoint, which need not exist yet."""
    return os.path.join(checkpoints_folder(), 'vgg_19.ckpt')
