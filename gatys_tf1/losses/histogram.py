"""Histograms: feature maps whose values have the style's distribution.

Implements Risser et al., "Stable and controllable neural texture synthesis and style transfer using
histogram losses" (2017), per channel and by rank; and the losses post's one histogram over all
channels.

Puts into the graph: `histogram/<layer>/{features,quantiles,matched}`, `loss/histogram/<layer>`.
"""

import numpy as np

from gatys_tf1.losses.styles import at_layer, resample, targets_of
from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf

GLOBAL_VALUES = 65_536  # of the 255-bin histogram's target, out of some millions


def match_histogram(features, quantiles, name=None):
    """Gives each channel's values another distribution while keeping their order.

    The smallest value of a channel becomes its smallest quantile, and so on by rank: exact where
    Risser et al., "Stable and controllable neural texture synthesis and style transfer using
    histogram losses" (2017), section 4.1, match histograms of finitely many bins. Equal values
    are ranked by position; any order would do.

    Args:
      features: float tensor `[positions, channels]`, static shape.
      quantiles: float32 tensor `[channels, positions]`, ascending along the rows.
      name: name of the resulting node.

    Returns:
      tensor like `features`, through which no gradient flows: the match is a constant.
    """
    positions, channels = features.shape.as_list()
    quantiles.shape.assert_is_compatible_with([channels, positions])
    with tf.name_scope(name, 'match_histogram', [features, quantiles]) as scope:
        order = tf.argsort(tf.transpose(features), axis=-1, stable=True)  # [channels, positions]
        # One permutation of all values. Inverting it is twice as fast as scattering by it.
        order += positions * tf.expand_dims(tf.range(channels), 1)
        rank = tf.math.invert_permutation(tf.reshape(order, [-1]))
        matched = tf.gather(tf.reshape(quantiles, [-1]), rank)
        matched = tf.transpose(tf.reshape(matched, [channels, positions]))
        return tf.stop_gradient(matched, name=scope)


def match_global_histogram(features, quantiles, bins=255, name=None):
    """Gives the values of all channels, taken together, another distribution (the losses post).

    One histogram of `bins` bins over the joint range; each bin is sent to the bin at which the
    target's cumulative histogram comes nearest to its own.

    Args:
      features: float tensor of any shape.
      quantiles: tensor `[n]` of the same dtype, values of the wanted distribution, in any order.
      bins: int.
      name: name of the resulting node.

    Returns:
      tensor like `features`, of at most `bins` different values; no gradient flows through it.
    """
    with tf.name_scope(name, 'match_global_histogram', [features, quantiles]) as scope:
        dtype = features.dtype
        low = tf.minimum(tf.reduce_min(features), tf.reduce_min(quantiles))
        high = tf.maximum(tf.reduce_max(features), tf.reduce_max(quantiles))
        width = tf.maximum((high - low) / bins, 1e-12)  # a constant picture has one bin

        def bin_of(values):
            return tf.clip_by_value(tf.cast((values - low) / width, tf.int32), 0, bins - 1)

        def cumulative(values):
            counts = tf.math.bincount(tf.reshape(bin_of(values), [-1]), minlength=bins)
            return tf.cumsum(tf.cast(counts, dtype)) / tf.cast(tf.size(values), dtype)

        distance = tf.abs(tf.expand_dims(cumulative(features), 1) - cumulative(quantiles))
        nearest = tf.cast(tf.argmin(distance, axis=1), dtype)  # [bins]
        middle = low + (nearest + 0.5) * width
        return tf.stop_gradient(tf.gather(middle, bin_of(features)), name=scope)


def histogram_loss(features, matched, name=None):
    """The distance between features and the same features with their histogram matched.

    Risser et al. (2017), equation 5. deviation: a mean over positions and channels instead of a
    sum, so that a weight means the same at every size (docs/deviations.md).

    Args:
      features: float32 tensor of any shape.
      matched: tensor of the same shape, from `match_histogram` or `match_global_histogram`.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'histogram_loss', [features, matched]) as scope:
        features.shape.assert_is_compatible_with(matched.shape)
        return tf.reduce_mean(tf.squared_difference(features, matched), name=scope)


def histogram_term(styles, layers, weight=1.0, *, kind='channel'):
    """The histogram loss as a `Term` named 'histogram'.

    Args:
      styles: list of `styles.Style`. A mask selects the positions at which it is 0.5 or more.
      layers: dict of layer to w_l.
      weight: of the term.
      kind: 'channel' matches each channel by rank; 'global255' matches one histogram of 255 bins
        over all channels, as the losses post does.

    Returns:
      a `Term`.
    """
    match = {'channel': match_histogram, 'global255': match_global_histogram}[kind]

    def measure(image, points):  # ascending values, [channels, positions] or [1, n]
        return {
            layer: tf.sort(tf.transpose(_columns(points[layer]))
                           if kind == 'channel' else tf.reshape(_columns(points[layer]), [1, -1]))
            for layer in layers
        }  # fmt: skip

    def loss(image, points, targets):
        if kind == 'global255':
            targets = [{x: resample(v, GLOBAL_VALUES) for x, v in t.items()} for t in targets]
        parts = {}
        for target in targets_of(styles, targets, layers):
            with tf.name_scope(f'histogram/{target.name}/'):
                columns = _columns(points[target.layer])
                mask = at_layer(target.mask, points[target.layer]).ravel() >= 0.5
                if not mask.all():
                    columns = tf.gather(columns, np.flatnonzero(mask).astype(np.int32))
                features = tf.identity(columns, name='features')
                values = target.value[0]
                if kind == 'channel':
                    values = resample(target.value, int(mask.sum()))
                quantiles = tf.constant(values, tf.float32, name='quantiles')
                matched = match(features, quantiles, name='matched')
            with tf.name_scope(f'loss/histogram/{target.name}') as scope:
                value = histogram_loss(features, matched) if mask.any() else tf.reduce_sum(features)
                value = tf.multiply(value, np.mean(mask), name=scope)  # the region's share
            parts[target.name] = LayerLoss(target.weight, value)
        return parts

    sources = tuple(style.image for style in styles)
    return Term('histogram', weight, loss, tuple(layers), sources, measure)


def _columns(features):
    """Feature maps as float32 `[positions, channels]`."""
    return tf.reshape(tf.cast(features, tf.float32), [-1, features.shape.as_list()[3]])
