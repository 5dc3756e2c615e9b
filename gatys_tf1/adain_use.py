"""AdaIN in use: the decoder in files, pictures stylised in a session, and a SavedModel.

A decoder is kept in three ways. A training run's `state/` holds weights, optimiser and step in
float32, to go on from. `decoder.npz` holds the weights alone in float16, a sixth of that, to use.
`export` writes a SavedModel: weights, encoder and graph, to use without this package.
"""

import contextlib
import os
import tempfile
import zipfile
from importlib import resources

import numpy as np

from gatys_tf1 import adain, checkpoint, machine
from gatys_tf1.errors import UserError
from gatys_tf1.files import whole
from gatys_tf1.tf1 import tf

DEFAULT_DECODER = str(resources.files('gatys_tf1') / 'decoder' / 'decoder.npz')


def decoder_values(sess):
    """{name: float32 array} of the decoder in a session."""
    return sess.run(adain.decoder_variables(sess.graph))


def save_decoder(path, values):
    """Writes a decoder's weights as float16 to an .npz file, whole or not at all."""
    with whole(path) as temporary, open(temporary, 'wb') as file:
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
      stylizer: an `adain.Stylizer`.
      vgg_checkpoint: str, what `checkpoint.find` gave.
      decoder: {name: array}, what `load_decoder` gave.
    """
    with tf.Session(graph=stylizer.graph, config=machine.session_config()) as sess:
        sess.run(stylizer.init_op)
        checkpoint.restore(sess, stylizer.vgg_saver, vgg_checkpoint)
        for name, variable in adain.decoder_variables(stylizer.graph).items():
            variable.load(decoder[name], sess)  # gotcha: graph-grows-in-loop. No new node.
        yield sess


def style_moments(sess, stylizer, style_image):
    """Mean and deviation of a style picture's features, as `stylize` takes them."""
    return sess.run(stylizer.moments, {stylizer.style: style_image})


def stylize(sess, stylizer, content_image, moments, alpha=1.0):
    """One picture in one style.

    Args:
      sess: from `session`.
      stylizer: an `adain.Stylizer`.
      content_image: float32 array `[1, height, width, 3]`, RGB, 0..255, of any size.
      moments: from `style_moments`, or a mean of several by `adain.mean_moments`.
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
      stylizer: an `adain.Stylizer`.
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
