"""Flags that several commands have word for word, and that stand in no group of arguments.py."""

from gatys_tf1.cli import types


def add_checkpoint(add):
    """Adds --checkpoint, by a parser's or a group's `add_argument`."""
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')


def add_target(add):
    """Adds --target."""
    add('--target', type=types.target, default='', metavar='grpc://HOST:PORT',
        help='run on this worker; local: in this process, the default')  # fmt: skip


def add_decoder(add):
    """Adds --decoder, of AdaIN."""
    add('--decoder', metavar='PATH',
        help='decoder.npz, folder of a training run, or checkpoint; default: the one that comes '
        'with the package')  # fmt: skip
