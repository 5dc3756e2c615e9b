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
