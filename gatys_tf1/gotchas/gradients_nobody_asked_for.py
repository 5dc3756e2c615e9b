"""Only the image is optimised, and the graph is full of gradients of the kernels."""

from gatys_tf1 import vgg
from gatys_tf1.tf1 import tf

SOURCE = "known; found in this project's own graph"

PREDICT = (
    'The gradient is asked for with respect to the image alone, and no kernel is trainable. How '
    'many operations compute the gradient of a kernel?'
)


def build():
    """The first five convolutions, and a gradient with respect to the image alone."""
    image = tf.get_variable('image', [1, 32, 32, 3], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean(vgg.end_points(image, 'conv3_1')['conv3_1'])
    return tf.gradients(loss, [image])[0]


def wrong():
    with tf.Graph().as_default() as graph:
        build()
        types = [op.type for op in graph.get_operations()]
        counts = {
            'of features': types.count('Conv2DBackpropInput'),
            'of kernels': types.count('Conv2DBackpropFilter'),
            'of biases': types.count('BiasAddGrad'),
        }
        print('convolutions:', types.count('Conv2D'))
        print('gradients in the graph:', counts)
        return counts


SURPRISE = 'As many as there are convolutions. Did `tf.gradients` not listen?'

EXPLANATION = """
`tf.gradients` walks back from the loss, and for each operation on the way it calls the gradient
function that is registered for its type. That function knows nothing of the question. A
convolution's builds both gradients, `Conv2DBackpropInput` and `Conv2DBackpropFilter`; the first is
passed on, the second is built and left lying. The kernel's being frozen changes nothing:
`trainable=False` only keeps it out of a collection.

They are left lying for good. `sess.run` runs what its fetches need and nothing else, and nothing
needs these. So they cost some nodes, and no time and no memory.

They do mislead. Whoever counts a graph's operations, adds up the profiler's floating-point
operations over all nodes, or looks at TensorBoard's picture, sees half as much work again as is
done. And they are an excuse for worry: "it trains VGG" is a mistake that exists
(`minimize(loss)` without `var_list`), but this is not its symptom. Its symptom is an optimiser's
slots for the kernels, and kernels that change.

What was run can be asked of the session: a `RunMetadata` lists each node that ran.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        gradient = build()
        sess.run(tf.global_variables_initializer())
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        sess.run(gradient, options=options, run_metadata=(metadata := tf.RunMetadata()))
        devices = metadata.step_stats.dev_stats
        ran = [node.node_name for device in devices for node in device.node_stats]
        counts = {
            'of features': sum(name.endswith('/Conv2DBackpropInput') for name in ran),
            'of kernels': sum(name.endswith('/Conv2DBackpropFilter') for name in ran),
            'of biases': sum(name.endswith('/BiasAddGrad') for name in ran),
        }
        print('gradients that ran:', counts)
        return counts


RULE = 'Judge a graph by what a run executes, not by what it contains.'

STEPPED_ROUND = ['gatys_tf1/inspection.py:_run_by_a_step']
