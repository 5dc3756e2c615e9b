"""Paints a video in the manner of a picture, without flicker (Ruder, Dosovitskiy, Brox, 2016).

Each frame starts from the one before, moved along with the picture, and is held to it wherever it
shows the same thing.
"""

import contextlib
import os

from gatys_tf1 import architecture, forecast, lbfgs, machine, samples
from gatys_tf1.adain import api as adain
from gatys_tf1.adain import network
from gatys_tf1.cli import arguments, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.folder import Output
from gatys_tf1.samples import clips as painted
from gatys_tf1.video import clip, frames, graph, program, run

SIZE = 256  # pixels, the long side
PAINTED, PAINTED_RATE = 12, 10  # frames of the painted clip, in all and per second
STEADINESS = 0.7  # AdaIN's share of earlier results
FLOW_SECONDS = 1.2e-6  # per pixel and reference: two flows, a warp, the weights
TYPICAL = (85, 36)  # steps after which frames stop by themselves


def main():
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    args = arguments.parse(parser)
    check(args)
    problem = prepare(args)
    output = its_output(args)
    program.check(problem, output, args.method == 'gatys')
    announce(args, problem)
    with stylise(args, problem) as paint:
        video, notes = program.style_video(problem, output, paint, args.steadiness)
    for note in notes:
        print(f'note:        {note}')
    if not args.quiet:
        print(f'video:       {args.out}/final.mp4, {len(video.pictures)} frames')
        print(f'TensorBoard: {arguments.tensorboard(args.out)}')


# fmt: off
def add_arguments(parser):
    """Adds every argument to the parser."""
    weights, settings = graph.Weights(), run.Settings()
    add = parser.add_argument_group('the video').add_argument
    add('--video', metavar='PATH', help='video, GIF or folder of frames; default: a painted clip')
    add('--style', nargs='+', metavar='FILE',
        help='picture whose style is taken, or several, blended; default a painted night sky')
    add('--size', type=types.side, help=f'long side of the result in pixels; default {SIZE}')
    add('--from', dest='first', type=types.positive, default=1, metavar='N',
        help='number of the first frame, from 1')
    add('--to', type=types.positive, metavar='N',
        help='number of the last frame; default: all')
    add('--every', type=types.positive, default=1, metavar='N', help='take each N-th frame only')
    add('--fps', type=types.factor, metavar='RATE',
        help=f'frames per second of a folder; default {frames.RATE}')
    add = parser.add_argument_group('how it is painted').add_argument
    add('--method', choices=['gatys', 'adain'], default='gatys',
        help='gatys optimises every frame; adain paints it in one pass and steadies the result')
    add('--style-weight', type=types.weight, default=weights.style, metavar='W',
        help=f'beta; default {weights.style:g}')
    add('--temporal-weight', type=types.weight, default=weights.temporal, metavar='W',
        help='gamma: how firmly a frame is held to the ones before; 0: not at all; '
        f'default {weights.temporal:g}')
    add('--steps', type=types.step_counts, default=list(program.STEPS), metavar='N[,N]',
        help='the most steps of a frame that starts by itself, as the first does, and of the '
        'others; a frame ends early when 10 steps gain less than 1 %%; '
        f'default {program.STEPS[0]},{program.STEPS[1]}')
    add('--passes', type=types.positive, default=1, metavar='N',
        help='sweeps over the video, alternately forwards and backwards; default 1')
    arguments.add_folder_arguments(parser)
    add = parser.expert('how it is painted, in detail')
    add('--init', choices=['warped', 'previous', 'content', 'noise'], default=settings.init,
        help='start of a frame: the result before it, warped (the default) or as it is; the frame '
        'itself; noise')
    add('--seed', type=types.natural, default=0, help='of the noise; default 0')
    add('--long-term', type=types.step_counts, default=list(settings.offsets), metavar='N[,N...]',
        help='how many frames back the results lie to which a frame is held; default '
        f'{",".join(map(str, settings.offsets))}; 1: only the one before')
    add('--pass-blend', type=types.share, default=settings.blend, metavar='SHARE',
        help="with --passes: the neighbour's share in a frame's start; "
        f'default {settings.blend}')
    add('--content-weight', type=types.weight, default=weights.content, metavar='W',
        help='alpha; default 1')
    add('--tv-weight', type=types.weight, default=0.0, metavar='W',
        help='weight of total variation, which smooths the result; default 0')
    add('--style-scale', type=types.factor, default=1.0, metavar='FACTOR',
        help="the style's size relative to the video; larger means larger strokes")
    add('--pool', choices=['avg', 'max'], default='avg', help='default avg')
    add('--low-memory', action='store_true', help='recompute activations in the backward pass')
    add('--steadiness', type=types.share, default=STEADINESS, metavar='SHARE',
        help="with --method adain: earlier results' share where they apply; "
        f'default {STEADINESS}')
    add('--decoder', metavar='PATH', help='with --method adain: see adain_stylize.py')
    add('--image-every', type=types.natural, default=10, metavar='N',
        help='show every N-th frame, its flow and weights in TensorBoard; 0: none; default 10')
    add('--ignore-memory', action='store_true', help='run even if memory seems insufficient')
    arguments.add_network_arguments(add)
    flags.add_target(add)
# fmt: on


def check(args):
    """Refuses arguments that contradict each other or have no effect."""
    if args.to is not None and args.to < args.first:
        raise UserError(f'--to {args.to} comes before --from {args.first}')
    if len(args.steps) > 2:
        raise UserError('--steps takes one number or two: for the first frame, and for later ones')
    if sorted(set(args.long_term)) != args.long_term:
        raise UserError('--long-term goes from near to far: 1,10,20')
    optimised = args.method == 'gatys', 'with --method adain, which optimises nothing'
    single = args.passes == 1, 'with --passes, whose first sweep starts from the frames'
    arguments.check_needs(args, {
        **dict.fromkeys(
            ['style_weight', 'temporal_weight', 'steps', 'passes', 'content_weight', 'tv_weight',
             'pool', 'low_memory', 'ignore_memory', 'init', 'seed'],
            optimised,
        ),
        'steadiness': (args.method == 'adain', 'without --method adain'),
        'decoder': (args.method == 'adain', 'without --method adain'),
        'pass_blend': (args.passes > 1, 'without --passes'),
    })  # fmt: skip
    arguments.check_needs(args, {
        'init': single,
        'seed': (args.init == 'noise', 'without --init noise'),
        'fps': (args.video and os.path.isdir(args.video), 'without a folder of frames as --video'),
    })  # fmt: skip


def prepare(args):
    """The `program.Problem` that the arguments describe."""
    cut = clip.Cut(args.size, args.first, args.to, args.every)
    if args.video:
        source = frames.source(args.video, args.fps)
        size = args.size or min(SIZE, max(source.size))
    else:
        size = args.size or SIZE
        source = painted.moving_objects(PAINTED, round(size * 0.75), size).frames
        source = clip.chosen(source, cut, 'the painted clip')
    config = arguments.config(args)
    if args.method == 'adain':
        config = config._replace(pool='max')
    long_side = round(args.style_scale * (adain.STYLE_SIZE if args.method == 'adain' else size))
    arguments.check_style_size(long_side, args.style_scale)
    styles = [
        Style(arguments.picture(path, samples.night_sky, long_side))
        for path in args.style or [None]
    ]
    steps = (args.steps * 2)[:2]
    return program.Problem(
        source, styles, config,
        cut._replace(size=size),
        run.Settings(tuple(args.long_term), args.init, args.seed, args.passes, args.pass_blend),
        graph.Weights(args.content_weight, args.style_weight, args.temporal_weight, args.tv_weight),
        tuple(steps), args.low_memory, PAINTED_RATE,
    )  # fmt: skip


def its_output(args):
    """The run's `Output`; `args.out` gets its default."""
    args.out = args.out or arguments.default_folder('style_video')
    return Output(
        args.out, image_every=args.image_every, quiet=args.quiet, resume=args.resume,
        overwrite=args.overwrite, arguments=arguments.arguments(args),
    )  # fmt: skip


@contextlib.contextmanager
def stylise(args, problem):
    """Yields AdaIN's function of a frame; or None where each frame is optimised."""
    if args.method == 'gatys':
        yield None
        return
    with adain.Stylizer(args.decoder, problem.config) as stylizer:
        yield stylizer.painter([style.image for style in problem.styles])


def announce(args, problem):
    """Prints what is about to run and what it will take; refuses what does not fit into memory."""
    height, width = program.size(problem)
    precision, source = problem.config.precision, problem.source
    count = len(source) if isinstance(source, list) else clip.expected(source, problem.cut)
    expected = forecast.duration(seconds(args, problem, count)) if count else 'unknown time'
    if args.method == 'gatys':
        vectors = lbfgs.vectors(height, width, precision) + 2 * len(args.long_term)
        needed = forecast.memory(height, width, precision, args.low_memory, vectors)
        expected = f'{needed / 1e9:.1f} GB of memory, {expected}'
        if not args.ignore_memory and not args.target:  # a worker's memory is not known here
            helps = ['a smaller --size'] + ['--low-memory'] * (not args.low_memory)
            forecast.check_memory(needed, (height, width), helps)
    if args.quiet:
        return
    many = f'{count} frames' if count else 'an unknown number of frames'
    device = machine.device(args.target)
    print(f'style_video: {width}x{height}, {many}, {device}, {precision}, {args.method}')
    print(f'expected:    {expected}', flush=True)


def seconds(args, problem, count):
    """An estimate of the time that a run takes on this machine.

    Args:
      args: from `arguments.parse`.
      problem: `program.Problem`.
      count: int, frames.

    Returns:
      float, seconds.
    """
    height, width = program.size(problem)
    flows = FLOW_SECONDS * height * width * len(args.long_term) * count * args.passes
    if args.method == 'adain':  # encoder and decoder, which mirrors it: as a step forward and back
        deepest = network.ENCODED
    else:
        deepest = architecture.deepest(graph.STYLE_LAYERS)
    step = forecast.seconds(height, width, deepest, problem.config.precision, args.target)
    if args.method == 'adain':
        return flows + step * count
    alone, later = (min(pair) for pair in zip(problem.steps, TYPICAL))
    if args.init in ('content', 'noise'):
        return step * alone * count
    first = count if args.passes > 1 else 1
    return flows + step * (alone * first + later * (count * args.passes - first))
