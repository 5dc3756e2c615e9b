"""Four times the same row: how long is the gradient?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A gradient is not a tensor, or clipping by norm cuts an embedding at the wrong length.'

MESSAGES = [
    "TypeError: unsupported operand type(s) for *: 'IndexedSlices' and 'int'",
    "TypeError: unsupported operand type(s) for *: 'IndexedSlices' and 'float'",
    "AttributeError: 'IndexedSlices' object has no attribute 'get_shape'",
    'UserWarning: Converting sparse IndexedSlices to a dense Tensor of unknown shape. This may '
    'consume a large amount of memory.',
    'UserWarning: Converting sparse IndexedSlices to a dense Tensor with 100000000 elements. This '
    'may consume a large amount of memory.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/matterport/Mask_RCNN/issues/347',
    'https://github.com/tensorflow/tensorflow/issues/12005',
    'https://github.com/tensorflow/tensorflow/issues/36948',
    'https://github.com/microsoft/gated-graph-neural-network-samples/issues/11',
]

LEVEL = 'deep'

PREDICT = (
    'A text of four words, all of them word 7, and a loss that is the sum of their numbers. The '
    'gradient of the one row that is used is 4. What is its norm, as clip_by_global_norm takes it?'
)

CHOICES = ['4', '2', '1']

ANSWER = 1

TEMPTING = {
    0: 'The norm of the gradient is 4. What was measured is a list of its four parts.',
    2: 'Each part has norm 1. The norm of four of them, in one list, is the root of the sum of '
    'squares.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        table = tf.get_variable('table', [1000, 1])
        words = tf.gather(table, [7, 7, 7, 7])
        gradient = tf.gradients(tf.reduce_sum(words), table)[0]
        sess.run(tf.global_variables_initializer())
        print(type(gradient).__name__)
        print(sess.run(gradient))
        try:
            gradient * 2
        except TypeError as error:
            print('TypeError:', error)
        print('norm:', sess.run(tf.global_norm([gradient])))
        return float(sess.run(tf.global_norm([gradient])))


SURPRISE = 'The gradient of a lookup is a list of changes, and nobody has added them up.'

EXPLANATION = """
`tf.gather` and `tf.nn.embedding_lookup` touch a few rows of a table that may have a million. So
their gradient is no tensor of a million rows but an `IndexedSlices`: the rows that were touched
(`indices`) and what to add to each (`values`). An optimiser takes it as it is and updates these
rows. It is not a tensor: no arithmetic, no `get_shape`, and a fetch returns an
`IndexedSlicesValue`. `None` gradients aside, it is what breaks most hand-written loops over
`compute_gradients`.

An index may stand in it several times, and then its values are to be *added*. `global_norm`,
`clip_by_norm` and `clip_by_value` look at `values` alone. For a row that occurs n times they see n
short vectors instead of one long one: the norm comes out too small, by up to the root of n, and
what is to be clipped to 1 is longer. Frequent words are frequent.

`tf.convert_to_tensor(gradient)` adds up and fills with zeros; that is the dense gradient, and the
size of the table. The warning *Converting sparse IndexedSlices to a dense Tensor of unknown shape*
says that TensorFlow has just done so, often where one gathers from a computed tensor instead of a
variable. It is about memory, not about correctness: if the table is small, let it be. (Today only
100 million elements and more are worth a warning.)
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        table = tf.get_variable('table', [1000, 1])
        words = tf.gather(table, [7, 7, 7, 7])
        gradient = tf.convert_to_tensor(tf.gradients(tf.reduce_sum(words), table)[0])
        sess.run(tf.global_variables_initializer())
        print(gradient.shape, 'row 7:', sess.run(gradient)[7])
        print('norm:', sess.run(tf.global_norm([gradient])))
        return float(sess.run(tf.global_norm([gradient])))


DIFFER = 'The norm of the gradient: 2 in wrong, 4 in right.'

RULE = 'Before a norm or a clip: `tf.convert_to_tensor(gradient)`, if the table is not too large.'

STEPPED_ROUND = []
