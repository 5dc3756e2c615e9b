"""Where targets are in the graph: constants, or variables if they are large or change.

Puts into the graph, for a content target above `LARGE` or of a graph that serves many pictures:
`content/<layer>/target`, a variable. It is saved with the run's state, so that this can be resumed
without the picture.
"""

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

MAX_CONSTANT_BYTES = 1_900_000_000  # gotcha: graphdef-2gb. A GraphDef holds at most 2 GB.
LARGE = 4_000_000  # bytes of a content target; conv4_2 has more from 360x360 pixels on


def embed(terms, targets, shared=False):
    """Puts content targets that are large or change into variables, zero until they are loaded.

    gotcha: constants-bloat-graph. TensorFlow has made some 15 copies of a constant when the first
    step ends, and makes ten more to save the graph; a variable is there once.

    Args:
      terms: list of `objective.Term`.
      targets: for each term, a list with one dict per source, of layer to float32 array; those of
        the content are `[1, h, w, channels]`.
      shared: bool, the graph serves many pictures, so every content target changes.

    Returns:
      `(targets, variables)`: the same with a variable in the place of each such array, and a dict
      of these variables to their arrays.

    Raises:
      UserError: if what is left to be constants does not fit into a GraphDef.
    """
    embedded, variables = [], {}
    for term, measured in zip(terms, targets):
        measured = [dict(found) for found in measured]
        if term.name == 'content':
            for layer, value in measured[0].items():
                if shared or value.nbytes > LARGE:
                    measured[0][layer] = variable = tf.Variable(
                        tf.zeros(value.shape), trainable=False, name=f'content/{layer}/target'
                    )  # fmt: skip
                    variables[variable] = value
        embedded.append(measured)
    _check_size(embedded)
    return embedded, variables


def _check_size(targets):
    values = [value for term in targets for found in term for value in found.values()]
    size = sum(value.nbytes for value in values if isinstance(value, np.ndarray))
    if size > MAX_CONSTANT_BYTES:
        raise UserError(
            f'the targets take {size / 1e9:.1f} GB and a TensorFlow graph holds at most 2 GB: '
            'choose a smaller size or a deeper content layer'
        )
