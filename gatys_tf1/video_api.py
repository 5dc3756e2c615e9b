"""The front door's `style_video`: a video in the manner of a picture, without flicker.

import gatys_tf1 as gatys

gatys.style_video('holiday.mp4', 'painting.jpg').save('painted.mp4')
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from gatys_tf1 import images, machine, vgg
from gatys_tf1.adain import api as adain
from gatys_tf1.errors import UserError, interrupted
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output
from gatys_tf1.tf1 import as_guest
from gatys_tf1.video import clip, frames, graph, program, run
from gatys_tf1.weights import checkpoint


class VideoOptions(NamedTuple):
    """Options of `style_video` that few people need to change."""

    first: int = 1  # number of the first frame, from 1
    last: int | None = None  # number of the last frame; None: the last there is
    every: int = 1  # take only each `every`-th
    rate: float | None = None  # frames per second of a folder or list; None: 25
    steps: tuple[int, ...] = program.STEPS  # at most: of a frame that starts alone, and of others
    weights: graph.Weights = graph.Weights()  # of content, style, temporal loss, total variation
    settings: run.Settings = run.Settings()  # what a frame starts from and is held to; passes
    steadiness: float = 0.7  # method='adain': the share of earlier results where they apply
    decoder: str | None = None  # method='adain': see `gatys.Stylizer`
    pool: str | None = None  # 'avg' or 'max'; None: avg, and max for AdaIN
    precision: str = 'auto'  # or 'float32', 'bfloat16'
    target: str = ''  # 'grpc://host:port': run on this worker (docs/distributed.md)
    low_memory: bool = False
    checkpoint: str | None = None  # of slim's VGG-19; None: the default one, fetched if necessary
    progress: bool = False  # show a progress bar
    resume: bool = False  # continue the run in `out`
    overwrite: bool = False  # replace the run in `out`


@as_guest
def style_video(
    video: str | os.PathLike[str] | Sequence[images.Picture],
    style: images.Picture | Sequence[images.Picture],
    *,
    method: str = 'gatys',
    size: int | None = None,
    options: VideoOptions = VideoOptions(),
    out: str | os.PathLike[str] | None = None,
    callback: Callable[[run.Place, Any], object] | None = None,
) -> program.Video:
    """Paints a video in the manner of a style picture (Ruder, Dosovitskiy and Brox, 2016).

    Args:
      video: path of a video, a GIF or a folder of frames; or a list of pictures of one size, each a
        Pillow image or an array `[height, width, 3]`, RGB, 0..255.
      style: a picture (a path, a Pillow image, an array), or a list of them, which are blended.
      method: 'gatys' optimises every frame; 'adain' paints each in one pass and steadies it.
      size: int, the long side of the result, in pixels; None: the video's own, but at most 256.
      options: `VideoOptions`.
      out: folder for frames, video, losses and TensorBoard; None: nothing is left on the disk.
      callback: function of a `video.run.Place` (`frame`, `sweep`) and a `video.painters.Painted`
        (`image`, `losses`, `steps`), called after each frame; returning False ends the run.

    Returns:
      `video.program.Video`: `frames()`, `save('name.mp4')`, `times`, `folder`.

    Raises:
      UserError: if something cannot be read or is too small, or the folder already holds files.
      KeyboardInterrupt: on Ctrl-C; with `out`, the run can be resumed. Another signal goes on to
        the caller's own handler.
    """
    if method not in ('gatys', 'adain'):
        raise UserError(f"method is {method!r}: give 'gatys' or 'adain'")
    cut = clip.Cut(size, options.first, options.last, options.every)
    clip.check(cut)
    if isinstance(video, (list, tuple)):
        source = clip.chosen(_pictures(video), cut, 'the list')
        own = max(source[0].shape[1:3])
    else:
        source = frames.source(str(video), options.rate)
        own = max(source.size)
    size = size or min(own, 256)
    styles = style if isinstance(style, (list, tuple)) else [style]
    long_side = adain.STYLE_SIZE if method == 'adain' else size
    problem = program.Problem(
        source,
        [Style(images.resize(images.load(picture), long_side)) for picture in styles],
        _config(options, method),
        cut._replace(size=size),
        options.settings,
        options.weights,
        tuple(options.steps),
        options.low_memory,
        options.rate,
    )
    with contextlib.ExitStack() as contexts:
        contexts.enter_context(interrupted())  # first: a signal is passed on when all is closed
        place = str(out) if out else contexts.enter_context(tempfile.TemporaryDirectory())
        output = Output(
            place, image_every=10 if out else 0, quiet=not options.progress,
            resume=options.resume, overwrite=options.overwrite,
            arguments=_arguments(problem, method, options),
        )  # fmt: skip
        if options.resume:
            folder.check_same(output)
        stylise = None
        if method == 'adain':
            stylizer = contexts.enter_context(adain.Stylizer(options.decoder, problem.config))
            stylise = stylizer.painter([one.image for one in problem.styles])
        found, _ = program.style_video(problem, output, stylise, options.steadiness, callback)
        if not out:  # before the folder goes
            found = found._replace(pictures=tuple(found.frames()), folder=None)
    return found


def _pictures(video):
    pictures = [images.load(picture) for picture in video]
    if not pictures:
        raise UserError('the video is an empty list: give at least one picture')
    for number, picture in enumerate(pictures, start=1):
        if picture.shape != pictures[0].shape:
            raise UserError(f'picture {number} differs in size from the first: give one size')
    return pictures


def _config(options, method):
    pool = options.pool or ('max' if method == 'adain' else 'avg')
    precision = machine.precision(options.precision, options.target)
    return vgg.Config(checkpoint.find(options.checkpoint), pool, 'vgg', precision, options.target)


def _arguments(problem, method, options):
    """What config.json says of a run from Python."""
    return {
        **folder.FROM_PYTHON,
        'method': method,
        'size': list(program.size(problem)),
        'frames': list(problem.cut[1:]),
        'weights': list(options.weights),
        'settings': [list(options.settings.offsets), *options.settings[1:]],
        'pool': problem.config.pool,
        'rate': options.rate,
        'steps': list(options.steps),
    }
