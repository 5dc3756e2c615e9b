"""Makes the figures of the sources: their own settings first, ours beside them.

Every run is a command with its flags, in a folder of its own; finished runs are skipped, stopped
ones are resumed. Writes a sheet for each figure, and results.md about all the figures asked for.
"""

import importlib
import os
import platform

from gatys_tf1 import machine
from gatys_tf1.batch.jobs import run_jobs
from gatys_tf1.batch.results import Job
from gatys_tf1.cli import arguments, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.reproduce import drawings, page, pictures, plan
from gatys_tf1.reproduce.figures import FIGURES
from gatys_tf1.weights import checkpoint

DEFAULTS = {
    plan.HERE: 'runs/reproduce',
    plan.QUICK: 'runs/reproduce-quick',
    plan.PUBLISHED: 'runs/reproduce-published',
}
NOT_FULL = 'It needs the full checkpoint, with fc6, fc7 and fc8, which is not here.'


def main():
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    args = arguments.parse(parser)
    if args.list:
        return print_list()
    names = check_names(args.figure)
    level = plan.QUICK if args.quick else plan.PUBLISHED if args.published else plan.HERE
    root = args.out or DEFAULTS[level]
    paths, styles, photos = find_pictures(args, root, names)
    weights = checkpoint.find(args.checkpoint)
    planned = plan.plan(level, paths, styles)
    runnable = [n for n in names if not FIGURES[n].needs_full or is_full(weights)]
    outcomes = run(args, root, [entry for name in runnable for entry in planned[name]])
    shown = {}
    for name in names:
        made = drawings.Made(root, FIGURES[name], planned[name], paths, photos, weights)
        bad = [
            outcomes[p.name] for p in planned[name] if name in runnable and outcomes[p.name].error
        ]
        if name not in runnable:
            shown[name] = page.Shown([], [], [NOT_FULL])
            print(f'{name}: {NOT_FULL}')
        elif bad:
            print(f'{name} is not drawn: {bad[0].job.name}: {bad[0].error}')
        else:
            try:
                shown[name] = draw(made, outcomes)
            except UserError as error:
                print(f'{name} is not drawn: {error}', flush=True)
                continue
            print(*(f'{name}: {path}' for path in shown[name].paths), sep='\n', flush=True)
    print(page.write(root, shown, command(args, level), on_what(args), level))
    return 0 if len(shown) == len(names) else 1


def find_pictures(args, root, names):
    """Finds or paints the pictures: `({name: path}, paths of the styles, paths for patches)`."""
    own = {'coast': args.content, 'strokes': args.strokes, 'dots': args.dots}
    figures = [FIGURES[name] for name in names]
    has_patches = any('measured.channels' in f.drawings for f in figures)
    flag, given = ('--photos', args.photos) if args.photos else ('--paintings', args.paintings)
    photos = given and pictures.files(given, flag, pictures.PATCHES if has_patches else 1)
    many = has_patches or any(f.each for f in figures)
    paths, styles = pictures.prepare(root, own, args.paintings, many)
    return paths, styles, photos or styles


def add_arguments(parser):
    """Adds the flags of this command."""
    add = parser.add_argument
    add('--figure', nargs='+', metavar='NAME', help='only these; --list names them')
    add('--list', action='store_true', help='list the figures and exit')
    scales = parser.add_mutually_exclusive_group()
    scales.add_argument('--quick', action='store_true',
        help='small pictures and few steps: all figures in a quarter of an hour')  # fmt: skip
    scales.add_argument('--published', action='store_true',
        help="the sources' own sizes and step counts: days on two cores")  # fmt: skip
    add = parser.add_argument_group('your own pictures').add_argument
    add('--content', metavar='FILE', help='the picture that is restyled; default a painted coast')
    add('--strokes', metavar='FILE',
        help='a painting with strokes, like The Starry Night; default a night sky')  # fmt: skip
    add('--dots', metavar='FILE',
        help='a painting in dots, like Coastal Scene; default the coast, in dots')  # fmt: skip
    add('--paintings', metavar='FOLDER',
        help=f'the styles for the sheet of {pictures.STYLES}; default '
        'the samples, recoloured')  # fmt: skip
    add('--photos', metavar='FOLDER',
        help='pictures that patches are cut from; default the paintings')  # fmt: skip
    add = parser.add_argument_group('the runs').add_argument
    add('--out', metavar='FOLDER', help=f'default {DEFAULTS[plan.HERE]}, with --quick '
        f'{DEFAULTS[plan.QUICK]}')  # fmt: skip
    add('--quiet', action='store_true', help='do not print progress')
    flags.add_checkpoint(add)
    add = parser.add_mutually_exclusive_group().add_argument
    add('--at-once', type=types.positive, default=1, metavar='N',
        help='how many runs at the same time; each takes a gigabyte; default 1')  # fmt: skip
    add('--target', nargs='+', type=types.target, default=[], metavar='ADDRESS',
        help='workers, grpc://HOST:PORT, that are each kept busy; local: this machine')  # fmt: skip


def check_names(names):
    """The names that were given, or all; UserError, with the valid ones, for any other."""
    for name in names or ():
        if name not in FIGURES:
            raise UserError(f'there is no figure {name!r}: give one of {", ".join(FIGURES)}')
    return list(names or FIGURES)


def print_list():
    width = max(map(len, FIGURES))
    for figure in FIGURES.values():
        print(f'{figure.name:<{width}}  {figure.source:<13} {figure.title}')


def is_full(weights):
    """Whether a checkpoint holds the fully connected layers."""
    try:
        checkpoint.check_full(weights)
    except UserError:
        return False
    return True


def run(args, root, planned):
    """Runs what is planned, each once; returns {name: `Outcome`}."""
    given = ('--checkpoint', os.path.abspath(args.checkpoint)) if args.checkpoint else ()
    jobs = {p.name: Job(p.name, p.command, (*p.arguments, *given)) for p in planned}
    slots = args.target or [None] * args.at_once  # None: a slot on this machine
    done = run_jobs(list(jobs.values()), os.path.join(root, 'runs'), slots, quiet=args.quiet)
    return {outcome.job.name: outcome for outcome in done}


def draw(made, outcomes):
    """Draws a figure; returns `page.Shown`."""
    figure, paths, notes = made.figure, [], []
    if figure.sheet and figure.rows:
        paths.append(drawings.sheet(made))
    if figure.curves:
        paths.append(drawings.curves(made))
    for name in figure.drawings:
        module, function = name.split('.')  # they load TensorFlow, so late
        module = importlib.import_module(f'gatys_tf1.reproduce.{module}')
        found, sentences = getattr(module, function)(made)
        paths += found
        notes += sentences
    rows = []
    for planned in made.planned:
        kept = None
        if figure.arrangement:
            original = made.picture(figure.arrangement)
            kept = drawings.arrangement(made.final(planned.run), original)
        rows.append(page.Row(planned, outcomes[planned.name], kept))
    return page.Shown(paths, rows, notes)


def command(args, level):
    """The command that makes all of it, with the flags that were given, for results.md."""
    words = ['python scripts/reproduce.py']
    words += ['--quick'] * (level == plan.QUICK) + ['--published'] * (level == plan.PUBLISHED)
    for name in ('content', 'strokes', 'dots', 'paintings', 'photos'):
        if getattr(args, name):
            words.append(f'--{name} {os.path.basename(os.path.normpath(getattr(args, name)))}')
    words += [f'--at-once {args.at_once}'] * (args.at_once > 1)
    words += [f'--target {" ".join(t or "local" for t in args.target)}'] * bool(args.target)
    return ' '.join(words)


def on_what(args):
    """What results.md says of the machine."""
    side = f', {args.at_once} runs at a time' if args.at_once > 1 else ''
    here = f'{machine.device()} ({platform.machine()})'
    ran = f'It ran on {here}{side}'
    if any(args.target):
        places = ' and '.join(dict.fromkeys(target or here for target in args.target))
        ran = f'The commands ran on {places}; what no command does ran on {here}'
    return (
        f'{ran}. '
        'The seconds are those of whole processes, on a machine that also did other work: compare '
        'the evaluations, and take the seconds as a rough guide only.'
    )
