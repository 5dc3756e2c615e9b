"""The graph that stylises: one forward pass for any content in any style.

Implements the use of AdaIN in Huang and Belongie (2017), with equations 14 (less of the style) and
15 (several styles), and their spatial control (section 7.3: a style for each region); whitening.py
can take AdaIN's place. These are functions of a session; api.py wraps them for Python users,
tiles.py paints large pictures.

Puts into the graph: `content`, `style`, `alpha`, `content_features/vgg_19/...`,
`style_features/vgg_19/...`, `adain/{masks,content_moments/...,alpha_map,t}`, `decoder/...`,
`result`, `save/...`.
"""

from __future__ import annotations

import contextlib
from typing import Any, NamedTuple

import numpy as np

from gatys_tf1 import machine, vgg
from gatys_tf1.adain import normalisation, whitening
from gatys_tf1.adain.network import ENCODED, STRIDE, decode, decoder_variables, encode
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

TRANSFORMS = {'adain': normalisation, 'wct': whitening}  # what gives f(c) the moments of f(s)
MARGIN = 32  # pixels by which a picture is extended beforehand; conv4_1 sees 34 to each side


class Graph(NamedTuple):
    """A finalised graph that stylises, and its nodes. Any of them can be fed."""

    graph: tf.Graph
    content: tf.Tensor  # placeholder, float32 [1, height, width, 3], RGB, 0..255
    style: tf.Tensor  # placeholder, the same, of any other size
    alpha: tf.Tensor  # placeholder, float32 scalar; 1 by default, but not in an exported graph
    extended: tf.Tensor  # the content with its margins, float32 [1, 8 h, 8 w, 3]
    moments: tuple  # of the styles, by `transform`; with AdaIN float32 [styles, 1, 1, 512] twice
    encoded: tf.Tensor  # f(c), float32 [1, h, w, 512], scaled as by `encode`
    transform: Any  # the module out of `TRANSFORMS`
    guide: Guide  # None in a graph that is exported
    t: tf.Tensor  # what is decoded, the same shape
    picture: tf.Tensor  # float32 [1, 8 h, 8 w, 3], with its margins and not clipped
    result: tf.Tensor  # float32 [1, height, width, 3], RGB, clipped to 0..255
    init_op: tf.Operation
    vgg_saver: tf.train.Saver
    model_saver: tf.train.Saver  # encoder and decoder


class Guide(NamedTuple):
    """The nodes that say which style a position gets, and how much of it."""

    masks: tf.Tensor  # [1, h, w, styles], sums to 1 at each position; default: one style
    alpha_map: tf.Tensor  # [1, h, w, 1]; default: `alpha` everywhere
    content_moments: tuple  # of f(c) in each mask, with AdaIN [styles, 512] twice
    mass: tf.Tensor  # [styles], the sums of the masks


def build(
    config=vgg.Config(), size=(None, None), style_size=(None, None), guided=True, transform='adain'
):
    """Builds the graph that stylises pictures, and finalises it.

    Pictures are extended by their mirror image, by `MARGIN` pixels and to a multiple of 8, and the
    result is cut to the content's size. So no size is too small or too odd for pooling and
    reflection padding, and the frame caused by the encoder's zero padding falls into the margin.

    `alpha` blends (equation 14): `alpha * t + (1 - alpha) * f(c)`. Because t is linear in the
    style's moments, the weighted mean of several styles' moments gives the weighted mean of their t
    (equation 15); feed it in place of `moments`, and `style` is not needed.

    Args:
      config: a `vgg.Config`.
      size, style_size: (height, width) of content and style, each None if it is to be free.
      guided: whether masks and maps of alpha can be fed; if not, the graph has fewer nodes.
      transform: name out of `TRANSFORMS`; without `guided`, 'adain' alone.

    Returns:
      a `Graph`.
    """
    graph, transform = tf.Graph(), TRANSFORMS[transform]
    with graph.as_default():
        content = tf.placeholder(tf.float32, [1, *size, 3], name='content')
        style = tf.placeholder(tf.float32, [1, *style_size, 3], name='style')
        if guided:
            alpha = tf.placeholder_with_default(1.0, [], name='alpha')
        else:  # ONNX Runtime would warn of an input with a default
            alpha = tf.placeholder(tf.float32, [], name='alpha')
        with tf.name_scope('content_features'):
            extended = _mirror(content)
            encoded = tf.cast(encode(extended, [ENCODED], config)[ENCODED], tf.float32)
        with tf.name_scope('style_features'):
            features = encode(_mirror(style), [ENCODED], config)[ENCODED]
            moments = transform.channel_moments(features)
            if guided:  # as many styles as there are masks
                moments = tuple(
                    tf.placeholder_with_default(m, [None, *m.shape[1:]]) for m in moments
                )
        with tf.name_scope('adain'):
            guide = _guide(encoded, alpha, transform) if guided else None
            if guided:
                styles = tuple(tf.squeeze(m, [1, 2]) for m in moments)
                styled = transform.restyle(encoded, guide.masks, guide.content_moments, styles)
                t = guide.alpha_map * styled + (1.0 - guide.alpha_map) * encoded
            else:
                t = alpha * normalisation.adain(encoded, moments) + (1.0 - alpha) * encoded
            t = tf.identity(t, name='t')
        picture = decode(t, config.precision)
        height, width = tf.unstack(tf.shape(content)[1:3])
        inside = picture[:, MARGIN : MARGIN + height, MARGIN : MARGIN + width]
        result = tf.clip_by_value(inside, 0.0, 255.0, name='result')
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            model_saver = tf.train.Saver(name='model')
        init_op = tf.global_variables_initializer()
    graph.finalize()
    return Graph(
        graph, content, style, alpha, extended, moments, encoded, transform, guide, t, picture,
        result, init_op, vgg_saver, model_saver,
    )  # fmt: skip


def _guide(encoded, alpha, transform):
    """The nodes of `Guide`, with their defaults."""
    masks = tf.placeholder_with_default(
        tf.ones_like(encoded[..., :1]), [1, None, None, None], name='masks'
    )
    alpha_map = tf.placeholder_with_default(
        tf.reshape(alpha, [1, 1, 1, 1]), [1, None, None, 1], name='alpha_map'
    )
    *moments, mass = transform.regional_moments(encoded, masks, name='content_moments')
    return Guide(masks, alpha_map, tuple(moments), mass)


def mirrored(side):
    """The positions that a side of a picture is extended to, as `_mirror` does: an int array."""
    extended = (side + 2 * MARGIN + STRIDE - 1) // STRIDE * STRIDE
    index = np.arange(-MARGIN, extended - MARGIN) % (2 * side)
    return np.minimum(index, 2 * side - 1 - index)


def _mirror(image):
    """Extends a picture by its mirror image on all sides, to a multiple of 8 in both directions.

    `tf.pad` can mirror a picture only once, which is not enough if a side is shorter than the
    margin. So this gathers by index: there and back again, as often as it takes.

    Nothing that is divided here is negative. Python and TensorFlow round such quotients down, but
    ONNX, and tf2onnx with it, towards zero, which continued the picture by its far end.
    """
    for axis in (1, 2):
        side = tf.shape(image)[axis]
        extended = (side + 2 * MARGIN + STRIDE - 1) // STRIDE * STRIDE
        first = 2 * side * MARGIN - MARGIN  # -MARGIN, and MARGIN times there and back
        index = tf.range(first, first + extended) % (2 * side)
        image = tf.gather(image, tf.minimum(index, 2 * side - 1 - index), axis=axis)
    return image


@contextlib.contextmanager
def session(graph, config, decoder):
    """Yields a session with the weights of encoder and decoder in place.

    Args:
      graph: a `Graph`.
      config: the `vgg.Config` that it was built with.
      decoder: {name: array}, from `decoder_file.load`.
    """
    # Closed, but not entered: `with tf.Session()` would make its graph the caller's default one.
    with contextlib.closing(machine.session(graph.graph, config.target)) as sess:
        checkpoint.initialise(sess, graph.init_op, graph.vgg_saver, config.checkpoint)
        for name, variable in decoder_variables(graph.graph).items():
            variable.load(decoder[name], sess)  # adds no node, as tf.assign would
        yield sess


def style_moments(sess, graph, style_image, options=None):
    """The moments of a style picture's features; with AdaIN two arrays `[1, 1, 1, 512]`."""
    return sess.run(graph.moments, {graph.style: style_image}, options=options)


def mean_moments(moments, weights):
    """The weighted mean of several styles' moments (equation 15).

    Args:
      moments: list of what `style_moments` returned.
      weights: list of as many floats, not all zero; only their ratios matter.

    Returns:
      the same for the mixture.
    """
    weights = np.asarray(weights, np.float32) / np.sum(weights)
    return tuple(sum(w * value for w, value in zip(weights, part)) for part in zip(*moments))


def stylize(sess, graph, content_image, moments, alpha=1.0, masks=None, options=None):
    """Paints one picture in one style, or in a style for each of several masks.

    Args:
      sess: from `session`.
      graph: a `Graph`.
      content_image: float32 array `[1, height, width, 3]`, RGB, 0..255, of any size.
      moments: from `style_moments`, or from `mean_moments`; or `stacked`, one for each mask.
      alpha: float, 0 leaves the content's features as they are, 1 replaces their moments entirely;
        or float32 array `[1, h, w, 1]`, from `to_positions`.
      masks: float32 array `[1, h, w, styles]`, from `to_positions`; None: one style.
      options: `tf.RunOptions` or None.

    Returns:
      float32 array of the shape of `content_image`, 0..255.
    """
    feed = {graph.content: content_image, **guiding(graph, moments, alpha, masks)}
    return sess.run(graph.result, feed, options=options)


def guiding(graph, moments, alpha, masks):
    """The part of a feed that says what is painted where; see `stylize`."""
    # Any tensor can be fed in place of what would compute it, so no style is encoded here.
    feed = dict(zip(graph.moments, moments))
    feed[graph.alpha if np.ndim(alpha) == 0 else graph.guide.alpha_map] = alpha
    if masks is not None:
        feed[graph.guide.masks] = masks
    return feed


def stacked(moments):
    """Several styles' moments for `stylize` with masks: arrays whose first axis is the style."""
    return tuple(np.concatenate(part) for part in zip(*moments))


def to_positions(maps):
    """Maps of a picture's pixels as maps of the positions of its features, margins included.

    Args:
      maps: float32 array `[height, width, n]`.

    Returns:
      float32 array `[1, h, w, n]`: the mean over each position's 8x8 pixels.
    """
    rows, columns = map(mirrored, maps.shape[:2])
    strips = maps[rows].reshape(len(rows) // STRIDE, STRIDE, *maps.shape[1:]).mean(axis=1)
    blocks = strips[:, columns].reshape(len(strips), len(columns) // STRIDE, STRIDE, -1)
    return blocks.mean(axis=2)[np.newaxis].astype(np.float32)
