"""Only the image's gradient is wanted. How many kernels get one?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'Only the image is optimised, and the graph is full of gradients of the kernels.'

MESSAGES = []

SOURCE = "known; found in this project's own graph"

LEVEL = 'deep'

PREDICT = (
    'The gradient is asked for with respect to the image alone, and no kernel is trainable. How '
    'many operations of the graph compute the gradient of a kernel?'
)

CHOICES = ['None', 'As many as there are convolutions', 'One, that of the first convolution']

ANSWER = 1

TEMPTING = {
    0: 'Nobody asked for them, and `trainable=False` says that nobody wants them. But the gradient '
    'function of a convolution knows nothing of either.',
    2: 'The first convolution is no special case. The way back to the image leads through all '
    'five, and each builds both of its gradients.',
}


def build():
    """Builds five convolutions that are not trainable, and a gradient of the image alone."""
    image = tf.get_variable('image', [1, 32, 32, 3], initializer=tf.zeros_initializer())
    net = image
    for channels in 16, 16, 32, 32, 64:
        net = slim.conv2d(net, channels, [3, 3], trainable=False)
    return tf.gradients(tf.reduce_mean(net), [image])[0]


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
function registered for its type. That function knows nothing about the question. The one for a
convolution builds both gradients, `Conv2DBackpropInput` and `Conv2DBackpropFilter`; the first is
passed on, the second is built and left lying around. It does not matter that the kernel is frozen:
`trainable=False` only keeps it out of a collection.

They stay unused for good. `sess.run` runs what its fetches need and nothing else, and nothing needs
these. So they cost a few nodes, and neither time nor memory.

But they mislead. Whoever counts a graph's operations, adds up the profiler's floating-point
operations over all nodes, or looks at TensorBoard's picture, sees half as much work again as is
done. And they cause false alarms. "It trains VGG" is a mistake that exists
([minimize-trains-vgg](minimize-trains-vgg.md)), but this is not its symptom. Its symptoms are an
optimiser's slots for the kernels, and kernels that change.

The session can tell you what was run: a `RunMetadata` lists each node that ran.
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


DIFFER = (
    'Gradients of kernels and of biases: five each in the graph of wrong, none that ran in right.'
)

RULE = 'Judge a graph by what a run executes, not by what it contains.'

STEPPED_ROUND = ['gatys_tf1/inspect/costs.py:_run_by_a_step']
