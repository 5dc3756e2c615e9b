"""The optimisation graph of Gatys, Ecker and Bethge (CVPR 2016), and the run that optimises it.

Content reconstruction (section 2.1), style reconstruction (section 2.2) and style transfer (section
2.3) are one graph: an image Variable, the trimmed VGG-19, targets (see targets.py), and a loss
that is minimised with respect to the image alone. The objective is a list of `Term`s: leave the
style out and it reconstructs content; leave the content out and it reconstructs style.

Puts into the graph: `image`; `assign/pixels`, `assign/image`, `assign/content_image`,
`assign/style_image`, `assign/white_noise`; `vgg_19/...`; the targets and losses of the terms
(objective.py, losses/); `train/gradient`, `train/step`, `train/stage`, `train/best/...` and the
optimiser's nodes (optimize.py, lbfgs.py); `summary/...`; `save/...`; `init`: see docs/graph.md.
"""

import functools
from typing import NamedTuple

import numpy as np

from gatys_tf1 import architecture, lbfgs, objective, optimize, ram, vgg
from gatys_tf1.image_variable import assign_ops, image_variable
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output
from gatys_tf1.run.graph import Graph, finish, next_picture, step_variables
from gatys_tf1.run.loop import Run, session
from gatys_tf1.run.stages import stages
from gatys_tf1.targets import embed
from gatys_tf1.tf1 import tf
from gatys_tf1.tiles import tiled


class Cache(NamedTuple):
    """Graphs and sessions that several pictures share, by size and precision."""

    graphs: dict  # Stage label -> Graph
    sessions: dict  # tf.Graph -> tf.Session

    def close(self):
        for sess in self.sessions.values():
            sess.close()


def optimize_image(
    terms, start, settings, output=Output(), callback=None, *, show=None, cache=None
):
    """Optimises an image for a list of terms: measures, builds and runs, stage by stage.

    Args:
      terms: list of `objective.Term`, from the constructors in `losses/`.
      start: `(name, image)`: 'content_image', 'style_image', 'white_noise' or 'image', and float32
        `[1, height, width, 3]`, RGB, 0..255, of the result's size.
      settings: `run.stages.Settings`.
      output: `run.folder.Output`.
      callback, show: see `run.loop.Run`.
      cache: a `Cache` if the graphs are to be reused for further pictures; content targets are
        then variables. Not with `settings.tile`.

    Returns:
      `run.result.Result`.

    Raises:
      UserError: for an unknown layer, a picture that is too small for one, targets too large for a
        graph, a folder that cannot take the run, a loss that is no longer finite.
      errors.Stopped: on Ctrl-C.
    """
    check(terms, start, settings, output)
    parts = stages(terms, start, settings)
    last_step = list(parts)[-1].last_step
    targets, measured_at = None, None
    with Run(output, settings.config, last_step, callback, show=show) as run:
        for stage in run.pending(list(parts)):
            part = parts[stage]
            graph = cache and cache.graphs.get(stage.label)
            if graph is None:
                size = part.start[1].shape
                if measured_at != size:
                    targets, measured_at = measure(part.terms, part.config, settings.tile), size
                graph = build(part, targets, settings, stage.label, shared=cache is not None)
            if cache:
                cache.graphs[stage.label] = graph
            with session(graph, part.config, cache and cache.sessions) as sess:
                if cache:
                    _set_content_targets(sess, graph, part.terms)
                run.stage(sess, graph, stage, optimize.steps, part.start)
            del graph  # before the next one is built
    return run.result


def check(terms, start, settings, output=Output()):
    """Rejects what cannot be run, before anything is built or written.

    Args: as in `optimize_image`.

    Raises:
      UserError: if a layer is unknown, a picture of the smallest scale is too small for a layer, or
        the folder cannot take the run.
    """
    folder.check(output)
    if settings.tile:
        tiled.check(terms)
    part = next(iter(stages(terms, start, settings).values()))  # of the smallest scale
    layers = [layer for term in part.terms for layer in term.layers]
    for image, its_layers in [
        *((source, term.layers) for term in part.terms for source in term.sources),
        (part.start[1], layers),
    ]:
        if architecture.check_layers(its_layers):  # total variation has none
            architecture.check_size(*image.shape[1:3], architecture.deepest(its_layers))


# --- targets -------------------------------------------------------------------------------------


def measure(terms, config, tile=None):
    """The targets of all terms, each picture pushed through the network once, in float32.

    Args:
      terms: list of `objective.Term`.
      config: `vgg.Config`.
      tile: int, the side of the tiles that the pictures are cut into; None: as a whole.

    Returns:
      for each term a list with, for each of its sources, a dict of layer to array.
    """
    exact = config._replace(precision='float32')
    if tile:
        network = functools.partial(vgg.end_points, config=exact)
        return tiled.measure(terms, network, config, tile)
    targets = [[None] * len(term.sources) for term in terms]
    pictures = {id(source): source for term in terms for source in term.sources}
    for key, picture in pictures.items():
        views, layers = {}, []
        for t, term in enumerate(terms):
            for s, source in enumerate(term.sources):
                if id(source) == key:
                    views[t, s] = term.measure
                    layers += term.layers
        for (t, s), found in vgg.evaluate(picture, layers, exact, views).items():
            targets[t][s] = found
    ram.release()  # the activations of measuring
    return targets


def zero_targets(terms, config=vgg.Config()):
    """Targets of the right shapes that are all zero, for a graph that is inspected but not run."""

    def zeros(term, source):
        with tf.Graph().as_default():
            image = tf.placeholder(tf.float32, source.shape)
            points = vgg.end_points(image, architecture.deepest(term.layers), config)
            found = term.measure(image, points)
        return {x: np.zeros(target.shape.as_list(), np.float32) for x, target in found.items()}

    return [[zeros(term, source) for source in term.sources] for term in terms]


# --- the graph -----------------------------------------------------------------------------------


def build(part, targets, settings, label='', shared=False):
    """Builds the optimisation graph and finalises it.

    The loss is `alpha * L_content + beta * L_style` (Gatys, equation 7), plus whatever else is in
    the list of terms.

    Args:
      part: `run.stages.Part`; its start gives the image's shape.
      targets: from `measure`.
      settings: `run.stages.Settings`; not its steps and scales.
      label: str, see `run.loop.Stage`.
      shared: bool, the graph serves many pictures; not in tiles.

    Returns:
      a `run.graph.Graph`.

    Raises:
      UserError: if the picture is too small for the layers, or the targets too large for a graph.
    """
    terms, config = part.terms, part.config
    layers = [layer for term in terms for layer in term.layers]
    graph = tf.Graph()  # gotcha: default-graph-leaks
    with graph.as_default():
        image = image_variable(part.start[1].shape)
        starts = ['content_image'] * any(term.name == 'content' for term in terms)
        starts += ['style_image'] * any(term.sources and term.name != 'content' for term in terms)
        pixels, assigns = assign_ops(image, ['image', 'white_noise', *starts])
        targets, variables = embed(terms, targets, shared)
        deepest = architecture.deepest(layers)
        cut = tiled.tiling(*image.shape.as_list()[1:3], settings.tile, deepest)
        network = functools.partial(vgg.end_points, config=config)
        points = network(image, deepest) if cut.whole else {}
        if cut.whole:
            losses = objective.build(image, points, terms, targets)
        else:
            losses, gradient = tiled.build(image, terms, targets, network, cut)
        with tf.name_scope('train'):
            step = step_variables(label)
            if cut.whole:
                again = network if settings.low_memory else None
                gradient = objective.gradient(losses.weighted, image, points, again)
            gradient = tf.identity(gradient, name='gradient')
            if settings.optimizer == 'adam':
                updates = optimize.adam(image, losses.values, gradient, step, settings.adam)
            else:
                updates = lbfgs.lbfgs(
                    image, losses.values, gradient, step, precision=config.precision
                )
        if shared:
            assigns |= next_picture(variables, points)
        with tf.name_scope('summary/'):
            shown = dict(zip(losses.values, tf.unstack(updates.fetches['losses'], name='losses')))
        ends = finish(image, shown)
    updates.fetches['summary'] = ends.summaries['scalars']  # in the step's own run
    return Graph(
        graph, image, pixels, assigns, losses.values, losses.weights, gradient, step, updates, ends,
        variables,
    )  # fmt: skip


def _set_content_targets(sess, graph, terms):
    """Sets the content targets of a graph that serves many pictures from the current content."""
    (content,) = [term.sources[0] for term in terms if term.name == 'content']
    sess.run(graph.assigns['restart'])
    sess.run(graph.assigns['content_image'], {graph.pixels: content})
    sess.run(graph.assigns['content_target'])
