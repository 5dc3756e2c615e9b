"""sess.run says: Argument `fetch` = None has invalid type."""

from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = 'The summaries are merged, then a loss is added. What is run?'


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', [1, 8, 8, 3])
        loss = tf.reduce_mean(tf.square(image), name='loss')
        summaries = tf.summary.merge_all()
        tf.summary.scalar('content_loss', loss)
        sess.run(tf.global_variables_initializer())
        print('merge_all() has returned:', summaries)
        sess.run([loss, summaries])


SURPRISE = '`merge_all()` merges what is there when it is called, and of nothing it makes None.'

EXPLANATION = """
`tf.summary.scalar` and `image` add what they build to a collection of the graph, `SUMMARIES`.
`merge_all()` builds a node that joins those which are in it **now**. If there are none it returns
`None`, without an error; `sess.run` notices, much later, in a line in which no summary is to be
seen.

If the collection is not empty, it is worse, since nothing fails. What was added later is missing
from TensorBoard. What does not belong to it is in it: a summary from a notebook cell that was run
twice, or one that depends on a placeholder, which then has to be fed at every step.

A list of one's own has neither fault. It also allows for groups that are written at different
times: this project writes the scalars at each step and the picture now and then.
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


RULE = 'Keep the summaries in a list, and merge that list.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
