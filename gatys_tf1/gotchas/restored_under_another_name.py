"""Two networks, one checkpoint: what does restoring give?"""

import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'The checkpoint lacks a variable like `vgg_19_1/...` that nobody has named.'

MESSAGES = [
    'NotFoundError: Key vgg_19_1/conv1/conv1_1/biases not found in checkpoint',
    'NotFoundError (see above for traceback): Key vgg_19_1/conv1/conv1_1/biases not found in '
    'checkpoint',
    'NotFoundError: Restoring from checkpoint failed. This is most likely due to a Variable name '
    'or other graph key that is missing from the checkpoint. Please ensure that you have not '
    'altered the graph expected based on the checkpoint. Original error:',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/models/issues/5625',
    'https://github.com/yunjey/domain-transfer-network/issues/17',
    'https://github.com/chihfanhsu/gaze_correction/issues/21',
]

LEVEL = 'core'

PREDICT = (
    'Two pictures go through the network, and the weights are restored. In the checkpoint every '
    'weight is 0.5. What weights do the two branches have?'
)

CHOICES = [
    'Both 0.5: they share one network',
    'The restore fails',
    'The first 0.5, the second its initial values',
]

ANSWER = 1

TEMPTING = {
    0: 'They would with a fixed scope name and reuse. `variable_scope(None, ...)` looks for a free '
    'name instead, so there are two networks.',
    2: 'That happens, silently, if the Saver is given the variables of the first network only. A '
    'plain `Saver()` wants all of them from the file.',
}


def network(image, scope=None):
    """The top of slim's networks: this is how they open their scope."""
    with tf.variable_scope(scope, 'vgg_19', [image]):
        return slim.conv2d(image, 64, [3, 3], scope='conv1/conv1_1')


def write_checkpoint():
    """Writes vgg_19.ckpt, in which each weight of conv1_1 is 0.5."""
    with tf.Graph().as_default(), tf.Session() as sess:
        half = tf.constant_initializer(0.5)
        scope = 'vgg_19/conv1/conv1_1'
        slim.conv2d(tf.zeros([1, 8, 8, 3]), 64, [3, 3], scope=scope, weights_initializer=half)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, 'vgg_19.ckpt')


def wrong():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        for _ in ('content', 'style'):
            network(tf.ones([1, 8, 8, 3]))
        print(*[variable.op.name for variable in tf.global_variables()], sep='\n')
        tf.train.Saver().restore(sess, 'vgg_19.ckpt')


SURPRISE = 'There are two networks, and the file knows only one of them.'

EXPLANATION = """
`tf.variable_scope(None, 'vgg_19')` means: call it vgg_19, and if that is taken, find another name.
So the second call does not raise, as it would with a fixed name; it makes `vgg_19_1` with weights
of its own. slim's networks do this when they are called with `scope=None`, and so do the layers of
slim and of TensorFlow 1 where no name is given: `Conv`, `Conv_1`, `conv2d`, `conv2d_1`. Build such
a network once for training and again in the same graph for evaluation, and the second one has `_1`
in every name.

A Saver matches by name and by nothing else. Here it says so. A Saver that was restricted to the
names beginning with `vgg_19/` says nothing: it restores the first network, and the second keeps its
random weights.

If one set of weights is meant, fix the name and reuse it. If two are, give the Saver a dict from
the names **in the file** to the variables, one Saver per network, as below.
`tf.train.list_variables(path)` shows the names in the file.
"""


def right():
    write_checkpoint()
    with tf.Graph().as_default(), tf.Session() as sess:
        for _ in ('content', 'style'):
            network(tf.ones([1, 8, 8, 3]))
        for scope in ('vgg_19', 'vgg_19_1'):
            own = slim.get_model_variables(f'{scope}/')
            in_file = {variable.op.name.replace(scope, 'vgg_19'): variable for variable in own}
            tf.train.Saver(in_file).restore(sess, 'vgg_19.ckpt')
        weights = [v for v in tf.global_variables() if v.op.name.endswith('weights')]
        means = {variable.op.name: sess.run(variable).mean() for variable in weights}
        for name, mean in means.items():
            print(f'{name}: mean {mean}')
        return means


DIFFER = 'wrong raises a NotFoundError; right returns a mean of 0.5 for both networks.'

RULE = 'Fix the name of the network scope; where it has another, give the Saver a dict of names.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/weights/checkpoint.py:restore']
