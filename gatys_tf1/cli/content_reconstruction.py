"""Reconstructs a picture from its content representation at one layer (Gatys et al., section 2.1).

What emerges from white noise is what that layer of VGG-19 keeps of the picture.
"""

from gatys_tf1 import architecture, samples, transfer
from gatys_tf1.cli import arguments, experiment, reporting
from gatys_tf1.losses import gatys

PRESETS = {
    'blog': experiment.BLOG
    | dict(layer='conv1_2', content_reduction='mean', steps=[100_000], image_every=2500),
    'gatys': experiment.GATYS | dict(content_reduction='sum'),
}


def main():
    args = parsed()
    image = experiment.picture(args, args.image, samples.coastal_scene)
    content = gatys.content_term(image, {args.layer: 1.0}, reduction=args.content_reduction)
    terms = [content, *experiment.tv_terms(args)]
    start = experiment.start_image(args, image.shape, content=image)
    settings = experiment.settings(args)
    output = arguments.output(args, 'content_reconstruction')
    transfer.check(terms, start, settings, output)
    reporting.announce(args, 'content_reconstruction', terms, start, settings)
    transfer.optimize_image(terms, start, settings, output)
    if not args.quiet:
        print(f'error:       {reporting.relative_error(args, content, settings.config)}')
    reporting.report(args)


def parsed():
    """The arguments of the command line, checked as far as that takes no picture."""
    parser = arguments.Parser(__doc__)
    add = parser.add_argument
    add('--image', metavar='FILE', help='picture to reconstruct; default a painted coast')
    add('--layer', default='conv4_2', help='layer of VGG-19; default conv4_2')
    experiment.add_arguments(parser, init='noise', steps=200, pool='max', starts='content')
    experiment.add_content_reduction(parser.expert('content loss'))
    args = arguments.parse(parser, PRESETS)
    experiment.check(args)
    architecture.check_layers([args.layer])
    return args
