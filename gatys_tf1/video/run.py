"""A run over the frames of a clip: sweeps, what a frame is started from and compared to, files.

Implements Ruder, Dosovitskiy and Brox, "Artistic style transfer for videos" (GCPR 2016): the start
from the warped previous result (section 4.1), the long-term references (4.3), and the multi-pass
algorithm (4.4), whose sweeps go forwards and backwards by turns.

What a frame depends on are the clip's frames and earlier results, both read from their PNG files.
So there is no state besides the files: a run that was killed goes on with the first frame that is
missing, and ends with the same video as one that was not.
"""

import os
from typing import NamedTuple

import numpy as np

from gatys_tf1 import images
from gatys_tf1.errors import Stopped
from gatys_tf1.run.interrupt import ctrl_c
from gatys_tf1.run.logbook import Logbook
from gatys_tf1.video import encode, flow, summaries
from gatys_tf1.video.clip import name
from gatys_tf1.video.painters import Task

OFFSETS = (1, 10, 20)  # J of the paper
CUT = 0.25  # of the pixels; an earlier frame with fewer that are reliable shows something else


class Settings(NamedTuple):
    """How a clip is swept over."""

    offsets: tuple = OFFSETS  # J: how far back the earlier results lie, from near to far
    init: str = 'warped'  # or 'previous', not warped; 'content'; 'noise'
    seed: int = 0  # of the noise
    passes: int = 1
    blend: float = 0.5  # delta: the neighbour's share in the start of a later pass


class Place(NamedTuple):
    """Where a run is: what it paints as its n-th picture."""

    sweep: int  # from 1
    frame: int  # from 1
    direction: int  # 1: forwards, the results before it are references; -1: backwards


def place(number, count):
    """The `Place` of the number-th picture, from 1, of a clip with `count` frames."""
    sweep, position = divmod(number - 1, count)
    forwards = sweep % 2 == 0
    frame = position + 1 if forwards else count - position
    return Place(sweep + 1, frame, 1 if forwards else -1)


def result_path(clip, settings, sweep, frame):
    """The file of a result: in `frames/`, or for a sweep before the last in `passes/<sweep>/`."""
    parts = ['frames'] if sweep == settings.passes else ['passes', str(sweep)]
    return os.path.join(clip.folder, *parts, name(frame))


def paint(clip, painter, settings, output, callback=None):
    """Paints every frame of a clip that is not painted yet, and encodes the video.

    Args:
      clip: `clip.Clip`; its folder takes the results.
      painter: `painters.Painter`.
      settings: `Settings`.
      output: `run.folder.Output`; the folder exists, and holds config.json.
      callback: function of a `Place` and a `painters.Painted` that is called after each frame; if
        it returns False, the run ends there. Or None.

    Returns:
      str, why the video has no sound although its source has some; or None.

    Raises:
      Stopped: on Ctrl-C, SIGTERM or SIGHUP; the frame in progress is dropped.
    """
    total = clip.count * settings.passes
    first = _first_missing(clip, settings, total)
    logbook = Logbook(output, painter.names, first, total, unit='frame')
    try:
        with ctrl_c() as interrupted:
            if painter.graph:
                logbook.graph(painter.graph)
            for number in range(first, total + 1):
                here = place(number, clip.count)
                task = prepare(clip, settings, here)
                painted = painter.paint(task, interrupted)
                if painted is None:
                    raise Stopped(clip.folder, interrupted())
                _keep(logbook, number, painted, task, output)
                path = result_path(clip, settings, here.sweep, here.frame)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                images.save(path, painted.image)  # last: with it, the frame is done
                logbook.progress(number, painted.losses[painter.names[-1]])
                if callback is not None and callback(here, painted) is False:
                    break
    finally:
        logbook.close()
    return _encode(clip, settings)


def painted_frames(clip, settings):
    """The numbers of the frames whose last sweep is done, in the order of time."""
    numbers = range(1, clip.count + 1)
    return [n for n in numbers if os.path.exists(result_path(clip, settings, settings.passes, n))]


def _encode(clip, settings):
    done = painted_frames(clip, settings)
    if not done:  # ended by the callback, before the last sweep
        return None
    paths = [result_path(clip, settings, settings.passes, number) for number in done]
    times = [clip.times[number - 1] for number in done]
    final = os.path.join(clip.folder, 'final.mp4')
    return encode.write(final, map(images.load, paths), times, clip.rate, clip.sound)


def _first_missing(clip, settings, total):
    """The number of the first picture that is not there; `total + 1` if all are."""
    for number in range(1, total + 1):
        sweep, frame, _ = place(number, clip.count)
        if not os.path.exists(result_path(clip, settings, sweep, frame)):
            return number
    return total + 1


def _keep(logbook, number, painted, task, output):
    """A row of loss.csv, and what TensorBoard shows of a frame."""
    logbook.row(number, painted.losses, summaries.scalars(painted))
    if output.image_every and (number - 1) % output.image_every == 0:
        logbook.summary(number, summaries.pictures(painted, task), flush=True)


# --- what a frame is painted from ----------------------------------------------------------------


def prepare(clip, settings, here):
    """Reads and warps what the painter needs for one frame.

    Args:
      clip, settings: as in `paint`.
      here: `Place`.

    Returns:
      `painters.Task`.
    """
    content = clip.load(here.frame)
    single, first_sweep = settings.passes == 1, here.sweep == 1
    # The first sweeps of several only blend, as in the authors' code: nothing is compared.
    compared = single or here.sweep > settings.passes // 2
    warped, weights, nearest = [], [], None
    for number, offset in enumerate(settings.offsets):
        other = here.frame - offset * here.direction
        used = compared or (number == 0 and not first_sweep)
        if 1 <= other <= clip.count and used:
            backward, forward = flows(clip, here.frame, other)
            result = images.load(result_path(clip, settings, here.sweep, other))
            warped.append(flow.warp(result, backward))
            reliable = flow.reliability(backward, forward)
            weights.append(reliable * (reliable.mean() >= CUT))
            nearest = backward if number == 0 else nearest
        else:
            warped.append(np.zeros_like(content))
            weights.append(np.zeros(content.shape[1:3], np.float32))
    weights = flow.long_term(np.stack(weights))
    start, alone = _start(clip, settings, here, content, warped[0], weights[0])
    if not compared:
        weights = np.zeros_like(weights)
    return Task(content, start, np.concatenate(warped), weights, alone, nearest)


def _start(clip, settings, here, content, warped, weights):
    """The image that a frame starts from, and whether it owes nothing to earlier results."""
    neighbour = here.frame - settings.offsets[0] * here.direction
    there = 1 <= neighbour <= clip.count
    if here.sweep > 1:  # a blend of its own last result and of the neighbour's new one
        own = images.load(result_path(clip, settings, here.sweep - 1, here.frame))
        share = settings.blend * weights[np.newaxis, ..., np.newaxis]
        return (own + share * (warped - own) if there else own), False
    if settings.init == 'noise':
        return images.white_noise(*content.shape[1:3], settings.seed), True
    cut = not weights.any()
    if settings.init == 'content' or settings.passes > 1 or not there or cut:
        return content, True
    if settings.init == 'previous':
        return images.load(result_path(clip, settings, here.sweep, neighbour)), False
    return warped, False


def flows(clip, frame, other):
    """`(backward, forward)`: the flow from a frame to another, and the way back."""
    here, there = clip.load(frame), clip.load(other)
    return flow.optical_flow(here, there), flow.optical_flow(there, here)
