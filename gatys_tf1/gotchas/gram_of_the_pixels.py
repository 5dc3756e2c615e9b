"""A Gram matrix of a large picture: how large is it?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'Out of memory, at a size of picture or batch that seems harmless.'

MESSAGES = [
    'ResourceExhaustedError: OOM when allocating tensor with shape[6553600,6553600] and type float '
    'on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu',
    'ResourceExhaustedError: OOM when allocating tensor with shape[16,112,112,147] and type float '
    'on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc',
    'ResourceExhaustedError (see above for traceback): OOM when allocating tensor with '
    'shape[1,5095,3729,3]',
    'Resource exhausted: OOM when allocating tensor with shape[32,224,224,64]',
    'W tensorflow/core/common_runtime/bfc_allocator.cc:419] Allocator (GPU_0_bfc) ran out of '
    'memory trying to allocate 2.20GiB.  Current allocation summary follows.',
    'Hint: If you want to see a list of allocated tensors when OOM happens, add '
    'report_tensor_allocations_upon_oom to RunOptions for current allocation info.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/17669',
    'https://github.com/Azure/MachineLearningNotebooks/issues/880',
    'https://github.com/santi-pdp/segan/issues/42',
]

LEVEL = 'core'

PREDICT = (
    'Three channels of a picture of 2560x2560. The Gram matrix multiplies the features with their '
    'transpose. What size does it have here?'
)

CHOICES = ['3 x 3', '2560 x 2560', '6553600 x 6553600']

ANSWER = 2

TEMPTING = {
    0: 'That is the Gram matrix of the channels, which is wanted. The transpose is on the other '
    'side, so the positions are multiplied with each other.',
    1: 'The picture was flattened: its positions are in one axis, all 2560 times 2560.',
}

OWN_PROCESS = True

ENVIRONMENT = {'TF_ENABLE_ONEDNN_OPTS': '0'}

FEATURES = np.zeros([1, 2560, 2560, 3], np.float32)


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, [1, None, None, 3])
        rows = tf.reshape(features, [-1, 3])
        gram = tf.matmul(rows, rows, transpose_b=True)
        print('in the graph:', gram.shape)
        for side in (2, 20):
            print(f'{side}x{side}:', sess.run(gram, {features: FEATURES[:, :side, :side]}).shape)
        return sess.run(gram, {features: FEATURES}).shape


SURPRISE = 'A transpose on the wrong side is a wrong loss at 20 pixels and 172 terabytes at 2560.'

EXPLANATION = """
The message has all that is needed: **a shape**. Read it as a question: which of my tensors has this
shape, and should it? Here both axes are the number of positions, 2560²: somebody multiplied pixels
by pixels. At 20x20 it passes, and gives a matrix of 400x400 that is no Gram matrix of anything
wanted; a wrong loss that runs. A shape `[32,224,224,64]` is one layer's output for the whole batch,
and is as it should be: the batch is too large.

The node that is named asked for the last straw, not for most of the hay. Much is held for the
gradient: the outputs of *all* layers of the network, about 2.5 times as much as one thinks.
`tf.RunOptions(report_tensor_allocations_upon_oom=True)`, as the hint says, lists what is held.

What helps, in this order: a smaller batch (the mean of the gradients of several small ones is
nearly the same); a smaller picture, as memory goes by its area; no network behind the last layer
that is used; evaluation in pieces, rather than the whole test set in one feed; float16.

If the shape is small and it fails all the same, then the memory is taken already: by an earlier
process that still runs (`nvidia-smi`), a second notebook, or a graph that grows in the loop. How
TensorFlow takes a GPU's memory is the subject of the next lesson.

(The environment variable only shortens the wait: with oneDNN, TensorFlow hopes for ten seconds that
somebody frees memory.)
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, [1, None, None, 3])
        rows = tf.reshape(features, [-1, 3])
        gram = tf.matmul(rows, rows, transpose_a=True)
        print('in the graph:', gram.shape)
        shape = sess.run(gram, {features: FEATURES}).shape
        print('2560x2560:', shape)
        return shape


DIFFER = 'wrong raises a ResourceExhaustedError; right returns the shape (3, 3).'

RULE = 'Read the shape in the message, and find the tensor that has it.'

STEPPED_ROUND = []
