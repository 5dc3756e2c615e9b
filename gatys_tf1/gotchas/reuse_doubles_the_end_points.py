"""The second network's pool1 belongs to the first picture."""

from tf_slim.nets import vgg as slim_vgg

from gatys_tf1 import vgg
from gatys_tf1.tf1 import tf

SOURCE = "known, of slim's own networks"

PREDICT = (
    "slim's VGG-19 returns a dict of 24 end points. It is called for the content and, with the "
    'same weights, for the style. What does the second dict hold, and of which picture?'
)


def pictures():
    return [tf.placeholder(tf.float32, [1, 224, 224, 3], name) for name in ('content', 'style')]


def wrong():
    with tf.Graph().as_default(), tf.variable_scope('', reuse=tf.AUTO_REUSE):
        content, style = pictures()
        _, first = slim_vgg.vgg_19(content)
        _, second = slim_vgg.vgg_19(style)
        print('end points:', len(first), 'and', len(second))
        depends = {}
        for key in ('vgg_19/conv1/conv1_1', 'vgg_19/pool1', 'vgg_19_1/pool1'):
            depends[key] = tf.gradients(second[key], style)[0] is not None
            print(f'{key} is {second[key].name}; of the style picture: {depends[key]}')
    return len(first), len(second), depends


SURPRISE = 'Twenty-nine: five end points of the content picture have slipped in, under good names.'

EXPLANATION = """
slim's layers put their results into a **collection** of the graph, and `vgg_19` makes its dict of
all that the collection holds. The collection is found by the name of the variable scope, `vgg_19`,
which is the same in both calls. So the second dict is made of the end points of both calls.

The keys decide who wins. A layer with weights has a variable scope, its key is the same in both
calls, and the second call overwrites the first. A pool has a name scope only, and that is
`vgg_19_1/pool1` in the second call. So both stay: `vgg_19/pool1`, the key that everyone writes, is
the first picture's.

A loss on the second network's `pool1` is then a loss on the content picture: a number that stays
the same whatever the style picture does, and whose gradient by it is None.
"""


def right():
    with tf.Graph().as_default(), tf.variable_scope('', reuse=tf.AUTO_REUSE):
        content, style = pictures()
        first = vgg.end_points(content, 'fc8')
        second = vgg.end_points(style, 'fc8')
        print('end points:', len(first), 'and', len(second))
        depends = {}
        for key in ('conv1_1', 'pool1'):
            depends[key] = tf.gradients(second[key], style)[0] is not None
            print(f'{key} is {second[key].name}; of the style picture: {depends[key]}')
    return len(first), len(second), depends


RULE = 'Let a function return what it has just built, not what a collection of the graph holds.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/transfer.py:_measure']
