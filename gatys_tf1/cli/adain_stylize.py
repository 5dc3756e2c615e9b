#!/usr/bin/env python3
"""Paints pictures in the styles of others, in one forward pass each (AdaIN, seed 002).

Every content is painted in every style; with --weights, in one mixture of all the styles.
"""

import argparse
import os
import time

import common
import experiment

from gatys_tf1 import adain_use, checkpoint, colours, images, machine, pictures, samples
from gatys_tf1.errors import UserError, run_script
from gatys_tf1.sheets import contents_by_styles

STYLE_SIZE = 512  # pixels, long side: what a stroke's size is measured by


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--content', nargs='+', metavar='PATH', help='pictures or folders; default a painted coast')
    add('--style', nargs='+', metavar='PATH', help='pictures or folders; default a night sky')
    add('--alpha', type=share, default=1.0, help='0: the content as it is; 1: all of the style')
    add('--weights', nargs='+', type=float, metavar='W', help='mix the styles in these proportions')
    add('--preserve-color', nargs='?', const='match', choices=['match', 'luma'],
        help="keep the content's colours: match the style's to them first (the default way), "
        'or take nothing but the luma of the result')  # fmt: skip
    add('--size', type=common.positive, help="long side of the result; default the content's own")
    add('--style-size', type=common.positive, default=STYLE_SIZE, metavar='PIXELS',
        help=f'long side of the styles; larger: larger strokes; default {STYLE_SIZE}')  # fmt: skip
    add('--out', help='folder of the results; default runs/adain_stylize-<time>')
    add('--overwrite', action='store_true', help='replace results that are there')
    add('--decoder', metavar='PATH', help='decoder.npz, folder of a training run, or checkpoint')
    add('--checkpoint', help='slim VGG-19 checkpoint; default checkpoints/vgg_19.ckpt')
    add('--precision', choices=['auto', 'float32', 'bfloat16'], default='auto',
        help='of the convolutions; auto: bfloat16 if the processor has it in hardware')  # fmt: skip
    add('--export', metavar='FOLDER', help='write a SavedModel, too')
    args = parser.parse_args()

    contents = load(args.content, samples.coastal_scene, args.size)
    styles = load(args.style, samples.night_sky, args.style_size)
    weights = check_weights(args.weights, len(styles))
    adain_use.check_new(args.export)
    decoder = adain_use.load_decoder(args.decoder)
    weights_path = checkpoint.find(args.checkpoint)
    args.out = args.out or experiment.default_folder('adain_stylize')
    paths = result_paths(args, list(contents), list(styles))
    stylizer = adain_use.stylizing_graph(machine.precision(args.precision))
    with adain_use.session(stylizer, weights_path, decoder) as sess:
        if args.export:
            adain_use.export(sess, stylizer, args.export)
            print(f'SavedModel: {args.export}')
        table = []
        for (name, content), row in zip(contents.items(), paths):
            table.append([])
            mixes = [(list(styles), weights)] if weights else [([s], [1.0]) for s in styles]
            for (used, parts), path in zip(mixes, row):
                start = time.perf_counter()
                chosen = [styles[s] for s in used]
                result = paint(sess, stylizer, content, chosen, parts, args)
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


def paint(sess, stylizer, content, styles, parts, args):
    """One content in a mixture of styles, with its own colours if that is asked for."""
    if args.preserve_color == 'match':
        styles = [colours.match_colours(style, content) for style in styles]
    moments = [adain_use.style_moments(sess, stylizer, style) for style in styles]
    mixed = adain_use.mean_moments(moments, parts)
    result = adain_use.stylize(sess, stylizer, content, mixed, args.alpha)
    return colours.keep_luma(result, content) if args.preserve_color == 'luma' else result


def load(paths, sample, size):
    """{name: picture}: the files, and what can be read of the folders; or the painted sample.

    A file that is named must be readable; one that lies in a folder is skipped, and named.
    """
    if not paths:
        long_side = size or STYLE_SIZE
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


def check_weights(weights, styles):
    """The weights; raises UserError if they cannot be proportions of that many styles."""
    if weights is None:
        return None
    if len(weights) != styles:
        raise UserError(
            f'--weights has {len(weights)} numbers and --style {styles} pictures: give as many'
        )
    if not all(0 <= weight < float('inf') for weight in weights) or not sum(weights):
        raise UserError('--weights takes numbers from 0 on that are not all zero')
    return weights


def result_paths(args, contents, styles):
    """A path for every result, contents by styles; raises UserError if a result is there."""
    columns = ['mix'] if args.weights else styles
    paths = [[os.path.join(args.out, f'{c}_{s}.png') for s in columns] for c in contents]
    os.makedirs(args.out, exist_ok=True)
    for path in sum(paths, []):
        if os.path.exists(path) and not args.overwrite:
            raise UserError(f'{path} is there already: give --overwrite or another --out')
    return paths


def share(text):
    """An argument that is a number from 0 to 1."""
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError(f'{text} is not between 0 and 1')
    return float(text)


if __name__ == '__main__':
    run_script(main)
