"""What an image is optimised for: targets, weights, and every loss as a node of the graph.

Implements the sum of Gatys, Ecker and Bethge (CVPR 2016), equations 5 and 7, and what grew around
it: several styles, each in a region of its own (Gatys et al., "Controlling perceptual factors in
neural style transfer", 2017, section 4), long-range consistency and histograms (seed 004), total
variation (seeds 002 and 003). The equations themselves are in `losses.py`.

Puts into the graph, for the layers in use: `content/<layer>/features` and `target`;
`style/<layer>/gram` and `gram_constant`; `long_range/<layer>/shift_<n>/{down,right}` and their
constants; `histogram/<layer>/{features,quantiles,matched}`; `loss/<kind>/<layer>`,
`loss/<kind>/total`, `loss/tv` and `loss/total`. Where styles have regions, `region_1/<layer>`
stands for `<layer>`, and a `mask` is among its nodes.
"""

from typing import NamedTuple

import numpy as np

from gatys_tf1 import losses, regions
from gatys_tf1.tf1 import tf

GLOBAL_VALUES = 65_536  # of the 255-bin histogram's target, out of some millions


class Term(NamedTuple):
    """One layer's part in one kind of loss."""

    target: np.ndarray  # what `Objective` says for its kind
    weight: float = 1.0  # w_l
    mask: np.ndarray = None  # [height, width], 0..1, where in the image it holds; None: everywhere


class Objective(NamedTuple):
    """The loss. The dicts are layer -> `Term`, or `region_<n>/<layer>` -> `Term` with a mask."""

    content: dict = {}  # target: feature maps [1, h, w, channels]
    style: dict = {}  # target: Gram matrix over the number of positions [channels, channels]
    long_range: dict = {}  # target: shifted ones, [shifts, 2 (down, right), channels, channels]
    histogram: dict = {}  # target: [channels, n] ascending along the rows, or [1, n] for 'global'
    shifts: dict = {}  # layer -> ints, of long_range
    content_weight: float = 1.0  # alpha
    style_weight: float = 1.0  # beta
    long_range_weight: float = 1.0
    histogram_weight: float = 1.0
    tv_weight: float = 0.0
    content_reduction: str = 'mean'  # see losses.content_loss
    histogram_kind: str = 'channel'  # by rank; or 'global255', the seed's own
    tv_kind: str = 'squared'  # see losses.total_variation

    def layers(self):
        """The layers in use."""
        return [layer_of(name) for name in [*self.content, *self.styles()]]

    def styles(self):
        """The names of all terms that have their targets from a style."""
        return [*self.style, *self.long_range, *self.histogram]

    def terms(self):
        """All terms."""
        kinds = (self.content, self.style, self.long_range, self.histogram)
        return [term for kind in kinds for term in kind.values()]


def layer_of(name):
    """`conv1_1` of `conv1_1` and of `region_2/conv1_1`."""
    return name.rpartition('/')[2]


def style_terms(targets, shares, weights, masks=None):
    """The terms of one kind for one or several styles.

    Without masks the styles are blended: one target, their average. That is blending the losses
    too. For shares that sum to 1, `sum_i share_i (G - A_i)^2 = (G - sum_i share_i A_i)^2` plus a
    number that does not depend on the image, and the same holds for values matched by rank.

    Args:
      targets: a list with, for each style, a dict of layer to target.
      shares: list of floats, each style's weight; without masks only their ratios count.
      weights: dict of layer to float, w_l.
      masks: list of float32 `[height, width]`, 0..1, each style's region of the image; or None.

    Returns:
      dict of name to `Term`, as in `Objective`.
    """
    if masks is not None:
        return {
            f'region_{number}/{layer}': Term(target[layer], weights[layer] * share, mask)
            for number, (target, share, mask) in enumerate(zip(targets, shares, masks), start=1)
            for layer in weights
        }
    terms = {}
    for layer in weights:
        values = [target[layer] for target in targets]
        if values[0].ndim == 2 and len({value.shape for value in values}) > 1:
            values = [resample(value, max(v.shape[1] for v in values)) for value in values]
        terms[layer] = Term(np.average(values, axis=0, weights=shares), weights[layer])
    return terms


def resample(quantiles, count):
    """Takes `count` quantiles out of the distributions that rows of sorted values stand for.

    Args:
      quantiles: float32 array `[channels, n]`, ascending along the rows.
      count: int.

    Returns:
      float32 array `[channels, count]`, ascending; the array itself if it has that many.
    """
    if quantiles.shape[1] == count:
        return quantiles
    have, want = ((np.arange(n) + 0.5) / n for n in (quantiles.shape[1], count))
    return np.stack([np.interp(want, have, row) for row in quantiles]).astype(np.float32)


def build_losses(image, points, objective, content_variables=False):
    """Builds targets and losses.

    Args:
      image: float32 `[1, height, width, 3]`.
      points: dict of layer to end point, float32 or bfloat16.
      objective: an `Objective`.
      content_variables: bool, content targets are variables that `assign/content_target` sets from
        the features, so that the graph serves many pictures; see `transfer.build`.

    Returns:
      dict of name below `loss/` to float32 scalar: the layers', their sums, and `total`.
    """
    features = _content_features(points, objective.content, content_variables)
    grams = _gram_matrices(points, objective.style)
    shifted_grams = _shifted_gram_matrices(points, objective.long_range, objective.shifts)
    histograms = _histograms(points, objective.histogram, objective.histogram_kind)

    def content_loss(name):
        return losses.content_loss(*features[name], objective.content_reduction, name=name)

    found, weighted = {}, []
    with tf.name_scope('loss'):
        for kind, weight, terms, loss in (
            ('content', objective.content_weight, objective.content, content_loss),
            ('style', objective.style_weight, objective.style,
             lambda name: _style_loss([grams[name]], name)),
            ('long_range', objective.long_range_weight, objective.long_range,
             lambda name: _style_loss(shifted_grams[name], name)),
            ('histogram', objective.histogram_weight, objective.histogram,
             lambda name: _histogram_loss(*histograms[name], name)),
        ):  # fmt: skip
            if terms:
                with tf.name_scope(kind):
                    for name in terms:
                        found[f'{kind}/{name}'] = loss(name)
                    found[f'{kind}/total'] = _weighted_sum(found, kind, terms)
                weighted.append(weight * found[f'{kind}/total'])
        if objective.tv_weight:
            found['tv'] = losses.total_variation(image, objective.tv_kind, name='tv')
            weighted.append(objective.tv_weight * found['tv'])
        found['total'] = tf.add_n(weighted, name='total')
    return found


class _Compared(NamedTuple):
    """A Gram matrix of the image and its target."""

    gram: tf.Tensor  # [channels, channels]
    target: tf.Tensor  # of the same shape, scaled to as many positions
    positions: float  # M, of how many positions both are the sum
    share: float  # what part of the picture that is


def _compare(gram, target, counts, name):
    """Scales a target a position to the positions of the image, each of which `counts` 0..1."""
    positions = float(np.sum(counts))
    constant = tf.constant(target * positions, tf.float32, name=name)
    return _Compared(gram, constant, positions, float(np.mean(counts)))


def _content_features(points, terms, variables):
    """`content/<layer>/`: the image's `features`, and the `target` as a constant, in a loop.

    gotcha: scope-of-constants-vanishes. With the target alone TensorBoard would not draw the scope.
    """
    pairs = {}
    with tf.name_scope('content'):
        for layer, term in terms.items():
            with tf.name_scope(layer):
                if variables:
                    # Local, so that neither the run's state nor the VGG saver holds it.
                    target = tf.Variable(
                        tf.zeros(term.target.shape), trainable=False, name='target',
                        collections=[tf.GraphKeys.LOCAL_VARIABLES],
                    )  # fmt: skip
                else:
                    target = tf.constant(term.target, tf.float32, name='target')
                features = tf.cast(points[layer], tf.float32)
                pairs[layer] = tf.identity(features, name='features'), target
    return pairs


def _gram_matrices(points, terms):
    """`style/<layer>/`: the image's `gram`, and the style's as `gram_constant`, in a loop.

    deviation: the constant is scaled to the number of positions that the optimised image has at
    the layer, so that the style picture may have another size (docs/deviations.md).
    """
    compared = {}
    with tf.name_scope('style'):
        for name, term in terms.items():
            with tf.name_scope(name):
                features, mask = regions.guided(points[layer_of(name)], term.mask)
                gram = losses.gram_matrix(features, name='gram')
                compared[name] = _compare(gram, term.target, mask**2, 'gram_constant')
    return compared


def _shifted_gram_matrices(points, terms, shifts):
    """`long_range/<layer>/shift_<n>/`: shifted Gram matrices and their constants, in loops."""
    compared = {}
    with tf.name_scope('long_range'):
        for name, term in terms.items():
            with tf.name_scope(name):
                features, mask = regions.guided(points[layer_of(name)], term.mask)
                compared[name] = []
                for shift, targets in zip(shifts[layer_of(name)], term.target):
                    with tf.name_scope(f'shift_{shift}'):
                        for axis, direction, target in zip((1, 2), ('down', 'right'), targets):
                            gram = losses.shifted_gram_matrix(features, shift, axis, direction)
                            both = regions.overlap(mask, shift, axis)
                            compared[name].append(
                                _compare(gram, target, both, f'{direction}_constant')
                            )
    return compared


def _histograms(points, terms, kind):
    """`histogram/<layer>/`: the image's `features` as columns, and these `matched` to the style's.

    A mask selects the positions in which it is a half or more; the others are left alone.
    """
    pairs = {}
    with tf.name_scope('histogram'):
        for name, term in terms.items():
            with tf.name_scope(name):
                layer = points[layer_of(name)]
                columns = tf.reshape(tf.cast(layer, tf.float32), [-1, layer.shape.as_list()[3]])
                mask = regions.at_layer(term.mask, layer).ravel() >= 0.5
                if not mask.all():
                    columns = tf.gather(columns, np.flatnonzero(mask).astype(np.int32))
                features = tf.identity(columns, name='features')
                if kind == 'channel':
                    target = resample(term.target, int(mask.sum()))
                    quantiles = tf.constant(target, tf.float32, name='quantiles')
                    matched = losses.match_histogram(features, quantiles, name='matched')
                else:
                    quantiles = tf.constant(term.target[0], tf.float32, name='quantiles')
                    matched = losses.match_global_histogram(features, quantiles, name='matched')
                pairs[name] = features, matched, float(np.mean(mask))
    return pairs


def _style_loss(compared, name):
    """`loss/<kind>/<name>`: equation 4, or the mean of several, each for its share of the image.

    So a pixel counts the same in a small region and in a large one, and in a region of no pixels
    the loss is 0.
    """
    if [one.share for one in compared] == [1.0]:
        (one,) = compared
        return losses.style_loss(one.gram, one.target, one.positions, name=name)
    with tf.name_scope(name) as scope:
        parts = [
            one.share / len(compared)
            * losses.style_loss(one.gram, one.target, max(one.positions, 1e-6))
            for one in compared
        ]  # fmt: skip
        return tf.add_n(parts, name=scope)


def _histogram_loss(features, matched, share, name):
    """`loss/histogram/<name>`, for its share of the image; 0 where that is nothing."""
    if share == 1.0:
        return losses.histogram_loss(features, matched, name=name)
    with tf.name_scope(name) as scope:
        if share == 0.0:
            return tf.reduce_sum(features, name=scope)  # of no values
        return tf.multiply(share, losses.histogram_loss(features, matched), name=scope)


def _weighted_sum(found, kind, terms):
    """`loss/<kind>/total`: the sum over layers of `w_l` times the layer's loss (equation 5)."""
    with tf.name_scope('weighted'):
        parts = [term.weight * found[f'{kind}/{name}'] for name, term in terms.items()]
    return tf.add_n(parts, name='total')
