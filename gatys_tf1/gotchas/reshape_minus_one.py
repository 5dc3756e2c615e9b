"""Forty-nine pictures go in. How many predictions come out?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'Logits and labels differ in number, by a ratio that has to do with the picture size.'

MESSAGES = [
    'InvalidArgumentError: logits and labels must be broadcastable: logits_size=[64,10] '
    'labels_size=[49,10]',
    'InvalidArgumentError: logits and labels must be same size: logits_size=[64,10] '
    'labels_size=[49,10]',
    'InvalidArgumentError: logits and labels must have the same first dimension, got logits shape '
    '[64,10] and labels shape [49]',
    'InvalidArgumentError: Matrix size-incompatible: In[0]: [49,4096], In[1]: [3136,10]',
    'InvalidArgumentError: Input to reshape is a tensor with 4096 values, but the requested shape '
    'requires a multiple of 3136',
    "ValueError: Dimensions must be equal, but are 4096 and 3136 for 'MatMul' (op: 'MatMul') with "
    'input shapes: [?,4096], [3136,10].',
    "ValueError: Dimensions must be equal, but are 4096 and 3136 for '{{node MatMul}} = "
    'MatMul[T=DT_FLOAT, grad_a=false, grad_b=false, transpose_a=false, transpose_b=false]',
    "ValueError: Shape must be rank 2 but is rank 4 for 'MatMul' (op: 'MatMul') with input shapes: "
    '[?,7,7,64], [3136,10].',
    "ValueError: Dimensions must be equal, but are 64 and 3136 for '{{node MatMul}} = "
    'BatchMatMulV2[T=DT_FLOAT',
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/38167455',
    'https://github.com/tensorflow/models/issues/6036',
    'https://github.com/tensorflow/tensorflow/issues/32450',
    'https://github.com/abhaydoke09/Bilinear-CNN-TensorFlow/issues/23',
]

LEVEL = 'core'

PREDICT = (
    'The last layer was written for features of 7x7x64 = 3136 numbers. The pictures are a little '
    'larger now, and 49 of them arrive as 8x8x64. What does the reshape make of the batch?'
)

CHOICES = [
    'An error: 4096 numbers are not 3136',
    '49 rows, cut to 3136 numbers each',
    '64 rows, each with pieces of two pictures',
]

ANSWER = 2

TEMPTING = {
    0: 'For one picture it would be, or for 48. But 49 times 4096 happens to be 64 times 3136, and '
    'the -1 takes whatever fits.',
    1: 'A reshape never drops anything: as many numbers come out as went in.',
}

BATCH = np.ones([49, 8, 8, 64], np.float32)
LABELS = np.eye(10, dtype=np.float32)[np.zeros(49, int)]


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, [None, None, None, 64])
        flat = tf.reshape(features, [-1, 7 * 7 * 64])
        logits = tf.matmul(flat, tf.get_variable('weights', [7 * 7 * 64, 10]))
        loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=LABELS, logits=logits)
        sess.run(tf.global_variables_initializer())
        print('pictures:', len(BATCH))
        print('predictions:', len(sess.run(logits, {features: BATCH})))
        return sess.run(loss, {features: BATCH})


SURPRISE = 'The -1 was meant for the batch, and it swallowed a mistake in the size.'

EXPLANATION = """
`reshape` keeps the order of the numbers and looks only at how many there are. The -1 stands for
"whatever is left", and in front it means the batch size, which is right as long as the other factor
is. If that is not the real size of one example, the -1 becomes another number: the boundary between
two pictures runs through the middle of a row. If the division leaves a remainder, the reshape fails
(*requires a multiple of 3136*). If it does not, because the batch is a multiple of 49, or because a
padding doubled both sides and each picture became four rows, the error comes later, at the labels:
*logits and labels must be broadcastable*. Without labels, when predicting, it does not come at all.

Both numbers of that message are worth a look. 64 to 49 is (8·8) to (7·7): the picture's size. A
ratio of 4 is a pooling that is missing. Labels of `[49,10]` against `[49]` is one-hot against
class numbers: the `sparse_` function takes the latter.

Let the -1 stand where you do not care, and the batch where you do: `[tf.shape(x)[0], -1]` keeps the
pictures apart whatever their size, and a wrong size then fails where it is made, in the `matmul`:
*Matrix size-incompatible*. `slim.flatten` does the same and knows the size while the graph is
built: *Dimensions must be equal, but are 4096 and 3136*. Forgetting to flatten at all gives *rank 2
but is rank 4*, or today *are 64 and 3136*.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.placeholder(tf.float32, [None, 8, 8, 64])
        flat = tf.reshape(features, [tf.shape(features)[0], 8 * 8 * 64])
        logits = tf.matmul(flat, tf.get_variable('weights', [flat.shape[1], 10]))
        loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=LABELS, logits=logits)
        sess.run(tf.global_variables_initializer())
        print('pictures:', len(BATCH))
        print('predictions:', len(sess.run(logits, {features: BATCH})))
        return len(sess.run(loss, {features: BATCH}))


DIFFER = 'wrong raises, with 64 predictions for 49 labels; right returns 49 losses.'

RULE = 'Give the batch its own size, `tf.shape(x)[0]`, and the -1 to nothing that must be right.'

STEPPED_ROUND = []
