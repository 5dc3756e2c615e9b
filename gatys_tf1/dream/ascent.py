"""Gradient ascent on an image: its steps, and the run that takes them octave by octave.

Implements the loop of the class-visualisation post: jitter, gradient, step, clip, and now and then
a blur. The graph is graph.py's.
"""

import functools

import numpy as np

from gatys_tf1 import images, optimize
from gatys_tf1.dream.graph import build
from gatys_tf1.dream.octaves import lost_detail, stages
from gatys_tf1.run.folder import Output
from gatys_tf1.run.loop import Run, session


def ascend(objectives, start, settings, output=Output(), callback=None, *, picture=None):
    """Changes an image until its objectives are high (or low), octave by octave.

    Args:
      objectives: dict of each octave's `(height, width)`, smallest first, to its objectives: a dict
        of layer to `Objective`.
      start: `(name, image)`: 'white_noise' or 'image', and float32 `[1, h, w, 3]`, RGB, 0..255, of
        any size.
      settings: `graph.Settings`.
      output: `run.folder.Output`.
      callback: see `run.loop.Run`.
      picture: float32 `[1, height, width, 3]`, of the last octave's size. If given, each octave
        after the first gets back the detail of it that the one before could not hold.

    Returns:
      `run.result.Result`; its `losses` are the values of the objectives.

    Raises:
      UserError: for an unknown layer, a picture that is too small for one, a folder that cannot
        take the run, an objective that is no longer finite.
      errors.Stopped: on Ctrl-C.
    """
    sizes = list(objectives)[-settings.steps :]  # each has a step or more
    stage_of = stages(sizes, settings.steps)
    size_of = {stage: size for size, stage in stage_of.items()}
    start = start[0], images.resize(start[1], sizes[0])
    metric_name = 'loss' if settings.optimizer == 'lbfgs' else 'objective'
    last = settings.steps  # step 0 evaluates the start
    with Run(output, settings.config, last, callback, metric_name=metric_name) as run:
        for stage in run.pending(list(size_of)):
            size, detail = size_of[stage], None
            if picture is not None and size != sizes[0]:
                smaller = sizes[sizes.index(size) - 1]
                detail = lost_detail(images.resize(picture, size), smaller)
            graph = build(
                (1, *size, 3), settings.config, objectives[size], settings, label=stage.label,
                enters=detail is not None,
            )  # fmt: skip
            its_steps = functools.partial(steps, settings=settings, detail=detail)
            if settings.optimizer == 'lbfgs':
                its_steps = optimize.steps
            with session(graph, settings.config) as sess:
                run.stage(sess, graph, stage, its_steps, start)
            del graph  # before the next one is built
    return run.result


def steps(sess, graph, last_step, settings, detail=None):
    """Yields a `Step` for each evaluation from the session's own step up to `last_step`.

    The image of step k has been updated k times. The session can be saved whenever a step has been
    handed out.

    Args:
      sess: a `tf.Session` on the graph, initialised and restored.
      graph: from `graph.build`.
      last_step: int, the number of the last step.
      settings: `graph.Settings`.
      detail: float32 `[1, height, width, 3]`, added to the image before the first step; or None.

    Raises:
      NotFinite: instead of a step whose objective is NaN or infinite.
    """
    if detail is not None and not sess.run(graph.updates.entered):
        sess.run(graph.updates.enter_op, {graph.pixels: detail})
    for step in range(sess.run(graph.step), last_step + 1):
        # A fetched variable may share its memory with the session's, hence the copy.
        image_value = np.array(sess.run(graph.image))
        shift_value = shift_of(step, settings.jitter, settings.seed)
        values = _evaluate(sess, graph, shift_value, move=step < last_step)
        check_finite(step, values['total'])
        every, sigma = settings.blur
        if every and step < last_step and step % every == every - 1:
            blurred = images.blur(sess.run(graph.image), sigma)
            sess.run(graph.assigns['image'], {graph.pixels: blurred})
        yield optimize.Step(step, values, lambda image=image_value: image)


def shift_of(step, jitter, seed):
    """The jitter of a step: int array `[2]`, each -jitter..jitter.

    Drawn from seed and step alone, so that a resumed run draws the same.
    """
    return np.random.default_rng([seed, step]).integers(-jitter, jitter + 1, 2)


def check_finite(step, value):
    """Raises NotFinite if the objective is NaN or infinite."""
    if not np.isfinite(value):
        raise optimize.NotFinite(
            f'the objective became NaN or infinite at step {step}: '
            'lower the step size or the weights, or check the checkpoint'
        )


def _evaluate(sess, graph, shift_value, move):
    """The objectives of the image; then, if `move`, the step along their gradient."""
    if graph.updates.tiling.whole:
        # The objectives come from the same shifted copy of the image as the gradient, and the
        # update waits for the gradient: so they are those of the image before the step.
        fetches = [graph.losses, graph.updates.step_op] if move else [graph.losses]
        values = sess.run(fetches, {graph.updates.shift: shift_value})[0]
        return {name: float(value) for name, value in values.items()}
    values, gradient_value = tiled_gradient(sess, graph, shift_value)
    if move:
        sess.run(graph.updates.step_op, {graph.gradient: gradient_value})
    return values


def tiled_gradient(sess, graph, shift_value):
    """The gradient of the whole image, tile by tile.

    Each tile is evaluated with a margin so wide that the part of its gradient that is kept equals
    the whole image's (tiles/cutting.py says why); so there are no seams.

    Returns:
      values: dict of name to float; estimates, from all tiles with their margins.
      gradient: float32 array of the image's shape.
    """
    ascent = graph.updates
    gradient_value = np.empty(graph.image.shape.as_list(), np.float32)
    values = dict.fromkeys(graph.losses, 0.0)
    for tile in ascent.tiling.tiles:
        feed = {ascent.shift: shift_value, ascent.origin: tile.origin}
        found, part = sess.run([graph.losses, ascent.tile_gradient], feed)
        kept = part[:, tile.inner_rows, tile.inner_columns]
        gradient_value[:, tile.rows, tile.columns] = kept
        for name, value in found.items():
            values[name] += float(value) * kept.size / part.size
    return values, np.roll(gradient_value, -shift_value, axis=(1, 2))
