"""Flags that several commands have word for word, and that stand in no group of arguments.py."""


def add_checkpoint(add):
    """Adds --checkpoint, by a parser's or a group's `add_argument`."""
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')


def add_decoder(add):
    """Adds --decoder, of AdaIN."""
    add('--decoder', metavar='PATH',
        help='decoder.npz, folder of a training run, or checkpoint; default: the one that comes '
        'with the package')  # fmt: skip
