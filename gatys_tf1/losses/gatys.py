"""Content and style: the losses of Gatys, Ecker and Bethge (CVPR 2016), sections 2.1 and 2.2.

Equations 1, 3, 4 and the weights of equation 5, with the blog's variant of the content loss. A
function's `name` is the name of the node that it returns, as in TensorFlow's own functions.

Puts into the graph: `content/<layer>/features` and `target`; `style/<layer>/gram` and
`gram_constant`; `loss/content/<layer>`, `loss/style/<layer>`. Where styles have regions,
`region_1/<layer>` stands for `<layer>`, and a `mask` and `features` are among its nodes.
"""

import numpy as np

from gatys_tf1.architecture import STYLE_LAYERS as STYLE_LAYERS  # as gatys.STYLE_LAYERS, too
from gatys_tf1.losses.precision import product_in_float32
from gatys_tf1.losses.styles import guided, layer_weights, on_grid, targets_of
from gatys_tf1.objective import LayerLoss, Term, Tiled
from gatys_tf1.tf1 import tf


def gram_matrix(features, name=None):
    """The Gram matrix `G = F^T F` of one picture's feature maps (Gatys, equation 3).

    The rows of F are the positions, its columns the channels, so G[i, j] is the inner product of
    the feature maps i and j: which features occur together, wherever in the picture that is.

    Args:
      features: float32 or bfloat16 tensor `[1, h, w, channels]` with static shape.
      name: name of the resulting node.

    Returns:
      float32 tensor `[channels, channels]`, symmetric; it grows with the number of positions h*w.
      It has first derivatives only: a second one would lack what `tf.stop_gradient` stops.
    """
    with tf.name_scope(name, 'gram', [features]) as scope:
        columns = tf.reshape(features, [-1, features.shape[-1]])  # F: [positions, channels]
        gram = product_in_float32(columns, tf.stop_gradient(columns))  # G = F^T F
        # With D = dL/dG, the gradient through both factors is two large products, F D + F D^T. It
        # goes through one of them only, and the other half comes by way of G^T - G^T, which adds
        # nothing to G and its D^T to D: a single product, F (D + D^T).
        mirrored = tf.transpose(gram)
        return tf.add(gram, mirrored - tf.stop_gradient(mirrored), name=scope)


def content_loss(features, target, reduction='mean', name=None):
    """The distance between two content representations (Gatys, equation 1).

    Args:
      features: float32 tensor `[1, h, w, channels]`, of the picture being optimised.
      target: float32 tensor of the same shape, of the content picture.
      reduction: 'mean' is the blog's mean squared error, independent of size and layer; 'sum' is
        equation 1, half the sum of the squared differences.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'content_loss', [features, target]) as scope:
        # gotcha: silent-broadcast. Shapes that merely broadcast would pass without a word.
        features.shape.assert_is_compatible_with(target.shape)
        squares = tf.squared_difference(features, target)
        if reduction == 'mean':
            return tf.reduce_mean(squares, name=scope)
        return tf.multiply(tf.reduce_sum(squares), 0.5, name=scope)


def style_loss(gram, gram_target, positions, name=None):
    """One layer's contribution `E_l` to the style loss (Gatys, equation 4).

    `E_l = 1 / (4 N^2 M^2) * sum (G - A)^2` with N channels and M positions. The division is done
    inside the square, so that no intermediate value leaves float32's range at large sizes.

    Args:
      gram: float32 tensor `[channels, channels]`, G: of the picture being optimised.
      gram_target: float32 tensor of the same shape, A: of the style picture.
      positions: int, M: the number of positions that both are summed over, h*w of the layer.
      name: name of the resulting node.

    Returns:
      float32 scalar.
    """
    with tf.name_scope(name, 'style_loss', [gram, gram_target]) as scope:
        # gotcha: tf-shape-or-get-shape. A number is wanted here, not a tensor: the static shape.
        channels = gram.shape.as_list()[0]
        difference = (gram - gram_target) / (2.0 * channels * positions)
        return tf.reduce_sum(tf.square(difference), name=scope)


# --- as terms of an objective --------------------------------------------------------------------


def content_term(picture, layers, weight=1.0, *, reduction='mean'):
    """The content loss as a `Term` named 'content' (Gatys, section 2.1).

    Args:
      picture: float32 array of the image's shape `[1, height, width, 3]`, RGB, 0..255.
      layers: dict of layer to w_l.
      weight: alpha (equation 7).
      reduction: see `content_loss`.

    Returns:
      a `Term`.
    """

    def measure(image, points):
        return {layer: tf.cast(points[layer], tf.float32) for layer in layers}

    def loss(image, points, targets):
        (target_values,) = targets
        parts = {}
        for layer, w in layers.items():
            with tf.name_scope(f'content/{layer}/'):
                # gotcha: scope-of-constants-vanishes. With the target alone TensorBoard would not
                # draw the scope, so the features stand beside it.
                features = tf.cast(points[layer], tf.float32)
                features = tf.identity(features, name='features')
                target = target_values[layer]
                if not isinstance(target, tf.Variable):  # see targets.py
                    target = tf.constant(target, tf.float32, name='target')
            with tf.name_scope('loss/content/'):
                parts[layer] = LayerLoss(w, content_loss(features, target, reduction, name=layer))
        return parts

    def measure_tile(points, window):
        return {layer: tf.cast(points[layer], tf.float32) for layer in layers}

    def sums(points, targets, window):
        (target_values,) = targets
        found = {}
        for layer in layers:
            target = window.cut(target_values[layer], layer)
            features = tf.cast(points[layer], tf.float32)
            squares = tf.squared_difference(features, target)
            found[layer] = tf.reduce_sum(window.own(squares, layer))
        return found

    def tiled_loss(sums, targets, size):
        (target_values,) = targets
        parts = {}
        for layer, w in layers.items():
            shape = tf.TensorShape(target_values[layer].shape)
            count = shape.num_elements() if reduction == 'mean' else 2
            value = tf.divide(sums[layer], float(count), name=f'loss/content/{layer}')
            parts[layer] = LayerLoss(w, value)
        return parts

    tiled = Tiled(measure_tile, sums, tiled_loss)
    return Term('content', weight, loss, tuple(layers), (picture,), measure, tiled)


def style_term(styles, layers, weight=1.0, *, balance='energy'):
    """The style loss as a `Term` named 'style' (Gatys, section 2.2).

    deviation: a Gram matrix is measured per position and scaled to the number of positions of the
    optimised image, so that a style picture may have any size (docs/deviations.md). For equal sizes
    it is equation 4 exactly.

    Args:
      styles: list of `styles.Style`.
      layers: dict of layer to w_l, or to None where `balance` decides.
      weight: beta (equation 7).
      balance: see `styles.layer_weights`.

    Returns:
      a `Term`.
    """

    def measure(image, points):
        mean_grams = {}
        for layer in layers:
            mean_grams[layer] = gram_matrix(points[layer]) / _positions(points[layer])
        return mean_grams

    def loss(image, points, targets):
        parts = {}
        for target in all_targets(targets):
            with tf.name_scope(f'style/{target.name}/'):
                features, mask = guided(points[target.layer], target.mask)
                gram = gram_matrix(features, name='gram')
            parts[target.name] = compare(target, gram, mask)
        return parts

    def all_targets(targets):
        return targets_of(styles, targets, layer_weights(layers, targets, balance))

    def compare(target, gram, mask):
        with tf.name_scope(f'style/{target.name}/'):
            positions = float(np.sum(mask**2))
            constant = tf.constant(target.value * positions, tf.float32, name='gram_constant')
        with tf.name_scope(f'loss/style/{target.name}') as scope:
            value = style_loss(gram, constant, max(positions, 1e-6))
            value = tf.multiply(value, np.mean(mask**2), name=scope)  # the region's share
        return LayerLoss(target.weight, value)

    def measure_tile(points, window):
        mean_grams = {}
        for layer in layers:
            gram = gram_matrix(window.own(points[layer], layer))
            mean_grams[layer] = gram / float(np.prod(window.size(layer)))
        return mean_grams

    def sums(points, targets, window):
        grams = {}
        for target in all_targets(targets):
            features = window.own(points[target.layer], target.layer)
            if target.mask is not None:
                mask = on_grid(target.mask, window.size(target.layer))[..., np.newaxis]
                mask = window.cut(mask, target.layer)
                features *= tf.cast(mask, features.dtype)
            grams[target.name] = gram_matrix(features)
        return grams

    def tiled_loss(sums, targets, size):
        parts = {}
        for target in all_targets(targets):
            gram = tf.identity(sums[target.name], name=f'style/{target.name}/gram')
            mask = on_grid(target.mask, size(target.layer))
            parts[target.name] = compare(target, gram, mask)
        return parts

    sources = tuple(style.image for style in styles)
    tiled = Tiled(measure_tile, sums, tiled_loss)
    return Term('style', weight, loss, tuple(layers), sources, measure, tiled)


def _positions(features):
    _, height, width, _ = features.shape.as_list()
    return float(height * width)
