"""What the commands share: common arguments, presets, and the values that they stand for."""

import argparse
import datetime
import os
import sys

from gatys_tf1 import images, machine, vgg
from gatys_tf1.cli import animate, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output
from gatys_tf1.weights import checkpoint

MAY_CHANGE = {
    'steps', 'log_every', 'image_every', 'out', 'resume', 'overwrite', 'quiet', 'precision', 'tile',
    'low_memory', 'profile', 'ignore_memory', 'checkpoint', 'save_every', 'animate', 'target',
    'ps', 'workers', 'task',
}  # fmt: skip
PATHS = (
    'content', 'style', 'style_mask', 'image', 'guide', 'checkpoint', 'content_images',
    'style_images', 'video', 'decoder',
)  # fmt: skip
RENAMED = {'from': 'first'}  # arguments in the config.json of earlier versions
UNSET = object()


class Parser(argparse.ArgumentParser):
    """A parser whose --help shows the flags that most people need, and --help-all all of them."""

    def __init__(self, description):
        super().__init__(description=description)
        self.add_argument(
            '--help-all', action=_HelpAll, nargs=0, default=argparse.SUPPRESS,
            help='show all flags and exit',
        )  # fmt: skip

    def expert(self, title):
        """`add_argument` for flags in a group of that title, which only --help-all shows."""
        group = self.add_argument_group(title)

        def add(*flags, help, **kwargs):
            group.add_argument(*flags, help=argparse.SUPPRESS, **kwargs).full_help = help

        return add


class _HelpAll(argparse.Action):
    def __call__(self, parser, *_):
        for action in parser._actions:
            action.help = getattr(action, 'full_help', action.help)
        parser.print_help()
        parser.exit()


def add_run_arguments(parser):
    """The arguments of everything that optimises an image in a run's folder."""
    animate.add_flag(add_folder_arguments(parser))
    add = parser.expert('the run, in detail')
    add('--log-every', type=types.positive, default=1, metavar='N',
        help='write the losses every N steps; default 1')  # fmt: skip
    add('--image-every', type=types.natural, default=50, metavar='N',
        help='write image_<step>.png and the state every N steps; 0: only at the end; '
        'default 50')  # fmt: skip
    add('--ignore-memory', action='store_true', help='run even if memory seems insufficient')
    add_network_arguments(add)
    flags.add_target(add)


def add_folder_arguments(parser):
    """The arguments of everything that has a run's folder."""
    add = parser.add_argument_group('the run').add_argument
    add('--out', metavar='FOLDER', help='folder of the run; default runs/<command>-<time>')
    add('--resume', action='store_true',
        help='continue the run in --out with the arguments that it was started with')  # fmt: skip
    add('--overwrite', action='store_true', help='replace the run in --out')
    add('--quiet', action='store_true', help='do not print progress')
    return add


def add_network_arguments(add):
    """The arguments of everything that has VGG-19 in its graph, by a group's `add`."""
    add('--precision', choices=['auto', 'float32', 'bfloat16'], default='auto',
        help='of the convolutions; auto: bfloat16 where the hardware supports it')  # fmt: skip
    flags.add_checkpoint(add)


def parse(parser, presets=None):
    """Parses the command line: defaults, then a preset or the resumed run, then explicit flags.

    Args:
      parser: a `Parser`.
      presets: dict of preset name to dict of argument values; None for a command without presets.

    Returns:
      the `argparse.Namespace`; `explicit` in it is the set of arguments that were given.
    """
    if presets:
        parser.add_argument(
            '--preset', choices=list(presets),
            help='use the settings of a source (docs/losses.md); explicit flags win',
        )  # fmt: skip
    args = _parse_once(parser)
    resume = getattr(args, 'resume', False)
    if resume and args.overwrite:
        parser.error('--resume and --overwrite contradict each other')
    if resume:
        args = _parse_resumed(parser, args)
    elif presets and args.preset:
        sizes = {'size', 'height', 'width', 'scales'}
        preset = presets[args.preset]
        if args.explicit & sizes:
            preset = {name: value for name, value in preset.items() if name not in sizes}
        parser.set_defaults(**preset)
        args = _parse_once(parser)
    return args


def _parse_resumed(parser, args):
    if not args.out:
        parser.error('--resume needs --out, the folder of the run to continue')
    saved = folder.read_config(args.out)['arguments']
    if folder.is_from_python(saved):
        options = 'VideoOptions' if 'frames' in saved else 'Options'
        raise UserError(
            f'{args.out} was made from Python: resume it there, with gatys.{options}(resume=True)'
        )
    saved = {RENAMED.get(name, name): value for name, value in saved.items()}
    unknown = sorted(set(saved) - set(vars(args)))
    if unknown:
        raise UserError(
            f'{args.out} was not made by this command and version (it has '
            f'--{unknown[0].replace("_", "-")}): start a new run in another folder'
        )
    own = {'out', 'resume', 'overwrite', 'quiet', 'profile', 'ignore_memory', 'ps', 'workers',
           'task'}  # fmt: skip
    parser.set_defaults(**{name: saved[name] for name in saved if name not in own})
    args = _parse_once(parser)
    changed = [n for n in saved if n not in MAY_CHANGE and getattr(args, n) != saved[n]]
    if changed:
        flag = next(a.option_strings[0] for a in parser._actions if a.dest == changed[0])
        raise UserError(
            f'a resumed run cannot change {flag}: '
            'leave it out, or start a new run in another folder'
        )
    return args


def _parse_once(parser):
    """Parses the command line; a run's paths become absolute, so that it resumes from anywhere."""
    given = argparse.Namespace(**{a.dest: UNSET for a in parser._actions if a.dest != 'help'})
    explicit = {name for name, value in vars(parser.parse_args(namespace=given)).items()
                if value is not UNSET}  # fmt: skip
    args = parser.parse_args()
    for name in PATHS if hasattr(args, 'resume') else ():
        path = getattr(args, name, None)
        if path == '' or isinstance(path, list) and '' in path:  # it would be the folder here
            parser.error(f'--{name.replace("_", "-")} is empty: name a file')
        if isinstance(path, list):
            setattr(args, name, [p if p == 'none' else os.path.abspath(p) for p in path])
        elif path is not None:
            setattr(args, name, os.path.abspath(path))
    args.explicit = explicit
    return args


def check_needs(args, needs):
    """Refuses a flag that was given and has no effect.

    Args:
      args: from `parse`.
      needs: dict of argument to `(whether it has an effect, what it takes for that, in words)`.

    Raises:
      UserError: naming both.
    """
    for name, (effective, words) in needs.items():
        if name in args.explicit and not effective:
            raise UserError(f'--{name.replace("_", "-")} has no effect {words}')


def arguments(args):
    """The arguments as config.json keeps them."""
    return {name: value for name, value in vars(args).items() if name != 'explicit'}


def output(args, command):
    """The `Output` that the arguments describe; `args.out` gets its default."""
    args.out = args.out or default_folder(command)
    animate.choose(args)
    return Output(
        folder=args.out,
        log_every=args.log_every,
        image_every=getattr(args, 'image_every', args.log_every),
        quiet=args.quiet,
        profile=getattr(args, 'profile', None),
        resume=args.resume,
        overwrite=args.overwrite,
        arguments=arguments(args),
    )


def config(args):
    """The `vgg.Config` that the arguments describe, its weights found or fetched."""
    pool, preprocess = getattr(args, 'pool', 'max'), getattr(args, 'preprocess', 'vgg')
    target = getattr(args, 'target', '')
    precision = machine.precision(args.precision, target)
    return vgg.Config(checkpoint.find(args.checkpoint), pool, preprocess, precision, target)


def picture(path, sample, size, method='area'):
    """The picture at `path`, or else the painted sample, at a size: float32 `[1, h, w, 3]`.

    Args:
      path: str, or None for the sample.
      sample: function of height and width that paints a picture.
      size: int, the long side; or `(height, width)`.
      method: see `images.resize`.
    """
    if path is None:
        long_side = max(size) if isinstance(size, tuple) else size
        return images.resize(sample(round(long_side * 0.75), long_side), size, method)
    return images.resize(images.load(path), size, method)


def check_style_size(size, scale):
    """Raises UserError if --style-scale makes a style of no pixel, or of more than can be."""
    if not 1 <= size <= types.LARGEST_SIDE:
        raise UserError(
            f'--style-scale {scale:g} makes styles of {size:.6g} pixels: choose a scale for 1 '
            f'to {types.LARGEST_SIDE}'
        )


def default_folder(command):
    """`runs/<command>-<time>`; with a number if two runs start within a second."""
    stem = f'runs/{command}-{datetime.datetime.now():%Y%m%d-%H%M%S}'
    for number in range(1, 100):
        out = stem if number == 1 else f'{stem}-{number}'
        if not os.path.exists(out):
            return out
    raise UserError(f'{stem} and a hundred like it exist: give --out')


def tensorboard(out):
    """The command that shows a run in TensorBoard; it need not be on the PATH."""
    path = os.path.join(os.path.dirname(sys.executable), 'tensorboard')
    shorter = os.path.relpath(path)
    return f'{shorter if len(shorter) < len(path) else path} --logdir {out}'
