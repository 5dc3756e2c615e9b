#!/usr/bin/env python3
"""Makes docs/figures/adain_compared.jpg: two decoders, AdaIN and whitening, the optimisation.

    python scripts/dev/make_adain_comparison.py --paintings DIR --first OLD/decoder.npz --out DIR

Six paintings in the styles of six others, none of which the package's decoder was trained on. It
prints the medians of judge_decoders.py's content and style errors over the 36 results of each way,
and the seconds per picture. What is painted is kept in `--out`, and not painted again.
"""

import argparse
import os
import time

import numpy as np
import tqdm
from judge_decoders import measure, relative_errors
from make_figures import FIGURES

import gatys_tf1 as gatys
from gatys_tf1 import images, sheets, vgg
from gatys_tf1.errors import run_script
from gatys_tf1.weights import checkpoint

CONTENTS = (
    'camille_corot__street_in_sin_le_noble',
    'frederic_edwin_church__cotopaxi',
    'jan_vermeer__the_girl_with_a_pearl_earring',
    'jean_francois_millet__the_angelus',
    'joseph_mallord_william_turner__dutch_boats_in_a_gale',
    'hans_holbein_the_younger__portrait_of_erasmus',
)
STYLES = {
    'Munch,\nMelancholy': 'edvard_munch__melancholy',
    'Seurat,\nPort-en-Bessin': 'georges_seurat__port_en_bessin',
    'Klimt,\nAdele Bloch-Bauer': 'gustav_klimt__adele_bloch_bauer_s_portrait',
    'Cézanne,\nThe Peppermint Bottle': 'paul_cezanne__la_bouteille_de_menthe_poivre',
    'Kandinsky,\nCossacks': 'wassily_kandinsky__cosaques',
    'Bruegel,\nThe Rebel Angels': 'pieter_bruegel_the_elder__the_fall_of_the_rebel_angels',
}
SIZE, STEPS, CELL = 384, 100, 128


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--paintings', required=True)
    parser.add_argument('--first', required=True, help='decoder.npz to compare with')
    parser.add_argument('--out', required=True, help='folder for the results')
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    contents, styles = (
        [images.load(os.path.join(args.paintings, f'{name}.jpg')) for name in names]
        for names in (CONTENTS, STYLES.values())
    )
    contents, styles = ([images.resize(x, SIZE) for x in kind] for kind in (contents, styles))
    pairs, found = (contents, styles, args.out), {}
    ways = {'first decoder': (args.first, 'adain'), 'this decoder': (None, 'adain'),
            'whitened': (None, 'wct')}  # fmt: skip
    for name, (decoder, transform) in ways.items():
        with gatys.Stylizer(decoder, transform=transform) as stylizer:
            found[name] = cells(lambda c, s: stylizer.paint(c, [s]), name, *pairs)
    found['optimised'] = cells(optimised, 'optimised', *pairs)
    sheet(found, contents, styles)
    report(found, contents, styles)


def optimised(content, style):
    result = gatys.style_transfer(content[0], style[0], size=SIZE, steps=STEPS)
    return images.load(result.image)


def cells(paint, name, contents, styles, out):
    """Rows of results, one per content; painted unless they are in the folder."""
    seconds, rows = [], []
    with tqdm.tqdm(total=len(contents) * len(styles), desc=name, disable=None) as bar:
        for c, content in enumerate(contents):
            rows.append([])
            for s, style in enumerate(styles):
                path = os.path.join(out, f'{name.split()[0]}_{c}_{s}.png')
                if not os.path.exists(path):
                    started = time.perf_counter()
                    image = paint(content, style)
                    seconds.append(time.perf_counter() - started)
                    images.save(path, image)
                rows[-1].append(images.load(path))
                bar.update()
    if seconds:
        print(f'{name}: {np.median(seconds):.2f} seconds per picture, median of {len(seconds)}')
    return rows


def report(found, contents, styles):
    """Prints the medians of the errors over all cells."""
    config = vgg.Config(checkpoint.find())
    features = [measure(content, config)[0] for content in contents]
    grams = [measure(style, config)[1] for style in styles]
    for name, rows in found.items():
        errors = []
        for c, row in enumerate(rows):
            for s, image in enumerate(row):
                its_features, its_grams = measure(image, config)
                errors.append(
                    relative_errors(its_features, features[c])
                    + relative_errors(its_grams, grams[s])
                )
        errors = np.array(errors)
        content, style = np.median(errors[:, 0]), np.median(errors[:, 1:].mean(axis=1))
        layers = ', '.join(f'{error:.2f}' for error in np.median(errors[:, 1:], axis=0))
        print(f'{name}: content {content:.3f}, style {style:.3f} (by layer {layers})')


def sheet(found, contents, styles):
    """A row of styles, and for each content a row of every way to paint it."""
    blank = np.full((1, CELL, CELL, 3), 255, np.float32)
    rows, titles = [[blank, *styles]], ['style']
    for c, content in enumerate(contents):
        for name, results in found.items():
            rows.append([content if name == next(iter(found)) else blank, *results[c]])
            titles.append(name)
    panels = [[sheets.Panel('', images.resize(image, CELL)) for image in row] for row in rows]
    path = os.path.join(FIGURES, 'adain_compared.jpg')
    sheets.save_grid(path, 'AdaIN and the optimisation', titles, ['', *STYLES], panels, CELL)
    print(path)


if __name__ == '__main__':
    run_script(main)
