#!/usr/bin/env python3
"""Trains AdaIN's decoder on a folder of content pictures and one of styles (Huang, Belongie 2017).

Without folders it trains on the painted samples and on pictures that installed packages ship: so
few that it is for trying out only.
"""

import argparse
import os
import sys

import common
import experiment

from gatys_tf1 import (
    adain,
    adain_training,
    checkpoint,
    folder,
    machine,
    pictures,
    run,
    transfer,
)
from gatys_tf1.errors import UserError, run_script

MAY_CHANGE = {'steps', 'log_every', 'save_every', 'out', 'resume', 'overwrite', 'quiet'}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add(
        '--content-images',
        type=os.path.abspath,
        metavar='DIR',
        help='folder of photographs, as MS-COCO',
    )
    add(
        '--style-images',
        type=os.path.abspath,
        metavar='DIR',
        help='folder of paintings, as WikiArt',
    )
    add('--steps', type=common.positive, default=160_000, help='updates of the decoder, in all')
    add('--batch', type=common.positive, default=8)
    add('--crop', type=crop_side, default=256, metavar='PIXELS', help='side of the random crops')
    add('--shorter-side', type=common.positive, default=512, metavar='PIXELS',
        help='to which pictures are resized before, keeping the aspect')  # fmt: skip
    add('--style-weight', type=common.factor, default=10.0, help='lambda')
    add('--learning-rate', type=common.factor, default=1e-4, help='of Adam, at the start')
    add('--decay', type=float, default=5e-5, help='the rate falls as 1 / (1 + decay * step)')
    add('--seed', type=int, default=0, help='of the decoder, the order and the crops')
    add('--precision', choices=['auto', 'float32', 'bfloat16'], default='auto',
        help='of the convolutions; auto: bfloat16 if the processor has it in hardware')  # fmt: skip
    add('--log-every', type=common.positive, default=10, metavar='N', help='losses every N steps')
    add('--save-every', type=common.positive, default=500, metavar='N',
        help='picture, decoder and state every N steps')  # fmt: skip
    add('--keep', type=common.positive, default=3, metavar='N', help='the newest N states')
    add('--out', help='folder of the run; default runs/adain-<time>')
    add('--resume', action='store_true', help='go on with the run in --out, with its arguments')
    add('--overwrite', action='store_true', help='replace the run in --out')
    add(
        '--checkpoint',
        type=os.path.abspath,
        help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt',
    )
    add('--quiet', action='store_true', help='print no progress')
    args = parse(parser)

    weights = checkpoint.find(args.checkpoint)
    files = [d and pictures.find(d) for d in (args.content_images, args.style_images)]
    if args.out:
        folder.new(args.out, args.resume, args.overwrite)
    sources = [source(paths, args, kind) for kind, paths in enumerate(files)]
    args.out = args.out or experiment.default_folder('adain')
    precision = machine.precision(args.precision)
    training = adain.training_graph(
        lambda: pictures.batches(sources, args.batch), args.style_weight, args.learning_rate,
        args.decay, precision, args.keep, args.seed,
    )  # fmt: skip
    if args.overwrite:
        folder.clear(args.out)
    folder.write_config(args.out, vars(args), transfer.Network(weights, precision=precision))
    if not args.quiet:
        print(f'adain: {args.crop}x{args.crop}, batches of {args.batch}, {machine.device()}, '
              f'{precision}')  # fmt: skip
        print(
            f'pictures:    {len(sources[0].paths)} contents, {len(sources[1].paths)} styles',
            flush=True,
        )
    try:
        adain_training.train(training, weights, args.out, args.steps, args.log_every,
                             args.save_every, args.quiet)  # fmt: skip
    except run.Stopped:
        print(f'stopped; to go on: {sys.executable} {sys.argv[0]} --out {args.out} --resume')
        return 130
    finally:
        say_skipped(sources)
    if not args.quiet:
        print(f'decoder:     {args.out}/decoder.npz')
        print(f'TensorBoard: {experiment.beside_python("tensorboard")} --logdir {args.out}')
    return 0


def parse(parser):
    """The arguments; of a run that is resumed, those that it began with."""
    args = parser.parse_args()
    if args.resume:
        if not args.out:
            parser.error('--resume needs --out, the folder of the run to go on with')
        saved = folder.read_config(args.out)['arguments']
        own = ('out', 'resume', 'overwrite', 'quiet')
        parser.set_defaults(**{name: saved[name] for name in saved if name not in own})
        args = parser.parse_args()
        changed = [n for n in saved if n not in MAY_CHANGE and getattr(args, n) != saved[n]]
        if changed:
            raise UserError(
                f'a resumed run cannot change --{changed[0].replace("_", "-")}: '
                'leave it out, or start anew in another folder'
            )
    return args


def source(paths, args, kind):
    """The pictures of these files, or of what is at hand; UserError if none can be used."""
    painted = None if paths else pictures.painted_samples()
    paths = paths or pictures.shipped()
    found = pictures.source(paths, args.crop, args.shorter_side, 2 * args.seed + kind, painted)
    pictures.sample(found, 0)
    return found


def crop_side(text):
    """An argument that is a number of pixels that the decoder can make: a multiple of 8."""
    if int(text) % adain.STRIDE or int(text) < adain.LEAST_SIDE:
        raise argparse.ArgumentTypeError(f'{text} is not 16, 24, 32, ..., a multiple of 8')
    return int(text)


def say_skipped(sources):
    """Names every file that was met and not used, and why."""
    for kind, source in zip(('content', 'style'), sources):
        if source.skipped:
            print(f'skipped {len(source.skipped)} of {len(source.paths)} {kind} pictures:')
            for path, why in sorted(source.skipped.items()):
                print(f'  {path}: {why}')


if __name__ == '__main__':
    run_script(main)
