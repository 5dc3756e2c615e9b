"""The way from the arguments of one of the three experiments to its run."""

import datetime
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import forecast
import numpy as np

from gatys_tf1 import (
    checkpoint,
    folder,
    images,
    machine,
    objective,
    run,
    transfer,
    vgg,
)
from gatys_tf1.errors import UserError


class Style(NamedTuple):
    """One style picture, and what it is for."""

    image: np.ndarray  # float32 [1, h, w, 3]
    share: float = 1.0  # its weight among the styles
    mask: np.ndarray = None  # float32 [height, width] of the result, 0..1; None: everywhere


class Experiment(NamedTuple):
    """What is optimised: pictures at the size of the result, layers and their weights w_l."""

    name: str  # the script's, without .py
    shape: tuple  # (1, height, width, 3) of the result
    start: tuple  # from common.start_image
    content_image: np.ndarray = None  # float32 [1, height, width, 3], RGB, 0..255
    content: dict = {}  # layer -> w_l
    styles: tuple = ()  # of Style
    style: dict = {}  # layer -> w_l
    long_range: dict = {}  # layer -> w_l
    shifts: dict = {}  # layer -> ints
    histogram: dict = {}  # layer -> w_l
    weights: dict = {}  # the numbers and kinds of objective.Objective
    finish: Callable = None  # image -> the picture that is shown and saved

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
            styles=tuple(style._replace(image=shrunk(style.image)) for style in self.styles),
        )

    def style_layers(self):
        """The layers at which a style is measured."""
        return [*self.style, *self.long_range, *self.histogram]


class Kept(NamedTuple):
    """What the pictures of a folder share: graphs by size and precision, and their sessions."""

    graphs: dict
    sessions: dict


def execute(experiment, args, kept=None):
    """Measures the targets, builds the graph and runs it, scale by scale; says where everything is.

    Args:
      experiment: an `Experiment`.
      args: the parsed arguments.
      kept: a `Kept` if this is one of many pictures that share their graphs, or None.

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
    if not (kept and kept.graphs):
        forecast.announce(experiment, args, network, scaled, ends)
    scales = []
    finish = precision == 'bfloat16' and args.optimizer == 'lbfgs'
    least_gain = 0.01 if finish else 0.0
    for part, end in zip(scaled, ends):
        scales.append(_scale(part, args, network, kept, end, least_gain))
        if finish:  # where bfloat16 hardly gets any further before the last step, float32 goes on
            exact = network._replace(precision='float32')
            scales.append(_scale(part, args, exact, kept, end))
    if args.overwrite:  # only now, when nothing that the user gave can be wrong any more
        first_graph = scales[0].build()
        scales[0] = scales[0]._replace(build=lambda: first_graph)
        folder.clear(args.out)
    folder.write_config(args.out, vars(args), network)
    try:
        run.optimise(scales, network, scaled[0].start, args.out, args.optimizer, args.log_every,
                     args.image_every, args.quiet, args.profile, experiment.finish,
                     kept.sessions if kept else None)  # fmt: skip
    except run.Stopped:
        if not kept:
            print(f'stopped; to go on: {sys.executable} {sys.argv[0]} --out {args.out} --resume')
        return 130
    if not args.quiet and not kept:
        if not experiment.styles:
            print(f'error:       {relative_error(experiment, args, network)}')
        print(f'picture:     {args.out}/final.png')
        print(f'loss plot:   {args.out}/loss.png')
        print(f'TensorBoard: {beside_python("tensorboard")} --logdir {args.out}')
    return 0


def _scale(experiment, args, network, kept, end, least_gain=0.0):
    """A `run.Scale` whose graph is built when its turn comes, or was built for another picture."""

    def build_once():
        key = experiment.shape, network.precision
        if key not in kept.graphs:
            kept.graphs[key] = build(experiment, args, network, content_variables=True)
        return kept.graphs[key]

    if kept:
        return run.Scale(build_once, end, least_gain, experiment.content_image)
    return run.Scale(lambda: build(experiment, args, network), end, least_gain)


def build(experiment, args, network, content_variables=False):
    """Measures the targets of the experiment and builds its graph: a `transfer.Graph`."""
    content = {}
    if experiment.content:
        targets = transfer.content_representation(
            experiment.content_image, list(experiment.content), network
        )
        content = {x: transfer.Term(targets[x], w) for x, w in experiment.content.items()}
    masks = [style.mask for style in experiment.styles]

    def style_terms(weights, measure):
        """The terms of one kind, each style measured on its picture at its own size."""
        if not weights:
            return {}
        return objective.style_terms(
            [measure(style.image) for style in experiment.styles],
            [style.share for style in experiment.styles],
            weights,
            masks if any(mask is not None for mask in masks) else None,
        )

    kind = experiment.weights.get('histogram_kind', 'channel')
    style = style_terms(
        experiment.style,
        lambda image: transfer.style_representation(image, list(experiment.style), network),
    )
    long_range = style_terms(
        experiment.long_range,
        lambda image: transfer.long_range_representation(image, experiment.shifts, network),
    )
    histogram = style_terms(
        experiment.histogram,
        lambda image: transfer.histogram_representation(
            image, list(experiment.histogram), network, kind
        ),
    )
    machine.release_memory()  # the activations of measuring
    return transfer.build(
        experiment.shape,
        network,
        content,
        style,
        optimizer=args.optimizer,
        learning_rate=args.learning_rate,
        low_memory=args.low_memory,
        content_variables=content_variables,
        long_range=long_range,
        shifts=experiment.shifts,
        histogram=histogram,
        **experiment.weights,
    )


def check_sizes(experiment):
    """Raises UserError if a layer is unknown, or a picture of the smallest scale is too small."""
    architecture.check_layers([*experiment.content, *experiment.style_layers()])
    for image, layers in (
        (experiment.content_image, experiment.content),
        *((style.image, experiment.style_layers()) for style in experiment.styles),
        (experiment.start[1], [*experiment.content, *experiment.style_layers()]),
    ):
        if layers:
            architecture.check_size(*image.shape[1:3], architecture.deepest(layers))
    transfer.check_shifts(experiment.shape, experiment.shifts, 'result')
    for style in experiment.styles:
        transfer.check_shifts(style.image.shape, experiment.shifts, 'style')


def last_steps(counts, scales):
    """The number of the last step of each scale: counts are halved where there are too few."""
    counts = list(counts)
    while len(counts) < scales:
        counts.append(max(1, counts[-1] // 2))
    return [sum(counts[: number + 1]) for number in range(scales)]


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
