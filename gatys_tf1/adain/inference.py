"""The graph that stylises: one forward pass for any content in any style.

Implements the use of AdaIN in Huang and Belongie (2017), with equations 14 (less of the style) and
15 (several styles). These are functions of a session; api.py wraps them for Python users.

Puts into the graph: `content`, `style`, `alpha`, `content_features/vgg_19/...`,
`style_features/vgg_19/...`, `adain/t`, `decoder/...`, `result`, `save/...`.
"""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import numpy as np

from gatys_tf1 import machine, vgg
from gatys_tf1.adain.network import ENCODED, STRIDE, decode, decoder_variables, encode
from gatys_tf1.adain.normalisation import adain, channel_moments
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

MARGIN = 32  # pixels by which a picture is extended beforehand; conv4_1 sees 34 to each side


class Graph(NamedTuple):
    """A finalised graph that stylises, and its nodes."""

    graph: tf.Graph
    content: tf.Tensor  # placeholder, float32 [1, height, width, 3], RGB, 0..255
    style: tf.Tensor  # placeholder, the same, of any other size
    alpha: tf.Tensor  # placeholder with a default of 1, float32 scalar
    moments: tuple  # (mean, deviation) of the style, float32 [1, 1, 1, 512]; may be fed instead
    encoded: tf.Tensor  # f(c), float32 [1, h, w, 512], scaled as by `encode`
    t: tf.Tensor  # what is decoded, the same shape
    result: tf.Tensor  # float32 [1, height, width, 3], RGB, clipped to 0..255
    init_op: tf.Operation
    vgg_saver: tf.train.Saver
    model_saver: tf.train.Saver  # encoder and decoder


def build(config=vgg.Config()):
    """Builds the graph that stylises pictures of any size, and finalises it.

    Pictures are extended by their mirror image, by `MARGIN` pixels and to a multiple of 8, and the
    result is cut to the content's size. So no size is too small or too odd for pooling and
    reflection padding, and the frame caused by the encoder's zero padding falls into the margin.

    `alpha` blends (equation 14): `alpha * t + (1 - alpha) * f(c)`. Because t is linear in the
    style's moments, the weighted mean of several styles' moments gives the weighted mean of their t
    (equation 15); feed it in place of `moments`, and `style` is not needed.

    Args:
      config: a `vgg.Config`.

    Returns:
      a `Graph`.
    """
    graph = tf.Graph()
    with graph.as_default():
        content = tf.placeholder(tf.float32, [1, None, None, 3], name='content')
        style = tf.placeholder(tf.float32, [1, None, None, 3], name='style')
        alpha = tf.placeholder_with_default(1.0, [], name='alpha')
        with tf.name_scope('content_features'):
            features = encode(_mirror(content), [ENCODED], config)
            encoded = tf.cast(features[ENCODED], tf.float32)
        with tf.name_scope('style_features'):
            moments = channel_moments(encode(_mirror(style), [ENCODED], config)[ENCODED])
        with tf.name_scope('adain'):
            t = alpha * adain(encoded, moments) + (1.0 - alpha) * encoded
            t = tf.identity(t, name='t')
        picture = decode(t, config.precision)
        height, width = tf.unstack(tf.shape(content)[1:3])
        picture = picture[:, MARGIN : MARGIN + height, MARGIN : MARGIN + width]
        result = tf.clip_by_value(picture, 0.0, 255.0, name='result')
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            model_saver = tf.train.Saver(name='model')
        init_op = tf.global_variables_initializer()
    graph.finalize()
    return Graph(
        graph, content, style, alpha, moments, encoded, t, result, init_op, vgg_saver, model_saver
    )


def _mirror(image):
    """Extends a picture by its mirror image on all sides, to a multiple of 8 in both directions.

    `tf.pad` can mirror a picture only once, which is not enough if a side is shorter than the
    margin. So this gathers by index: there and back again, as often as it takes.
    """
    for axis in (1, 2):
        side = tf.shape(image)[axis]
        extended = -(-(side + 2 * MARGIN) // STRIDE) * STRIDE
        index = tf.range(-MARGIN, extended - MARGIN) % (2 * side)
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
    with contextlib.closing(tf.Session(graph=graph.graph, config=machine.session_config())) as sess:
        checkpoint.initialise(sess, graph.init_op, graph.vgg_saver, config.checkpoint)
        for name, variable in decoder_variables(graph.graph).items():
            variable.load(decoder[name], sess)  # adds no node, as tf.assign would
        yield sess


def style_moments(sess, graph, style_image):
    """Mean and deviation of a style picture's features: two arrays `[1, 1, 1, 512]`."""
    return sess.run(graph.moments, {graph.style: style_image})


def mean_moments(moments, weights):
    """The weighted mean of several styles' moments (equation 15).

    Args:
      moments: list of `(mean, deviation)`, from `style_moments`.
      weights: list of as many floats, not all zero; only their ratios matter.

    Returns:
      `(mean, deviation)`.
    """
    weights = np.asarray(weights, np.float32) / np.sum(weights)
    return tuple(sum(w * value for w, value in zip(weights, part)) for part in zip(*moments))


def stylize(sess, graph, content_image, moments, alpha=1.0):
    """Paints one picture in one style.

    Args:
      sess: from `session`.
      graph: a `Graph`.
      content_image: float32 array `[1, height, width, 3]`, RGB, 0..255, of any size.
      moments: from `style_moments`, or from `mean_moments`.
      alpha: float, 0 leaves the content's features as they are, 1 replaces their moments entirely.

    Returns:
      float32 array of the shape of `content_image`, 0..255.
    """
    # Any tensor can be fed in place of what would compute it, so no style is encoded here.
    feed = dict(zip(graph.moments, moments))
    feed |= {graph.content: content_image, graph.alpha: alpha}
    return sess.run(graph.result, feed)
