"""Four scopes: how many boxes does TensorBoard draw?"""

import importlib.resources
import re
import zipfile

import tensorflow.compat.v1 as tf

SYMPTOM = "A scope is missing from TensorBoard's drawing of the graph."

MESSAGES = []

SOURCE = "the style-reconstruction post, which keeps its targets as constants; this project's graph"

THREADS = [
    'https://github.com/tensorflow/tensorboard/issues/82',
    'https://github.com/google-deepmind/dnc/issues/31',
]

LEVEL = 'deep'

PREDICT = (
    'Four top-level names: the variable `image`, and the scopes `target` (a constant), `loss` and '
    '`summary` (a scalar summary). Which of them does TensorBoard draw as boxes?'
)

CHOICES = ['All four', 'image, loss and target', 'image and loss']

ANSWER = 2

TEMPTING = {
    0: 'All four are in the graph, and a box is drawn for every name before a slash. But only for '
    'nodes that are placed at all.',
    1: 'A summary is a side issue and hangs on the node that it shows, true. A constant is treated '
    'in the same way.',
}


def boxes(graph):
    """The boxes at the top of TensorBoard's drawing, by the rule in the script that draws it.

    The script has two patterns for types of nodes that it does not place, but attaches as a small
    mark to the node that they serve: one for what goes into a node, one for what comes out of it.
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


SURPRISE = 'Two of the four are missing: the scope with only a constant, and that with a summary.'

EXPLANATION = """
A graph has hundreds of constants: shapes, axes, epsilons. TensorBoard does not place them. It
attaches each as a small circle to the node that it goes into, and summaries, likewise, as a small
diagram to the node that they come out of. Then it makes the boxes from the names of what is
**left**. A scope with nothing left in it has no box, though its nodes are in the graph and can be
fetched.

So the drawing hides what one would like to see most: where the targets of the losses enter. The
style-reconstruction post turned its placeholders into constants, and with that they left the
drawing.

A scope appears as soon as one node of another type is in it. The natural one is what the constant
is compared with: in the right code `content` holds the image's features as well as their target,
and `summary` the picture that is shown.

Two other reasons for a missing box: a scope whose name was taken is drawn as `name_1`, and nodes
with many connections are moved to the right, off the main graph.

No browser was asked here. The lesson reads the two patterns out of the script that comes with
TensorBoard.
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


DIFFER = 'The boxes: image and loss in wrong; content, image, loss and summary in right.'

RULE = 'Give a constant the scope of what it is compared with.'

STEPPED_ROUND = [
    'gatys_tf1/losses/gatys.py:content_term',
    'gatys_tf1/losses/gatys.py:style_term',
    'gatys_tf1/image_variable.py:summaries',
]
