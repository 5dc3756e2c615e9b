"""One graph for all frames of a video: content targets and earlier results are variables.

The objective of Gatys, Ecker and Bethge (CVPR 2016) plus the temporal loss of Ruder, Dosovitskiy
and Brox (GCPR 2016): equation 6 there, `alpha L_content + beta L_style + gamma L_temporal`. Before
each frame its content targets, the earlier results warped to it, their weights and the start are
assigned, and the optimiser starts afresh; nothing is added to the graph, which is finalised.

Puts into the graph: what transfer.py lists, with `content/<layer>/target` as variables; what
losses/temporal.py lists; `assign/content_target` and `train/restart`.
"""

import functools
from typing import NamedTuple

import numpy as np

from gatys_tf1 import architecture, lbfgs, objective, optimize, vgg
from gatys_tf1.image_variable import assign_ops, image_variable
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.temporal import temporal_term
from gatys_tf1.losses.variation import total_variation_term
from gatys_tf1.run.graph import Graph, finish, next_picture, step_variables
from gatys_tf1.targets import embed
from gatys_tf1.tf1 import tf

CONTENT_LAYERS = ('conv4_2',)


class Weights(NamedTuple):
    """The weights of the terms."""

    content: float = 1.0  # alpha
    style: float = 0.08  # beta
    temporal: float = 20.0  # gamma
    tv: float = 0.0


def terms(content, styles, weights, references):
    """The objective of a frame: a list of `objective.Term`.

    Args:
      content: float32 array `[1, height, width, 3]`, any frame: it is only measured for its shape.
      styles: list of `losses.styles.Style`.
      weights: `Weights`.
      references: int, how many earlier frames an image is compared to.
    """
    found = [
        content_term(content, dict.fromkeys(CONTENT_LAYERS, 1.0), weights.content),
        style_term(styles, dict.fromkeys(STYLE_LAYERS), weights.style),
        temporal_term(references, weights.temporal),
    ]
    return found + [total_variation_term(weights.tv)] * bool(weights.tv)


def measure(its_terms, config):
    """The targets of all terms, measured in float32; see `transfer.measure`."""
    exact = config._replace(precision='float32')
    return [
        [vgg.evaluate(source, term.layers, exact, {0: term.measure})[0] for source in term.sources]
        for term in its_terms
    ]


def build(shape, its_terms, targets, config, low_memory=False):
    """Builds the graph and finalises it.

    Args:
      shape: `(1, height, width, 3)`, of a frame.
      its_terms: from `terms`.
      targets: from `measure`.
      config: `vgg.Config`.
      low_memory: bool, recompute activations in the backward pass.

    Returns:
      `run.graph.Graph`; `updates` is `lbfgs.lbfgs`'s.

    Raises:
      UserError: if a frame is too small for the layers.
    """
    layers = [layer for term in its_terms for layer in term.layers]
    graph = tf.Graph()  # gotcha: default-graph-leaks
    with graph.as_default():
        image = image_variable(shape)
        pixels, assigns = assign_ops(image, ['image', 'content_image', 'white_noise'])
        network = functools.partial(vgg.end_points, config=config)
        points = network(image, architecture.deepest(layers))
        targets, variables = embed(its_terms, targets, shared=True)
        losses = objective.build(image, points, its_terms, targets)
        with tf.name_scope('train'):
            step = step_variables('{2}x{1} {0}'.format(config.precision, *shape[1:3]))
            again = network if low_memory else None
            gradient = objective.gradient(losses.weighted, image, points, again)
            gradient = tf.identity(gradient, name='gradient')
            updates = lbfgs.lbfgs(image, losses.values, gradient, step, precision=config.precision)
        assigns |= next_picture(variables, points)
        assigns['flow'] = graph.get_operation_by_name('assign/flow')
        ends = finish(image, losses.values)
    return Graph(
        graph, image, pixels, assigns, losses.values, losses.weights, gradient, step, updates, ends
    )


def enter_frame(sess, graph, content, start, warped, weights):
    """Sets everything that belongs to one frame; runs operations that are there, and adds none.

    Args:
      sess: a `tf.Session` on `graph.graph`, initialised and restored.
      graph: from `build`.
      content: float32 array `[1, height, width, 3]`, the frame.
      start: float32 array of the same shape.
      warped: float32 array `[references, height, width, 3]`, earlier results.
      weights: float32 array `[references, height, width]`.
    """
    sess.run(graph.assigns['restart'])
    sess.run(graph.assigns['content_image'], {graph.pixels: content})
    sess.run(graph.assigns['content_target'])
    feed = {'assign/flow_pixels:0': warped, 'assign/flow_weights:0': weights[..., np.newaxis]}
    sess.run(graph.assigns['flow'], feed)
    sess.run(graph.assigns['image'], {graph.pixels: start})


def optimise(sess, graph, last_step, least_gain, patience, callback=None):
    """Optimises the frame that has been entered.

    Args:
      sess, graph: as in `enter_frame`.
      last_step: int, its number; step 0 evaluates the start.
      least_gain, patience: the frame is done when `patience` steps lower the loss by less than that
        share of it.
      callback: function of an `optimize.Step`; if it returns False, the frame is given up.

    Returns:
      `(image, losses, steps)`: the best image, float32 `[1, height, width, 3]`, its losses, and how
      many steps it took; None if it was given up.
    """
    totals = []
    for step in optimize.steps(sess, graph, last_step):
        totals.append(step.losses['total'])
        if callback is not None and callback(step) is False:
            return None
        if len(totals) > patience:
            before = totals[-1 - patience]
            if before - totals[-1] < least_gain * before:
                break
    updates = graph.updates
    image, values = sess.run([updates.best_image, updates.best_losses])
    return image, dict(zip(graph.losses, map(float, values))), len(totals)
