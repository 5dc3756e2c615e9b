"""A folder of content pictures: one run for each, with one graph for all of a size."""

import argparse
import os

import experiment
import PIL.Image

from gatys_tf1 import folder, run
from gatys_tf1.errors import UserError


def execute(args, prepare):
    """Runs every picture of the folder `args.content`, each in a folder of its own below `--out`.

    The network is built and its weights are loaded once for each size of picture, and the graph
    does not grow: content targets are variables, set from the picture at hand. A picture that
    fails does not stop the others.

    Args:
      args: the parsed arguments; `content` is a folder.
      prepare: function of arguments that name one picture, returns its `Experiment`.

    Returns:
      the exit code: 0, 1 if a picture failed, 130 after Ctrl-C.
    """
    paths = pictures(args.content)
    args.out = args.out or experiment.default_folder('style_transfer')
    folder.new(args.out, args.resume, args.overwrite)
    jobs, failures = [], {}
    for path in paths:  # by size, so that each graph is built once and gone before the next
        own = argparse.Namespace(**vars(args))
        own.content, own.out = path, os.path.join(args.out, folder_name(path, paths))
        own.resume = args.resume and os.path.exists(os.path.join(own.out, 'config.json'))
        try:
            jobs.append((prepare(own).shape, own))
        except UserError as error:
            failures[path] = str(error)
    if not jobs:
        raise UserError(f'no picture of {args.content} can be read: {failures[paths[0]]}')
    folder.write_arguments(args.out, vars(args))
    kept, size = None, None
    try:
        for number, (shape, own) in enumerate(sorted(jobs, key=lambda job: job[0]), start=1):
            if shape != size:
                close(kept)
                kept, size = experiment.Kept({}, {}), shape
            if not args.quiet:
                print(f'{number}/{len(jobs)}: {os.path.basename(own.content)} -> {own.out}')
            try:
                if own.resume and finished(own):
                    continue
                # Colours matched to the content change the style's targets: a graph a picture.
                shared = None if args.preserve_color == 'match' else kept
                if experiment.execute(prepare(own), own, shared) == 130:
                    print(f'stopped; {args.out} goes on with --out {args.out} --resume')
                    return 130
            except UserError as error:
                failures[own.content] = str(error)
    finally:
        close(kept)
    print(f'{len(paths) - len(failures)} of {len(paths)} pictures are done, in {args.out}')
    for path, reason in failures.items():
        print(f'failed: {os.path.basename(path)}: {reason}')
    return 1 if failures else 0


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
    """Whether the run in `args.out` has done all its steps."""
    ends = experiment.last_steps(args.steps, len(args.scales or [0]))
    return run.saved_step(args.out) > ends[-1]


def close(kept):
    for sess in kept.sessions.values() if kept else ():
        sess.close()
