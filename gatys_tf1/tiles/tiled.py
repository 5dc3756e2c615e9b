"""The loss of a picture and its gradient, tile by tile: exact, in memory that the tile bounds.

A Gram matrix is a sum over positions, and so is a content loss. So a first pass over the tiles adds
these sums up; the losses follow from them, and so do the losses' gradients with respect to the
sums. A second pass evaluates each tile again and back-propagates these gradients, now constants, to
its pixels. Each position belongs to one tile, which is evaluated with a margin that holds all that
the position looks at (cutting.py), so nothing is approximated.

Both passes are loops in the graph, so a step is still one `sess.run`. Terms without layers, such as
total variation, are computed from the whole image.

Puts into the graph: `tiles/sums/...` and `tiles/gradient/...`, the two loops, with the network in
each; and what the terms' `Tiled.loss` builds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gatys_tf1 import architecture, machine, objective, ram
from gatys_tf1.errors import UserError
from gatys_tf1.image_variable import assign_ops, image_variable
from gatys_tf1.tf1 import tf
from gatys_tf1.tiles import cutting
from gatys_tf1.weights import checkpoint


class Window(NamedTuple):
    """The place of one tile: tensors where it is another one in each turn of a loop."""

    shape: tuple  # (height, width) of the picture, ints
    tile_shape: tuple  # the same of what is evaluated at a time
    place: tf.Tensor  # int32 [3, 2]: the origin of what is evaluated; begin and end of the tile

    def size(self, layer):
        """`(height, width)` of a layer of the whole picture, ints."""
        stride = architecture.stride(layer)
        return self.shape[0] // stride, self.shape[1] // stride

    def cut(self, values, layer):
        """The part of `values`, `[1, h, w, channels]` on a layer of the picture, that is here.

        Args:
          values: an array, or a tensor.
        """
        stride = architecture.stride(layer)
        begin = tf.concat([[0], self.place[0] // stride, [0]], axis=0)
        size = [1, *(side // stride for side in self.tile_shape), int(values.shape[3])]
        return tf.slice(tf.convert_to_tensor(values, tf.float32), begin, size)

    def own(self, values, layer):
        """`values`, `[1, h, w, channels]` on a layer of what is evaluated; 0 outside the tile."""
        stride, inside = architecture.stride(layer), 1.0
        for axis in (0, 1):
            side = self.tile_shape[axis] // stride
            number = tf.range(side) + self.place[0, axis] // stride
            begin, end = self.place[1, axis] // stride, -(-self.place[2, axis] // stride)
            own = tf.cast((number >= begin) & (number < end), tf.float32)
            inside *= tf.reshape(own, [1, side, 1, 1] if axis == 0 else [1, 1, side, 1])
        return values * tf.cast(inside, values.dtype)


def check(terms):
    """Raises UserError if a term cannot be computed in tiles."""
    for term in terms:
        if term.layers and term.tiled is None:
            raise UserError(
                f'the loss {term.name!r} looks at the whole picture at once and cannot be computed '
                'in tiles: leave out the tiles or this loss'
            )


def tiling(height, width, side, layer):
    """How a picture of this size is cut for `build`: a `cutting.Tiling`."""
    return cutting.tiling(height, width, side, layer, by='positions')


def build(image, terms, targets, network, its_tiling):
    """Builds the losses and the gradient of their total.

    Args:
      image: float32 variable `[1, height, width, 3]`, RGB, 0..255.
      terms: list of `objective.Term`.
      targets: see `objective.build`; large ones may be variables.
      network: function from a tile, float32 `[1, h, w, 3]`, and the deepest layer to end points, a
        dict of layer to tensor; called once for each pass.
      its_tiling: from `tiling`.

    Returns:
      `(losses, gradient)`: `objective.Losses`, and a tensor of the image's shape.
    """
    shape = tuple(image.shape.as_list()[1:3])
    deepest = architecture.deepest([layer for term in terms for layer in term.layers])
    places, count = _places(its_tiling), len(its_tiling.tiles)
    pixels = tf.identity(image)
    read = _each(targets, lambda variable: variable.value())  # outside of the loops

    def evaluate(number):
        place = tf.gather(tf.constant(places), number)
        window = Window(shape, its_tiling.shape, place)
        begin = tf.concat([[0], place[0], [0]], axis=0)
        tile = tf.slice(pixels, begin, [1, *its_tiling.shape, 3])
        points = network(tile, deepest)
        return tile, points, place, [
            found
            for term, measured in zip(terms, read) if term.layers
            for found in term.tiled.sums(points, measured, window).items()
        ]  # fmt: skip

    def loop(body, start, name):  # one tile at a time: that is what bounds the memory
        return tf.while_loop(
            lambda number, *_: number < count, body, [tf.constant(0), *start],
            parallel_iterations=1, back_prop=False, name=name,
        )[1:]  # fmt: skip

    def add_sums(number, *sums):
        *_, found = evaluate(number)
        return number + 1, *(old + new for old, (_, new) in zip(sums, found))

    def add_gradient(number, gradient):
        tile, points, place, found = evaluate(number)
        part = objective.gradient([(new, s) for s, (_, new) in zip(seeds, found)], tile, points)
        after = np.array(shape) - its_tiling.shape - place[0]
        around = tf.concat([[[0, 0]], tf.stack([place[0], after], axis=1), [[0, 0]]], axis=0)
        return number + 1, gradient + tf.ensure_shape(tf.pad(part, around), image.shape)

    with tf.Graph().as_default():  # gone at once: it tells the sums' names and shapes
        place = tf.zeros([3, 2], tf.int32)
        window = Window(shape, its_tiling.shape, place)
        points = network(tf.zeros([1, *its_tiling.shape, 3]), deepest)
        alike = _each(targets, lambda variable: tf.placeholder(tf.float32, variable.shape))
        keys = [
            (number, key, value.shape.as_list())
            for number, (term, measured) in enumerate(zip(terms, alike)) if term.layers
            for key, value in term.tiled.sums(points, measured, window).items()
        ]  # fmt: skip
    with tf.name_scope('tiles'):
        sums = loop(add_sums, [tf.zeros(its_shape) for _, _, its_shape in keys], 'sums')
        sums = [tf.identity(value) for value in sums]

    def whole(number, term):
        if not term.layers:
            return term
        its_sums = {key: value for (n, key, _), value in zip(keys, sums) if n == number}
        size = Window(shape, its_tiling.shape, None).size
        return term._replace(loss=lambda _, __, found: term.tiled.loss(its_sums, found, size))

    losses = objective.build(image, {}, [whole(*pair) for pair in enumerate(terms)], targets)
    total = losses.values['total']
    seeds = tf.gradients(total, sums)
    direct = tf.gradients(total, image, stop_gradients=sums)[0]
    with tf.name_scope('tiles/'):
        (gradient,) = loop(add_gradient, [tf.zeros(image.shape)], 'gradient')
    return losses, gradient if direct is None else gradient + direct


def _each(targets, function):
    """The targets with a function of each variable in its place."""
    return [
        [
            {key: function(x) if isinstance(x, tf.Variable) else x for key, x in found.items()}
            for found in measured
        ]
        for measured in targets
    ]


def measure(terms, network, config, side):
    """The targets of all terms, as `transfer.measure` finds them, in tiles of `side` pixels.

    Args:
      terms: list of `objective.Term`.
      network: function from a tile, float32 `[1, h, w, 3]`, and the deepest layer to end points.
      config: the network's `vgg.Config`.
      side: int, pixels.
    """
    targets = [[None] * len(term.sources) for term in terms]
    pictures = {id(source): source for term in terms for source in term.sources}
    for key, picture in pictures.items():
        own = {
            (t, s): term
            for t, term in enumerate(terms)
            for s, source in enumerate(term.sources) if id(source) == key
        }  # fmt: skip
        for (t, s), found in _measure(picture, own, network, config, side).items():
            targets[t][s] = found
    ram.release()
    return targets


def _measure(picture, terms, network, config, side):
    """The targets of `terms`, a dict, from one picture."""
    deepest = architecture.deepest([layer for term in terms.values() for layer in term.layers])
    shape = picture.shape[1:3]
    its_tiling, found = tiling(*shape, side, deepest), {}
    with tf.Graph().as_default() as graph:
        image = image_variable(picture.shape)
        pixels, assigns = assign_ops(image, ['image'])
        place = tf.placeholder(tf.int32, [3, 2])
        window = Window(shape, its_tiling.shape, place)
        tile = tf.slice(image, tf.concat([[0], place[0], [0]], axis=0), [1, *its_tiling.shape, 3])
        points = network(tile, deepest)
        fetches = {key: term.tiled.measure(points, window) for key, term in terms.items()}
        saver = checkpoint.vgg_saver()
        init_op = tf.global_variables_initializer()
    with machine.session(graph, config.target) as sess:
        checkpoint.initialise(sess, init_op, saver, config.checkpoint)
        sess.run(assigns['image'], {pixels: picture})
        for its_place in _places(its_tiling):
            for key, parts in sess.run(fetches, {place: its_place}).items():
                for layer, part in parts.items():
                    _add(found.setdefault(key, {}), layer, part, its_place, shape)
    return found


def _add(found, layer, part, place, shape):
    """Puts a tile's feature maps in their place; adds up everything else."""
    if part.ndim != 4:
        found[layer] = found.get(layer, 0.0) + part
        return
    stride = architecture.stride(layer)
    if layer not in found:
        size = [side // stride for side in shape]
        found[layer] = np.empty([1, *size, part.shape[3]], np.float32)
    (top, left), (y, x), (bottom, right) = place // stride
    target = found[layer][:, y : -(-place[2, 0] // stride), x : -(-place[2, 1] // stride)]
    target[...] = part[:, y - top :, x - left :][:, : target.shape[1], : target.shape[2]]


def _places(its_tiling):
    """`Window.place` of every tile: int32 array `[tiles, 3, 2]`."""
    return np.array(
        [
            (tile.origin, (tile.rows.start, tile.columns.start),
             (tile.rows.stop, tile.columns.stop))
            for tile in its_tiling.tiles
        ],
        np.int32,
    )  # fmt: skip
