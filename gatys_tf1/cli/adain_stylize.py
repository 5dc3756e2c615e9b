"""Paints pictures in the styles of others, with one forward pass for each result (AdaIN).

Every content picture is painted in every style or, with --weights, in one mixture of all styles.
"""

import os
import time

from gatys_tf1 import images, samples
from gatys_tf1.adain import api, export, pictures
from gatys_tf1.cli import arguments, types
from gatys_tf1.errors import UserError
from gatys_tf1.sheets import contents_by_styles


def main():
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    args = arguments.parse(parser)
    contents = load(args.content, samples.coastal_scene, args.size)
    styles = load(args.style, samples.night_sky, args.style_size)
    check(args, styles)
    args.out = args.out or arguments.default_folder('adain_stylize')
    paths, table = result_paths(args, list(contents), list(styles)), []
    with api.Stylizer(args.decoder, arguments.config(args)) as stylizer:
        os.makedirs(args.out, exist_ok=True)
        if args.export:
            stylizer.export(args.export)
            print(f'SavedModel: {args.export}')
        mixtures = [list(styles)] if args.weights else [[name] for name in styles]
        for (name, content), row in zip(contents.items(), paths):
            table.append([])
            for used, path in zip(mixtures, row):
                start = time.perf_counter()
                result = stylizer.paint(
                    content, [styles[s] for s in used], args.weights, args.alpha,
                    args.preserve_color,
                )  # fmt: skip
                seconds = time.perf_counter() - start
                images.save(path, result)
                table[-1].append(result)
                height, width = result.shape[1:3]
                print(f'{name} x {" + ".join(used)}: {width}x{height}, {seconds:.2f} s, {path}',
                      flush=True)  # fmt: skip
    if sum(map(len, table)) > 1:
        path = os.path.join(args.out, 'sheet.png')
        images.save(path, contents_by_styles(table, list(contents.values()), list(styles.values())))
        print(f'sheet: {path}')


def add_arguments(parser):
    """Adds every argument to the parser."""
    add = parser.add_argument_group('pictures').add_argument
    add('--content', nargs='+', metavar='PATH', help='pictures or folders; default a painted coast')
    add('--style', nargs='+', metavar='PATH', help='pictures or folders; default a night sky')
    add('--alpha', type=types.share, default=1.0, metavar='SHARE',
        help='0: the content as it is; 1: all of the style (the default)')  # fmt: skip
    add('--weights', nargs='+', type=types.weight, metavar='W',
        help='mix the styles in these proportions')  # fmt: skip
    add('--preserve-color', nargs='?', const='match', choices=['match', 'luma'],
        help="keep the content's colours: match (the default way) first gives the style the "
        "content's colours, luma takes only the brightness of the result")  # fmt: skip
    add('--size', type=types.side, metavar='PIXELS',
        help="long side of the result; default the content's own")  # fmt: skip
    add('--style-size', type=types.side, default=api.STYLE_SIZE, metavar='PIXELS',
        help=f'long side of the styles; larger means larger strokes; default {api.STYLE_SIZE}',
    )  # fmt: skip
    add('--out', metavar='FOLDER', help='folder of the results; default runs/adain_stylize-<time>')
    add('--overwrite', action='store_true', help='replace existing results')
    add('--decoder', metavar='PATH',
        help='decoder.npz, folder of a training run, or checkpoint; default: the one that comes '
        'with the package')  # fmt: skip
    add = parser.expert('in detail')
    add('--export', metavar='FOLDER', help='write a SavedModel as well')
    arguments.add_network_arguments(add)


def check(args, styles):
    """Refuses arguments that contradict each other or have no effect."""
    if args.weights:
        api.check_weights(args.weights, len(styles))
    styled = args.alpha > 0, 'with --alpha 0, which leaves the style out'
    matched = args.preserve_color == 'match'
    arguments.check_needs(args, {
        'weights': styled if args.alpha == 0 else (len(styles) > 1, 'on a single style'),
        'style_size': styled,
        'preserve_color': styled if matched else (True, ''),
    })  # fmt: skip
    if args.export:
        export.check_new(args.export)


def load(paths, sample, size):
    """{name: picture}: the files, and what can be read of the folders; or the painted sample.

    A file that is named must be readable; one that lies in a folder is skipped, and named.
    """
    if not paths:
        long_side = size or api.STYLE_SIZE
        return {sample.__name__: sample(round(0.75 * long_side), long_side)}
    found = {}
    for path in paths:
        inside = os.path.isdir(path)
        files = pictures.find(path) if inside else [path]
        bad = []
        for file in files:
            try:
                image = images.load(file)
            except UserError as error:
                if not inside:
                    raise
                bad.append(str(error))
                continue
            name = os.path.splitext(os.path.basename(file))[0]
            while name in found:
                name += '_'
            found[name] = images.resize(image, size) if size else image
        if bad:
            print(f'skipped {len(bad)} of {len(files)} pictures in {path}:', *bad, sep='\n  ')
        if len(bad) == len(files):
            raise UserError(f'none of the pictures in {path} can be read: choose another folder')
    return found


def result_paths(args, contents, styles):
    """A path for every result, contents by styles; raises UserError if a result is there."""
    columns = ['mix'] if args.weights else styles
    paths = [[os.path.join(args.out, f'{c}_{s}.png') for s in columns] for c in contents]
    for path in sum(paths, []):
        if os.path.exists(path) and not args.overwrite:
            raise UserError(f'{path} is there already: give --overwrite or another --out')
    return paths
