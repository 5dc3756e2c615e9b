"""The VGG-19 checkpoint in use: found, and restored by a Saver of the VGG variables alone.

If the default checkpoint is not there, fetch.py fetches it.

Puts into the graph: `vgg_19_saver/...` by `vgg_saver`.
"""

from gatys_tf1.errors import UserError
from gatys_tf1.files import plain
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import convert, fetch, transport
from gatys_tf1.weights.location import default_checkpoint, fetch_command
from gatys_tf1.weights.manifest import sha256
from gatys_tf1.weights.slim_checkpoint import layers_of, open_checkpoint, prefix_of

__all__ = ['check_full', 'find', 'initialise', 'restore', 'sha256', 'vgg_saver']


def find(path=None):
    """The checkpoint to use; the default one is fetched if it is not there.

    Args:
      path: str, path-like or None: a V1 file, a V2 prefix or one of the files of a V2 checkpoint;
        None: the default one, see location.py.

    Returns:
      str, the prefix that `restore` takes.

    Raises:
      UserError: if nothing is at `path`, it is not a checkpoint, or the download failed.
    """
    prefix = default_checkpoint() if path is None else prefix_of(str(path))
    kind = convert.kind_of(prefix)
    if kind == 'missing' and path is None:
        print(
            f'no weights at {prefix}: fetching the VGG-19 convolution layers '
            '(75 MB to download, 80 MB on disk)',
            flush=True,
        )
        fetch.fetch_default(prefix, say=lambda *_: None)
    elif kind == 'missing':
        raise UserError(
            f'there is no checkpoint at {path}: check the path, or name none and the default '
            'one is used'
        )
    elif kind in ('h5', 'mat', 'tar'):
        raise UserError(
            f'{path} is not a TensorFlow checkpoint: convert it first, with '
            f'`{fetch_command()} --from {path}` or fetch_weights(source=...)'
        )
    elif kind != 'checkpoint':
        what = 'an HTML page' if kind == 'html' else 'cut short, or another kind of file,'
        raise UserError(f'{prefix} is {what} and not a checkpoint: fetch it again')
    open_checkpoint(prefix)
    return prefix


def initialise(sess, init_op, saver, path):
    """Runs the initialiser, then restores the VGG variables; the only place that does either.

    gotcha: init-after-restore. The other way round, the initialiser would overwrite the weights.

    Args:
      sess: a `tf.Session` on the graph of `init_op` and `saver`.
      init_op: the initialiser of all its variables.
      saver: from `vgg_saver()` on that graph.
      path: str, from `find`; '' leaves the network's weights at zero.
    """
    sess.run(init_op)
    if path:
        restore(sess, saver, path)


def vgg_saver():
    """A Saver for the default graph's VGG variables alone, whatever else the graph holds.

    Call it when the network is built and before the graph is finalised. The variables are selected
    by scope and name, never by position: the order of creation does not matter, and an optimiser's
    slots (`vgg_19/conv1/conv1_1/weights/Adam`) are left out.

    gotcha: saver-restores-everything. `tf.train.Saver()` would want `image` from the file, too.

    Returns:
      a `tf.train.Saver`; its operations are below `vgg_19_saver/`.
    """
    return tf.train.Saver(_vgg_variables(tf.get_default_graph()), name='vgg_19_saver')


def _vgg_variables(graph):
    """{name: variable} of the weights and biases below `vgg_19/`."""
    collections = tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.LOCAL_VARIABLES  # of a replica
    return {  # gotcha: all-variables-by-position. The collection grows; names do not change.
        v.op.name: v
        for collection in collections
        for v in graph.get_collection(collection)
        if v.op.name.startswith('vgg_19/') and v.op.name.endswith(('/weights', '/biases'))
    }


def check_full(path):
    """Raises UserError, before anything is built, unless a checkpoint holds fc6, fc7 and fc8."""
    held = open_checkpoint(path).get_variable_to_shape_map()
    missing = [layer for layer in ('fc6', 'fc7', 'fc8') if f'vgg_19/{layer}/weights' not in held]
    if missing:
        raise _lacking(path, missing)


def _lacking(path, missing):
    """The UserError for a checkpoint without the layers `missing`."""
    if all(layer.startswith('fc') for layer in missing):
        fix = (
            f'fetch all nineteen layers with `{fetch_command()} --full` or fetch_weights(full=True)'
        )
    else:
        fix = 'it is cut down, use a whole one'
    return UserError(f'{path} has no {", ".join(missing)}: {fix}')


def restore(sess, saver, path):
    """Restores the VGG variables of a session's graph; after its initialiser, see `initialise`.

    Args:
      sess: a `tf.Session`.
      saver: from `vgg_saver()` on its graph.
      path: str, from `find`.

    Raises:
      UserError: if graph and checkpoint differ in names, shapes or types, or the file is damaged.
    """
    reader = open_checkpoint(path)
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    variables = _vgg_variables(sess.graph)
    missing = layers_of(name for name in variables if name not in shapes)
    if missing and len(missing) == len(layers_of(variables)):
        raise UserError(
            f'{path} holds nothing of vgg_19/ (but {min(shapes, default="nothing")}): '
            f"it is another network's checkpoint, use one of VGG-19"
        )
    if missing:
        raise _lacking(path, missing)
    for name, variable in variables.items():
        layer = layers_of([name])[0]
        if variable.shape.as_list() != shapes[name]:
            raise UserError(
                f'{path} has {layer} of shape {shapes[name]} where the graph has '
                f'{variable.shape.as_list()}: it is another network, use a checkpoint of VGG-19'
            )
        if variable.dtype.base_dtype != dtypes[name]:  # gotcha: float64-image
            raise UserError(
                f'{path} has {layer} as {dtypes[name].name} where the graph has '
                f'{variable.dtype.base_dtype.name}: build the network on a '
                f'{dtypes[name].name} image'
            )
    try:
        transport.restore(sess, saver, plain(path), list(variables.values()))
    except tf.errors.OpError as error:
        raise UserError(f'{path} is damaged ({type(error).__name__}): get it again') from error
