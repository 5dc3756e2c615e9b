"""A cell was changed and run again, and the loss is still the old one."""

from gatys_tf1.tf1 import tf

SOURCE = 'known from every notebook; the seeds were written in them'

PREDICT = (
    'A notebook cell builds a loss. Its weight is changed from 1 to 10, and it is run again. The '
    'image is 2. What is `loss:0`? And what does the summary say?'
)


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


SURPRISE = 'The image is fed, and the message says that it is not.'

EXPLANATION = """
Running a cell again replaces the Python variables. It replaces nothing in the graph: there, the
nodes of the first run are still in place and keep their names, and the new ones are called
`image_1` and `loss_1`. Whoever takes a node by its name, a script, TensorBoard, a Saver, gets the
old one.

Collections do not forget either. `tf.summary.merge_all()` merges all summaries that were ever made
in this graph, so it runs the old loss, too, and the old loss wants the old placeholder. The message
means `image:0`; what was fed is `image_1:0`. With variables in place of placeholders there is no
message: every step computes all the losses of the day, and TensorBoard shows `curve` and `curve_1`,
of which the first is the outdated one.

`tf.reset_default_graph()` at the top of the cell helps as long as no session or graph is open. A
graph in a `with` is better: it is gone when it is not used any more, and each run starts at `loss`.
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


RULE = 'A cell that builds opens a graph of its own: `with tf.Graph().as_default():`.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:build', 'gatys_tf1/transfer.py:_measure']
