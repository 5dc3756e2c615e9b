"""What the three experiments share: their arguments, and the pictures that these name."""

import argparse
import os

import numpy as np

from gatys_tf1 import folder, images, vgg
from gatys_tf1.errors import UserError

STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')
BLOG = dict(
    preprocess='raw', pool='max', height=224, width=224, optimizer='adam', learning_rate=0.1,
    init='noise',
)  # fmt: skip
GATYS = dict(preprocess='vgg', pool='avg', size=512, optimizer='lbfgs', init='noise', steps=1000)
MAY_CHANGE = {
    'steps', 'log_every', 'image_every', 'out', 'resume', 'overwrite', 'quiet', 'precision',
    'low_memory', 'profile', 'ignore_memory',
}  # fmt: skip


def add_arguments(parser, init, steps, pool='avg'):
    """Adds the arguments that all three experiments take; the others are their defaults."""
    add = parser.add_argument
    add('--size', type=positive, help='long side in pixels, keeping the aspect; default 224')
    add('--height', type=positive, help='exact height, with --width; squashes the picture')
    add('--width', type=positive, help='exact width, with --height')
    add('--scales', type=sizes, metavar='A,B,C',
        help='coarse to fine: long sides, each scale going on from the one before')  # fmt: skip
    add('--preprocess', choices=['vgg', 'raw'], default='vgg',
        help='vgg subtracts the mean colour; raw feeds 0..255, as the blog does')  # fmt: skip
    add('--pool', choices=['avg', 'max'], default=pool, help='avg (paper) or max (blog)')
    add(
        '--init', default=init, help='start: noise (0..255), noise01 (0..1), content, style or FILE'
    )
    add('--init-noise', type=share, default=0.0, metavar='SHARE',
        help='this share of the start is white noise, 0..1')  # fmt: skip
    add('--noise', choices=['uniform', 'gaussian'], default='uniform',
        help='white noise: uniform over 0..255, or a faint one about the mean colour')  # fmt: skip
    add('--seed', type=int, default=0, help='of the white noise')
    add('--tv-weight', type=weight, default=0.0, metavar='W',
        help='of total variation, which smooths')  # fmt: skip
    add('--tv-kind', choices=['squared', 'absolute'], default='squared',
        help='squared smooths everything a little, absolute keeps edges')  # fmt: skip
    add('--optimizer', choices=['lbfgs', 'adam'], default='lbfgs')
    add('--learning-rate', type=float, default=10.0, help='of Adam, in pixel values')
    add('--steps', type=step_counts, default=steps, metavar='N[,N...]',
        help='evaluations of loss and gradient; with --scales one number for each, '
        'or the first, and each next scale half as many')  # fmt: skip
    add('--precision', choices=['auto', 'float32', 'bfloat16'], default='auto',
        help='of the convolutions; auto: bfloat16 if the processor has it in hardware')  # fmt: skip
    add(
        '--low-memory',
        action='store_true',
        help='compute activations again going backwards: less memory, up to 1.6 times the time',
    )
    add('--ignore-memory', action='store_true', help='run even if the memory seems too small')
    add('--log-every', type=positive, default=1, metavar='N', help='losses every N steps')
    add('--image-every', type=int, default=50, metavar='N',
        help='image_<step>.png and the state every N steps; 0: only at the end')  # fmt: skip
    add('--out', help='folder of the run; default runs/<experiment>-<time>')
    add('--resume', action='store_true', help='go on with the run in --out, with its arguments')
    add('--overwrite', action='store_true', help='replace the run in --out')
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')
    add(
        '--profile',
        type=int,
        metavar='STEP',
        help='time each operation of that step: a table, and in the graph of TensorBoard',
    )
    add('--quiet', action='store_true', help='print no progress')


def add_content_reduction(parser):
    parser.add_argument(
        '--content-reduction', choices=['mean', 'sum'], default='mean',
        help='content loss: mean squared error (blog), or half the sum (paper, equation 1)',
    )  # fmt: skip


def add_layer_weights(parser):
    parser.add_argument(
        '--layer-weights', choices=['channels', 'equal'], default='channels',
        help='weights w_l of the style layers: 1/L each (paper), or in proportion to 1/channels^2',
    )  # fmt: skip


def tv_weights(args):
    """The part of total variation in the objective; see `objective.Objective`."""
    return dict(tv_weight=args.tv_weight, tv_kind=args.tv_kind)


def style_weights(layers, args):
    """The weights `w_l` of equation 5: a dict of layer to float.

    A layer in `layers`, a dict, either brings its weight or None, and then has the one that
    `--layer-weights` says.

    'equal' is 1/L, as in the paper, whose network is rescaled to even activations. In the original
    network the deep layers' E_l are far larger; 'channels' divides by the squared number of
    channels, as the authors' later code does (docs/deviations.md), and is scaled so that
    a layer with 64 channels weighs 1/L.
    """
    vgg.check_layers(list(layers))
    equal = args.layer_weights == 'equal'
    found = {x: (1 if equal else (64 / vgg.channels(x)) ** 2) / len(layers) for x in layers}
    return found | {layer: own for layer, own in layers.items() if own is not None}


def parse(parser, presets):
    """Parses the command line: defaults, then a preset or the resumed run, then explicit flags.

    Args:
      parser: an `ArgumentParser` after `add_arguments`.
      presets: dict of preset name to dict of argument values; empty for none.

    Returns:
      the `argparse.Namespace`.
    """
    if presets:
        parser.add_argument(
            '--preset', choices=list(presets), help='arguments of the blog or the paper'
        )
    args = parse_once(parser)
    if args.resume:
        if not args.out:
            parser.error('--resume needs --out, the folder of the run to go on with')
        saved = folder.read_config(args.out)['arguments']
        unknown = sorted(set(saved) - set(vars(args)))
        if unknown:
            raise UserError(
                f'{args.out} was made by another version of this project, with '
                f'--{unknown[0].replace("_", "-")}: start anew in another folder'
            )
        parser.set_defaults(**{name: saved[name] for name in saved if name not in MAY_CHANGE})
        kept = ('steps', 'image_every', 'precision', 'low_memory')
        parser.set_defaults(**{name: saved[name] for name in kept if name in saved})
        args = parse_once(parser)
        changed = [n for n in saved if n not in MAY_CHANGE and getattr(args, n) != saved[n]]
        if changed:
            raise UserError(
                f'a resumed run cannot change --{changed[0].replace("_", "-")}: '
                f'leave it out, or start anew in another folder'
            )
    elif args.preset:
        sizes = ('size', 'height', 'width')
        explicit = any(getattr(args, name) is not None for name in sizes)
        preset = presets[args.preset].items()
        parser.set_defaults(**{k: v for k, v in preset if not (explicit and k in sizes)})
        args = parse_once(parser)
    if isinstance(args.steps, int):
        args.steps = [args.steps]
    if (args.height is None) != (args.width is None):
        parser.error('--height and --width go together')
    if args.scales and (args.size or args.height):
        parser.error('--scales names the sizes: leave out --size, --height and --width')
    if len(args.steps) not in (1, len(args.scales or [0])):
        parser.error('--steps takes one number, or as many as --scales')
    if args.size and args.height:
        parser.error('--size keeps the aspect, --height and --width do not: give one or the other')
    return args


def parse_once(parser):
    """Parses the command line; paths become absolute, so that a run resumes from anywhere."""
    args = parser.parse_args()
    for name in ('content', 'style', 'style_mask', 'image', 'guide', 'checkpoint'):
        path = getattr(args, name, None)
        if isinstance(path, list):
            setattr(args, name, [p if p == 'none' else os.path.abspath(p) for p in path])
        elif path is not None:
            setattr(args, name, os.path.abspath(path))
    return args


def positive(text):
    """An argument that is a whole number above zero."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f'{text} is not above zero')
    return int(text)


def factor(text):
    """An argument that is a number above zero."""
    if not 0 < float(text) < float('inf'):
        raise argparse.ArgumentTypeError(f'{text} is not a number above zero')
    return float(text)


def weight(text):
    """An argument that is a number, zero or above."""
    if not 0 <= float(text) < float('inf'):
        raise argparse.ArgumentTypeError(f'{text} is not a weight: zero, or a number above zero')
    return float(text)


def weights(text):
    """An argument that is a comma-separated list of weights."""
    return [weight(part) for part in text.split(',')]


def share(text):
    """An argument that is a number from 0 to 1."""
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError(f'{text} is not a number from 0 to 1')
    return float(text)


def factors(text):
    """An argument that is a comma-separated list of numbers above zero."""
    return [factor(part) for part in text.split(',')]


def sizes(text):
    """An argument that is a comma-separated list of growing sizes."""
    found = [positive(size) for size in text.split(',')]
    if found != sorted(set(found)):
        raise argparse.ArgumentTypeError(f'{text} does not grow')
    return found


def step_counts(text):
    """An argument that is a number of steps, or a comma-separated list of them."""
    return [positive(count) for count in text.split(',')]


def layer_list(text):
    """An argument that is a comma-separated list of layer names."""
    names = [name.strip() for name in text.split(',') if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError('names no layer')
    return names


def weighted_layers(text):
    """An argument that names layers and their weights: a dict of layer to float, or to None.

    `conv4_2:1,conv5_2:0.5`; a layer without a number has None.
    """
    pairs = [name.partition(':') for name in layer_list(text)]
    return {name.strip(): weight(number) if colon else None for name, colon, number in pairs}


def picture(path, sample, args, size=None):
    """The picture at `path`, or else the painted sample, at the size that the arguments ask for.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255.
    """
    largest = args.scales[-1] if args.scales else args.size or 224
    size = (args.height, args.width) if args.height else size or largest
    if path is None:
        long_side = max(size) if isinstance(size, tuple) else size
        return images.resize(sample(round(long_side * 0.75), long_side), size)
    return images.resize(images.load(path), size)


def start_image(args, shape, content=None, style=None):
    """The start that `--init` names: `(name of the assign op, float32 [1, height, width, 3])`."""
    height, width = shape[1:3]
    if args.noise == 'gaussian':
        noise = images.gaussian_noise(height, width, args.seed, vgg.MEAN_RGB)
    else:
        high = 1.0 if args.init == 'noise01' else 255.0
        noise = images.white_noise(height, width, args.seed, high)
    if args.init in ('noise', 'noise01'):
        return 'white_noise', noise
    name, image = 'image', None
    for kind, picture in (('content', content), ('style', style)):
        if args.init == kind:
            name, image = f'{kind}_image', picture
            if image is None:
                raise UserError(
                    f'--init {kind} needs a {kind} picture, and this experiment has none'
                )
    if image is None:
        image = images.load(args.init)
    image = images.resize(image, (height, width))
    if args.init_noise:
        image = (1 - args.init_noise) * image + args.init_noise * noise
    return name, image.astype(np.float32)
