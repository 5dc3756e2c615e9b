"""`tf.recompute_grad` computes twice. Does the second time wait?"""

import tensorflow.compat.v1 as tf

SYMPTOM = '`tf.recompute_grad` is in place, the step is slower, and memory is what it was.'

MESSAGES = [
    'ResourceExhaustedError: OOM when allocating tensor with shape[1,512,512,64] and type float on '
    '/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc',
    'Resource exhausted: OOM when allocating tensor with shape[1,512,512,64]',
    'TypeError: All variables used by a function wrapped with @custom_gradient must be '
    '`ResourceVariable`s. Ensure that no `variable_scope` is created with `use_resource=False`.',
]

SOURCE = 'known; met when this project was to need less memory'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/36981',
    'https://github.com/tensorflow/tensorflow/issues/57205',
    'https://github.com/tensorflow/tensorflow/pull/39042',
]

LEVEL = 'deep'

PREDICT = (
    '`tf.recompute_grad` computes a block a second time in the backward pass, so that its '
    'activations need not be kept until then. In a graph, does the second time wait for the first '
    'to end?'
)

CHOICES = [
    'Yes: it is part of the backward pass',
    'No',
    'In mode B only, with resource variables',
]

ANSWER = 1

TEMPTING = {
    0: 'Its nodes are built by the gradient function, and in eager code that means later. In a '
    'graph it means nothing: a node starts when its inputs are there.',
    2: 'Many things depend on the kind of variable. This depends on `==`, which compares Python '
    'objects in either kind of graph.',
}

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
activations are alive at the same time, and *OOM when allocating tensor* is as near as before. In
eager TensorFlow the order of the lines is the order of the work; in a graph only an edge is.

`tf.recompute_grad` does mean to add an edge. It turns the incoming gradient into a zero with
`tf.where(x == x, 0.0, nan)` and adds that to the block's input. But in legacy graph mode `==` of
two tensors asks whether they are the same Python object. The answer is `True`, while the graph is
being built; what is added is a constant, and the edge is gone. No error says so. Inside a
`tf.function`, for which it was written, `==` compares values and the edge is there.

In the right code the edge is a control dependency on the incoming gradient. It needs `tf.identity`
to hold on to, since a control dependency concerns only nodes that are built inside it.

Two more things do not help. The session's own rewriting, `RECOMPUTATION_HEURISTICS`, finds nothing
to recompute in VGG, as convolution, bias and ReLU have been fused into one node before it looks.
And `tf.custom_gradient` refuses blocks that make reference variables, which is why the kernels here
are constants.
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


DIFFER = 'Whether the second convolutions wait: three times False in wrong, True in right.'

RULE = 'In a graph only an edge delays: recompute under a control dependency on the gradient.'

STEPPED_ROUND = ['gatys_tf1/objective.py:gradient']
