"""What the three experiments print, before and after a run."""

import numpy as np

from gatys_tf1 import architecture, forecast, lbfgs, machine, vgg
from gatys_tf1.cli import animate, arguments
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder, state
from gatys_tf1.run.stages import stages
from gatys_tf1.tiles import tiled


def announce(args, name, terms, start, its_settings):
    """Prints what is about to run and what it will take; refuses what does not fit into memory."""
    if not any(term.weight for term in terms):
        raise UserError('every weight is zero, so there is nothing to optimise: give one a weight')
    _, height, width, _ = start[1].shape
    precision = its_settings.config.precision
    deepest = architecture.deepest([layer for term in terms for layer in term.layers])
    more_bytes, slower = additions(terms)
    vectors = 3 if args.optimizer == 'adam' else lbfgs.vectors(height, width, precision)
    cut = tiled.tiling(height, width, args.tile, deepest)
    needed = forecast.memory(*cut.shape, precision, args.low_memory, vectors)
    needed += more_bytes * height * width
    if not cut.whole:
        needed += forecast.beside_tiles((height, width), cut.shape, terms, vectors)
    if not args.ignore_memory and not args.target:  # a worker's memory is not known here
        helps = ['a smaller --size'] + ['--low-memory'] * (not args.low_memory and not args.tile)
        helps += ['--tile 512'] * (not args.tile)
        forecast.check_memory(needed, (height, width), [*helps, '--optimizer adam'])
    if args.quiet:
        return
    print(f'{name}: {width}x{height}, {machine.device(args.target)}, {precision}, {args.optimizer}')
    for term in terms:
        if term.layers:
            sizes = ' and '.join('{2}x{1}'.format(*source.shape) for source in term.sources)
            print(f'{term.name.replace("_", " ") + ":":12} {" ".join(term.layers)} of {sizes}')
    _, first_step = state.label_and_step(args.out if args.resume else None)
    seconds, before = 0.0, None
    for stage, part in stages(terms, start, its_settings).items():
        if stage.last_step != before:  # not the float32 part of the same scale
            one = _seconds(part.start[1].shape[1:3], deepest, its_settings.config, args.tile)
            seconds += slower * one * max(0, stage.last_step - max(stage.first_step, first_step))
        before = stage.last_step
    print(f'expected:    {needed / 1e9:.1f} GB of memory, {forecast.duration(seconds)}', flush=True)


def _seconds(size, deepest, config, tile):
    """Seconds per step; in tiles, each is evaluated one and a half times."""
    cut = tiled.tiling(*size, tile, deepest)
    passes = 1.0 if cut.whole else 1.5 * len(cut.tiles)
    return passes * forecast.seconds(*cut.shape, deepest, config.precision, config.target)


def additions(terms):
    """What long-range and histogram losses add: bytes per pixel, and a factor on the time.

    Estimates from docs/performance.md, in proportion to the number of values that a layer has.
    """

    def values(layer):  # as a share of conv1_1's
        return architecture.channels(layer) / 64 / architecture.stride(layer) ** 2

    shifted = sum(4 * values(x) for t in terms if t.name == 'long_range' for x in t.layers)
    sorted_ = sum(values(x) for t in terms if t.name == 'histogram' for x in t.layers)
    return 800 * shifted + 5000 * sorted_, 1 + 0.065 * shifted + 0.5 * sorted_


def report(args):
    """Makes the animation, if there is to be one, and prints where everything is."""
    moving = animate.finish(args)
    if not args.quiet:
        print(f'picture:     {args.out}/final.png')
        print(f'loss plot:   {args.out}/loss.png')
        if moving:
            print(f'animation:   {moving}')
        print(f'TensorBoard: {arguments.tensorboard(args.out)}')


def relative_error(args, term, config):
    """How close a content reconstruction came, in words."""
    (layer,), (source,) = term.layers, term.sources
    target = vgg.representation(source, [layer], config._replace(precision='float32'))[layer]
    # The loss of features that are all zero is what a relative error is relative to.
    mean = args.content_reduction == 'mean'
    nothing = np.mean(target**2) if mean else np.sum(target**2) / 2
    error = folder.read_losses(args.out)[-1][f'content/{layer}'] / nothing
    return f"{error:.2g} of the features' mean square at {layer}"
