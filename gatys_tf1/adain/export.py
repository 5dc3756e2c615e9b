"""Files that stylise without this package: encoder, decoder and graph in one, in float32.

Four formats: TensorFlow's SavedModel and frozen GraphDef, TFLite and ONNX. In each of them the
inputs are `content` and `style`, float32 `[1, height, width, 3]`, RGB, 0..255, and `alpha`, a
float32 scalar; the output is `result`, float32 of the content's shape.

All of them hold the graph of inference.py. It is float32 even where this machine would stylise in
bfloat16, because TFLite's converter and ONNX Runtime refuse bfloat16.
"""

import importlib.util
import os

from gatys_tf1.adain import inference
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write, temporary_folder
from gatys_tf1.tf1 import tf

# Each with the extension that its files have.
FORMATS = {'savedmodel': '', 'frozen': '.pb', 'tflite': '.tflite', 'onnx': '.onnx'}
FREE = (None, None)  # a size that the exported model leaves open
OPSET = 18  # of ONNX, of December 2022
NAMES = ('content', 'style', 'alpha', 'result')


def export(path, form, config, decoder, size=FREE, style_size=FREE):
    """Writes a model that stylises, whole or not at all.

    Args:
      path: str, where nothing is yet; a folder for 'savedmodel', a file for the others.
      form: 'savedmodel', 'frozen', 'tflite' or 'onnx'.
      config: a `vgg.Config`; its precision is ignored.
      decoder: {name: array}, from `decoder_file.load`.
      size, style_size: (height, width) of content and style, for runtimes that are faster, or only
        work, with fixed sizes; None in it: free.

    Raises:
      UserError: if something is at `path`, or the converter is not installed.
    """
    check(path, form)
    config = config._replace(precision='float32')
    graph = inference.build(config, size, style_size, guided=False)
    place = os.path.dirname(os.path.abspath(path))
    os.makedirs(place, exist_ok=True)
    with inference.session(graph, config, decoder) as sess:
        if form == 'savedmodel':
            _write_saved_model(sess, graph, path)
            return
        frozen = freeze(sess, graph)
    if form == 'frozen':
        data = frozen.SerializeToString(deterministic=True)
    else:
        data = {'tflite': _tflite, 'onnx': _onnx}[form](frozen)
    with atomic_write(path) as temporary, open(temporary, 'wb') as file:
        file.write(data)


def check(path, form):
    """Raises UserError if something is at `path`, or `form` is unknown or needs another package."""
    if form not in FORMATS:
        raise UserError(f'there is no format {form!r}: give {", ".join(map(repr, FORMATS))}')
    if os.path.exists(path):
        raise UserError(f'{path} exists already: choose another place for the model')
    if form == 'onnx' and not importlib.util.find_spec('tf2onnx'):
        raise UserError("ONNX needs tf2onnx: pip install 'gatys_tf1[export]'")


def freeze(sess, graph):
    """The graph from the pictures to `result`, with constants in place of the variables.

    gotcha: frozen-graph-float-ref. What is not on the way to `result`, as the variables'
    initialisers and the Saver, is left out, so nothing is left that assigns.

    Args:
      sess: from `inference.session`.
      graph: an `inference.Graph`.

    Returns:
      `tf.GraphDef`.
    """
    verbosity = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.ERROR)  # it would announce its deprecation
    try:
        return tf.graph_util.convert_variables_to_constants(
            sess, graph.graph.as_graph_def(), ['result']
        )
    finally:
        tf.logging.set_verbosity(verbosity)


def _write_saved_model(sess, graph, path):
    """Writes graph and variables as a SavedModel with the signature `serving_default`."""
    key = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
    signature = tf.saved_model.predict_signature_def(
        {name: getattr(graph, name) for name in NAMES[:3]}, {'result': graph.result}
    )
    place, name = os.path.split(os.path.abspath(path))
    with (
        graph.graph.as_default(),  # the builder asks for it
        temporary_folder(place) as temporary,
    ):
        whole_model = os.path.join(temporary, name)
        builder = tf.saved_model.Builder(whole_model)
        # A Saver made beforehand, and no clear_devices: the graph is finalised.
        builder.add_meta_graph_and_variables(
            sess, [tf.saved_model.SERVING], {key: signature}, saver=graph.model_saver
        )
        builder.save()
        os.rename(whole_model, path)


def _tflite(frozen):
    """A frozen graph as a TFLite file: bytes."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.import_graph_def(frozen, name='')
        *inputs, result = (graph.get_tensor_by_name(f'{name}:0') for name in NAMES)
        return tf.lite.TFLiteConverter.from_session(sess, inputs, [result]).convert()


def _onnx(frozen):
    """A frozen graph as an ONNX file: bytes."""
    import tf2onnx  # an extra

    model, _ = tf2onnx.convert.from_graph_def(
        frozen,
        name='AdaIN',
        input_names=[f'{name}:0' for name in NAMES[:3]],
        output_names=['result:0'],
        opset=OPSET,
        tensors_to_rename={f'{name}:0': name for name in NAMES},
    )
    return model.SerializeToString()
