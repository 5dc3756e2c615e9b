"""The checkpoint lacks a variable vgg_19_1/... that nobody has made."""

from gatys_tf1.tf1 import slim, tf

SOURCE = 'known'

PREDICT = (
    'Two pictures go through the network, and the weights are restored. In the checkpoint each is '
    '0.5. What do the features of the two have in common?'
)


def network(image, scope=None):
    """The top of slim's vgg_19, which opens its scope in this way, and calls it vgg_19."""
    with tf.variable_scope(scope, 'vgg_19', [image]):
        return slim.conv2d(image, 64, [3, 3], scope='conv1/conv1_1')


def write_checkpoint():
    """Writes vgg_19.ckpt, with conv1_1 under its names in slim and each of its weights 0.5."""
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


SURPRISE = 'Nothing: there are two networks, and the file knows only one of them.'

EXPLANATION = """
`tf.variable_scope(None, 'vgg_19')` means: call it vgg_19, and if that is taken, find another name.
So the second call raises nothing, as it would with a fixed name; it makes `vgg_19_1` with weights
of its own. Slim's networks do this if they are called with `scope=None`, and so do slim's layers
and those of TensorFlow 1 where no scope is given: `Conv`, `Conv_1`, `conv2d`, `conv2d_1`.

A Saver matches by name and by nothing else. Here it says so. A Saver that was restricted to the
names that begin with `vgg_19/` says nothing: it restores the first network, and the second keeps
its random weights.

If one set of weights is meant, fix the name and reuse it. If two are, a Saver takes a dict of the
names **in the file** to the variables, as here: one Saver for each network, and both read the same
names.
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
        means = {
            v.op.name: sess.run(v).mean() for v in tf.global_variables() if 'weig' in v.op.name
        }
        for name, mean in means.items():
            print(f'{name}: mean {mean}')
        return means


RULE = (
    "Give the network's scope a fixed name; where it has another, give the Saver a dict of names."
)

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/checkpoint.py:restore']
