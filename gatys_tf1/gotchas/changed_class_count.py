"""Ten classes instead of a thousand: what becomes of the last layer?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A pretrained network for other classes cannot be restored, or its output changes size.'

MESSAGES = [
    'InvalidArgumentError: Assign requires shapes of both tensors to match. lhs shape= [4096,10] '
    'rhs shape= [4096,1000]',
    'InvalidArgumentError: Restoring from checkpoint failed. This is most likely due to a mismatch '
    'between the current graph and the graph from the checkpoint. Please ensure that you have not '
    'altered the graph expected based on the checkpoint. Original error:',
    "ValueError: Shape of variable fc8/weights:0 ((4096, 10)) doesn't match with shape of tensor "
    'fc8/weights ([4096, 1000]) from checkpoint reader.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/models/issues/1071',
    'https://github.com/tensorflow/tensorflow/issues/24808',
    'https://github.com/tensorflow/models/issues/3689',
    'https://github.com/google-research/bert/issues/703',
]

LEVEL = 'core'

PREDICT = (
    'The checkpoint has 1000 classes, the new network 10. What does the Saver do in mode A '
    '(`disable_v2_behavior`), and what in mode B (`disable_eager_execution` alone)?'
)

CHOICES = [
    'It refuses, in both',
    'It leaves out the layer that does not fit, in both',
    'In A it refuses; in B it restores all 1000 classes into the 10',
]

ANSWER = 2

TEMPTING = {
    0: 'It is what everybody has seen, in mode A. In mode B nobody compares the shapes.',
    1: 'Keras has it as an option (`skip_mismatch`). A Saver restores all that it was given, and '
    '`ignore_missing_vars` of slim looks at names, not at shapes.',
}

BOTH_MODES = True


def network(classes):
    with tf.variable_scope('fc7'):
        weights = tf.get_variable('weights', [4, 4])
    with tf.variable_scope('fc8'):
        return tf.matmul(tf.ones([1, 4]) @ weights, tf.get_variable('weights', [4, classes]))


def save():
    with tf.Graph().as_default(), tf.Session() as sess:
        network(1000)
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, './model.ckpt')


def wrong():
    save()
    with tf.Graph().as_default(), tf.Session() as sess:
        scores = network(10)
        tf.train.Saver().restore(sess, './model.ckpt')
        print('scores in the graph:', scores.shape)
        print('scores in the run:', sess.run(scores).shape)
        return sess.run(scores).shape


SURPRISE = 'The mode that fails is the kind one: the other has a graph that lies about its shape.'

EXPLANATION = """
A Saver builds an assignment for every variable that it is given, 1000 columns into 10 included. In
mode A, with reference variables, the assignment compares the shapes while it runs, and the telling
line is *Assign requires shapes of both tensors to match*: *lhs* is your variable, *rhs* the
checkpoint. Above it stands a longer one, *Restoring from checkpoint failed*, which is the same for
every such error.

In mode B the variables are resources. The static shape of what is read is unknown, so nothing can
be compared while the graph is built, and the kernel does not ask: it replaces the variable by what
came. The graph goes on claiming 10 classes, and 1000 come out. An `argmax` of them runs without a
word; the class 731 of a network of ten is the first that anybody sees.

Restore the layers that are the same and initialise the others. The names decide, so give the new
layer a scope by which it can be told apart. Leaving out what is missing from the checkpoint
(`slim.assign_from_checkpoint_fn(…, ignore_missing_vars=True)`) does not help: `fc8/weights` is
there, in another shape. The optimiser's slots (`fc8/weights/Adam`) have that shape, too.
"""


def right():
    save()
    with tf.Graph().as_default(), tf.Session() as sess:
        scores = network(10)
        sess.run(tf.global_variables_initializer())
        kept = [v for v in tf.global_variables() if not v.op.name.startswith('fc8/')]
        print('restored:', [variable.op.name for variable in kept])
        tf.train.Saver(kept).restore(sess, './model.ckpt')
        print('scores in the graph:', scores.shape)
        print('scores in the run:', sess.run(scores).shape)
        return sess.run(scores).shape


DIFFER = 'wrong raises in mode A and gives scores of (1, 1000) in mode B; right gives (1, 10).'

RULE = 'Restore by a list that leaves the changed layer out, after initialising all of them.'

STEPPED_ROUND = []
