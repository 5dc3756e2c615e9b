"""A folder of content pictures: one run for each, with one graph for all of a size."""

import argparse
import os

import PIL.Image

from gatys_tf1 import transfer
from gatys_tf1.cli import animate, arguments, experiment
from gatys_tf1.errors import Stopped, UserError, WorkerLost
from gatys_tf1.run import folder, state


def run(args, prepare):
    """Runs every picture of the folder `args.content`, each in a folder of its own below `--out`.

    The network is built and its weights are loaded once for each size of picture, and the graph
    does not grow: content targets are variables, set from the picture at hand. A picture that
    fails does not stop the others.

    Args:
      args: the parsed arguments; `content` is a folder.
      prepare: function of arguments that name one picture, returns its `Problem`.

    Returns:
      the exit code: 0, or 1 if a picture failed.

    Raises:
      Stopped: on Ctrl-C.
    """
    paths = pictures(args.content)
    output = arguments.output(args, 'style_transfer')
    folder.check(output)
    sizes, failures = {}, {}
    for path in paths:
        try:
            sizes[path] = experiment.picture(args, path, None).shape
        except UserError as error:
            failures[path] = str(error)
    if not sizes:
        raise UserError(f'no picture of {args.content} can be read: {failures[paths[0]]}')
    settings = experiment.settings(args)
    outs = {path: os.path.join(args.out, folder_name(path, paths)) for path in paths}
    try:
        with folder.opened(output, settings.config):
            _each(args, prepare, settings, sizes, outs, failures)
    except Stopped as stopped:
        raise Stopped(args.out, stopped.number) from None
    print(f'{len(paths) - len(failures)} of {len(paths)} pictures are done, in {args.out}')
    for path, reason in failures.items():
        print(f'failed: {os.path.basename(path)}: {reason}')
    return 1 if failures else 0


def _each(args, prepare, settings, sizes, outs, failures):
    """Runs each picture; `sizes` and `outs` have its shape and folder, `failures` why it failed."""
    cache, size = None, None
    try:
        # By size, so that each graph is built once and gone before the next.
        for number, path in enumerate(sorted(sizes, key=sizes.get), start=1):
            if sizes[path] != size:
                _close(cache)
                # Colours matched to the content change the style's targets: a graph per picture.
                own_graph = args.preserve_color == 'match' or args.tile
                cache = None if own_graph else transfer.Cache({}, {})
                size = sizes[path]
            own = argparse.Namespace(**vars(args))
            own.content, own.out = path, outs[path]
            own.resume = args.resume and os.path.exists(os.path.join(own.out, 'config.json'))
            if not args.quiet:
                print(f'{number}/{len(sizes)}: {os.path.basename(path)} -> {own.out}')
            try:
                if not (own.resume and finished(own)):
                    terms, start, show = prepare(own)
                    its_output = arguments.output(own, 'style_transfer')
                    transfer.optimize_image(
                        terms, start, settings, its_output, show=show, cache=cache
                    )
                    animate.finish(own)
            except WorkerLost:  # the others would fail, too
                raise
            except UserError as error:
                failures[path] = str(error)
    finally:
        _close(cache)


def pictures(directory):
    """The paths of all files in a folder that are named like a picture, sorted."""
    extensions = PIL.Image.registered_extensions()
    names = [
        name for name in sorted(os.listdir(directory))
        if os.path.splitext(name)[1].lower() in extensions and not name.startswith('.')
    ]  # fmt: skip
    if not names:
        raise UserError(f'{directory} holds no pictures: give a folder with PNG, JPEG, ... files')
    return [os.path.join(directory, name) for name in names]


def folder_name(path, paths):
    """`beach` for beach.jpg, or all of it if there is a beach.png too."""
    stems = [os.path.splitext(os.path.basename(other))[0] for other in paths]
    stem, extension = os.path.splitext(os.path.basename(path))
    return stem if stems.count(stem) == 1 else stem + extension


def finished(args):
    """Whether the run in `args.out` has done all its steps and has written its last file.

    That is the plot of its losses: a run that was killed after its last row has none that is newer.
    """
    rows = folder.read_losses(args.out)
    if not rows or rows[-1]['step'] < experiment.last_step(args) or not state.latest(args.out):
        return False
    final, plot, table = (
        os.path.join(args.out, name) for name in ('final.png', 'loss.png', 'loss.csv')
    )
    written = os.path.exists(final) and os.path.exists(plot)
    return written and os.stat(plot).st_mtime_ns >= os.stat(table).st_mtime_ns


def _close(cache):
    if cache:
        cache.close()
