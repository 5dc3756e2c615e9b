"""The curve has another name in TensorBoard than in the code."""

from gatys_tf1.tf1 import tf

SOURCE = 'known; this project met it when its summaries got a scope of their own'

PREDICT = (
    'The tag `loss/total` is given twice, inside the scope `summary` and outside of it. The loss '
    'has that name, too. Under which tags does TensorBoard show the two curves?'
)


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
nodes get the enclosing scopes before them, and a number after them if they are taken. The result is
then used as the tag. So the order of the graph shows in TensorBoard:

- Summaries in a scope of their own, which is good for the graph's drawing, all land in one group of
  that name. The groups of the losses are gone.
- A summary that is called like the loss that it shows gets `_1`.
- In a notebook the cell that is run twice brings a second curve `_1`; a search for a tag in the
  event file finds the old one.
- Characters that a node's name cannot have become underscores.

`family='loss'` does not help, it is put before the tag once more. The operations beneath have
both, a tag and a name, and take either as it is. `tf.Summary.Value(tag=..., simple_value=...)`
needs no node at all.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        with tf.name_scope('loss'):
            total = tf.identity(2.0, name='total')
        with tf.name_scope('summary'):
            summary = tf.raw_ops.ScalarSummary(tags='loss/total', values=total, name='total')
        print(f'tag {tag(sess, summary)} of the node {summary.op.name}')
        return tag(sess, summary), summary.op.name


RULE = 'Where the tag matters, give it by `tf.raw_ops.ScalarSummary`, apart from the name.'

STEPPED_ROUND = ['gatys_tf1/image_variable.py:summaries']
