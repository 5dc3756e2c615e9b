"""The tag was `loss/total`. What does TensorBoard call it?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A curve has another name in TensorBoard than in the code: a prefix, or a `_1`.'

MESSAGES = [
    'INFO:tensorflow:Summary name loss: total is illegal; using loss__total instead.',
]

SOURCE = 'known; this project met it when its summaries got a scope of their own'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/6150',
    'https://github.com/tensorflow/tensorboard/issues/59',
    'https://github.com/tensorflow/tensorboard/issues/1295',
]

LEVEL = 'deep'

PREDICT = (
    'The tensor `loss/total` gets two summaries, both with the tag `loss/total`: one inside the '
    'scope `summary` and one outside. Under which tags do they appear?'
)

CHOICES = [
    'Both as loss/total: a tag is a string',
    'summary/loss/total and loss/total',
    'summary/loss/total and loss/total_1',
]

ANSWER = 2

TEMPTING = {
    0: 'So it was before TensorFlow 1.0, in `tf.scalar_summary`. Since then the argument is a '
    'name, and names are made unique.',
    1: 'The scope does go in front. But the plain name is taken too, by the loss itself.',
}


def tag(sess, summary):
    """The tag that a summary carries, which is what TensorBoard sorts by."""
    return tf.Summary.FromString(sess.run(summary)).value[0].tag


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        with tf.name_scope('loss'):
            total = tf.identity(2.0, name='total')
        with tf.name_scope('summary'):
            inside = tf.summary.scalar('loss/total', total)
        outside = tf.summary.scalar('loss/total', total)
        tags = [tag(sess, inside), tag(sess, outside)]
        print(*tags, sep='\n')
        return tags


SURPRISE = '`summary/loss/total` and `loss/total_1`; neither is the tag that was given.'

EXPLANATION = """
The argument of `tf.summary.scalar` is called `name`, and it is one: the name of a node. Names of
nodes get the enclosing scopes in front, and a number at the end if they are taken. The result is
then used as the tag. So the structure of the graph shows in TensorBoard:

- Summaries in a scope of their own, which is good for the drawing of the graph, all land in one
  group of that name. The groups of the losses are gone.
- A summary that is called like the loss it shows gets `_1`.
- In a notebook, a cell that is run twice brings a second curve, `_1`, and whoever looks for the tag
  in the event file finds the old one.
- Two towers on two GPUs write two curves, `tower_0/loss` and `tower_1/loss`; taking the prefix out
  of the name, as some tutorials do, has no effect, since the scope comes back.
- Characters that a node's name cannot have become underscores, with a line in the log: *Summary
  name … is illegal*.

`family='loss'` does not help; it is put in front once more. The operation beneath has both, a tag
and a name, and takes either as it is. `tf.Summary.Value(tag=..., simple_value=...)` needs no node
at all.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        with tf.name_scope('loss'):
            total = tf.identity(2.0, name='total')
        with tf.name_scope('summary'):
            summary = tf.raw_ops.ScalarSummary(tags='loss/total', values=total, name='total')
        print(f'tag {tag(sess, summary)} of the node {summary.op.name}')
        return [tag(sess, summary), summary.op.name]


DIFFER = "The tag of the summary in the scope: 'summary/loss/total' against 'loss/total'."

RULE = 'Where the tag matters, set it with `tf.raw_ops.ScalarSummary`, apart from the name.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
