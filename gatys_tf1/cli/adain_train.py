"""Trains AdaIN's decoder on a folder of content pictures and one of styles (Huang, Belongie 2017).

Without folders it trains on the painted samples and on pictures that happen to come with installed
packages: enough to try it out, but no more.
"""

import argparse

from gatys_tf1 import machine, workers
from gatys_tf1.adain import network, pictures, training, training_graph
from gatys_tf1.cli import arguments, cluster, types
from gatys_tf1.run import folder

DEFAULTS = training_graph.Settings()


def main():
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    args = arguments.parse(parser)
    arguments.check_needs(args, {
        'shorter_side': (args.shorter_side >= args.crop,
                         f'below --crop, which is {args.crop}: pictures are at least that large'),
    })  # fmt: skip
    task = cluster.task(args)
    if task and task.job == 'ps':
        cluster.serve(task)
    if task:
        cluster.check_batch(args, task)
        # The others' processors are not known here, and all have to compute alike.
        args.precision = 'float32' if args.precision == 'auto' else args.precision
    given = args.content_images, args.style_images
    files = [directory and pictures.find(directory) for directory in given]
    output = arguments.output(args, 'adain_train')._replace(image_every=args.save_every)
    if not task or task.leads:
        folder.check(output)
    config = arguments.config(args)
    sources = [source(paths, args, kind) for kind, paths in enumerate(files)]
    settings = training_graph.Settings(
        args.style_weight, args.learning_rate, args.decay, args.seed, args.keep, args.style_loss
    )
    if task and not task.leads:
        follow(args, sources, config, settings, task)
        return
    with folder.opened(output, config):
        if task:
            lead(args, sources, config, settings, task, output)
        else:
            graph = training_graph.build(
                lambda: pictures.batches(sources, args.batch), config, settings
            )
            train(lambda: training.train(graph, config, output, args.steps), args, sources, config)


def train(train_all, args, sources, config):
    """Announces the training, trains, and says where the results are."""
    if not args.quiet:
        print(f'adain_train: {args.crop}x{args.crop}, batches of {args.batch}, '
              f'{machine.device()}, {config.precision}')  # fmt: skip
        print(f'pictures:    {len(sources[0].paths)} contents, {len(sources[1].paths)} styles',
              flush=True)  # fmt: skip
    try:
        train_all()
    finally:
        print_skipped(sources)
    if not args.quiet:
        print(f'decoder:     {args.out}/decoder.npz')
        print(f'TensorBoard: {arguments.tensorboard(args.out)}')


def lead(args, sources, config, settings, task, output):
    """Trains as the chief of several workers."""
    from gatys_tf1.adain import replica_training  # imports TensorFlow: after --help

    replica, server = join(args, sources, config, settings, task)

    def train_all():
        replica_training.lead(replica, server, task, config, output, args.steps)

    train(train_all, args, sources, config)


def follow(args, sources, config, settings, task):
    """Trains as one of the other workers, which writes nothing."""
    from gatys_tf1.adain import replica_training

    replica, server = join(args, sources, config, settings, task)
    try:
        steps = replica_training.follow(replica, server, task, config, args.steps)
    finally:
        print_skipped(sources)
    if not args.quiet:
        print(f'worker:{task.index} ends: the decoder has had {steps} updates')


def join(args, sources, config, settings, task):
    """`(replica, server)` of a worker: its graph, and its server, which is running."""
    from gatys_tf1.adain import replicas

    cluster.warn(task)
    server = workers.join(task, machine.session_config())
    count = len(task.cluster['worker'])
    if not args.quiet:
        print(f'worker:{task.index}:   one of {count}, at {task.address}; each sees '
              f'{args.batch // count} of the {args.batch} crops of a step', flush=True)  # fmt: skip
    replica = replicas.build(
        lambda: pictures.batches(sources, args.batch // count, task.index, count),
        config,
        settings,
        task,
    )
    return replica, server


def add_arguments(parser):
    """Adds every argument to the parser."""
    add = parser.add_argument_group('training').add_argument
    add('--content-images', metavar='DIR', help='folder of photographs, such as MS-COCO')
    add('--style-images', metavar='DIR', help='folder of paintings, such as WikiArt')
    add('--steps', type=types.positive, default=160_000,
        help='updates of the decoder in total; default 160000')  # fmt: skip
    add('--batch', type=types.positive, default=8, help='crops per step; default 8')
    add('--crop', type=crop_side, default=256, metavar='PIXELS',
        help='side of the random crops; default 256')  # fmt: skip
    add('--style-weight', type=types.factor, default=DEFAULTS.style_weight, metavar='W',
        help=f'lambda (equation 11); default {DEFAULTS.style_weight:g}')  # fmt: skip
    add('--style-loss', choices=['moments', 'gram'], default=DEFAULTS.style_loss,
        help='compare means and deviations (equation 13, the default), or Gram matrices',
    )  # fmt: skip
    arguments.add_folder_arguments(parser)
    add = parser.expert('training, in detail')
    add('--shorter-side', type=types.side, default=512, metavar='PIXELS',
        help='pictures are resized to this shorter side before they are cropped; default 512, '
        'or --crop if that is larger')  # fmt: skip
    add('--learning-rate', type=types.factor, default=DEFAULTS.learning_rate, metavar='RATE',
        help=f"Adam's, at the start; default {DEFAULTS.learning_rate:g}")  # fmt: skip
    add('--decay', type=types.weight, default=DEFAULTS.decay,
        help=f'the rate falls as 1 / (1 + decay * step); default {DEFAULTS.decay:g}')  # fmt: skip
    add('--seed', type=types.natural, default=DEFAULTS.seed,
        help="of the decoder's initial weights, the order and the crops; default 0")  # fmt: skip
    add('--log-every', type=types.positive, default=10, metavar='N',
        help='write the losses every N steps; default 10')  # fmt: skip
    add('--save-every', type=types.positive, default=500, metavar='N',
        help='write a picture, the decoder and the state every N steps; default 500')  # fmt: skip
    add('--keep', type=types.positive, default=DEFAULTS.keep, metavar='N',
        help=f'keep the newest N states; default {DEFAULTS.keep}')  # fmt: skip
    arguments.add_network_arguments(add)
    cluster.add_flags(parser.expert('several processes'))


def source(paths, args, kind):
    """The pictures of these files, or of what is at hand; UserError if none can be used."""
    painted = None if paths else pictures.painted_samples()
    paths = paths or pictures.shipped()
    found = pictures.source(paths, args.crop, args.shorter_side, 2 * args.seed + kind, painted)
    pictures.sample(found, 0)
    return found


def crop_side(text):
    """An argument that is a number of pixels that the decoder can make: a multiple of 8."""
    side = types.side(text)
    if side % network.STRIDE or side < network.LEAST_SIDE:
        raise argparse.ArgumentTypeError(f'{text} is not 16, 24, 32, ..., a multiple of 8')
    return side


def print_skipped(sources):
    """Names every file that was tried and not used, and why."""
    for kind, its_source in zip(('content', 'style'), sources):
        if its_source.skipped:
            count = len(its_source.paths)
            print(f'skipped {len(its_source.skipped)} of {count} {kind} pictures:')
            for path, why in sorted(its_source.skipped.items()):
                print(f'  {path}: {why}')
