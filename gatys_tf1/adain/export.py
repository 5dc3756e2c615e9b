"""A SavedModel that stylises: weights, encoder and graph, to be used without this package."""

import os
import tempfile

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf


def save(sess, graph, path):
    """Writes a SavedModel whose signature `serving_default` takes content, style and alpha.

    Args:
      sess: from `inference.session`.
      graph: an `inference.Graph`.
      path: str, a folder that does not exist.

    Raises:
      UserError: if `path` exists.
    """
    check_new(path)
    key = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
    signature = tf.saved_model.predict_signature_def(
        {'content': graph.content, 'style': graph.style, 'alpha': graph.alpha},
        {'result': graph.result},
    )
    place, name = os.path.split(os.path.abspath(path))
    os.makedirs(place, exist_ok=True)
    with (
        graph.graph.as_default(),  # the builder asks for it
        tempfile.TemporaryDirectory(prefix=f'.{name}.', dir=place) as temporary,
    ):
        whole_model = os.path.join(temporary, name)
        builder = tf.saved_model.Builder(whole_model)
        # A Saver made beforehand, and no clear_devices: the graph is finalised.
        builder.add_meta_graph_and_variables(
            sess, [tf.saved_model.SERVING], {key: signature}, saver=graph.model_saver
        )
        builder.save()
        os.rename(whole_model, path)


def check_new(path):
    """Raises UserError if something is already where a model is to be written."""
    if os.path.exists(path):
        raise UserError(f'{path} exists already: choose another folder for the SavedModel')
