"""What the three experiments share: their common arguments, and the way from arguments to a run."""

import argparse
import datetime
import os
import sys

import numpy as np

from gatys_tf1 import checkpoint, folder, images, run, transfer, vgg
from gatys_tf1.errors import UserError

STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')
BLOG = dict(
    preprocess='raw', pool='max', height=224, width=224, optimizer='adam', learning_rate=0.1,
    init='noise',
)  # fmt: skip
GATYS = dict(preprocess='vgg', pool='avg', size=512, optimizer='lbfgs', init='noise', steps=1000)
MAY_CHANGE = {'steps', 'log_every', 'image_every', 'out', 'resume', 'overwrite', 'quiet'}


def add_arguments(parser, init, steps, pool='avg'):
    """Adds the arguments that all three experiments take; the others are their defaults."""
    add = parser.add_argument
    add('--size', type=positive, help='long side in pixels, keeping the aspect; default 224')
    add('--height', type=positive, help='exact height, with --width; squashes the picture')
    add('--width', type=positive, help='exact width, with --height')
    add('--preprocess', choices=['vgg', 'raw'], default='vgg',
        help='vgg subtracts the mean colour; raw feeds 0..255, as the blog does')  # fmt: skip
    add('--pool', choices=['avg', 'max'], default=pool, help='avg (paper) or max (blog)')
    add(
        '--init', default=init, help='start: noise (0..255), noise01 (0..1), content, style or FILE'
    )
    add('--seed', type=int, default=0, help='of the white noise')
    add('--optimizer', choices=['lbfgs', 'adam'], default='lbfgs')
    add('--learning-rate', type=float, default=10.0, help='of Adam, in pixel values')
    add('--steps', type=positive, default=steps, help='evaluations of loss and gradient')
    add('--log-every', type=positive, default=1, metavar='N', help='losses every N steps')
    add('--image-every', type=int, default=50, metavar='N',
        help='image_<step>.png and the state every N steps; 0: only at the end')  # fmt: skip
    add('--out', help='folder of the run; default runs/<experiment>-<time>')
    add('--resume', action='store_true', help='go on with the run in --out, with its arguments')
    add('--overwrite', action='store_true', help='replace the run in --out')
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')
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


def style_weights(layers, args):
    """The weights `w_l` of equation 5, as `--layer-weights` says: a dict of layer to float.

    'equal' is 1/L, as in the paper, whose network is rescaled to even activations. In the original
    network the deep layers' E_l are far larger; 'channels' divides by the squared number of
    channels, as the authors' later code does (docs/deviations.md), and is scaled so that
    a layer with 64 channels weighs 1/L.
    """
    if args.layer_weights == 'equal':
        return {layer: 1.0 / len(layers) for layer in layers}
    vgg.check_layers(layers)
    return {layer: (64 / vgg.channels(layer)) ** 2 / len(layers) for layer in layers}


def parse(parser, presets):
    """Parses the command line: defaults, then a preset or the resumed run, then explicit flags.

    Args:
      parser: an `ArgumentParser` after `add_arguments`.
      presets: dict of preset name to dict of argument values.

    Returns:
      the `argparse.Namespace`.
    """
    parser.add_argument(
        '--preset', choices=list(presets), help='arguments of the blog or the paper'
    )
    args = parse_once(parser)
    if args.resume:
        if not args.out:
            parser.error('--resume needs --out, the folder of the run to go on with')
        saved = folder.read_config(args.out)['arguments']
        parser.set_defaults(**{name: saved[name] for name in saved if name not in MAY_CHANGE})
        parser.set_defaults(steps=saved['steps'], image_every=saved['image_every'])
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
    if (args.height is None) != (args.width is None):
        parser.error('--height and --width go together')
    if args.size and args.height:
        parser.error('--size keeps the aspect, --height and --width do not: give one or the other')
    return args


def parse_once(parser):
    """Parses the command line; paths become absolute, so that a run resumes from anywhere."""
    args = parser.parse_args()
    for name in ('content', 'style', 'image', 'checkpoint'):
        if getattr(args, name, None) is not None:
            setattr(args, name, os.path.abspath(getattr(args, name)))
    return args


def positive(text):
    """An argument that is a whole number above zero."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f'{text} is not above zero')
    return int(text)


def layer_list(text):
    """An argument that is a comma-separated list of layer names."""
    names = [name.strip() for name in text.split(',') if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError('names no layer')
    return names


def picture(path, sample, args, size=None):
    """The picture at `path`, or else the painted sample, at the size that the arguments ask for.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255.
    """
    size = (args.height, args.width) if args.height else size or args.size or 224
    if path is None:
        long_side = max(size) if isinstance(size, tuple) else size
        return images.resize(sample(round(long_side * 0.75), long_side), size)
    return images.resize(images.load(path), size)


def start_image(args, shape, content=None, style=None):
    """The start that `--init` names: `(name of the assign op, float32 [1, height, width, 3])`."""
    height, width = shape[1:3]
    if args.init in ('noise', 'noise01'):
        high = 255.0 if args.init == 'noise' else 1.0
        return 'white_noise', images.white_noise(height, width, args.seed, high)
    for name, image in (('content', content), ('style', style)):
        if args.init == name:
            if image is None:
                raise UserError(
                    f'--init {name} needs a {name} picture, and this experiment has none'
                )
            return f'{name}_image', images.resize(image, (height, width))
    return 'image', images.resize(images.load(args.init), (height, width))


def execute(
    experiment,
    args,
    shape,
    start,
    content_image=None,
    content=(),
    style_image=None,
    style=(),
    **weights,
):
    """Measures the targets, builds the graph and runs it; says where everything is.

    Args:
      experiment: str, the script's name without `.py`.
      args: the parsed arguments.
      shape: `(1, height, width, 3)` of the result.
      start: from `start_image`.
      content_image, style_image: float32 `[1, h, w, 3]`, or None.
      content, style: dict of layer name to weight `w_l`; empty for none.
      **weights: `content_weight`, `style_weight`, `content_reduction` of `transfer.build`.

    Returns:
      the exit code.
    """
    vgg.check_layers([*content, *style])
    for image, layers in (
        (content_image, content),
        (style_image, style),
        (start[1], [*content, *style]),
    ):
        if layers:
            vgg.check_size(*image.shape[1:3], vgg.deepest(layers))
    network = transfer.Network(checkpoint.find(args.checkpoint), args.pool, args.preprocess)
    args.out = args.out or default_folder(experiment)
    folder.new(args.out, args.resume, args.overwrite)
    if not args.quiet:
        announce(experiment, args, shape, content, style_image, style)
    content_targets = style_targets = {}
    if content:
        content_targets = transfer.content_representation(content_image, list(content), network)
    if style:
        style_targets = transfer.style_representation(style_image, list(style), network)
    graph = transfer.build(
        shape,
        network,
        {layer: transfer.Term(content_targets[layer], content[layer]) for layer in content},
        {layer: transfer.Term(style_targets[layer], style[layer]) for layer in style},
        optimizer=args.optimizer,
        learning_rate=args.learning_rate,
        **weights,
    )
    if args.overwrite:  # only now, when nothing that the user gave can be wrong any more
        folder.clear(args.out)
    folder.write_config(args.out, vars(args), network)
    try:
        run.optimise(graph, network, start, args.out, args.optimizer, args.steps, args.log_every,
                     args.image_every, args.quiet)  # fmt: skip
    except run.Stopped:
        print(f'stopped; to go on: {sys.executable} {sys.argv[0]} --out {args.out} --resume')
        return 130
    if not args.quiet:
        if not style:
            (layer,) = content
            error = folder.read_losses(args.out)[-1][f'content/{layer}'] / content_loss_of_nothing(
                content_targets[layer], weights['content_reduction']
            )
            print(f"error:       {error:.2g} of the features' mean square at {layer}")
        print(f'picture:     {args.out}/final.png')
        print(f'loss plot:   {args.out}/loss.png')
        print(f'TensorBoard: {beside_python("tensorboard")} --logdir {args.out}')
    return 0


def announce(experiment, args, shape, content, style_image, style):
    """Prints what is about to run: device, precision, sizes, layers."""
    print(f'{experiment}: {shape[2]}x{shape[1]}, {run.device()}, float32, {args.optimizer}')
    if content:
        print(f'content:     {" ".join(content)}')
    if style:
        print(f'style:       {" ".join(style)} of {style_image.shape[2]}x{style_image.shape[1]}')
    sys.stdout.flush()


def content_loss_of_nothing(target_value, reduction):
    """The content loss of features that are all zero: what a relative error is relative to."""
    return np.mean(target_value**2) if reduction == 'mean' else np.sum(target_value**2) / 2


def beside_python(program):
    """The path of a program of this virtual environment, which need not be on the PATH."""
    path = os.path.join(os.path.dirname(sys.executable), program)
    shorter = os.path.relpath(path)
    return shorter if len(shorter) < len(path) else path


def default_folder(experiment):
    """`runs/<experiment>-<time>`, made here, so that two runs of one second differ."""
    stem = f'runs/{experiment}-{datetime.datetime.now():%Y%m%d-%H%M%S}'
    for number in range(1, 100):
        out = stem if number == 1 else f'{stem}-{number}'
        try:
            os.makedirs(out)
        except FileExistsError:
            continue
        return out
    raise UserError(f'{stem} and a hundred like it exist: give --out')
