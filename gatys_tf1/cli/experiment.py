"""What content reconstruction, style reconstruction and style transfer share."""

import numpy as np

from gatys_tf1 import architecture, images, optimize, vgg
from gatys_tf1.cli import arguments, types
from gatys_tf1.errors import UserError
from gatys_tf1.losses import histogram, long_range, moments, styles, variation
from gatys_tf1.run.stages import Settings

# Powers of two for each layer, as large as its features are sparse (Berger and Memisevic 2016).
POWERS = {'conv1_1': [4, 8, 16, 32, 64], 'conv2_1': [4, 8, 16, 32], 'conv3_1': [4, 8, 16],
          'conv4_1': [4, 8]}  # fmt: skip
BLOG = dict(
    preprocess='raw', pool='max', height=224, width=224, resize='bilinear', optimizer='adam',
    learning_rate=0.1, init='noise', precision='float32',
)  # fmt: skip
GATYS = dict(preprocess='vgg', pool='avg', size=512, optimizer='lbfgs', init='noise', steps=[1000])


# fmt: off
# --- arguments -----------------------------------------------------------------------------------


def add_arguments(parser, init, steps, pool='avg', starts='content, style, adain'):
    """Adds the arguments of all three experiments, with the defaults of one."""
    add = parser.add_argument_group('how it is optimised').add_argument
    add('--size', type=types.side, help='long side of the result in pixels; default 224')
    add('--scales', type=types.sizes, metavar='A,B,C',
        help='long sides, coarse to fine; each scale starts from the result of the one before')
    add('--steps', type=types.step_counts, default=[steps], metavar='N[,N...]',
        help=f'number of the last step, where step 0 evaluates the start; default {steps}. With '
        '--scales: one number per scale, or one for the first; each later scale then takes half '
        'as many as the one before')
    add('--init', default=init,
        help=f'start: noise, noise01 (0..1), {starts} or FILE; default {init}')
    add('--seed', type=types.natural, default=0, help='of the white noise; default 0')
    add('--tv-weight', type=types.weight, default=0.0, metavar='W',
        help='weight of total variation, which smooths the result; default 0')
    add('--low-memory', action='store_true',
        help='recompute activations in the backward pass: less memory, up to 1.6 times the time')
    add('--tile', type=types.positive, metavar='N',
        help='evaluate larger pictures in tiles of N pixels: exact, in the memory of a tile')
    arguments.add_run_arguments(parser)
    add = parser.expert('pictures')
    add('--height', type=types.side, help='exact height, with --width; squashes every picture')
    add('--width', type=types.side, help='exact width, with --height')
    add('--resize', choices=images.RESIZE_METHODS, default='area',
        help="how pictures are resized: area; bilinear is OpenCV's (the blog's), pil-bilinear "
        "Pillow's")
    add('--init-noise', type=types.share, default=0.0, metavar='SHARE',
        help='share of white noise blended into the start, 0..1')
    add('--noise', choices=['uniform', 'gaussian'], default='uniform',
        help='white noise: uniform over 0..255, or faint, around the mean colour')
    add('--tv-kind', choices=['squared', 'absolute'], default='squared',
        help='squared smooths everything a little; absolute preserves edges')
    add = parser.expert('network and optimiser')
    add('--preprocess', choices=['vgg', 'raw'], default='vgg',
        help='vgg subtracts the mean colour; raw feeds 0..255 unchanged, as the blog does')
    add('--pool', choices=['avg', 'max'], default=pool, help='avg (paper) or max (blog)')
    add('--optimizer', choices=['lbfgs', 'adam'], default='lbfgs', help='default lbfgs')
    adam = optimize.Adam()
    add('--learning-rate', type=types.factor, default=adam.learning_rate,
        help=f"Adam's, in pixel values; default {adam.learning_rate:g}")
    add('--beta1', type=types.decay, default=adam.beta1, help="Adam's; default 0.9")
    add('--beta2', type=types.decay, default=adam.beta2, help="Adam's; default 0.999")
    add('--epsilon', type=types.factor, default=adam.epsilon, help="Adam's; default 1e-8")
    add('--profile', type=types.natural, metavar='STEP',
        help="time every operation of that step; shown as a table and in TensorBoard's graph")


def add_content_reduction(add):
    add('--content-reduction', choices=['mean', 'sum'], default='mean',
        help='content loss: mean squared error (blog), or half the sum (paper, equation 1)')


def add_style_losses(parser):
    """Adds the further losses of a style: off unless they are given a weight."""
    add = parser.expert('further losses')
    add('--layer-weights', choices=styles.BALANCES, default='energy',
        help='weights w_l of the style layers: 1/L each (paper), in proportion to 1/channels^2, or '
        'relative to the energy of each target, so that every layer counts')
    add('--long-range-weight', type=types.weight, default=0.0, metavar='W',
        help='weight of shifted Gram matrices, which keep structure over distances; default 0')
    add('--shifts', type=types.shifts, default=[4], metavar='N[+N...]|powers|LAYER:N[+N...],...',
        help='the shifts, in positions of a layer: 4 at every style layer (the default), powers of '
        'two at conv1_1 ... conv4_1, or your own')
    add('--moments-weight', type=types.weight, default=0.0, metavar='W',
        help='weight of the mean and deviation of each channel, instead of correlations; default 0')
    add('--histogram-weight', type=types.weight, default=0.0, metavar='W',
        help="weight of the histogram loss, which keeps the style's contrast; default 0")
    add('--histogram-layers', type=types.weighted_layers, metavar='LAYER[:W],...',
        default={'conv1_1': 1.0, 'conv4_1': 1.0}, help='default conv1_1,conv4_1')
    add('--histogram-kind', choices=['channel', 'global255'], default='channel',
        help='per channel by rank, or one histogram of 255 bins over all channels')
# fmt: on


def check(args):
    """Refuses arguments that contradict each other or have no effect.

    Raises:
      UserError: one sentence that names them.
    """
    if (args.height is None) != (args.width is None):
        raise UserError('--height and --width go together: give both')
    if args.scales and (args.size or args.height):
        raise UserError('--scales names the sizes: leave out --size, --height and --width')
    if args.size and args.height:
        raise UserError(
            '--size keeps the aspect, --height and --width do not: give one or the other'
        )
    if len(args.steps) not in (1, len(args.scales or [0])):
        raise UserError('--steps takes one number, or as many as --scales')
    adam = args.optimizer == 'adam', 'without --optimizer adam'
    noise = args.init in ('noise', 'noise01')
    arguments.check_needs(args, {
        'learning_rate': adam, 'beta1': adam, 'beta2': adam, 'epsilon': adam,
        'tv_kind': (args.tv_weight, 'without --tv-weight'),
        'init_noise': (not noise, 'with --init noise, which is nothing but noise'),
        'noise': (noise or args.init_noise, 'without --init noise or --init-noise'),
        'seed': (noise or args.init_noise, 'without --init noise or --init-noise'),
        'low_memory': (not args.tile, 'with --tile: smaller tiles take less memory'),
        'profile': (args.profile is None or args.profile <= last_step(args),
                    f'beyond the last step, {last_step(args)}'),
    })  # fmt: skip
    if args.noise == 'gaussian' and args.init == 'noise01':
        raise UserError('--init noise01 is uniform noise: leave out --noise gaussian')
    if hasattr(args, 'long_range_weight'):
        arguments.check_needs(args, {
            'shifts': (args.long_range_weight, 'without --long-range-weight'),
            'histogram_layers': (args.histogram_weight, 'without --histogram-weight'),
            'histogram_kind': (args.histogram_weight, 'without --histogram-weight'),
        })  # fmt: skip


def last_step(args):
    """The number of the last step of all scales; step 0 evaluates the start."""
    counts = list(args.steps)
    while len(counts) < len(args.scales or [0]):
        counts.append(max(1, counts[-1] // 2))
    return sum(counts)


# --- from arguments to values --------------------------------------------------------------------


def picture(args, path, sample, size=None):
    """The picture at `path`, or the painted sample, at the size that the arguments ask for."""
    largest = args.scales[-1] if args.scales else args.size or 224
    exact = (args.height, args.width) if args.height else None
    return arguments.picture(path, sample, exact or size or largest, args.resize)


def start_image(args, shape, content=None, style=None, paint=None):
    """The start that `--init` names: `(name of the assign op, float32 [1, height, width, 3])`.

    Args:
      args: the parsed arguments.
      shape: `[1, height, width, 3]` of the start.
      content, style: float32 arrays `[1, h, w, 3]`, or None where the experiment has none.
      paint: function without arguments that returns what AdaIN makes of them; or None.
    """
    height, width = shape[1:3]
    if args.noise == 'gaussian':
        noise = images.gaussian_noise(height, width, args.seed, vgg.MEAN_RGB)
    else:
        high = 1.0 if args.init == 'noise01' else 255.0
        noise = images.white_noise(height, width, args.seed, high)
    if args.init in ('noise', 'noise01'):
        return 'white_noise', noise
    if args.init == 'adain' and paint is None:
        raise UserError(
            '--init adain paints a content picture in a style, so it needs both: '
            'use it with style_transfer.py'
        )
    known = {'content': content, 'style': style}
    name = f'{args.init}_image' if args.init in known else 'image'
    if args.init == 'adain':
        image = paint()
    else:
        image = known[args.init] if args.init in known else images.load(args.init)
    if image is None:
        raise UserError(
            f'--init {args.init} needs a {args.init} picture, and this experiment has none'
        )
    image = images.resize(image, (height, width), args.resize)
    if args.init_noise:
        image = (1 - args.init_noise) * image + args.init_noise * noise
    return name, image.astype(np.float32)


def style_terms(args, style_pictures, layers):
    """The further losses of a style that the arguments ask for, as a list of `Term`.

    Args:
      args: the parsed arguments.
      style_pictures: list of `losses.styles.Style`.
      layers: dict of style layer to w_l, or None.
    """
    terms, balance = [], args.layer_weights
    if args.long_range_weight:
        shifts = POWERS if args.shifts == 'powers' else args.shifts
        if isinstance(shifts, list):
            shifts = dict.fromkeys(layers, shifts)
        architecture.check_layers(list(shifts))
        own = {layer: layers.get(layer) for layer in shifts}
        terms.append(
            long_range.long_range_term(
                style_pictures, shifts, own, args.long_range_weight, balance=balance
            )
        )
    if args.moments_weight:
        terms.append(moments.moments_term(style_pictures, layers, args.moments_weight))
    if args.histogram_weight:
        own = {layer: 1.0 if w is None else w for layer, w in args.histogram_layers.items()}
        terms.append(
            histogram.histogram_term(
                style_pictures, own, args.histogram_weight, kind=args.histogram_kind
            )
        )
    return terms


def tv_terms(args):
    """Total variation as a list of one `Term`, or of none."""
    if not args.tv_weight:
        return []
    return [variation.total_variation_term(args.tv_weight, args.tv_kind)]


def settings(args):
    """The `Settings` that the arguments describe."""
    adam = optimize.Adam(args.learning_rate, args.beta1, args.beta2, args.epsilon)
    return Settings(
        arguments.config(args), tuple(args.steps), tuple(args.scales or ()), args.optimizer, adam,
        args.low_memory, args.tile,
    )  # fmt: skip
