"""Exaggerates what a layer of VGG-19 sees in a picture: DeepDream."""

from gatys_tf1 import architecture, images, sheets
from gatys_tf1.cli import arguments, ascent, types
from gatys_tf1.dream import programs
from gatys_tf1.tiles import cutting


def main():
    args = parsed()
    picture = ascent.picture(args)
    guide = args.guide and images.resize(images.load(args.guide), args.guide_size)
    layers = {layer: 1.0 if w is None else w for layer, w in args.layers.items()}
    deepest = architecture.deepest(layers)
    for image in [picture, guide][: 1 + bool(args.guide)]:
        architecture.check_size(*image.shape[1:3], deepest)
    octaves, sizes = ascent.octaves(args, *picture.shape[1:3], deepest)
    tiling = cutting.tiling(*sizes[-1], args.tile, deepest)
    arguments.check_needs(args, {
        'tile': (not tiling.whole, f'where one tile and its margin, as wide as {deepest} sees, '
                 'cover the picture'),
    })  # fmt: skip
    settings = ascent.settings(args, programs.DREAM)

    def run(output):
        return programs.dream(picture, layers, octaves, settings, output, guide=guide)

    panels = [sheets.Panel('the picture', picture)]
    if args.guide:
        panels.append(sheets.Panel('the guide', guide))
    title = ', '.join(f'{layer} ({weight:g})' for layer, weight in layers.items())
    heading = f'DeepDream: {args.steps} steps, {len(sizes)} octave{"s" * (len(sizes) > 1)}'
    parts = {'dream': ascent.Part(title, sizes, deepest, run)}
    ascent.execute(
        args, arguments.output(args, 'deep_dream'), settings, parts, heading, panels
    )  # fmt: skip


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    ascent.add_arguments(parser, programs.DREAM, size=512)
    add_arguments(parser)
    args = arguments.parse(parser)
    arguments.check_needs(args, {
        'guide_size': (args.guide, 'without --guide'),
        'seed': (args.jitter, 'with --jitter 0'),
    })  # fmt: skip
    architecture.check_layers(list(args.layers))
    return args


def add_arguments(parser):
    """Adds the flags that only this command has."""
    add = parser.add_argument_group('the dream').add_argument
    add('--layers', type=types.weighted_layers, default={'conv5_1': None},
        metavar='LAYER[:W],...', help='layers to be excited; default conv5_1')  # fmt: skip
    add('--guide', metavar='FILE',
        help='another picture, whose features the dream is drawn towards')  # fmt: skip
    add('--guide-size', type=types.side, default=224, help='its long side in pixels; default 224')
    add('--tile', type=types.positive, metavar='PIXELS',
        help='for large pictures: compute the gradient in seamless tiles of this size')  # fmt: skip
    ascent.add_octaves(parser)
