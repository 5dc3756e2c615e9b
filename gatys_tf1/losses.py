"""The losses: pure functions from tensors to a tensor.

Implements the equations of Gatys, Ecker and Bethge, "Image style transfer using convolutional
neural networks" (CVPR 2016), sections 2.1 and 2.2, with the blog's variant of the content loss
(seeds 000 and 001); and what grew around them: total variation (seeds 002 and 003), shifted Gram
matrices (Berger and Memisevic 2016, seed 004) and histograms (Risser et al. 2017, seed 004).
Weights, layers and the sum are `objective.py`'s business.

A function's `name` is the name of the node that it returns, as in TensorFlow's own functions.
"""

from gatys_tf1.tf1 import tf


def gram_matrix(features, name=None):
    """The Gram matrix `G = F^T F` of one picture's feature maps (Gatys, equation 3).

    The rows of F are the positions, its columns the channels, so G[i, j] is the inner product of
    the feature maps i and j: what occurs together with what, wherever it occurs.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]` with a static number of channels.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]`, symmetric; it grows with the number of positions h*w.
    """
    with tf.name_scope(name, 'gram', [features]) as scope:
        return tf.identity(_gram(features), name=scope)


@tf.custom_gradient  # gotcha: custom-gradient-stays-behind
def _gram(features):
    columns = tf.reshape(features, [-1, features.shape.as_list()[3]])  # F, [positions, channels]

    def gradient(d_gram):
        # Equation 6. F stands in G twice, and tf.gradients would make a product for each.
        d_columns = tf.matmul(columns, tf.cast(d_gram + tf.transpose(d_gram), features.dtype))
        return tf.reshape(d_columns, features.shape)

    return _product(features, features), gradient


def _product(left, right):
    """`left^T right`, summed over the positions of two `[1, h, w, channels]`; float32, or float64.

    bfloat16 has 8 bits: strips of the picture have each a product that is rounded to them, and the
    sum over strips is float32. A strip's product is not larger than its features, so memory stays
    small.
    """
    _, height, width, channels = left.shape.as_list()
    if left.dtype != tf.bfloat16:
        return tf.matmul(
            tf.reshape(left, [-1, channels]), tf.reshape(right, [-1, channels]), transpose_a=True
        )
    rows = max(1, -(-channels // width))
    while rows < height and height % rows:
        rows += 1
    strips = [-1, min(rows, height) * width, channels]
    products = tf.matmul(tf.reshape(left, strips), tf.reshape(right, strips), transpose_a=True)
    return tf.reduce_sum(tf.cast(products, tf.float32), axis=0)  # over [strips, channels, channels]


def content_loss(features, target, reduction='mean', name=None):
    """The distance of two content representations (Gatys, equation 1).

    Args:
      features: float32 tensor `[1, h, w, channels]`, of the picture being optimised.
      target: float32 tensor of the same shape, of the content picture.
      reduction: 'mean' is the blog's mean squared error (seed 000), independent of size and layer;
        'sum' is equation 1, half the sum of the squared differences.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'content_loss', [features, target]) as scope:
        # gotcha: silent-broadcast. Shapes that merely broadcast would go through without a word.
        features.shape.assert_is_compatible_with(target.shape)
        squares = tf.squared_difference(features, target)
        if reduction == 'mean':
            return tf.reduce_mean(squares, name=scope)
        return tf.multiply(tf.reduce_sum(squares), 0.5, name=scope)


def style_loss(gram, gram_target, positions, name=None):
    """One layer's contribution `E_l` to the style loss (Gatys, equation 4).

    `E_l = 1 / (4 N^2 M^2) * sum (G - A)^2` with N channels and M positions. The division stands
    inside the square, so that no intermediate value leaves float32's range at large sizes.

    Args:
      gram: float32 tensor `[channels, channels]`, G: of the picture being optimised.
      gram_target: float32 tensor of the same shape, A: of the style picture.
      positions: int, M: of how many positions both are the sum, h*w of the layer.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'style_loss', [gram, gram_target]) as scope:
        # gotcha: tf-shape-or-get-shape. A number is wanted here, not a tensor: the static shape.
        channels = gram.shape.as_list()[0]
        difference = (gram - gram_target) / (2.0 * channels * positions)
        return tf.reduce_sum(tf.square(difference), name=scope)


def shifted_gram_matrix(features, shift, axis, name=None):
    """The Gram matrix of feature maps with themselves, moved: what occurs `shift` positions apart.

    Berger and Memisevic, "Incorporating long-range consistency in CNN-based texture generation"
    (2016), section 3; seed 004. `G[i, j] = sum F_i(x) F_j(x + shift)` over the positions x for
    which both lie in the picture. Unlike a Gram matrix it is not symmetric.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]` with static shape.
      shift: int, delta, in positions of this layer; 1 or more, and below h (or w).
      axis: 1 moves down, 2 moves right.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]`, a sum over (h - shift) w or h (w - shift) positions.

    Raises:
      ValueError: if no position is left.
    """
    _, height, width, channels = features.shape.as_list()
    if not 0 < shift < (height, width)[axis - 1]:
        raise ValueError(f'a shift of {shift} leaves nothing of {height}x{width} positions')
    with tf.name_scope(name, 'shifted_gram', [features]) as scope:
        # tf.slice, because its gradient pads; that of features[:, shift:] takes 50 times as long.
        step = [0, shift, 0, 0] if axis == 1 else [0, 0, shift, 0]
        size = [whole - less for whole, less in zip([1, height, width, channels], step)]
        here, there = tf.slice(features, [0, 0, 0, 0], size), tf.slice(features, step, size)
        return tf.identity(_product(here, there), name=scope)


def total_variation(image, kind='squared', name=None):
    """How much each pixel differs from the next: the noise of a picture.

    deviation: both kinds are means over the differences, down plus right, so that a weight means
    the same at every size. Seed 003's form is that mean; seed 002 prints a sum
    (docs/deviations.md).

    Args:
      image: float tensor `[batch, height, width, channels]`, 2 pixels or more on a side.
      kind: 'squared' (seed 003: noise and edges) or 'absolute' (seed 002: noise more than edges).
      name: name of the resulting node.

    Returns:
      scalar of the image's dtype, in squared pixel values or in pixel values.
    """
    with tf.name_scope(name, 'total_variation', [image]) as scope:
        size = {'squared': tf.square, 'absolute': tf.abs}[kind]
        down = image[:, 1:] - image[:, :-1]
        right = image[:, :, 1:] - image[:, :, :-1]
        return tf.add(tf.reduce_mean(size(down)), tf.reduce_mean(size(right)), name=scope)


def match_histogram(features, quantiles, name=None):
    """Gives each channel's values another distribution, and leaves their order as it is.

    The smallest value of a channel becomes its smallest quantile, and so on by rank: exact where
    Risser et al., "Stable and controllable neural texture synthesis and style transfer using
    histogram losses" (2017), section 4.1, match histograms of finitely many bins. Equal values
    are ranked by position, as any order would do.

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
    """Gives all values together, of all channels, another distribution: seed 004's own variant.

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
    """The distance of features from what they are when their histogram is matched.

    Risser et al. (2017), equation 5, and seed 004. deviation: a mean over positions and channels
    instead of their sum, so that a weight means the same at every size (docs/deviations.md).

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


def channel_moments(features, name=None):
    """Mean and standard deviation of each channel over the positions of its own picture.

    Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance normalization"
    (2017), equations 5 and 6: `sigma = sqrt(1/(h w) sum (x - mu)^2 + epsilon)`,
    with epsilon 1e-5, so that a constant channel has a gradient.

    Args:
      features: float32 or bfloat16 tensor `[batch, h, w, channels]`.
      name: name of the scope.

    Returns:
      `(mean, deviation)`, float32 tensors `[batch, 1, 1, channels]`.
    """
    with tf.name_scope(name, 'channel_moments', [features]):
        # bfloat16 has 8 bits, too few for a sum over thousands of positions.
        features = tf.cast(features, tf.float32)
        mean = tf.reduce_mean(features, [1, 2], keepdims=True)
        variance = tf.reduce_mean(tf.squared_difference(features, mean), [1, 2], keepdims=True)
        return tf.identity(mean, 'mean'), tf.sqrt(variance + 1e-5, name='deviation')


def adain(content, style_moments, name=None):
    """Adaptive instance normalisation: the content's features with the style's moments.

    Huang and Belongie, equation 8: `sigma(y) (x - mu(x)) / sigma(x) + mu(y)`.

    Args:
      content: float32 or bfloat16 tensor `[batch, h, w, channels]`, x.
      style_moments: `(mean, deviation)` of y, of any size, as `channel_moments` gives them.
      name: name of the resulting node.

    Returns:
      float32 tensor of the shape of `content`.
    """
    with tf.name_scope(name, 'adain', [content, *style_moments]) as scope:
        mean, deviation = channel_moments(content)
        style_mean, style_deviation = style_moments
        normalised = (tf.cast(content, tf.float32) - mean) / deviation
        return tf.add(style_deviation * normalised, style_mean, name=scope)


def moments_loss(moments, target_moments, name=None):
    """One layer's term of AdaIN's style loss (Huang and Belongie, equation 13).

    Its distances of means and of deviations are mean squared errors over batch and channels, as in
    the authors' code, for which the weight of 10 is meant.

    Args:
      moments, target_moments: `(mean, deviation)`, float32 `[batch, 1, 1, channels]` each.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'moments_loss', [*moments, *target_moments]) as scope:
        for value, target in zip(moments, target_moments):
            value.shape.assert_is_compatible_with(target.shape)  # gotcha: silent-broadcast
        squares = map(tf.squared_difference, moments, target_moments)
        return tf.add_n([tf.reduce_mean(square) for square in squares], name=scope)
