"""What the scripts of gradient ascent share: arguments, and the way from them to a sheet."""

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import common
import experiment
import forecast

from gatys_tf1 import (
    checkpoint,
    dream,
    folder,
    machine,
    run,
    samples,
    sheets,
    tiles,
    transfer,
    vgg,
)
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf


class Part(NamedTuple):
    """One run of the script, and one panel of its sheet."""

    title: str  # above its picture
    sizes: list  # (height, width) of each octave; the last is the result's
    build: Callable  # number of the octave -> dream.Graph
    start: tuple  # ('white_noise' or 'image', float32 [1, h, w, 3] of the first octave's size)
    layer: str  # the deepest


def add_arguments(parser, size, steps, jitter, l2, image=True):
    """Adds the arguments that all three scripts take; the others are their defaults."""
    add = parser.add_argument
    if image:
        add('--image', help='the picture; default a painted coast')
    add('--size', type=common.positive, default=size, help='long side in pixels')
    add('--steps', type=common.positive, default=steps, help='of all octaves together')
    add('--step-size', type=common.factor, default=1.5, help='pixel values a step, on average')
    add('--jitter', type=int, default=jitter, metavar='PIXELS',
        help='each step sees the picture moved by up to so much')  # fmt: skip
    add('--l2', type=float, default=l2, help='weight of the mean squared distance from gray')
    add('--seed', type=int, default=0, help='of the noise and the jitter')
    add('--pool', choices=['max', 'avg'], default='max')
    add('--precision', choices=['auto', 'float32', 'bfloat16'], default='auto',
        help='of the convolutions; auto: bfloat16 if the processor has it in hardware')  # fmt: skip
    add('--ignore-memory', action='store_true', help='run even if the memory seems too small')
    add('--log-every', type=common.positive, default=1, metavar='N', help='values every N steps')
    add('--image-every', type=int, default=50, metavar='N',
        help='image_<step>.png and the state every N steps; 0: only at the end')  # fmt: skip
    add('--out', help='folder of the run; default runs/<script>-<time>')
    add('--resume', action='store_true', help='go on with the run in --out, with its arguments')
    add('--overwrite', action='store_true', help='replace the run in --out')
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')
    add('--quiet', action='store_true', help='print no progress')
    # What common.py asks for and these scripts do not have.
    parser.set_defaults(height=None, width=None, scales=None, preset=None)


def add_octaves(parser, count):
    add = parser.add_argument
    add('--octaves', type=common.positive, default=count, help='sizes, from small to large')
    add('--octave-scale', type=common.factor, default=1.4, metavar='FACTOR',
        help='of the side from one octave to the next')  # fmt: skip


def octaves(args, height, width, layer):
    """The sizes of the octaves; one that is too small for `layer`, or for anything, is left out."""
    if args.octave_scale <= 1:
        raise UserError(f'--octave-scale {args.octave_scale} does not grow: give more than 1')
    least = max(64, architecture.smallest_side(layer))
    return dream.octave_sizes(height, width, args.octaves, args.octave_scale, least)


def network(args):
    """The network that the arguments name, its weights found or fetched."""
    return transfer.Network(
        checkpoint.find(args.checkpoint), args.pool, 'vgg', machine.precision(args.precision)
    )


def picture(args):
    """The picture that `--image` names, or the painted coast: float32 `[1, h, w, 3]`."""
    return common.picture(args.image, samples.coastal_scene, args)


def execute(name, args, vgg_network, parts, optimizer, heading, panels=()):
    """Runs each part in a folder, and draws the results as a sheet.

    Args:
      name: str, the script's.
      args: the parsed arguments.
      vgg_network: a `transfer.Network`.
      parts: dict of name to `Part`. One has its run in the folder itself, several in folders of
        these names below it.
      optimizer: 'lbfgs', or a generator function like `dream.ascent(...)`.
      heading: str, of the sheet.
      panels: list of `sheets.Panel`, drawn before the results.

    Returns:
      the exit code.
    """
    args.out = args.out or experiment.default_folder(name)
    folder.new(args.out, args.resume, args.overwrite)
    outs = {part: os.path.join(args.out, part) if len(parts) > 1 else args.out for part in parts}
    announce(name, args, vgg_network, parts, optimizer)
    first = next(iter(parts.values())).build(0)  # only now can nothing that was given be wrong
    del first
    for out in {args.out, *outs.values()}:
        os.makedirs(out, exist_ok=True)
        if args.overwrite:
            folder.clear(out)
        folder.write_config(out, vars(args), vgg_network)
    called = 'loss' if optimizer == 'lbfgs' else 'objective'
    for part, out in outs.items():
        scales, start = scales_of(parts[part], args, out), parts[part].start
        try:
            image_value = run.optimise(scales, vgg_network, start, out, optimizer, args.log_every,
                                       args.image_every, args.quiet, called=called)  # fmt: skip
        except run.Stopped:
            print(f'stopped; to go on: {sys.executable} {sys.argv[0]} --out {args.out} --resume')
            return 130
        panels = [*panels, sheets.Panel(parts[part].title, image_value)]
    sheet = os.path.join(args.out, 'sheet.png')
    sheets.save(sheet, heading, panels, columns=6)
    if not args.quiet:
        print(f'sheet:       {sheet}')
        for out in outs.values():
            print(f'picture:     {out}/final.png')
        print(f'TensorBoard: {experiment.beside_python("tensorboard")} --logdir {args.out}')
    return 0


def scales_of(part, args, out):
    """The octaves of a part as the scales of a run, without those that a resumed one has left."""
    count = len(part.sizes)
    scales = [
        run.Scale(lambda octave=octave: part.build(octave), args.steps[0] * (octave + 1) // count)
        for octave in range(count)
    ]
    state = tf.train.latest_checkpoint(os.path.join(out, 'state'))
    if state is None:
        return scales
    reached = tuple(tf.train.load_variable(state, 'image').shape[1:3])
    return [scale for scale, size in zip(scales, part.sizes) if size >= reached]


def announce(name, args, vgg_network, parts, optimizer):
    """Prints what is about to run, and refuses what the memory cannot hold."""
    memory, seconds = 0.0, 0.0
    for part in parts.values():
        for height, width in part.sizes:
            tiling = tiles.tiling(height, width, getattr(args, 'tile', None), part.layer)
            needed = machine.expected_memory(*tiling.shape, vgg_network.precision)
            one = machine.expected_seconds(*tiling.shape, part.layer, vgg_network.precision)
            memory = max(memory, needed)
            seconds += one * len(tiling.tiles) * args.steps[0] / len(part.sizes)
    free = machine.free_memory()
    (height, width), size = part.sizes[-1], f'{part.sizes[-1][1]}x{part.sizes[-1][0]}'
    if free is not None and memory > free and not args.ignore_memory:
        help = 'a smaller --size' + (' or --tile takes' if hasattr(args, 'tile') else ' takes')
        raise UserError(
            f'{size} takes about {memory / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free: '
            f'{help} less; --ignore-memory tries all the same'
        )
    if not args.quiet:
        print(f'{name}: {size}, {machine.device()}, {vgg_network.precision}')
        print(f'expected:    {memory / 1e9:.1f} GB of memory, {forecast.duration(seconds)}')
        sys.stdout.flush()
