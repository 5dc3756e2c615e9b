"""Paints pictures in the styles of others, with one forward pass for each result (AdaIN).

Every content picture is painted in every style or, with --weights or --style-mask, in one mixture
of all styles.
"""

import functools
import os
import time
from typing import NamedTuple

import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.adain import api, maps, pictures
from gatys_tf1.adain.inference import TRANSFORMS
from gatys_tf1.cli import arguments, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.masks import load_mask
from gatys_tf1.sheets import contents_by_styles

CELL = 192  # pixels, the long side of a picture on the sheet


class Painted(NamedTuple):
    """One result, on its way to the disk."""

    name: str  # of the content
    content: np.ndarray
    result: np.ndarray
    path: str
    line: str  # to print


def main():
    parser = arguments.Parser(__doc__)
    add_arguments(parser)
    args = arguments.parse(parser)
    contents = listed(args.content, samples.coastal_scene, args.size)
    styles = load(args.style, samples.night_sky, args.style_size)
    check(args, styles)
    load_maps(args)
    args.out = args.out or arguments.default_folder('adain_stylize')
    paths = result_paths(args, list(contents), list(styles))
    bad, rows = {}, {}
    with api.Stylizer(args.decoder, arguments.config(args), args.tile, args.transform) as stylizer:
        os.makedirs(args.out, exist_ok=True)
        # A content is read while another is painted and the results before it are written.
        read = pictures.ahead(functools.partial(opened, size=args.size), contents.items())
        for done in pictures.ahead(write, paint(args, stylizer, read, styles, paths, bad)):
            rows.setdefault(done.name, [done.content]).append(done.result)
            print(done.line, flush=True)
    if sum(len(row) - 1 for row in rows.values()) > 1:
        path = os.path.join(args.out, 'sheet.png')
        results, shown = [row[1:] for row in rows.values()], [row[0] for row in rows.values()]
        images.save(path, contents_by_styles(results, shown, list(styles.values()), CELL))
        print(f'sheet: {path}')
    report_skipped(args.content, contents, bad)


def paint(args, stylizer, contents, styles, paths, bad):
    """Paints every content in every style, or in their mixture.

    Args:
      args: from the command line, after `load_maps`.
      contents: iterable of `(name, picture)`; a UserError in its place goes into `bad`.
      styles: {name: picture}.
      paths: {name of the content: a path for each result}.
      bad: dict to which name and reason are added.

    Yields:
      `Painted`.
    """
    mixtures = [list(styles)] if is_mixed(args) else [[name] for name in styles]
    if args.preserve_color != 'match':  # each style is encoded once, not once per content
        styles = {name: stylizer.encode(image) for name, image in styles.items()}
    for name, content in contents:
        if isinstance(content, UserError):
            bad[name] = str(content)
            continue
        weights = args.style_mask or args.weights
        for used, path in zip(mixtures, paths[name]):
            start = time.perf_counter()
            result = stylizer.paint(
                content, [styles[s] for s in used], weights, args.alpha, args.preserve_color
            )
            seconds = time.perf_counter() - start
            height, width = result.shape[1:3]
            line = f'{name} x {" + ".join(used)}: {width}x{height}, {seconds:.2f} s, {path}'
            yield Painted(name, content, result, path, line)


def write(painted):
    """Saves a result; returns it with its pictures shrunk to what the sheet shows of them."""
    images.save(painted.path, painted.result)
    content, result = (images.resize(x, CELL) for x in (painted.content, painted.result))
    return painted._replace(content=content, result=result)


def add_arguments(parser):
    """Adds every argument to the parser."""
    add = parser.add_argument_group('pictures').add_argument
    add('--content', nargs='+', metavar='PATH', help='pictures or folders; default a painted coast')
    add('--style', nargs='+', metavar='PATH', help='pictures or folders; default a night sky')
    add('--alpha', type=share_or_picture, default=1.0, metavar='SHARE',
        help='0: the content as it is; 1: all of the style (the default); or a picture, black for '
        '0 and white for 1 at its place')  # fmt: skip
    add('--weights', nargs='+', type=types.weight, metavar='W',
        help='mix the styles in these proportions')  # fmt: skip
    add('--style-mask', nargs='+', metavar='FILE',
        help='a mask per style: where it applies, white on black; or the word none')  # fmt: skip
    add('--preserve-color', nargs='?', const='match', choices=['match', 'luma'],
        help="keep the content's colours: match (the default way) first gives the style the "
        "content's colours, luma takes only the brightness of the result")  # fmt: skip
    add('--transform', choices=list(TRANSFORMS), default='adain',
        help='wct (whitening and colouring) takes over more of the style than adain')  # fmt: skip
    add('--size', type=types.side, metavar='PIXELS',
        help="long side of the result; default the content's own")  # fmt: skip
    add('--style-size', type=types.side, default=api.STYLE_SIZE, metavar='PIXELS',
        help=f'long side of the styles; larger means larger strokes; default {api.STYLE_SIZE}',
    )  # fmt: skip
    add('--out', metavar='FOLDER', help='folder of the results; default runs/adain_stylize-<time>')
    add('--overwrite', action='store_true', help='replace existing results')
    flags.add_decoder(add)
    add = parser.expert('in detail')
    add('--tile', type=types.side, default=api.TILE, metavar='PIXELS',
        help='side of the tiles in which large pictures are painted; smaller: less memory, more '
        f'time, the same result; default {api.TILE}')  # fmt: skip
    arguments.add_network_arguments(add)
    flags.add_target(add)


def share_or_picture(text):
    """An argument that is a number from 0 to 1, or else a path."""
    try:
        float(text)
    except ValueError:
        return text
    return types.share(text)


def is_mixed(args):
    """Whether all styles go into one result."""
    return bool(args.weights or args.style_mask)


def check(args, styles):
    """Refuses arguments that contradict each other or have no effect."""
    if args.weights and args.style_mask:
        raise UserError('--weights and --style-mask contradict each other: leave one of them out')
    if args.weights:
        maps.check_weights(args.weights, len(styles))
    if args.style_mask:
        maps.check_count(args.style_mask, len(styles), 'mask')
    styled = args.alpha != 0, 'with --alpha 0, which leaves the style out'
    matched = args.preserve_color == 'match'
    arguments.check_needs(args, {
        'weights': styled if args.alpha == 0 else (len(styles) > 1, 'on a single style'),
        'style_mask': styled,
        'style_size': styled,
        'transform': styled,
        'preserve_color': styled if matched else (True, ''),
    })  # fmt: skip


def load_maps(args):
    """Reads the pictures of --alpha and --style-mask: once, and before anything is painted."""
    if maps.is_map(args.alpha):
        args.alpha = load_mask(args.alpha, None)
    if args.style_mask:
        args.style_mask = [
            maps.EVERYWHERE if mask == 'none' else load_mask(mask, None) for mask in args.style_mask
        ]


def files_of(path):
    """The picture files of a folder; or the file itself."""
    return pictures.find(path) if os.path.isdir(path) else [path]


def listed(paths, sample, size):
    """{name: what `opened` takes}: pictures that were named, paths that lie in folders.

    A file that is named must be readable, and is read now; one that lies in a folder is read when
    its turn comes, so that a folder may be larger than memory.
    """
    if not paths:
        long_side = size or api.STYLE_SIZE
        return {sample.__name__: sample(round(0.75 * long_side), long_side)}
    found = {}
    for path in paths:
        for file in files_of(path):
            name = os.path.splitext(os.path.basename(file))[0]
            while name in found:
                name += '_'
            found[name] = (
                file if os.path.isdir(path) else opened((name, images.load(file)), size)[1]
            )
    return found


def opened(item, size):
    """`(name, picture)`, resized, of a picture or a path; with the UserError of an unusable one."""
    name, picture = item
    try:
        image = images.load(picture)
        return name, images.resize(image, size) if size else image
    except UserError as error:
        return name, error


def load(paths, sample, size):
    """{name: picture} of what can be read of `listed`; names what cannot."""
    contents = listed(paths, sample, size)
    read = dict(opened(item, size) for item in contents.items())
    bad = {name: str(error) for name, error in read.items() if isinstance(error, UserError)}
    report_skipped(paths, contents, bad)
    return {name: image for name, image in read.items() if name not in bad}


def report_skipped(paths, contents, bad):
    """Names what could not be read, folder by folder; UserError if that was a whole folder.

    Args:
      paths: list of str, as given, or None.
      contents: from `listed`.
      bad: {name: why it could not be read}.
    """
    why = {contents[name]: reason for name, reason in bad.items()}
    for path in filter(os.path.isdir, paths or []):
        files = files_of(path)
        reasons = [why[file] for file in files if file in why]
        if reasons:
            print(f'skipped {len(reasons)} of {len(files)} pictures in {path}:', *reasons,
                  sep='\n  ')  # fmt: skip
        if len(reasons) == len(files):
            raise UserError(f'none of the pictures in {path} can be read: choose another folder')


def result_paths(args, contents, styles):
    """{content: a path for every result}; raises UserError if a result is there."""
    columns = ['mix'] if is_mixed(args) else styles
    paths = {c: [os.path.join(args.out, f'{c}_{s}.png') for s in columns] for c in contents}
    for path in sum(paths.values(), []):
        if os.path.exists(path) and not args.overwrite:
            raise UserError(f'{path} is there already: give --overwrite or another --out')
    return paths
