"""Only names survive. Which node was the content loss?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'A saved graph is loaded, and nobody can tell which node is which.'

MESSAGES = []

SOURCE = 'the content-reconstruction post, which shows its own graph before and after it got names'

LEVEL = 'start'

PREDICT = (
    'Tomorrow the graph is loaded from its `.meta` file, and there are only names. What are the '
    'content loss, the style loss and the total called?'
)

CHOICES = [
    'content, style, total',
    'Mean, add_1, add_2',
    'Mean, Mean_1, Mean_2',
]

ANSWER = 1

TEMPTING = {
    0: 'These are the names of the Python variables. The graph never sees them.',
    2: 'The right idea: a node is called after its type and a number. But the last node of the '
    'style loss is an addition, and so is the total.',
}

SHAPE = (1, 32, 32, 3)


def top_level(graph):
    """The names of the top level, in the order in which they came."""
    return list(dict.fromkeys(op.name.split('/')[0] for op in graph.get_operations()))


def network(image):
    """Two frozen convolutions, under slim's names. Returns their features."""
    with tf.variable_scope('vgg_19/conv1'), slim.arg_scope([slim.conv2d], trainable=False):
        conv1_1 = slim.conv2d(image, 64, [3, 3], scope='conv1_1')
        return conv1_1, slim.conv2d(conv1_1, 64, [3, 3], scope='conv1_2')


def gram(features):
    columns = tf.reshape(features, [-1, 64])
    return tf.matmul(columns, columns, transpose_a=True)


def build_unnamed():
    """Builds a style transfer in which only the network's nodes have names."""
    image = tf.Variable(tf.zeros(SHAPE))
    pixels = tf.placeholder(tf.float32, SHAPE)
    tf.assign(image, pixels)
    tf.assign(image, tf.random_uniform(SHAPE, 0.0, 255.0))
    layers = network(image)
    content = tf.reduce_mean(tf.square(layers[1] - tf.zeros([1, 32, 32, 64])))
    style = 0.0
    for features in layers:
        style += 0.5 * tf.reduce_mean(tf.square(gram(features) - tf.zeros([64, 64])))
    total = content + 10.0 * style
    tf.train.AdamOptimizer().minimize(total, var_list=[image])
    return content.op.name, style.op.name, total.op.name


def build_named():
    """Builds the same, with a scope for every part and a name for whatever is asked for."""
    image = tf.get_variable('image', SHAPE, initializer=tf.zeros_initializer())
    with tf.name_scope('assign'):
        pixels = tf.placeholder(tf.float32, SHAPE, name='pixels')
        tf.assign(image, pixels, name='content_image')
        tf.assign(image, tf.random_uniform(SHAPE, 0.0, 255.0), name='white_noise')
    layers = network(image)
    with tf.name_scope('loss'):
        target = tf.zeros([1, 32, 32, 64], name='content_target')
        content = tf.reduce_mean(tf.square(layers[1] - target), name='content')
        parts = []
        for features, name in zip(layers, ('conv1_1', 'conv1_2')):
            with tf.name_scope(f'style_{name}'):
                parts.append(tf.reduce_mean(tf.square(gram(features) - tf.zeros([64, 64]))))
        style = tf.multiply(0.5, tf.add_n(parts), name='style')
        total = tf.add(content, 10.0 * style, name='total')
    with tf.name_scope('train'):
        tf.train.AdamOptimizer().minimize(total, var_list=[image])
    return content.op.name, style.op.name, total.op.name


def wrong():
    with tf.Graph().as_default() as graph:
        of_losses = build_unnamed()
        names = top_level(graph)
        print(f'{len(names)} at the top level:')
        for start in range(0, len(names), 8):
            print('  ' + ' '.join(names[start : start + 8]))
        print('content, style and total:', ', '.join(of_losses))
        return names, of_losses


SURPRISE = 'A node without a name is called after its type and a number.'

EXPLANATION = """
The name of a node is all that survives of the program. A saved graph, a checkpoint, TensorBoard and
an error message know nothing of the Python variable `content`; they know `Mean`. The number in a
name counts the nodes of that name so far, so a node added further up renames all that follow, and
code that fetches `'add_1:0'` gets another tensor.

Variables matter most. Their names are the keys of the checkpoint: a `Variable` that becomes
`Variable_1`, because another one is now made before it, is restored from the other's values, or not
found.

`tf.name_scope` groups. TensorBoard draws a scope as one box that opens on a click, so a graph of a
thousand nodes can be read like a page: an image, a network, a loss, a step. Even the variables that
Adam makes for itself get a place: `get_variable` ignores name scopes, but `beta1_power` and its
sibling follow them.

The figure shows the top level of both graphs. Every line is a name, from the top down in the order
of building; every arc is a connection.
"""

BLOG_SAID = """
The blog advises naming every variable, and says that it could still tell its unnamed graph apart,
as the assign operations had names and the numbers follow the order of creation. That holds for a
graph that is built from top to bottom once. It does not for a notebook whose cells are run again:
there, `Variable_2` may be the image of the second run.
"""


def right():
    with tf.Graph().as_default() as graph:
        of_losses = build_named()
        names = top_level(graph)
        print(f'{len(names)} at the top level:')
        print('  ' + ' '.join(names))
        print('content, style and total:', ', '.join(of_losses))
        return names, of_losses


DIFFER = 'The names at the top level, and those of the three losses.'

RULE = 'Name each node that anybody may ask for, and put every step of the recipe into a scope.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build', 'gatys_tf1/objective.py:build']


def figure(path):
    """The same style transfer twice: without names, and with names and scopes."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Arc

    canvas = Figure(figsize=(10, 8), layout='constrained')
    halves = {'without names': build_unnamed, 'with names and scopes': build_named}
    for axes, (title, build) in zip(canvas.subplots(1, 2), halves.items()):
        with tf.Graph().as_default() as graph:
            build()
        names = top_level(graph)
        step = 1 / len(names)
        height = {name: 1 - step * (row + 0.5) for row, name in enumerate(names)}
        pairs = {
            (tensor.op.name.split('/')[0], op.name.split('/')[0])
            for op in graph.get_operations()
            for tensor in op.inputs
        }
        for name, y in height.items():
            axes.text(0, y, name, ha='right', va='center', fontsize=min(13, 9 + 40 * step))
        for a, b in sorted(pairs):
            middle, length = (height[a] + height[b]) / 2, abs(height[a] - height[b])
            arc = Arc((0.03, middle), 1.4 * length, length, theta1=-90, theta2=90, alpha=0.6)
            axes.add_patch(arc)
        axes.set(xlim=(-0.5, 0.8), ylim=(0, 1), title=f'{title}: {len(names)} at the top level')
        axes.set_axis_off()
    canvas.savefig(path, dpi=80)
