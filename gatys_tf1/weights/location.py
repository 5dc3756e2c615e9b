"""The folder that the default weights are in."""

import os

import platformdirs

VARIABLE = 'GATYS_TF1_CHECKPOINTS'  # environment variable that overrides it


def checkpoints_folder():
    """The folder of the default checkpoint, which need not exist yet.

    `GATYS_TF1_CHECKPOINTS` if that is set; `checkpoints/` if the package lies in a checkout that
    has one; else a folder in the user's cache.
    """
    if os.environ.get(VARIABLE):
        return os.path.abspath(os.path.expanduser(os.environ[VARIABLE]))
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    in_checkout = os.path.join(os.path.dirname(package), 'checkpoints')
    if os.path.isfile(os.path.join(in_checkout, 'README.md')):
        return in_checkout
    return os.path.join(platformdirs.user_cache_dir('gatys_tf1', appauthor=False), 'checkpoints')


def default_checkpoint():
    """The prefix of the default checkpoint, which need not exist yet."""
    return os.path.join(checkpoints_folder(), 'vgg_19.ckpt')
