"""Gradient ascent on an image: DeepDream, class and channel visualisation, feature inversion.

Implements seed 003's first, last but one and last parts. They are one graph and one loop: an image
Variable, the trimmed VGG-19, a goal at each of a few layers, and a step along the gradient. What
they differ in is the goal; goals.py has them.

deviation: a step is `step_size` pixel values on average: the gradient divided by its mean absolute
value. Seed 003 multiplies it by a learning rate, which suits one layer and one size.

Puts into the graph: `image`; `assign/...`; `ascent/shift`, `ascent/shifted`, and in tile mode
`ascent/origin` and `ascent/tile`; `vgg_19/...`; `objective/<layer>/value`, `objective/l2/value`,
`objective/total`; `ascent/gradient`, `ascent/direction`, `ascent/moved`, `ascent/clipped`,
`ascent/update`; `train/step`, `train/ascend`; `summary/...`; `save/...`; `init`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gatys_tf1 import checkpoint, images, losses, optimize, tiles, vgg
from gatys_tf1.image_variable import assign_ops, image_variable, summaries
from gatys_tf1.tf1 import tf


class Goal(NamedTuple):
    """What is wanted of one layer."""

    value: Callable  # of goals.py: (features [1, h, w, channels], positions) -> float32 scalar
    weight: float = 1.0


class Entry(NamedTuple):
    """What is added to the image before the first step of an octave."""

    step: int
    detail: np.ndarray  # float32 [1, height, width, 3], from `lost_detail`


class Graph(NamedTuple):
    """Handles to the nodes that a run needs, as `transfer.Graph`'s, and those of the ascent."""

    graph: tf.Graph
    image: tf.Variable  # [1, height, width, 3] float32, RGB, 0..255
    pixels: tf.Tensor  # placeholder of the same shape
    assigns: dict  # 'image', 'white_noise' -> operation that sets image to pixels
    losses: dict  # 'total', the layers' goals, 'l2' and 'tv' -> float32 scalar
    gradient: tf.Tensor  # of objective/total with respect to image; in tile mode, to be fed
    step: tf.Variable  # int64, the number of the step that comes next
    step_op: tf.Operation  # counts a step, for L-BFGS
    update_op: tf.Operation  # one step of the ascent, counted
    init_op: tf.Operation
    picture: tf.Tensor  # uint8 [1, height, width, 3]
    summaries: dict  # 'scalars', 'image'
    vgg_saver: tf.train.Saver
    state_saver: tf.train.Saver
    shift: tf.Tensor  # int32 [2], down and right: the jitter
    origin: tf.Tensor  # int32 [2], of the tile in the shifted image
    tile_gradient: tf.Tensor  # of objective/total with respect to the tile
    tiling: tiles.Tiling
    entry: Entry


# --- the graph -----------------------------------------------------------------------------------


def build(
    shape, network, goals, *, l2=0.0, tv=0.0, step_size=1.0, minimise=False, tile=None, entry=None
):
    """Builds the graph of a gradient ascent and finalises it.

    `objective/total` is the weighted sum of the goals minus `l2` times the mean squared distance of
    the pixels from ImageNet's mean colour (seed 003's L2 regularisation; its X is the picture
    minus that mean).

    deviation: seed 003 adds `2 * l2 * sum(X**2)` to the gradient of the feature inversion. The
    gradient of the L2 norm is 2 * l2 * X, as the seed itself has it for classes.

    Args:
      shape: `(1, height, width, 3)` of the image.
      network: a `transfer.Network`.
      goals: dict of layer to `Goal`.
      l2: float, in goal per squared pixel value.
      tv: float, the weight of `losses.total_variation`, subtracted likewise; not with `tile`.
      step_size: float, pixel values by which a step moves on average.
      minimise: bool, go down: the goals are losses, and the L2 term is added.
      tile: int, evaluate the gradient by tiles of about this side; None for the whole image.
      entry: an `Entry`, or None.

    Returns:
      a `Graph`.

    Raises:
      UserError: for an unknown layer, or a picture too small for it.
    """
    last_layer = architecture.deepest(goals)
    architecture.check_size(*shape[1:3], last_layer)
    tiling = tiles.tiling(*shape[1:3], tile, last_layer)
    with tf.Graph().as_default() as graph:
        image = image_variable(shape)
        pixels, assigns = assign_ops(image, ['image', 'white_noise'])
        with tf.name_scope('ascent'):
            shift, origin, seen = _seen(image, tiling)
        points = vgg.end_points(seen, last_layer, *network[1:])
        terms = _objective(points, goals, seen, shape, l2, tv, minimise)
        with tf.name_scope('ascent/'):  # the slash: the same scope again, and not ascent_1
            tile_gradient = tf.gradients(terms['total'], seen)[0]
            gradient, update = _update(image, tile_gradient, shift, tiling, step_size, minimise)
        with tf.name_scope('train'):
            step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
            step_op = tf.assign_add(step, 1, name='next_step').op
            update_op = tf.group(update, step_op, name='ascend')
        picture, shown = summaries(image, terms, 'objective')
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            state_saver = tf.train.Saver([image, step], max_to_keep=2, name='state')
        init_op = tf.global_variables_initializer()
    graph.finalize()
    return Graph(
        graph, image, pixels, assigns, terms, gradient, step, step_op, update_op, init_op, picture,
        shown, vgg_saver, state_saver, shift, origin, tile_gradient, tiling, entry,
    )  # fmt: skip


def _seen(image, tiling):
    """What the network sees: the image, moved round by the jitter; in tile mode a part of it."""
    shift = tf.placeholder_with_default(np.zeros(2, np.int32), [2], name='shift')
    seen = tf.roll(image, shift, axis=[1, 2], name='shifted')
    origin = tf.placeholder_with_default(np.zeros(2, np.int32), [2], name='origin')
    if not tiling.whole:
        begin = tf.concat([[0], origin, [0]], axis=0)
        seen = tf.slice(seen, begin, [1, *tiling.shape, 3], name='tile')
    return shift, origin, seen


def _objective(points, goals, seen, shape, l2, tv, minimise):
    """Each goal's value and each penalty's, by name, and `total`, their weighted sum."""
    terms, weighted = {}, []
    with tf.name_scope('objective'):
        for layer, goal in goals.items():
            with tf.name_scope(layer):
                features = tf.cast(points[layer], tf.float32)
                value = goal.value(features, architecture.position_count(*shape[1:3], layer))
                terms[layer] = tf.identity(value, name='value')
                weighted.append(tf.multiply(goal.weight, value, name='weighted'))
        penalties = {}
        if l2:
            with tf.name_scope('l2'):
                squares = tf.reduce_sum(tf.squared_difference(seen, vgg.MEAN_RGB))
                penalties['l2'] = l2, tf.divide(squares, float(np.prod(shape)), name='value')
        if tv:
            with tf.name_scope('tv'):
                penalties['tv'] = tv, losses.total_variation(seen, name='value')
        for name, (weight, value) in penalties.items():
            terms[name] = value
            weighted.append((weight if minimise else -weight) * value)
        terms['total'] = tf.add_n(weighted, name='total')
    return terms


def _update(image, tile_gradient, shift, tiling, step_size, minimise):
    """The gradient by the image, and the operation that moves the image along it.

    The image is clipped after the step, not in the objective.
    """
    if tiling.whole:
        gradient = tf.roll(tile_gradient, -shift, axis=[1, 2], name='gradient')
    else:
        gradient = tf.placeholder(tf.float32, image.shape, name='gradient')
    mean = tf.maximum(tf.reduce_mean(tf.abs(gradient)), np.finfo(np.float32).tiny)
    direction = tf.divide(gradient, mean, name='direction')
    moved = tf.add(image, (-step_size if minimise else step_size) * direction, name='moved')
    clipped = tf.clip_by_value(moved, 0.0, 255.0, name='clipped')
    return gradient, tf.assign(image, clipped, name='update').op


# --- the loop ------------------------------------------------------------------------------------


def ascent(jitter=0, blur_every=0, blur=1.0, seed=0):
    """A generator of steps for `run.optimise`: jitter, gradient, step, clip, and now and then blur.

    Args:
      jitter: int, pixels; each step sees the image moved round by up to so much, down and right,
        and its gradient is moved back (seed 003).
      blur_every: int, blur the image after each so many steps; 0 for never (seed 003).
      blur: float, standard deviation of that blur in pixels.
      seed: int, of the jitter.

    Returns:
      a generator function like `optimize.adam`: `(sess, graph, last_step)`, yields `Step`s. The
      image of step k has been updated k times. It goes on from what the session holds.
    """

    def steps(sess, graph, last_step):
        for step in range(sess.run(graph.step), last_step + 1):
            if graph.entry and graph.entry.step == step:
                entered = np.clip(sess.run(graph.image) + graph.entry.detail, 0.0, 255.0)
                sess.run(graph.assigns['image'], {graph.pixels: entered})
            image_value = sess.run(graph.image)
            shift_value = shift_of(step, jitter, seed)
            losses_value = _evaluate(sess, graph, shift_value, move=step < last_step)
            optimize.check_finite(step, losses_value['total'])
            if blur_every and step < last_step and step % blur_every == blur_every - 1:
                blurred = images.blur(sess.run(graph.image), blur)
                sess.run(graph.assigns['image'], {graph.pixels: blurred})
            yield optimize.Step(step, losses_value, image_value)

    return steps


def shift_of(step, jitter, seed):
    """The jitter of a step: int array `[2]`, each -jitter..jitter.

    Drawn afresh from seed and step, so that a resumed run goes on with the same ones.
    """
    return np.random.default_rng([seed, step]).integers(-jitter, jitter + 1, 2)


def _evaluate(sess, graph, shift_value, move):
    """The losses of the image; then, if `move`, the step along their gradient."""
    if graph.tiling.whole:
        # The losses come from the shifted copy that the gradient
        # needs, and the update needs the gradient: so they are those of the image before it.
        fetches = [graph.losses, graph.update_op] if move else [graph.losses]
        return sess.run(fetches, {graph.shift: shift_value})[0]
    losses_value, gradient_value = tiled_gradient(sess, graph, shift_value)
    if move:
        sess.run(graph.update_op, {graph.gradient: gradient_value})
    return losses_value


def tiled_gradient(sess, graph, shift_value):
    """The gradient of the whole image, tile by tile.

    Each tile is evaluated with so much around it that what is kept of its gradient is exact: equal
    to that of the whole image (tiles.py says why), so there are no seams.

    Returns:
      losses: dict of name to float; estimates, from all tiles with their surroundings.
      gradient: float32 array of the image's shape.
    """
    gradient_value = np.empty(graph.image.shape.as_list(), np.float32)
    losses_value = dict.fromkeys(graph.losses, 0.0)
    for tile in graph.tiling.tiles:
        feed = {graph.shift: shift_value, graph.origin: tile.origin}
        found, part = sess.run([graph.losses, graph.tile_gradient], feed)
        gradient_value[:, tile.rows, tile.columns] = part[:, tile.inner_rows, tile.inner_columns]
        share = part[:, tile.inner_rows, tile.inner_columns].size / part.size
        for name, value in found.items():
            losses_value[name] += float(value) * share
    return losses_value, np.roll(gradient_value, -shift_value, axis=(1, 2))


# --- octaves -------------------------------------------------------------------------------------


def octave_sizes(height, width, count, factor, least):
    """The sizes of the octaves of a dream, smallest first; the last is `(height, width)`.

    Args:
      height, width: int, pixels, of the result.
      count: int, how many there are at most.
      factor: float, of the side from one to the next.
      least: int, pixels; octaves with a smaller side are left out, but for the last.

    Returns:
      list of `(height, width)`.
    """
    sizes = [
        (round(height / factor**octave), round(width / factor**octave)) for octave in range(count)
    ]
    return [size for size in sizes if size == (height, width) or min(size) >= least][::-1]


def lost_detail(image_value, smaller):
    """What a picture loses when it is made smaller and enlarged again.

    An octave starts from the enlarged result of the one before; with this added, it has the
    picture's own detail again.

    Args:
      image_value: float32 array `[1, height, width, 3]`.
      smaller: `(height, width)` of the octave before.

    Returns:
      float32 array like `image_value`, -255..255.
    """
    return image_value - images.resize(images.resize(image_value, smaller), image_value.shape[1:3])
