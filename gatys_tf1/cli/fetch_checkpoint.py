"""Fetches or converts the VGG-19 weights: writes checkpoints/vgg_19.ckpt and its manifest."""

import argparse


def main():
    args = parse()
    from gatys_tf1.weights import fetch  # imports TensorFlow: after --help

    fetch.fetch_weights(args.out, full=args.full, source=args.source)


def parse(argv=None):
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(
        description='Writes the VGG-19 weights as a slim checkpoint, with a manifest beside it. '
        'Without options, it fetches the sixteen convolution layers, a download of 75 MB. '
        'Weights by the Visual Geometry Group, Oxford, CC BY 4.0.'
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        '--full',
        action='store_true',
        help='all nineteen layers, with fc6, fc7 and fc8, from the official slim archive (550 MB); '
        'an interrupted download is resumed',
    )
    way.add_argument(
        '--from',
        dest='source',
        metavar='FILE',
        help='convert your own file: Keras .h5, slim .ckpt (V1 or V2), the official .tar.gz, or '
        "MatConvNet's imagenet-vgg-verydeep-19.mat",
    )
    parser.add_argument(
        '--out',
        metavar='PREFIX',
        help='where to write; default vgg_19.ckpt in the checkpoints folder',
    )
    return parser.parse_args(argv)
