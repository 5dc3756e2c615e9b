"""The objective that an image is optimised for: a list of terms, each loss a node of the graph.

Implements the sums of Gatys, Ecker and Bethge (CVPR 2016): equation 5 within a term, equation 7
over the terms. The losses themselves are in `losses/`, one file per family.

Puts into the graph: what each term's `loss` builds, `loss/<term>/total` and `loss/total`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gatys_tf1.tf1 import tf


class Term(NamedTuple):
    """One loss: what it is measured on, at which layers, how it is computed, and its weight.

    A constructor in `losses/` makes one: `gatys.content_term`, `gatys.style_term`, ...
    """

    name: str  # its node: loss/<name>
    weight: float  # alpha, beta, ... of equation 7
    # (image, end points, targets) -> {name: LayerLoss}; builds the nodes
    loss: Callable[..., dict[str, LayerLoss]]
    layers: tuple[str, ...] = ()  # of VGG-19, whose end points it looks at; () for total variation
    # pictures that it is measured on, float32 [1, h, w, 3], RGB, 0..255
    sources: tuple[np.ndarray[Any, Any], ...] = ()
    # (a source, its end points) -> {layer: target, a tensor}
    measure: Callable[..., dict[str, Any]] | None = None
    tiled: Any = None  # `Tiled`, if it can be computed tile by tile; without layers: not needed


class Tiled(NamedTuple):
    """A term as a function of sums over positions, which a picture's tiles add to one by one.

    A `window` is a `tiled.Window`: the tile's place in the picture, and its own positions.
    """

    measure: Callable[
        ..., dict[str, Any]
    ]  # (a source's end points, window) -> {layer: part of the target}
    sums: Callable[..., dict[str, Any]]  # (end points, targets, window) -> {key: tensor}
    loss: Callable[
        ..., dict[str, LayerLoss]
    ]  # (sums of all tiles, targets, size) -> as `Term.loss`; size: layer -> (h, w)


class LayerLoss(NamedTuple):
    """One layer's part of a term."""

    weight: float  # w_l (equation 5)
    value: tf.Tensor  # float32 scalar, unweighted


class Losses(NamedTuple):
    """Every loss of a graph, by its name below `loss/`."""

    values: dict  # 'style/conv1_1', 'style/total', 'total' -> float32 scalar
    weights: dict  # 'style/conv1_1', 'tv', ... -> its weight in the total, a float

    @property
    def weighted(self):
        """The losses that the total is made of: list of pairs of scalar and weight."""
        return [(self.values[name], weight) for name, weight in self.weights.items()]


def build(image, points, terms, targets):
    """Builds the loss of each term, and their weighted sum `loss/total`.

    Args:
      image: float32 `[1, height, width, 3]`, RGB, 0..255.
      points: dict of layer to end point, float32 or bfloat16.
      terms: list of `Term`.
      targets: for each term, a list with one dict per source: what `measure` found, as arrays.

    Returns:
      `Losses`.
    """
    values, weights, weighted = {}, {}, []
    for term, measured in zip(terms, targets):
        parts = term.loss(image, points, measured)
        if not term.layers and len(parts) != 1:
            raise ValueError(f'{term.name} has no layers, so its loss must return one part')
        names = {key: f'{term.name}/{key}' if term.layers else term.name for key in parts}
        values |= {names[key]: part.value for key, part in parts.items()}
        weights |= {names[key]: term.weight * part.weight for key, part in parts.items()}
        if term.layers:
            with tf.name_scope(f'loss/{term.name}/weighted/'):
                summands = [part.weight * part.value for part in parts.values()]  # w_l E_l
            total = tf.add_n(summands, name=f'loss/{term.name}/total')
            values[f'{term.name}/total'] = total
        else:
            total = values[term.name]
        with tf.name_scope('loss/weighted/'):
            weighted.append(term.weight * total)
    values['total'] = tf.add_n(weighted, name='loss/total')
    return Losses(values, weights)


def gradient(losses, image, points, network=None):
    """The gradient of a sum of losses with respect to the image, from the deepest layer on.

    It goes segment by segment; a segment is the part of the network between two layers that losses
    look at. gotcha: early-gradients-wait. Left alone, TensorFlow would compute the gradients of the
    first layers' losses in the forward pass already, each as large as its layer's features, and
    keep them until the backward pass gets there. Control dependencies make them wait.

    With `network`, the forward pass keeps only the layers that losses look at, and the backward
    pass computes the activations of one segment at a time once more: Chen, Xu, Zhang and Guestrin,
    "Training deep nets with sublinear memory cost" (2016).

    Puts `backward/<layer>` into the graph, where what comes from a layer's losses and from the
    segment behind it is added and goes through the segment before it; last, `backward/image`.

    gotcha: recompute-grad-saves-nothing. The control dependency is what delays the second copy.

    Args:
      losses: list of pairs of a float32 tensor and what it is multiplied by in the sum, a number or
        a tensor of its shape.
      image: float32 `[1, height, width, 3]`.
      points: dict of layer to end point, of all layers in the network's order.
      network: the function that `points` come from, from an image, the last and the first layer to
        end points; None: all activations are kept.

    Returns:
      tensor of the image's shape and dtype, equal to that of `tf.gradients`.
    """
    ends = {'image': tf.convert_to_tensor(image), **points}
    order, stops = list(ends), list(ends.values())
    seen = [_looks_at(value, ends) for value, _ in losses]
    in_use = [name for name in ends if name == 'image' or any(name in found for found in seen)]

    def direct(name):
        """The gradient of the losses that look at it, in a list: there may be none of the image."""
        here = [loss for loss, found in zip(losses, seen) if name in found]
        values = [value for value, _ in here]
        weights = [tf.cast(weight, value.dtype) for value, weight in here]
        return tf.gradients(values, ends[name], weights, stop_gradients=stops) if here else []

    found = []  # what arrives from the segment behind
    while in_use:
        name = in_use.pop()
        with tf.name_scope(f'backward/{name}'):
            with tf.control_dependencies(found):
                found = [tf.add_n([*found, *direct(name)])]
            if in_use:
                start, end = ends[in_use[-1]], ends[name]
                if network:
                    with tf.name_scope('recompute'), tf.control_dependencies(found):
                        start = tf.identity(start)
                        first = order[order.index(in_use[-1]) + 1]
                        end = network(start, name, first_layer=first)[name]
                found = tf.gradients(end, start, found)
    return found[0]


def _looks_at(value, ends):
    """Names of those ends that a value is computed from, not by way of another of them."""
    names = {end.name: name for name, end in ends.items()}
    found, known, behind = set(), set(), [value]
    while behind:
        tensor = behind.pop()
        if tensor.name in names:
            found.add(names[tensor.name])
        elif tensor.op not in known:
            known.add(tensor.op)
            behind += tensor.op.inputs
    return found
