"""The graph of a gradient ascent on an image.

Implements the update of the class-visualisation post. DeepDream, visualisation and feature
inversion are one graph: an image Variable, the trimmed VGG-19, an objective at each of a few
layers, and a step along the gradient. They differ in their objectives, which objectives.py has.

deviation: a step moves the pixels by `step_size` values on average: the gradient is divided by its
mean absolute value. The post multiplies it by a learning rate, which suits one layer and one size.

Puts into the graph: `image`; `assign/...`; `ascent/shift`, `ascent/shifted`, and with tiles
`ascent/origin`, `ascent/tile` and `ascent/tile_gradient`; `vgg_19/...`; `objective/<layer>/value`,
`objective/l2/value`, `objective/tv/value`, `objective/total`; `ascent/gradient`,
`ascent/direction`, `ascent/moved`, `ascent/clipped`, `ascent/update`; where an octave gets back its
detail, `ascent/enter` and `ascent/entered`; `train/step`, `train/stage`, `train/ascend` (with
L-BFGS: what lbfgs.py lists); `summary/...`; `save/...`; `init`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gatys_tf1 import architecture, lbfgs, vgg
from gatys_tf1.image_variable import assign_ops, image_variable
from gatys_tf1.losses.variation import total_variation
from gatys_tf1.run.graph import Graph, finish, step_variables
from gatys_tf1.tf1 import tf
from gatys_tf1.tiles import cutting


class Blur(NamedTuple):
    """A blur of the image between two steps."""

    every: int = 0  # steps; 0: never
    sigma: float = 1.0  # standard deviation in pixels


class Penalties(NamedTuple):
    """What keeps the image plain: weights, in units of the objective."""

    l2: float = 0.0  # of the mean squared distance of the pixels from ImageNet's mean colour
    tv: float = 0.0  # of `total_variation`; the whole image's, so not with tiles


class Settings(NamedTuple):
    """How an image is changed, whatever its objectives are."""

    config: vgg.Config = vgg.Config()
    steps: int = 40  # of all octaves together
    optimizer: str = 'ascent'  # 'descent' and 'lbfgs' minimise: the objective is a loss
    step_size: float = 1.5  # pixel values by which a step moves on average; not of L-BFGS
    jitter: int = 0  # each step sees the image shifted by up to so many pixels; not with L-BFGS
    seed: int = 0  # of the jitter
    blur: Blur = Blur()  # not with L-BFGS
    penalties: Penalties = Penalties()
    tile: int = None  # evaluate the gradient in tiles of this side; not with L-BFGS


class Ascent(NamedTuple):
    """The nodes that only an ascent has: its part of `run.graph.Graph.updates`."""

    step_op: tf.Operation  # moves the image along graph.gradient, and adds 1 to the step
    shift: tf.Tensor  # int32 [2], down and right: the jitter
    origin: tf.Tensor  # int32 [2], of the tile in the shifted image
    tile_gradient: tf.Tensor  # of objective/total with respect to the tile
    tiling: cutting.Tiling
    enter_op: tf.Operation = None  # adds graph.pixels to the image, and notes that in `entered`
    entered: tf.Variable = None  # bool


def build(shape, config, objectives, settings, *, label='', enters=False):
    """Builds the graph of a gradient ascent and finalises it.

    `objective/total` is the weighted sum of the objectives minus `l2` times the mean squared
    distance of the pixels from ImageNet's mean colour (the class-visualisation post's L2
    regularisation, whose X is the picture minus that mean), minus `tv` times the total variation.
    Where it is minimised, the penalties are added.

    deviation: for feature inversion the post adds `2 * l2 * sum(X**2)` to the gradient. The
    gradient of the squared L2 norm is 2 * l2 * X, as the post itself has it for classes.

    Args:
      shape: `(1, height, width, 3)` of the image.
      config: a `vgg.Config`.
      objectives: dict of layer to `Objective`.
      settings: `Settings`, of which optimizer, step size, penalties and tile are used.
      label: str, see `run.loop.Stage`.
      enters: bool, whether detail is added to the image before the first step.

    Returns:
      a `run.graph.Graph`. Its `updates` are an `Ascent`, or L-BFGS's `optimize.Updates`; with tiles
      its `gradient` is a placeholder, to be fed from `tile_gradient`.

    Raises:
      UserError: for an unknown layer, or a picture too small for it.
    """
    last_layer = architecture.deepest(objectives)
    architecture.check_size(*shape[1:3], last_layer)
    tiling = cutting.tiling(*shape[1:3], settings.tile, last_layer)
    with tf.Graph().as_default() as graph:
        image = image_variable(shape)
        pixels, assigns = assign_ops(image, ['image', 'white_noise'])
        with tf.name_scope('ascent'):
            shift, origin, seen = _seen(image, tiling)
        points = vgg.end_points(seen, last_layer, config)
        values, weights = _objective(points, objectives, seen, shape, settings)
        with tf.name_scope('train'):
            step = step_variables(label)
        with tf.name_scope('ascent/'):  # with the slash: the same scope again, not ascent_1
            tile_gradient = tf.gradients(values['total'], seen)[0]
            if tiling.whole:
                gradient = tf.roll(tile_gradient, -shift, axis=[1, 2], name='gradient')
            else:
                tile_gradient = tf.identity(tile_gradient, name='tile_gradient')
                gradient = tf.placeholder(tf.float32, shape, name='gradient')
        if settings.optimizer == 'lbfgs':
            with tf.name_scope('train/'):
                updates = lbfgs.lbfgs(image, values, gradient, step, precision=config.precision)
        else:
            step_op = _step_op(image, gradient, step, settings)
            enter = _enter_op(image, pixels) if enters else ()
            updates = Ascent(step_op, shift, origin, tile_gradient, tiling, *enter)
        ends = finish(image, values, 'objective')
    return Graph(graph, image, pixels, assigns, values, weights, gradient, step, updates, ends)


def _seen(image, tiling):
    """What the network sees: the image, shifted by the jitter; with tiles, a part of it."""
    shift = tf.placeholder_with_default(np.zeros(2, np.int32), [2], name='shift')
    seen = tf.roll(image, shift, axis=[1, 2], name='shifted')
    origin = tf.placeholder_with_default(np.zeros(2, np.int32), [2], name='origin')
    if not tiling.whole:
        begin = tf.concat([[0], origin, [0]], axis=0)
        seen = tf.slice(seen, begin, [1, *tiling.shape, 3], name='tile')
    return shift, origin, seen


def _objective(points, objectives, seen, shape, settings):
    """Each objective and penalty by name, `total` last; and the weights of all but the total."""
    values, weights = {}, {}
    sign = -1.0 if settings.optimizer == 'ascent' else 1.0
    with tf.name_scope('objective'):
        for layer, objective in objectives.items():
            with tf.name_scope(layer):
                features = tf.cast(points[layer], tf.float32)
                positions = architecture.position_count(*shape[1:3], layer)
                value = objective.value(features, positions)
                values[layer], weights[layer] = tf.identity(value, name='value'), objective.weight
        if settings.penalties.l2:
            with tf.name_scope('l2'):
                squares = tf.reduce_sum(tf.squared_difference(seen, vgg.MEAN_RGB))
                values['l2'] = tf.divide(squares, float(np.prod(shape)), name='value')
                weights['l2'] = sign * settings.penalties.l2
        if settings.penalties.tv:
            with tf.name_scope('tv'):
                values['tv'] = total_variation(seen, name='value')
                weights['tv'] = sign * settings.penalties.tv
        weighted = [tf.multiply(weights[x], values[x], name='weighted') for x in values]
        values['total'] = tf.add_n(weighted, name='total')
    return values, weights


def _step_op(image, gradient, step, settings):
    """The operation that moves the image along the gradient and counts the step.

    The image is clipped after the step, not in the objective.
    """
    step_size = settings.step_size if settings.optimizer == 'ascent' else -settings.step_size
    with tf.name_scope('ascent/'):
        mean = tf.maximum(tf.reduce_mean(tf.abs(gradient)), np.finfo(np.float32).tiny)
        direction = tf.divide(gradient, mean, name='direction')
        moved = tf.add(image, step_size * direction, name='moved')
        clipped = tf.clip_by_value(moved, 0.0, 255.0, name='clipped')
        update = tf.assign(image, clipped, name='update')
    with tf.name_scope('train/'):
        return tf.group(update, tf.assign_add(step, 1, name='next_step'), name='ascend')


def _enter_op(image, pixels):
    """`ascent/enter`, which adds detail to the image once, and the variable that says it has."""
    with tf.name_scope('ascent/'):
        entered = tf.Variable(False, trainable=False, name='entered')
        detailed = tf.clip_by_value(image + pixels, 0.0, 255.0)
        enter_op = tf.group(tf.assign(image, detailed), tf.assign(entered, True), name='enter')
    return enter_op, entered
