"""The graph froze without an error. Does it thaw?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A frozen .pb was written without complaint, and cannot be imported.'

MESSAGES = [
    'ValueError: Input 0 of node import/cond/AssignSub/Switch was passed float from '
    'import/moving_mean:0 incompatible with expected float_ref.',
    'ValueError: Input 0 of node import/train/update_weights/ApplyAdam was passed float from '
    'import/weights:0 incompatible with expected float_ref.',
    'ValueError: Input 0 of node import/global_step/Assign was passed int32 from '
    'import/global_step:0 incompatible with expected int32_ref.',
    'ValueError: graph_def is invalid at node weights/Assign: Input tensor weights:0 Cannot '
    'convert a tensor of type float32 to an input of type float32_ref.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/3628',
    'https://github.com/davidsandberg/facenet/issues/161',
    'https://github.com/onnx/tensorflow-onnx/issues/77',
    'https://github.com/tensorflow/tensorflow/issues/24128',
]

LEVEL = 'deep'

PREDICT = (
    'A network with a moving average, of which `training` is False when it is used. It is frozen '
    'for the one output that is needed, and imported. What happens?'
)

CHOICES = [
    'It runs: freezing takes only what the output needs',
    'The import fails',
    'It runs, and the moving average no longer moves',
]

ANSWER = 1

TEMPTING = {
    0: 'It takes only that. But the output needs both branches of the `tf.cond`, since which of '
    'them is taken is decided in the run.',
    2: 'That is what one would hope for. There is an assignment left in the graph, though, and '
    'what it assigns to has become a constant.',
}


def normalise(images, training):
    """Subtracts a mean: the batch's in training, which also moves the average, else the average."""
    average = tf.get_variable('moving_mean', initializer=[4.0, 4.0], trainable=False)

    def of_the_batch():
        mean = tf.reduce_mean(images, 0)
        with tf.control_dependencies([tf.assign_sub(average, 0.1 * (average - mean))]):
            return images - mean

    if isinstance(training, bool):
        return of_the_batch() if training else images - average
    return tf.cond(training, of_the_batch, lambda: images - average)


def freeze(training):
    """A GraphDef in which the variables have become constants."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        images = tf.placeholder(tf.float32, [None, 2], name='images')
        if training is None:
            training = tf.placeholder_with_default(False, [], name='training')
        tf.identity(normalise(images, training), name='output')
        sess.run(tf.global_variables_initializer())
        return tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ['output'])


def wrong():
    frozen = freeze(training=None)
    print({node.name: node.op for node in frozen.node if 'Ref' in node.op or 'Assign' in node.op})
    print({node.name: node.op for node in frozen.node if node.name == 'moving_mean'})
    with tf.Graph().as_default(), tf.Session() as sess:
        output = tf.import_graph_def(frozen, return_elements=['output:0'])[0]
        return sess.run(output, {'import/images:0': [[5.0, 6.0]]}).tolist()


SURPRISE = 'Freezing wrote a graph that assigns to a constant, and did not look at what it wrote.'

EXPLANATION = """
`convert_variables_to_constants` does two things. It keeps the nodes from which the output can be
reached backwards, and it replaces each variable by a `Const` of its present value. The output
of a reference variable is of type `float_ref`, and assignments insist on one. A constant is
a plain `float`. If an assignment is among the nodes that were kept, it now has the wrong kind of
input, and the next import notices: *was passed float … incompatible with expected float_ref*.

So the message means: **there is still some training in this graph.** The node in it says what:

- `…/AssignSub/Switch`, `…/AssignMovingAvg`: batch normalisation whose mode is a placeholder, as
  here. Both branches of a `tf.cond` belong to the output.
- `…/ApplyAdam`, `…/ApplyGradientDescent`: the train op, or every node, was given as an output.
- `…/Assign`: an initialiser or the Saver's restore was kept.

The cure is a second graph, built for use: `training=False` as a Python value, no optimiser. Restore
the same checkpoint into it and freeze that; it is smaller as well. For a `.pb` whose code is lost,
people rewrite the nodes: `RefSwitch` to `Switch`, `AssignSub` to `Sub`, and the inputs to the
variables' `/read`. It works where training is never asked for. With resource variables the import
passes, and the run fails instead.
"""


def right():
    frozen = freeze(training=False)
    print('nodes:', [f'{node.name}: {node.op}' for node in frozen.node])
    with tf.Graph().as_default(), tf.Session() as sess:
        output = tf.import_graph_def(frozen, return_elements=['output:0'])[0]
        value = sess.run(output, {'import/images:0': [[5.0, 6.0]]}).tolist()
        print('output:', value)
        return value


DIFFER = 'wrong raises a ValueError at the import; right returns [[1.0, 2.0]].'

RULE = 'Freeze a graph that was built for use, with training=False, and not the one that trained.'

STEPPED_ROUND = ['gatys_tf1/adain/export.py:freeze']
