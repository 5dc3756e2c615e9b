"""0.9, as in the paper"""

import tensorflow
import tensorflow.compat.v1 as tf

SYMPTOM = 'After a port the network hardly learns; dropout has the same number as before.'

MESSAGES = [
    'calling dropout (from tensorflow.python.ops.nn_ops) with keep_prob is deprecated and will be '
    'removed in a future version.',
    'Please use `rate` instead of `keep_prob`. Rate should be set to `rate = 1 - keep_prob`.',
    'WARNING:tensorflow:Large dropout rate: 0.9 (>0.5). In TensorFlow 2.x, dropout() uses dropout '
    'rate instead of keep_prob. Please ensure that this is intended.',
    "TypeError: dropout_v2() got an unexpected keyword argument 'keep_prob'",
    "TypeError: Got an unexpected keyword argument 'keep_prob'",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/google-research/google-research/pull/369',
    'https://github.com/hunkim/DeepLearningZeroToAll/issues/204',
    'https://github.com/pudae/tensorflow-densenet/pull/22',
    'https://github.com/google-research/electra/pull/61',
]

LEVEL = 'start'

PREDICT = (
    '`tf.nn.dropout(features, 0.9)` kept nine of ten in TensorFlow 1. The call is the same here, '
    'with TensorFlow 2’s function. What share does it keep?'
)

CHOICES = ['0.9', '0.1', 'None: the argument has to be named now.']

ANSWER = 1

TEMPTING = {
    0: 'The place of the argument was kept, and its meaning was turned round.',
    2: 'A named `keep_prob` is refused; an unnamed number is taken for the rate.',
}


def share_kept(dropped):
    with tf.Session() as sess:
        value = round(float((sess.run(dropped) > 0).mean()), 1)
    print('share kept:', value)
    return value


def wrong():
    with tf.Graph().as_default():
        features = tf.ones([10000])
        return share_kept(tensorflow.nn.dropout(features, 0.9, seed=1))


SURPRISE = 'One in ten: the second argument is now the share that is dropped.'

EXPLANATION = """
There are two conventions, and both are in use at the same time:

- **keep**: `tf.nn.dropout(x, keep_prob)` of TensorFlow 1 and of `compat.v1`, `slim.dropout(x,
  keep_prob)`, `DropoutWrapper(output_keep_prob=…)`;
- **rate**: `tf.nn.dropout(x, rate)` of TensorFlow 2, `tf.layers.dropout(x, rate)`, Keras'
  `Dropout(rate)`, and `rate=` in `compat.v1`.

With 0.5 they agree, so that a mistake often goes unnoticed for years, until somebody tunes the
number. With 0.9 the network gets a tenth of its features, each ten times as strong. The loss goes
down slowly and noisily, and nothing says why. (The first versions of TensorFlow 2 logged *Large
dropout rate* above 0.5; 2.21 does not.)

The other direction is as silent: `keep_prob=0.1`, meant as a rate, in old code. And at test time a
fed 1.0 means *keep all* by the old convention; by the new one it is refused, since the rate has to
be below 1.

`tf_upgrade_v2` writes `rate=1 - (keep_prob)`, which is right. A rename by search and replace, and a
switch of the import to `import tensorflow as tf` alone, are what goes wrong. The second is an
error, and not a silent change, where the argument is named: name it, always.
"""


def right():
    with tf.Graph().as_default():
        features = tf.ones([10000])
        return share_kept(tensorflow.nn.dropout(features, rate=1 - 0.9, seed=1))


DIFFER = 'The share of features that is kept: 0.1 against 0.9.'

RULE = 'Name the argument of every dropout: `rate=` or `keep_prob=`, never the bare number.'

STEPPED_ROUND = []
