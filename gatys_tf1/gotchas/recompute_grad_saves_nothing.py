"""tf.recompute_grad is in place, the step is slower, and memory is what it was."""

from gatys_tf1.tf1 import tf

SOURCE = 'known; met when this project was to need less memory'

PREDICT = (
    '`tf.recompute_grad` computes a block a second time in the backward pass, so that its '
    'activations need not be kept until then. Does the second time wait for the first to end?'
)

BOTH_MODES = True


def block(features):
    """Three convolutions by constant kernels; the activations between them are the memory."""
    for _ in range(3):
        kernel = tf.ones([3, 3, 8, 8]) / 72
        features = tf.nn.relu(tf.nn.conv2d(features, kernel, 1, 'SAME'))
    return tf.identity(features, name='end_of_block')


def needed(graph, name):
    """The nodes of `graph` without which the node `name` cannot run, and itself."""
    return tf.graph_util.extract_sub_graph(graph.as_graph_def(), [name]).node


def report(function):
    """Builds a gradient through `function`, and says what its convolutions wait for."""
    with tf.Graph().as_default() as graph:
        image = tf.placeholder(tf.float32, [1, 16, 16, 8])
        loss = tf.reduce_sum(tf.square(function(image)))
        gradient = tf.gradients(loss, image)[0]
        step = needed(graph, gradient.op.name)
        convolutions = [node.name for node in step if node.op == 'Conv2D']
        second = [name for name in convolutions if name.startswith('gradients/')]
        waits = ['end_of_block' in {n.name for n in needed(graph, name)} for name in second]
        print('convolutions in a step, without the gradients:', len(convolutions))
        print('the second three wait for the end of the block:', waits)
        return waits


def wrong():
    return report(tf.recompute_grad(block))


SURPRISE = 'Twice the work, and both halves of it may be done at once, at the start.'

EXPLANATION = """
A session starts each node as soon as its inputs are there. The second copy of the block has one
input, the image, and that is there from the beginning. So nothing keeps the two copies apart: their
activations are alive at the same time, and they wait together for the gradient. In
eager TensorFlow the order of the lines is the order of the work; in a graph only an edge is.

`tf.recompute_grad` does mean to add an edge. It makes zero out of the gradient that comes in, by
`tf.where(x == x, 0.0, nan)`, and adds that to the block's input. But in legacy graph mode `==` of
two tensors asks whether they are the same Python object. The answer is `True`, while the graph is
being built; what is added is a constant; and the edge is gone. No error says so. Inside a
`tf.function`, for which it was written, `==` compares values, and the edge is there.

In the right code the edge is a control dependency on the gradient that comes in. It needs
`tf.identity` to hold on to, as a control dependency concerns only nodes that are built inside it,
and the placeholder was built before.

Two more things that do not help. The session's own rewriting, `memory_optimization` set to
`RECOMPUTATION_HEURISTICS`, finds nothing to recompute in VGG, as convolution, bias and ReLU have
been fused into one node before it looks. And `tf.custom_gradient`, on which both halves here rest,
refuses a block that makes reference variables: `All variables used by a function wrapped with
@custom_gradient must be ResourceVariables`. That is why the kernels here are constants, and why
this project builds the second copy by `tf.gradients` alone.
"""


def right():
    @tf.custom_gradient
    def late(features):
        def gradient(above):
            with tf.control_dependencies([above]):
                again = tf.identity(features)
                return tf.gradients(block(again), again, above)[0]

        return block(features), gradient

    return report(late)


RULE = 'In a graph only an edge delays: recompute under a control dependency on the gradient.'

STEPPED_ROUND = ['gatys_tf1/recompute.py:frugal_gradient']
