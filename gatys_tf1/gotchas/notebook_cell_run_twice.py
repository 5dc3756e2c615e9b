"""The cell was changed and run again: which loss is `loss:0`?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'After a notebook cell was changed and run again, results are still the old ones.'

MESSAGES = [
    "InvalidArgumentError: You must feed a value for placeholder tensor 'image' with dtype float",
    'InvalidArgumentError (see above for traceback): You must feed a value for placeholder tensor '
    "'Placeholder' with dtype float",
    "InvalidArgumentError: You must feed a value for placeholder tensor 'Placeholder_1' with dtype "
    'float and shape [?,10]',
]

SOURCE = 'known from every notebook; the blog posts were written in them'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/784',
    'https://github.com/keras-team/keras/issues/12136',
    'https://github.com/tensorflow/tensorboard/issues/217',
]

LEVEL = 'start'

PREDICT = (
    'A notebook cell builds a loss, weight times image squared. The weight is changed from 1 to 10 '
    'and the cell is run again. The image is 2. What is `loss:0`?'
)

CHOICES = ['4', '40', 'An error: the name is taken']

ANSWER = 0

TEMPTING = {
    1: 'That is `loss_1:0`. The Python variable `loss` points to it; the name `loss:0` still '
    'belongs to the first run of the cell.',
    2: 'Names of operations are never refused: the second one is called `loss_1`, without a word.',
}


def cell(weight):
    """What the cell does: it builds, into the graph that is there."""
    image = tf.placeholder(tf.float32, [], name='image')
    loss = tf.multiply(weight, tf.square(image), name='loss')
    tf.summary.scalar('curve', loss)
    return image, loss


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        cell(1.0)
        image, loss = cell(10.0)
        print(f'{loss.name} = {sess.run(loss, {image: 2.0})}')
        print('loss:0 =', sess.run('loss:0', {'image:0': 2.0}))
        print('placeholder:', image.name)
        sess.run(tf.summary.merge_all(), {image: 2.0})


SURPRISE = 'The old loss; and then the image is fed, and the message says that it is not.'

EXPLANATION = """
Running a cell again replaces the Python variables. It replaces nothing in the graph: the nodes of
the first run are still there and keep their names, and the new ones are called `image_1` and
`loss_1`. Whatever takes a node by its name, a script, TensorBoard, a Saver, gets the old one.

Collections do not forget either. `tf.summary.merge_all()` merges every summary that was ever made
in this graph, so it runs the old loss too, and the old loss wants the old placeholder. The message
means `image:0`; what was fed is `image_1:0`. With variables in place of placeholders there is no
message: every step computes all the losses of the day, and TensorBoard shows `curve` and `curve_1`,
of which the first is outdated.

`tf.reset_default_graph()` at the top of the cell helps as long as no session and no `with
graph.as_default()` is open. A graph in a `with` is better: it is gone when nothing uses it any
more, and each run starts at `loss`.
"""


def right():
    for weight in (1.0, 10.0):
        with tf.Graph().as_default(), tf.Session() as sess:
            image, loss = cell(weight)
            print(f'{loss.name} = {sess.run("loss:0", {image: 2.0})}')
            merged = sess.run(tf.summary.merge_all(), {image: 2.0})
            tags = [
                (value.tag, value.simple_value) for value in tf.Summary.FromString(merged).value
            ]
            print('summary:', tags)
    return tags


DIFFER = 'wrong raises an InvalidArgumentError at the merged summary; right returns curve = 40.'

RULE = 'A cell that builds opens a graph of its own: `with tf.Graph().as_default():`.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build', 'gatys_tf1/vgg.py:evaluate']
