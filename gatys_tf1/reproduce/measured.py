"""Drawings that look into the network: histograms of features, the patches that excite channels.

Puts into graphs of its own: `matched/...`; `patches/<layer>/...`.
"""

import os
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure as Canvas

from gatys_tf1 import architecture, images, machine, sheets, vgg
from gatys_tf1.colours import LUMA
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.losses import histogram
from gatys_tf1.reproduce.pictures import PATCHES, title
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

LAYER = 'conv3_1'  # of the histograms
BINS = 255
SIDE = 224  # pixels: the long side of the pictures that are measured
MOST_PICTURES = 60  # that patches are cut from
CELL = 64  # pixels of a patch on the sheet


# --- histograms ----------------------------------------------------------------------------------


def histograms(made):
    """Values of a layer: of the content, the style, and the content's matched to the style's."""
    config = vgg.Config(made.checkpoint)
    size = (168, SIDE)
    content, style = (
        vgg.representation(images.resize(made.picture(name), size), [LAYER], config)[LAYER]
        for name in ('coast', 'strokes')
    )
    source, target = (value.reshape(-1, value.shape[-1]) for value in (content, style))
    by_rank, *by_bins = _matched(source, target, bins=(BINS, 16 * BINS + 1))
    _plot(
        made.path('histogram'),
        f'{source.size:,} values of {LAYER}, in {BINS} bins',
        {'source: the content': source, 'target: the style': target,
         'matched by rank, per channel': by_rank, f'matched by {BINS} bins': by_bins[0],
         f'matched by {16 * BINS + 1:,} bins': by_bins[1]},
        np.sort(target.ravel()),
    )  # fmt: skip
    return [made.path('histogram')], []


def gray_pictures(made):
    """Two gray pictures: one gets the other's histogram, by rank and by bins."""
    grays = [made.picture(name, 180)[0] @ LUMA for name in ('coast', 'dots')]
    source, target = (gray.reshape(-1, 1) for gray in grays)
    found = [source, *_matched(source, target, bins=(BINS,)), target]
    shapes = [grays[0].shape] * 3 + [grays[1].shape]
    names = ['source', 'matched by rank', f'matched by {BINS} bins', 'target']
    panels = [
        sheets.Panel(
            f'{name}: mean {values.mean():.0f}, deviation {values.std():.0f}',
            np.repeat(values.reshape(1, *shape, 1), 3, axis=3),
        )
        for name, values, shape in zip(names, found, shapes)
    ]
    sheets.save(made.path('gray'), 'Two gray pictures, one matched to the other', panels)
    return [made.path('gray')], []


def _matched(source, target, bins):
    """`[n, channels]` values matched to others: by rank and channel, then by bins over all."""
    ranked = np.sort(target, axis=0).T
    quantiles = np.stack([
        np.interp(np.linspace(0, 1, len(source)), np.linspace(0, 1, len(target)), row)
        for row in ranked
    ]).astype(np.float32)  # fmt: skip
    with tf.Graph().as_default(), machine.session() as sess, tf.name_scope('matched'):
        values = tf.placeholder(tf.float32, source.shape, name='values')
        others = tf.placeholder(tf.float32, [target.size], name='others')
        wanted = tf.placeholder(tf.float32, quantiles.shape, name='quantiles')
        fetches = [histogram.match_histogram(values, wanted, name='by_rank')]
        for count in bins:
            name = f'by_{count}_bins'
            fetches.append(histogram.match_global_histogram(values, others, count, name))
        return sess.run(
            fetches, {values: source, others: target.ravel(), wanted: quantiles}
        )  # fmt: skip


def _plot(path, heading, sets, target):
    """Histograms one below the other, each with its distance from the target's."""
    canvas = Canvas(figsize=(8, 8), layout='constrained')
    high = max(values.max() for values in sets.values())
    axes_of = canvas.subplots(len(sets), 1, sharex=True, sharey=True)
    for axes, (name, values) in zip(axes_of, sets.items()):
        axes.hist(values.ravel(), bins=BINS, range=(0, high), log=True, color='teal')
        ordered = np.sort(values.ravel())
        at = np.linspace(0, 1, 20_001)
        here, there = (np.quantile(x, at) for x in (ordered, target))
        distance = np.sqrt(np.mean((here - there) ** 2))
        different = len(np.unique(values))
        axes.set_title(
            f'{name}: {different:,} different values, {distance:.1f} from the target', fontsize=9
        )
    canvas.suptitle(heading, fontsize=11)
    with atomic_write(path) as temporary:
        canvas.savefig(temporary, dpi=90)


# --- channels ------------------------------------------------------------------------------------


class Painted(NamedTuple):
    """A run that painted what excites some channels of a layer."""

    folder: str  # of the run; a picture's is in it
    channels: list  # of int


class Strongest(NamedTuple):
    """The strongest responses of n channels of a layer to a picture; tensors before a session."""

    response: object  # float32 [n]
    place: object  # int64 [n]: its position, counted along the rows of the map
    columns: object  # int32: of the map


def channels(made):
    """A sheet per block: what excites channels most, beside patches of pictures that do."""
    wanted = {}
    for planned in made.planned:
        flags = dict(zip(planned.arguments, planned.arguments[1:]))
        numbers = [int(number) for number in flags['--channel'].split(',')]
        folder = os.path.join(made.root, 'runs', planned.name)
        wanted[flags['--layer']] = Painted(folder, numbers)
    step = -(-len(made.photos) // MOST_PICTURES)
    cut = patches([images.load(path) for path in made.photos[::step]],
                  {layer: painted.channels for layer, painted in wanted.items()},
                  vgg.Config(made.checkpoint))  # fmt: skip
    paths, columns = [], max(len(painted.channels) for painted in wanted.values())
    for block in dict.fromkeys(layer[:5] for layer in wanted):
        panels = []
        for layer, painted in wanted.items():
            for channel in painted.channels if layer.startswith(block) else ():
                path = os.path.join(painted.folder, f'{layer}-{channel}', 'final.png')
                shown = [images.load(path), *(patch for _, patch in cut[layer, channel])]
                row = [images.resize(x, (CELL, CELL))[0] for x in shown]
                panels.append(
                    sheets.Panel(f'{layer}, channel {channel}', sheets.mosaic(row, len(row), 3))
                )
        heading = f'{block}: what excites a channel most, and the patches that do'
        sheets.save(made.path(block), heading, panels, columns)
        paths.append(made.path(block))
    used = sorted({number for found in cut.values() for number, _ in found})
    names = '; '.join(title(made.photos[::step][number]) for number in used)
    return paths, [f'The patches are cut from: {names}.']


def patches(pictures, wanted, config):
    """The patches of pictures that excite channels most, one per picture at most.

    Args:
      pictures: list of float32 `[1, h, w, 3]`.
      wanted: {layer: channel numbers}.
      config: `vgg.Config`.

    Returns:
      {(layer, channel): list of `PATCHES` pairs, the most exciting first}; a pair is the number of
      the picture, and a float32 array `[1, side, side, 3]`, whose side is the layer's receptive
      field, or the picture's short side.

    Raises:
      UserError: if there are fewer pictures than patches.
    """
    if len(pictures) < PATCHES:
        raise UserError(f'patches need {PATCHES} pictures or more: give a folder with more')
    height, width = 3 * SIDE // 4, SIDE
    pictures = [_landscape(picture, height, width) for picture in pictures]
    with tf.Graph().as_default(), machine.session() as sess:
        image = tf.placeholder(tf.float32, [1, height, width, 3], name='image')
        points = vgg.end_points(image, architecture.deepest(wanted), config)
        fetches = {}
        for layer, numbers in wanted.items():
            with tf.name_scope(f'patches/{layer}'):
                maps = tf.gather(points[layer][0], numbers, axis=2)  # [h, w, chosen]
                flat = tf.reshape(maps, [-1, len(numbers)])
                best, place = tf.reduce_max(flat, axis=0), tf.argmax(flat, axis=0)
                fetches[layer] = Strongest(best, place, tf.shape(maps)[1])
        saver = checkpoint.vgg_saver()
        checkpoint.initialise(sess, tf.global_variables_initializer(), saver, config.checkpoint)
        found = [sess.run(fetches, {image: picture}) for picture in pictures]
    cut = {}
    for layer, numbers in wanted.items():
        for number, channel in enumerate(numbers):
            strongest = [of_picture[layer] for of_picture in found]
            order = np.argsort([-one.response[number] for one in strongest])[:PATCHES]
            cut[layer, channel] = [
                (n, _patch(pictures[n], layer, strongest[n].place[number], strongest[n].columns))
                for n in order.tolist()
            ]
    return cut


def _landscape(picture, height, width):
    """The middle of a picture, of that size."""
    scale = max(height / picture.shape[1], width / picture.shape[2])
    size = (
        max(height, round(picture.shape[1] * scale)),
        max(width, round(picture.shape[2] * scale)),
    )
    picture = images.resize(picture, size)
    top, left = (picture.shape[1] - height) // 2, (picture.shape[2] - width) // 2
    return picture[:, top : top + height, left : left + width]


def _patch(picture, layer, place, columns):
    """The part of a picture around a position of a layer's map, of the receptive field's size.

    Args:
      picture: float32 `[1, h, w, 3]`.
      layer: str.
      place, columns: as in `Strongest`, of one channel.
    """
    stride = architecture.stride(layer)
    side = min(max(16, architecture.receptive_field(layer)), picture.shape[1])
    middle = (int(place) // int(columns) + 0.5) * stride, (int(place) % int(columns) + 0.5) * stride
    top, left = (
        int(np.clip(m - side / 2, 0, length - side))
        for m, length in zip(middle, picture.shape[1:3])
    )
    return picture[:, top : top + side, left : left + side]
