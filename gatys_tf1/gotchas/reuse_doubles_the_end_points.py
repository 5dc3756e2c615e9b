"""slim's VGG-19 called twice: whose `pool1` is in the second dict?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim
from tf_slim.nets import vgg

SYMPTOM = 'With shared weights, a loss on a pooling layer does not react to its picture.'

MESSAGES = []

SOURCE = "known, of slim's own networks"

LEVEL = 'deep'

PREDICT = (
    "slim's VGG-19 returns a dict of 24 end points. It is called for the content and, with the "
    'same weights, for the style. How many does the second dict hold?'
)

CHOICES = ['24, of the style picture', '29, of both pictures', '48, of both pictures']

ANSWER = 1

TEMPTING = {
    0: 'A function should return what it has just built. This one returns what a collection of the '
    'graph holds, and the first call has filled that as well.',
    2: 'Both calls are in the collection. But the layers with weights have the same key both '
    'times, so the second call overwrites the first; only the five pools stay twice.',
}


def pictures(side):
    return [tf.placeholder(tf.float32, [1, side, side, 3], name) for name in ('content', 'style')]


def report(first, second, keys, style):
    """Says how many end points there are, and which of them depend on the style picture."""
    print('end points:', len(first), 'and', len(second))
    depends = {key: tf.gradients(second[key], style)[0] is not None for key in keys}
    for key in keys:
        print(f'{key} is {second[key].name}; of the style picture: {depends[key]}')
    return len(first), len(second), depends


def wrong():
    with tf.Graph().as_default(), tf.variable_scope('', reuse=tf.AUTO_REUSE):
        content, style = pictures(224)
        _, first = vgg.vgg_19(content)
        _, second = vgg.vgg_19(style)
        keys = ['vgg_19/conv1/conv1_1', 'vgg_19/pool1', 'vgg_19_1/pool1']
        return report(first, second, keys, style)


SURPRISE = 'Twenty-nine: five end points of the content picture have slipped in, under good names.'

EXPLANATION = """
slim's layers add their results to a **collection** of the graph, and `vgg_19` makes its dict of
everything in that collection. The collection is found by the name of the variable scope, `vgg_19`,
which is the same in both calls. So the second dict is made of the end points of both.

The keys decide who wins. A layer with weights has a variable scope: its key is the same in both
calls, and the second call overwrites the first. A pool has a name scope only, and in the second
call that is `vgg_19_1/pool1`. So both stay, and `vgg_19/pool1`, the key that everyone writes, is
the first picture's.

A loss on `second['vgg_19/pool1']` is then a loss on the content picture: a number that stays the
same whatever the style picture does, and whose gradient with respect to it is None. Nothing fails,
because the shapes agree.

The way out is a function that collects the tensors it has just built, or a graph for each picture,
or one call for both pictures, stacked into a batch.
"""


def right():
    def end_points(images):
        net, found = images, {}
        for name in ('conv1_1', 'conv1_2'):
            net = found[name] = slim.conv2d(net, 64, [3, 3], scope=f'vgg_19/conv1/{name}')
        found['pool1'] = slim.max_pool2d(net, [2, 2], scope='vgg_19/pool1')
        return found

    with tf.Graph().as_default(), tf.variable_scope('', reuse=tf.AUTO_REUSE):
        content, style = pictures(64)
        first, second = end_points(content), end_points(style)
        return report(first, second, ['conv1_1', 'pool1'], style)


DIFFER = 'Whether `pool1` of the second call depends on its picture: False in wrong, True in right.'

RULE = 'Let a function return what it has just built, not what a collection of the graph holds.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/vgg.py:evaluate']
