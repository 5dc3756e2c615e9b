"""What the commands of gradient ascent share: flags, and the way from them to a sheet."""

import contextlib
import os
from collections.abc import Callable
from typing import NamedTuple

from gatys_tf1 import forecast, images, lbfgs, machine, samples, sheets
from gatys_tf1.cli import animate, arguments, types
from gatys_tf1.dream.graph import Penalties
from gatys_tf1.dream.octaves import Octaves
from gatys_tf1.errors import Stopped, UserError
from gatys_tf1.run import folder
from gatys_tf1.tiles import cutting


class Part(NamedTuple):
    """One run of the command, and one panel of its sheet."""

    title: str  # above its picture
    sizes: list  # (height, width) of each octave; the last is the result's
    layer: str  # the deepest
    run: Callable  # (`run.folder.Output`) -> `run.result.Result`


# --- flags ---------------------------------------------------------------------------------------


def add_arguments(parser, settings, size, image=True):
    """Adds the flags of all three commands.

    Args:
      parser: `arguments.Parser`.
      settings: `dream.graph.Settings`, of which the defaults are taken.
      size: int, the default of --size.
      image: bool, whether the command has a picture to start from.
    """
    if image:
        add = parser.add_argument_group('the picture').add_argument
        add('--image', metavar='FILE', help='the picture; default a painted coast')
    add = parser.add_argument_group('how it is changed').add_argument
    add('--size', type=types.side, default=size,
        help=f'long side of the result in pixels; default {size}')  # fmt: skip
    add('--steps', type=types.positive, default=settings.steps, metavar='N',
        help=f'number of steps, over all octaves together; default {settings.steps}')  # fmt: skip
    arguments.add_run_arguments(parser)
    add = parser.expert('how it is changed, in detail')
    add('--step-size', type=types.factor, default=settings.step_size, metavar='VALUES',
        help='average change of a pixel per step, in pixel values; '
        f'default {settings.step_size}')  # fmt: skip
    add('--jitter', type=types.natural, default=settings.jitter, metavar='PIXELS',
        help='largest random shift of the picture at each step; '
        f'default {settings.jitter}')  # fmt: skip
    add('--l2', type=types.weight, default=settings.penalties.l2, metavar='W',
        help='weight of the mean squared distance from grey')  # fmt: skip
    add('--seed', type=types.natural, default=0, help='of the noise and the jitter; default 0')
    add('--pool', choices=['max', 'avg'], default='max', help='default max')


def add_octaves(parser):
    """Adds the flags of the commands with octaves."""
    add, default = parser.expert('octaves'), Octaves()
    add('--octaves', type=types.positive, default=default.count, metavar='N',
        help=f'number of sizes, from small to large; default {default.count}')  # fmt: skip
    add('--octave-scale', type=types.factor, default=default.factor, metavar='FACTOR',
        help=f'growth in size from one octave to the next; default {default.factor}')  # fmt: skip


def octaves(args, height, width, layer):
    """The `Octaves` that the flags describe, and their sizes; refuses flags without effect."""
    if not args.octave_scale > 1:
        raise UserError(f'--octave-scale {args.octave_scale} does not grow: give more than 1')
    found = Octaves(args.octaves, args.octave_scale)
    sizes = found.sizes(height, width, layer)
    single = 'with --octaves 1'
    if args.octaves > 1:
        single = f'at {width}x{height}, of which no smaller octave is large enough for {layer}'
    arguments.check_needs(args, {
        'octaves': (len(sizes) > 1 or args.octaves == 1, single),
        'octave_scale': (len(sizes) > 1, single),
    })  # fmt: skip
    return found, sizes


def settings(args, defaults):
    """The `Settings` that the flags describe, those of `defaults` where there is no flag."""
    penalties = Penalties(args.l2, getattr(args, 'tv', 0.0))
    return defaults._replace(
        config=arguments.config(args), steps=args.steps, step_size=args.step_size,
        jitter=args.jitter, seed=args.seed, penalties=penalties, tile=getattr(args, 'tile', None),
    )  # fmt: skip


def picture(args):
    """The picture that `--image` names, or the painted coast: float32 `[1, h, w, 3]`."""
    return arguments.picture(args.image, samples.coastal_scene, args.size)


# --- the runs ------------------------------------------------------------------------------------


def execute(args, output, its_settings, parts, heading, panels=()):
    """Runs each part in a folder, and draws the results as a sheet.

    Args:
      args: from `arguments.parse`.
      output: from `arguments.output`.
      its_settings: `dream.graph.Settings`.
      parts: dict of name to `Part`. A single one runs in the folder itself, several run in folders
        of these names inside it.
      heading: str, of the sheet.
      panels: list of `sheets.Panel`, drawn before the results.

    Raises:
      Stopped: on Ctrl-C.
    """
    folder.check(output)
    outputs = {name: _output_of(output, name, parts) for name in parts}
    for its_output in outputs.values():
        folder.check(its_output)
    announce(args, its_settings, parts)
    row = len(parts) > 1
    with folder.opened(output, its_settings.config) if row else contextlib.nullcontext():
        if row and output.overwrite:  # now, or a run that is stopped would resume an old one
            for its_output in outputs.values():
                folder.clear(its_output.folder)
        panels = list(panels)
        for name, part in parts.items():
            try:
                part.run(outputs[name])
            except Stopped as stopped:
                raise Stopped(output.folder, stopped.number) from None
            animate.finish(args, outputs[name].folder)
            final = images.load(os.path.join(outputs[name].folder, 'final.png'))
            panels.append(sheets.Panel(part.title, final))
        sheet = os.path.join(output.folder, 'sheet.png')
        sheets.save(sheet, heading, panels, columns=6)
    if not args.quiet:
        print(f'sheet:       {sheet}')
        for its_output in outputs.values():
            print(f'picture:     {its_output.folder}/final.png')
        print(f'TensorBoard: {arguments.tensorboard(output.folder)}')


def _output_of(output, name, parts):
    if len(parts) == 1:
        return output
    out = os.path.join(output.folder, name)
    begun = os.path.exists(os.path.join(out, 'config.json'))
    return output._replace(folder=out, resume=output.resume and begun)


def announce(args, its_settings, parts):
    """Prints what is about to run and what it will take; refuses what the memory cannot hold."""
    memory, seconds = 0.0, 0.0
    precision = its_settings.config.precision
    for part in parts.values():
        for size in part.sizes:
            tiling = cutting.tiling(*size, its_settings.tile, part.layer)
            vectors = lbfgs.vectors(*size, precision) if its_settings.optimizer == 'lbfgs' else 3
            needed = forecast.memory(*tiling.shape, precision, vectors=vectors)
            one = forecast.seconds(*tiling.shape, part.layer, precision, args.target)
            memory = max(memory, needed)
            seconds += one * len(tiling.tiles) * its_settings.steps / len(part.sizes)
    sizes = next(iter(parts.values())).sizes
    if not args.ignore_memory and not args.target:  # a worker's memory is not known here
        helps = ['a smaller --size'] + ['--tile'] * hasattr(args, 'tile')
        forecast.check_memory(memory, sizes[-1], helps)
    if not args.quiet:
        sizes = ', '.join(f'{width}x{height}' for height, width in sizes)
        print(f'picture:     {sizes}, {machine.device(args.target)}, {precision}')
        time = forecast.duration(seconds)
        print(f'expected:    {memory / 1e9:.1f} GB of memory, {time}', flush=True)
