"""The summaries are merged, then one is added: what is run?"""

import tensorflow.compat.v1 as tf

SYMPTOM = '`sess.run` complains about None, or a summary never appears in TensorBoard.'

MESSAGES = [
    "TypeError: Fetch argument None has invalid type <class 'NoneType'>",
    'TypeError: Argument `fetch` = None has invalid type "NoneType". Cannot be None',
    "AttributeError: 'NoneType' object has no attribute 'value'",
    "ValueError: List argument 'inputs' to 'MergeSummary' Op with length 0 shorter than minimum "
    'length 1.',
    "AttributeError: module 'tensorflow' has no attribute 'merge_all_summaries'",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/adeshpande3/LSTM-Sentiment-Analysis/issues/14',
    'https://github.com/tensorflow/tensorboard/issues/217',
    'https://github.com/nfmcclure/tensorflow_cookbook/issues/27',
]

LEVEL = 'start'

PREDICT = (
    '`tf.summary.merge_all()` is called, then a summary of the loss is made. What has `merge_all` '
    'returned?'
)

CHOICES = [
    'None',
    'A tensor that merges whatever there is when it is run',
    'An empty summary',
]

ANSWER = 0

TEMPTING = {
    1: 'The name sounds like it, and everything else in a graph is computed when it is run. But '
    '`merge_all` reads a Python list, once, while the graph is built.',
    2: 'That would be the friendly way, and it would run. The operation needs at least one input, '
    'so none is built.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        loss = tf.reduce_mean(tf.square(image), name='loss')
        summaries = tf.summary.merge_all()
        tf.summary.scalar('content_loss', loss)
        sess.run(tf.global_variables_initializer())
        print('merge_all() has returned:', summaries)
        sess.run([loss, summaries])


SURPRISE = '`merge_all()` merges what is there when it is called, and makes None of nothing.'

EXPLANATION = """
`tf.summary.scalar` and `image` add what they build to a collection of the graph, `SUMMARIES`.
`merge_all()` builds a node that joins those which are in it **now**. If there are none it returns
`None`, without an error; `sess.run` notices much later, in a line that mentions no summary.

The same message comes for any other fetch that is None: a gradient of a loss that does not depend
on the variable (see [round-has-no-gradient](round-has-no-gradient.md)), a function that forgot its
`return`, or a name that the previous line overwrote, as in `loss = sess.run(...)`.

If the collection is not empty it is worse, since nothing fails. What was added later is missing
from TensorBoard. What does not belong to it is in it: a summary from a notebook cell that was run
twice, or one that depends on a placeholder, which then has to be fed at every step.

A list of your own has neither fault. It also allows for groups that are written at different times:
scalars at each step, pictures now and then.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        loss = tf.reduce_mean(tf.square(image), name='loss')
        scalars = [tf.summary.scalar('content_loss', loss)]
        summaries = tf.summary.merge(scalars)
        sess.run(tf.global_variables_initializer())
        tags = [value.tag for value in tf.Summary.FromString(sess.run(summaries)).value]
        print('tags:', tags)
        return tags


DIFFER = "wrong raises a TypeError at `sess.run`; right returns ['content_loss']."

RULE = 'Keep the summaries in a list, and merge that list.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
