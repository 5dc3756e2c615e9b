"""A scope is missing from TensorBoard's graph."""

import importlib.resources
import re
import zipfile

from gatys_tf1.tf1 import tf

SOURCE = "seed 001, which keeps its targets as constants; and this project's graph"

PREDICT = (
    'The target has a scope of its own, and so have the loss and its summary. Which boxes does '
    'TensorBoard draw?'
)


def boxes(graph):
    """The boxes at the top of TensorBoard's drawing, by the rule in the script that draws it.

    The script has two patterns for types of nodes which it does not place, but hangs as a small
    mark on the node that they serve: one for what goes into a node, one for what comes out of it.
    """
    path = importlib.resources.files('tensorboard') / 'webfiles.zip'
    with path.open('rb') as file, zipfile.ZipFile(file) as archive:
        script = archive.read('index.js').decode()
    patterns = re.search(r'inEmbeddingTypes:\["(.+?)"\],outEmbeddingTypes:\["(.+?)"\]', script)
    marks = '|'.join(patterns.groups())
    return sorted(scopes(op for op in graph.get_operations() if not re.search(marks, op.type)))


def scopes(operations):
    return {op.name.partition('/')[0] for op in operations}


def wrong():
    with tf.Graph().as_default() as graph:
        image = tf.get_variable('image', [1, 8, 8, 3])
        with tf.name_scope('target'):
            target = tf.constant(128.0, name='content')
        with tf.name_scope('loss'):
            total = tf.reduce_mean(tf.square(image - target), name='total')
        with tf.name_scope('summary'):
            tf.summary.scalar('total', total)
        print('scopes:', sorted(scopes(graph.get_operations())))
        print('boxes: ', boxes(graph))
        return boxes(graph)


SURPRISE = 'Two of the four are missing: a scope of constants only, and a scope of summaries only.'

EXPLANATION = """
A graph has hundreds of constants: shapes, axes, epsilons. TensorBoard does not place them. It hangs
each as a small circle on the node that it goes into, and the summaries, likewise, as a small
diagram on the node that they come out of. Then it makes the boxes from the names of what is
**left**. A scope with nothing left in it has no box, though its nodes are in the graph and can be
fetched.

So the drawing hides what one would like to see most: where the targets of the losses enter. Seed
001 turned its placeholders into constants, and with that they left the drawing.

A scope appears as soon as one node of another type is in it. The natural one is what the constant
is compared with. In this project `content/<layer>` holds the image's `features` and the `target`,
`style/<layer>` holds `gram` and `gram_constant`, and `summary` holds the `picture` that is shown:
see [the drawing](../graph.md).

No browser was asked here. The lesson reads the two patterns out of the script that comes with
TensorBoard, and a test applies them to this project's graph, for which there is a screenshot.
"""


def right():
    with tf.Graph().as_default() as graph:
        image = tf.get_variable('image', [1, 8, 8, 3])
        with tf.name_scope('content'):
            target = tf.constant(128.0, name='target')
            features = tf.identity(image, name='features')
        with tf.name_scope('loss'):
            total = tf.reduce_mean(tf.square(features - target), name='total')
        with tf.name_scope('summary'):
            tf.summary.scalar('total', total)
            tf.saturate_cast(tf.round(image), tf.uint8, name='picture')
        print('boxes:', boxes(graph))
        return boxes(graph)


RULE = 'Give a constant the scope of what it is compared with.'

STEPPED_ROUND = [
    'gatys_tf1/objective.py:_content_features',
    'gatys_tf1/objective.py:_gram_matrices',
    'gatys_tf1/image_variable.py:summaries',
]
