"""What a run says of itself beforehand: what it is, and the memory and time that it will take."""

import sys

from gatys_tf1 import machine, optimize, run, vgg
from gatys_tf1.errors import UserError


def announce(experiment, args, network, scaled, ends):
    """Prints what is about to run, what it will take, and refuses what the memory cannot hold."""
    _, height, width, _ = experiment.shape
    history = optimize.history(height, width) if args.optimizer == 'lbfgs' else None
    memory = machine.expected_memory(height, width, network.precision, args.low_memory, history)
    more_bytes, slower = additions(experiment)
    memory += more_bytes * height * width
    free = machine.free_memory()
    if free is not None and memory > free and not args.ignore_memory:
        helps = ['a smaller --size'] + ['--low-memory'] * (not args.low_memory)
        raise UserError(
            f'{width}x{height} takes about {memory / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB '
            f'are free: {", ".join(helps)} or --optimizer adam takes less; '
            '--ignore-memory tries all the same'
        )
    if args.quiet:
        return
    print(
        f'{experiment.name}: {width}x{height}, {machine.device()}, {network.precision}, '
        f'{args.optimizer}'
    )
    if experiment.content:
        print(f'content:     {" ".join(experiment.content)}')
    sizes = ' and '.join('{2}x{1}'.format(*style.image.shape) for style in experiment.styles)
    for name, layers in (('style:', experiment.style), ('long range:', experiment.long_range),
                         ('histogram:', experiment.histogram)):  # fmt: skip
        if layers:
            print(f'{name:12} {" ".join(layers)} of {sizes}')
    deepest = vgg.deepest([*experiment.content, *experiment.style_layers()])
    first_step = run.saved_step(args.out) if args.resume else 0
    seconds = 0.0
    for part, before, end in zip(scaled, [0, *ends], ends):
        one = machine.expected_seconds(*part.shape[1:3], deepest, network.precision)
        seconds += slower * one * max(0, end - max(before, first_step))
    print(f'expected:    {memory / 1e9:.1f} GB of memory, {duration(seconds)}')
    sys.stdout.flush()


def additions(experiment):
    """What long-range and histogram losses take besides: bytes a pixel, and a factor of the time.

    Estimates from docs/performance.md, in proportion to the values that a layer has.
    """

    def values(layer):  # as a part of conv1_1's
        return vgg.channels(layer) / 64 / vgg.stride(layer) ** 2

    shifted = sum(len(shifts) * values(layer) for layer, shifts in experiment.shifts.items())
    sorted_ = sum(values(layer) for layer in experiment.histogram)
    return 800 * shifted + 5000 * sorted_, 1 + 0.065 * shifted + 0.5 * sorted_


def duration(seconds):
    """A rough time in words, as 'about 3 minutes'."""
    for size, unit in ((3600, 'hours'), (60, 'minutes')):
        if seconds >= 1.5 * size:
            return f'about {seconds / size:.0f} {unit}'
    return f'about {max(1, round(seconds))} seconds'
