"""Writes AdaIN as a model for other programs: SavedModel, frozen graph, TFLite or ONNX.

The model takes `content` and `style`, float32 [1, height, width, 3], RGB, 0..255, and `alpha`, a
float32 scalar from 0 to 1, and gives `result`. It needs nothing of this package.
"""

import argparse
import os

from gatys_tf1 import vgg
from gatys_tf1.adain import decoder_file, export
from gatys_tf1.cli import flags, types
from gatys_tf1.weights import checkpoint


def main():
    args = parse()
    export.check(args.out, args.format)
    decoder = decoder_file.load(args.decoder)
    config = vgg.Config(checkpoint.find(args.checkpoint))
    export.export(args.out, args.format, config, decoder, args.size, args.style_size)
    print(f'{args.format}: {args.out}, {megabytes(args.out):.1f} MB')


def parse():
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--format', choices=list(export.FORMATS), required=True,
        help='savedmodel: a folder for TensorFlow and TensorFlow Serving; frozen: a GraphDef with '
        'the weights as constants; tflite: for phones; onnx: for ONNX Runtime and others',
    )  # fmt: skip
    add('--out', metavar='PATH', help='default adain, adain.pb, adain.tflite or adain.onnx')
    add('--size', nargs=2, type=types.side, default=export.FREE, metavar=('HEIGHT', 'WIDTH'),
        help='fix the size of content and result; default: free')  # fmt: skip
    add('--style-size', nargs=2, type=types.side, default=export.FREE,
        metavar=('HEIGHT', 'WIDTH'), help='fix the size of the style; default: free')  # fmt: skip
    flags.add_decoder(add)
    flags.add_checkpoint(add)
    args = parser.parse_args()
    args.out = args.out or f'adain{export.FORMATS[args.format]}'
    return args


def megabytes(path):
    """The size of a file, or of a folder's files."""
    files = [path]
    if os.path.isdir(path):
        files = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]
    return sum(map(os.path.getsize, files)) / 1e6
