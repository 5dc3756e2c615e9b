"""The way from the arguments of one of the three experiments to its run."""

import datetime
import os
import sys
from typing import NamedTuple

import numpy as np

from gatys_tf1 import checkpoint, folder, images, machine, optimize, run, transfer, vgg
from gatys_tf1.errors import UserError


class Experiment(NamedTuple):
    """What is optimised: pictures at the size of the result, layers and their weights w_l."""

    name: str  # the script's, without .py
    shape: tuple  # (1, height, width, 3) of the result
    start: tuple  # from common.start_image
    content_image: np.ndarray = None  # float32 [1, height, width, 3], RGB, 0..255
    content: dict = {}  # layer -> w_l
    style_image: np.ndarray = None  # float32 [1, h, w, 3]
    style: dict = {}
    weights: dict = {}  # content_weight, style_weight, content_reduction of transfer.build

    def scaled(self, size):
        """The same with a long side of `size` pixels: every picture shrunk by one factor."""
        factor = size / max(self.shape[1:3])

        def shrunk(image):
            if image is None or factor == 1:
                return image
            return images.resize(image, tuple(round(side * factor) for side in image.shape[1:3]))

        name, start_image = self.start
        return self._replace(
            shape=(1, *(round(side * factor) for side in self.shape[1:3]), 3),
            start=(name, shrunk(start_image)),
            content_image=shrunk(self.content_image),
            style_image=shrunk(self.style_image),
        )


def execute(experiment, args):
    """Measures the targets, builds the graph and runs it, scale by scale; says where everything is.

    Args:
      experiment: an `Experiment`.
      args: the parsed arguments.

    Returns:
      the exit code.
    """
    scaled = [experiment.scaled(size) for size in args.scales or [max(experiment.shape)]]
    check_sizes(scaled[0])
    precision = machine.precision(args.precision)
    network = transfer.Network(
        checkpoint.find(args.checkpoint), args.pool, args.preprocess, precision
    )
    args.out = args.out or default_folder(experiment.name)
    folder.new(args.out, args.resume, args.overwrite)
    ends = last_steps(args.steps, len(scaled))
    announce(experiment, args, network, scaled, ends)
    scales = []
    finish = precision == 'bfloat16' and args.optimizer == 'lbfgs'
    least_gain = 0.01 if finish else 0.0
    for part, end in zip(scaled, ends):
        scales.append(run.Scale(lambda part=part: build(part, args, network), end, least_gain))
        if finish:  # where bfloat16 hardly gets any further before the last step, float32 goes on
            exact = network._replace(precision='float32')
            scales.append(run.Scale(lambda part=part, exact=exact: build(part, args, exact), end))
    if args.overwrite:  # only now, when nothing that the user gave can be wrong any more
        first_graph = scales[0].build()
        scales[0] = scales[0]._replace(build=lambda: first_graph)
        folder.clear(args.out)
    folder.write_config(args.out, vars(args), network)
    try:
        run.optimise(scales, network, scaled[0].start, args.out, args.optimizer, args.log_every,
                     args.image_every, args.quiet, args.profile)  # fmt: skip
    except run.Stopped:
        print(f'stopped; to go on: {sys.executable} {sys.argv[0]} --out {args.out} --resume')
        return 130
    if not args.quiet:
        if not experiment.style:
            print(f'error:       {relative_error(experiment, args, network)}')
        print(f'picture:     {args.out}/final.png')
        print(f'loss plot:   {args.out}/loss.png')
        print(f'TensorBoard: {beside_python("tensorboard")} --logdir {args.out}')
    return 0


def build(experiment, args, network):
    """Measures the targets of the experiment and builds its graph: a `transfer.Graph`."""
    content, style = {}, {}
    if experiment.content:
        targets = transfer.content_representation(
            experiment.content_image, list(experiment.content), network
        )
        content = {x: transfer.Term(targets[x], w) for x, w in experiment.content.items()}
    if experiment.style:
        targets = transfer.style_representation(
            experiment.style_image, list(experiment.style), network
        )
        style = {x: transfer.Term(targets[x], w) for x, w in experiment.style.items()}
    machine.release_memory()  # the activations of measuring
    return transfer.build(
        experiment.shape,
        network,
        content,
        style,
        optimizer=args.optimizer,
        learning_rate=args.learning_rate,
        low_memory=args.low_memory,
        **experiment.weights,
    )


def check_sizes(experiment):
    """Raises UserError if a layer is unknown, or a picture of the smallest scale is too small."""
    vgg.check_layers([*experiment.content, *experiment.style])
    for image, layers in (
        (experiment.content_image, experiment.content),
        (experiment.style_image, experiment.style),
        (experiment.start[1], [*experiment.content, *experiment.style]),
    ):
        if layers:
            vgg.check_size(*image.shape[1:3], vgg.deepest(layers))


def last_steps(counts, scales):
    """The number of the last step of each scale: counts are halved where there are too few."""
    counts = list(counts)
    while len(counts) < scales:
        counts.append(max(1, counts[-1] // 2))
    return [sum(counts[: number + 1]) for number in range(scales)]


def announce(experiment, args, network, scaled, ends):
    """Prints what is about to run, what it will take, and refuses what the memory cannot hold."""
    _, height, width, _ = experiment.shape
    history = optimize.history(height, width) if args.optimizer == 'lbfgs' else None
    memory = machine.expected_memory(height, width, network.precision, args.low_memory, history)
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
    if experiment.style:
        sizes = 'x'.join(str(side) for side in experiment.style_image.shape[2:0:-1])
        print(f'style:       {" ".join(experiment.style)} of {sizes}')
    deepest = vgg.deepest([*experiment.content, *experiment.style])
    first_step = run.saved_step(args.out) if args.resume else 0
    seconds = 0.0
    for part, before, end in zip(scaled, [0, *ends], ends):
        one = machine.expected_seconds(*part.shape[1:3], deepest, network.precision)
        seconds += one * max(0, end - max(before, first_step))
    print(f'expected:    {memory / 1e9:.1f} GB of memory, {duration(seconds)}')
    sys.stdout.flush()


def duration(seconds):
    """A rough time in words, as 'about 3 minutes'."""
    for size, unit in ((3600, 'hours'), (60, 'minutes')):
        if seconds >= 1.5 * size:
            return f'about {seconds / size:.0f} {unit}'
    return f'about {max(1, round(seconds))} seconds'


def relative_error(experiment, args, network):
    """How close a content reconstruction came, in words."""
    (layer,) = experiment.content
    target = transfer.content_representation(experiment.content_image, [layer], network)[layer]
    # The loss of features that are all zero is what a relative error is relative to.
    mean = experiment.weights['content_reduction'] == 'mean'
    nothing = np.mean(target**2) if mean else np.sum(target**2) / 2
    error = folder.read_losses(args.out)[-1][f'content/{layer}'] / nothing
    return f"{error:.2g} of the features' mean square at {layer}"


def beside_python(program):
    """The path of a program of this virtual environment, which need not be on the PATH."""
    path = os.path.join(os.path.dirname(sys.executable), program)
    shorter = os.path.relpath(path)
    return shorter if len(shorter) < len(path) else path


def default_folder(experiment):
    """`runs/<experiment>-<time>`, made here, so that two runs of one second differ."""
    stem = f'runs/{experiment}-{datetime.datetime.now():%Y%m%d-%H%M%S}'
    for number in range(1, 100):
        out = stem if number == 1 else f'{stem}-{number}'
        try:
            os.makedirs(out)
        except FileExistsError:
            continue
        return out
    raise UserError(f'{stem} and a hundred like it exist: give --out')
