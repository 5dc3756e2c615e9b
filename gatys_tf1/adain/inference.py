"""AdaIN in use: the graph that stylises, the decoder in files, and a SavedModel.

Names put into the stylising graph: `content`, `style`, `alpha`, `content_features/vgg_19/...`,
`style_features/vgg_19/...`, `adain/t`, `decoder/...`, `result`.

A decoder is kept in three ways. A training run's `state/` holds weights, optimiser and step in
float32, to go on from. `decoder.npz` holds the weights alone in float16, a sixth of that, to use.
`export` writes a SavedModel: weights, encoder and graph, to use without this package.
"""

import contextlib
import os
import tempfile
import zipfile
from importlib import resources
from typing import NamedTuple

import numpy as np

from gatys_tf1 import adain, checkpoint, losses, machine
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.tf1 import tf

MARGIN = 32  # pixels by which a picture is continued before it is stylised; conv4_1 sees 34 around
DEFAULT_DECODER = str(resources.files('gatys_tf1') / 'weights' / 'decoder.npz')


class Stylizer(NamedTuple):
    """A finalised graph that stylises, and its nodes."""

    graph: tf.Graph
    content: tf.Tensor  # placeholder, float32 [1, height, width, 3], RGB, 0..255
    style: tf.Tensor  # placeholder, the same of any other size
    alpha: tf.Tensor  # placeholder with a default of 1, float32 scalar
    moments: tuple  # (mean, deviation) of the style, float32 [1, 1, 1, 512]; may be fed instead
    encoded: tf.Tensor  # f(c), float32 [1, h, w, 512], in units of SCALES
    t: tf.Tensor  # what is decoded, the same shape
    result: tf.Tensor  # float32 [1, height, width, 3], RGB, clipped to 0..255
    init_op: tf.Operation
    vgg_saver: tf.train.Saver
    model_saver: tf.train.Saver  # encoder and decoder


def stylizing_graph(precision='float32'):
    """Builds the graph that stylises pictures of any size, and finalises it.

    Pictures are continued by their mirror image, by `MARGIN` pixels and to a multiple of 8, and the
    result is cut to the content's size: so no size is too small or odd for poolings and reflection
    padding, and the frame that the encoder's zeros make falls into the margin.

    `alpha` blends (equation 14): `alpha * t + (1 - alpha) * f(c)`. Because t is linear in the
    style's moments, the weighted mean of several styles' moments gives the weighted mean of their t
    (equation 15); feed it in place of `moments`, and `style` is not needed.

    Args:
      precision: 'float32' or 'bfloat16', of the convolutions.

    Returns:
      a `Stylizer`.
    """
    graph = tf.Graph()
    with graph.as_default():
        content = tf.placeholder(tf.float32, [1, None, None, 3], name='content')
        style = tf.placeholder(tf.float32, [1, None, None, 3], name='style')
        alpha = tf.placeholder_with_default(1.0, [], name='alpha')
        with tf.name_scope('content_features'):
            padded = _mirror(content)
            encoded = tf.cast(
                adain.encode(padded, [adain.ENCODED], precision)[adain.ENCODED], tf.float32
            )
        with tf.name_scope('style_features'):
            moments = losses.channel_moments(
                adain.encode(_mirror(style), [adain.ENCODED], precision)[adain.ENCODED]
            )
        with tf.name_scope('adain'):
            t = alpha * losses.adain(encoded, moments) + (1.0 - alpha) * encoded
            t = tf.identity(t, name='t')
        picture = adain.decode(t, precision)
        height, width = tf.unstack(tf.shape(content)[1:3])
        picture = picture[:, MARGIN : MARGIN + height, MARGIN : MARGIN + width]
        result = tf.clip_by_value(picture, 0.0, 255.0, name='result')
        with tf.name_scope('save'):
            vgg_saver = checkpoint.vgg_saver()
            model_saver = tf.train.Saver(name='model')
        init_op = tf.global_variables_initializer()
    graph.finalize()
    return Stylizer(
        graph, content, style, alpha, moments, encoded, t, result, init_op, vgg_saver, model_saver
    )


def _mirror(image):
    """Continues a picture by its mirror image on all sides, to a multiple of 8 in both directions.

    `tf.pad` mirrors a picture once, which is too little for a side below the margin, so this
    indexes: there and back again, as often as need be.
    """
    for axis in (1, 2):
        side = tf.shape(image)[axis]
        wanted = -(-(side + 2 * MARGIN) // adain.STRIDE) * adain.STRIDE
        index = tf.range(-MARGIN, wanted - MARGIN) % (2 * side)
        image = tf.gather(image, tf.minimum(index, 2 * side - 1 - index), axis=axis)
    return image


def decoder_values(sess):
    """{name: float32 array} of the decoder in a session."""
    return sess.run(adain.decoder_variables(sess.graph))


def save_decoder(path, values):
    """Writes a decoder's weights as float16 to an .npz file, whole or not at all."""
    with atomic_write(path) as temporary, open(temporary, 'wb') as file:
        np.savez(file, **{name: value.astype(np.float16) for name, value in values.items()})


def load_decoder(path=None):
    """Reads a decoder's weights.

    Args:
      path: str or None: an .npz file of `save_decoder`, the folder of a training run, or a
        TensorFlow checkpoint with the variables of `adain.decoder_shapes()`; None: the one that
        comes with this package.

    Returns:
      {name: float32 array}.

    Raises:
      UserError: if there is no such decoder, or it is damaged or of another shape.
    """
    path = str(path or DEFAULT_DECODER)
    if os.path.isdir(path):
        state = tf.train.latest_checkpoint(os.path.join(path, 'state'))
        if state is None:
            raise UserError(f'{path} holds no decoder: give the folder of a training run')
        path = state
    if not os.path.exists(path) and not tf.train.checkpoint_exists(path):
        raise UserError(
            f'there is no decoder {path}: check the path, or train one with adain_train.py'
        )
    try:
        values = _read_npz(path) if os.path.isfile(path) else _read_checkpoint(path)
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, tf.errors.OpError):
        raise UserError(
            f'{path} is no decoder, or cut short: give the decoder.npz or the folder of a '
            'training run'
        ) from None
    for name, shape in adain.decoder_shapes().items():
        if name not in values or values[name].shape != shape:
            has = values[name].shape if name in values else 'nothing'
            raise UserError(
                f"{path} has {has} for {name}, where AdaIN's decoder has {shape}: "
                'it is of another network, train one with adain_train.py'
            )
        if not np.isfinite(values[name]).all():
            raise UserError(f'{path} holds numbers that are not finite in {name}: train it anew')
    return values


def _read_npz(path):
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def _read_checkpoint(prefix):
    reader = tf.train.NewCheckpointReader(prefix)
    present = reader.get_variable_to_shape_map()
    return {name: reader.get_tensor(name) for name in adain.decoder_shapes() if name in present}


@contextlib.contextmanager
def session(stylizer, vgg_checkpoint, decoder):
    """Yields a session on `stylizer.graph` with the weights of encoder and decoder in place.

    Args:
      stylizer: an `Stylizer`.
      vgg_checkpoint: str, what `checkpoint.find` gave.
      decoder: {name: array}, what `load_decoder` gave.
    """
    with tf.Session(graph=stylizer.graph, config=machine.session_config()) as sess:
        sess.run(stylizer.init_op)
        checkpoint.restore(sess, stylizer.vgg_saver, vgg_checkpoint)
        for name, variable in adain.decoder_variables(stylizer.graph).items():
            variable.load(decoder[name], sess)  # no new node, as tf.assign would be
        yield sess


def style_moments(sess, stylizer, style_image):
    """Mean and deviation of a style picture's features, as `stylize` takes them."""
    return sess.run(stylizer.moments, {stylizer.style: style_image})


def mean_moments(moments, weights):
    """The weighted mean of several styles' moments, each as a session gave it (equation 15).

    Args:
      moments: list of `(mean, deviation)`, float32 arrays `[1, 1, 1, 512]`.
      weights: list of as many floats, not all zero; only their ratios matter.

    Returns:
      `(mean, deviation)`.
    """
    weights = np.asarray(weights, np.float32) / np.sum(weights)
    return tuple(sum(w * value for w, value in zip(weights, part)) for part in zip(*moments))


def stylize(sess, stylizer, content_image, moments, alpha=1.0):
    """One picture in one style.

    Args:
      sess: from `session`.
      stylizer: an `Stylizer`.
      content_image: float32 array `[1, height, width, 3]`, RGB, 0..255, of any size.
      moments: from `style_moments`, or a mean of several by `mean_moments`.
      alpha: float, 0 leaves the content's features as they are, 1 gives them all of the style.

    Returns:
      float32 array of the shape of `content_image`, 0..255.
    """
    # A tensor can be fed in the place of what would have computed it, so no style is encoded here.
    feed = dict(zip(stylizer.moments, moments))
    feed |= {stylizer.content: content_image, stylizer.alpha: alpha}
    return sess.run(stylizer.result, feed)


def export(sess, stylizer, path):
    """Writes a SavedModel whose signature `serving_default` takes content, style and alpha.

    Args:
      sess: from `session`.
      stylizer: an `Stylizer`.
      path: str, a folder that does not exist.

    Raises:
      UserError: if `path` exists.
    """
    check_new(path)
    key = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
    signature = tf.saved_model.predict_signature_def(
        {'content': stylizer.content, 'style': stylizer.style, 'alpha': stylizer.alpha},
        {'result': stylizer.result},
    )
    place, name = os.path.split(os.path.abspath(path))
    with tempfile.TemporaryDirectory(prefix=f'.{name}.', dir=place) as temporary:
        whole_model = os.path.join(temporary, name)
        builder = tf.saved_model.Builder(whole_model)
        # A Saver made beforehand, and no clear_devices: the graph is finalised.
        builder.add_meta_graph_and_variables(
            sess, [tf.saved_model.SERVING], {key: signature}, saver=stylizer.model_saver
        )
        builder.save()
        os.rename(whole_model, path)


def check_new(path):
    """Raises UserError if something is at `path` (or None) already, where a model is to go."""
    if path and os.path.exists(path):
        raise UserError(f'{path} exists already: choose another folder for the SavedModel')
