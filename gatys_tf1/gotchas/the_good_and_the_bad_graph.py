"""Which node of the saved graph is the content loss? Nobody can say."""

from gatys_tf1 import losses, transfer, vgg
from gatys_tf1.tf1 import tf

SOURCE = 'seed 000, which shows its own graph before and after it gave names'

PREDICT = (
    'Tomorrow the graph is loaded from its `.meta` file, and there are only names. Which is the '
    'content loss, and which the style loss?'
)

SHAPE = (1, 32, 32, 3)


def top_level(graph):
    """The names of the top level, in the order in which they came."""
    return list(dict.fromkeys(op.name.split('/')[0] for op in graph.get_operations()))


def build_unnamed():
    """A style transfer on conv1_1 and conv1_2 in which only VGG's nodes have names."""
    image = tf.Variable(tf.zeros(SHAPE))
    pixels = tf.placeholder(tf.float32, SHAPE)
    tf.assign(image, pixels)
    tf.assign(image, tf.random_uniform(SHAPE, 0.0, 255.0))
    points = vgg.end_points(image, 'conv1_2')
    content = tf.reduce_mean(tf.square(points['conv1_2'] - tf.zeros([1, 32, 32, 64])))
    style = 0.0
    for layer in 'conv1_1', 'conv1_2':
        difference = losses.gram_matrix(points[layer]) - tf.zeros([64, 64])
        style += 0.5 * tf.reduce_mean(tf.square(difference))
    total = content + 10.0 * style
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
an error message know nothing of the Python variable `content`; they know `Mean`. The number behind
a name counts the nodes of that name so far, so a node that is added further up renames all that
follow, and code that fetches `'add_1:0'` gets another tensor.

Variables matter most. Their names are the keys of the checkpoint: a `Variable` that becomes
`Variable_1`, since another one was made before it, is restored from the other's values, or not
found.

`tf.name_scope` groups. TensorBoard draws a scope as one box that opens on a click, and so a graph
of a thousand nodes can be read like a page: an image, a network, what is compared, a loss, a step.
The figure shows the top level of either graph. Every line is a box, from the top down in the order
of building; every arc is a connection.
"""

BLOG_SAID = """
The blog advises to name every variable, and says that it could still tell its unnamed graph apart,
as the assign operations had names and the numbers follow the order of creation. That holds for a
graph that is built from top to bottom once. It does not for a notebook whose cells are run again:
there `Variable_2` may be the image of the second run.
"""


def right():
    content, style = transfer.zero_terms(SHAPE, ['conv1_2'], ['conv1_1', 'conv1_2'])
    network = transfer.Network(checkpoint='')
    graph = transfer.build(SHAPE, network, content, style, optimizer='adam').graph
    names = top_level(graph)
    print(f'{len(names)} at the top level:')
    print('  ' + ' '.join(names))
    of_losses = [graph.get_operation_by_name(f'loss/{name}').name
                 for name in ('content/total', 'style/total', 'total')]  # fmt: skip
    print('content, style and total:', ', '.join(of_losses))
    return names, of_losses


RULE = 'Name each node that anybody may ask for, and put every step of the recipe into a scope.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build', 'gatys_tf1/objective.py:build_losses']


def figure(path):
    """The same style transfer twice: without names, and as this project builds it."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Arc

    with tf.Graph().as_default() as unnamed:
        build_unnamed()
    content, style = transfer.zero_terms(SHAPE, ['conv1_2'], ['conv1_1', 'conv1_2'])
    network = transfer.Network(checkpoint='')
    named = transfer.build(SHAPE, network, content, style, optimizer='adam').graph
    canvas = Figure(figsize=(10, 8), layout='constrained')
    titles = 'without names', 'with names and scopes'
    for axes, title, graph in zip(canvas.subplots(1, 2), titles, (unnamed, named)):
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
