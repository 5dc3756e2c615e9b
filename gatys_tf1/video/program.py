"""From a video and styles to a styled video: what the command and the front door share."""

import base64
import contextlib
import os
import tempfile
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from gatys_tf1 import architecture, images, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder
from gatys_tf1.video import clip as clips
from gatys_tf1.video import encode, frames, graph, painters, run

STEPS = (200, 60)  # at most: of a frame that starts alone, and of any other


class Problem(NamedTuple):
    """What is to be painted, and how."""

    source: Any  # frames.Source, or a list of pictures float32 [1, height, width, 3]
    styles: list  # of losses.styles.Style
    config: vgg.Config
    cut: clips.Cut = clips.Cut()
    settings: run.Settings = run.Settings()
    weights: graph.Weights = graph.Weights()
    steps: tuple = STEPS
    low_memory: bool = False
    rate: float = None  # frames per second of a list of pictures; None: `frames.RATE`


class Video(NamedTuple):
    """A styled video. Displays itself in a notebook."""

    pictures: tuple  # paths of PNG files, or uint8 arrays [height, width, 3]
    times: tuple  # seconds, of each
    rate: Fraction  # frames per second, on average
    sound: str = None  # path of a video whose sound belongs to it
    folder: str = None  # the run's, or None

    def frames(self):
        """Yields each frame: uint8 `[height, width, 3]`, RGB."""
        for picture in self.pictures:
            yield images.to_uint8(images.load(picture))[0]

    def save(self, path):
        """Writes it as an MP4; UserError if `path` has another extension."""
        if not str(path).lower().endswith('.mp4'):
            raise UserError(f'{path} is written as an MP4: give it a name that ends in .mp4')
        encode.write(path, map(images.load, self.pictures), self.times, self.rate, self.sound)

    def __repr__(self):
        return f'<Video: {len(self.pictures)} frames>'

    def _repr_html_(self):
        with tempfile.TemporaryDirectory() as place:
            self.save(os.path.join(place, 'video.mp4'))
            with open(os.path.join(place, 'video.mp4'), 'rb') as file:
                data = base64.b64encode(file.read()).decode()
        return f'<video controls loop muted src="data:video/mp4;base64,{data}"></video>'


def size(problem):
    """`(height, width)` of the result."""
    source = problem.source
    if isinstance(source, list):
        return clips.even_size(source[0].shape[1:3], problem.cut.size)
    return clips.even_size(source.size, problem.cut.size)


def check(problem, output, optimised=True):
    """Rejects what cannot be run, before anything is built or written.

    Args:
      problem, output: see `style_video`.
      optimised: bool, whether the losses are to be computed, whose layers need pictures of some
        size.

    Raises:
      UserError: see `run.folder.check`, `frames.library`, `clip.check`, `frames.exact_rate`; or if
        a picture is too small.
    """
    folder.check(output)
    frames.library()  # frames can be read without it, but the video is written by it, at the end
    clips.check(problem.cut)
    frames.exact_rate(problem.rate)
    if optimised:
        deepest = architecture.deepest([*graph.STYLE_LAYERS, *graph.CONTENT_LAYERS])
        for shape in (size(problem), *(style.image.shape[1:3] for style in problem.styles)):
            architecture.check_size(*shape, deepest)


def style_video(problem, output, stylise: Callable = None, share=0.0, callback=None):
    """Paints a video in a run's folder, or goes on with it.

    Args:
      problem: `Problem`.
      output: `run.folder.Output`, with a folder.
      stylise: function of a frame that paints it in one go, such as AdaIN's; None: each frame is
        optimised.
      share: float, 0..1; see `painters.steadied`. For `stylise` alone.
      callback: see `run.paint`.

    Returns:
      `(video, notes)`: `Video`, and a list of str, what a person should know.

    Raises:
      UserError: see `check` and `clip.extract`; or if the loss is no longer finite.
      errors.Stopped: on Ctrl-C.
    """
    check(problem, output, stylise is None)
    out, rate = output.folder, frames.exact_rate(problem.rate)
    with contextlib.ExitStack() as contexts:
        contexts.enter_context(folder.opened(output, problem.config))
        clip = clips.find(out)
        if clip is None and isinstance(problem.source, list):
            clip = clips.of_arrays(problem.source, rate, out, problem.cut.size)
        elif clip is None:
            clip = clips.extract(problem.source, problem.cut, out)
        if stylise is None:
            painter = contexts.enter_context(_optimised(problem, clip))
        else:
            painter = painters.steadied(stylise, share)
        silent = run.paint(clip, painter, problem.settings, output, callback)
    done = run.painted_frames(clip, problem.settings)
    paths = [run.result_path(clip, problem.settings, problem.settings.passes, n) for n in done]
    times = [clip.times[n - 1] for n in done]
    video = Video(tuple(paths), tuple(times), clip.rate, clip.sound, out)
    return video, [note for note in (clip.warning, silent) if note]


def _optimised(problem, clip):
    terms = graph.terms(
        clip.load(1), problem.styles, problem.weights, len(problem.settings.offsets)
    )
    targets = graph.measure(terms, problem.config)
    its_graph = graph.build((1, *clip.size, 3), terms, targets, problem.config, problem.low_memory)
    return painters.optimised(its_graph, problem.config, problem.steps)
