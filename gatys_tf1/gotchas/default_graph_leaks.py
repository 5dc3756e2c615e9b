"""The second run of a notebook's cell saves two images, the third three."""

from gatys_tf1.tf1 import tf

SOURCE = 'known, from notebooks; the blog was written in three of them'

PREDICT = (
    'A notebook has one default graph, and its cell calls `transfer` three times. Which variables '
    'does the third checkpoint hold?'
)


def transfer():
    """A run of Adam in the default graph, in small. Returns the names in its checkpoint."""
    image = tf.Variable(tf.ones([1, 8, 8, 3]), name='image')
    loss = tf.reduce_mean(tf.square(image))
    tf.summary.scalar('loss', loss)
    train_op = tf.train.AdamOptimizer().minimize(loss, var_list=[image])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run([train_op, tf.summary.merge_all()])
        path = tf.train.Saver().save(sess, 'run.ckpt')
    return [name for name, _ in tf.train.list_variables(path)]


def wrong():
    with tf.Graph().as_default() as graph:  # stands for the notebook's
        for run in 1, 2, 3:
            saved = transfer()
            operations = len(graph.get_operations())
            summaries = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
            print(f'run {run}: {operations} operations, {len(saved)} variables, ', end='')
            print(f'{summaries} summaries')
        print(
            'images in the third:', [name for name in saved if '/' not in name and 'image' in name]
        )
        return len(saved), summaries


SURPRISE = 'The third run initialises, summarises and saves all that the first two have built.'

EXPLANATION = """
Outside every `with graph.as_default():` nodes go into the process's default graph, and that graph
lives as long as the process. A function returns and its Python variables are gone; its nodes are
not. Then everything that asks the graph for *all* gets too much: `tf.global_variables_initializer`,
`tf.train.Saver()`, `tf.summary.merge_all()`, `tf.losses.get_total_loss()`, `minimize` without
`var_list`. `slim`'s networks stop at once, with `Variable ... already exists`, or build a second
`vgg_19_1`, for which no checkpoint has weights.

`tf.reset_default_graph()` at the top of the cell is the usual cure. It must stand outside every
graph's `with`; inside it raises `AssertionError: Do not use tf.reset_default_graph() to clear
nested graphs`, and a session that was opened before goes on with the old graph. It also has to be
remembered. A function that makes a graph of its own needs no cure, and it can be called in any
order, from a loop, and from tests.

The default graph is one per thread: a thread that is started inside the `with` does not inherit it.
"""


def right():
    for run in 1, 2, 3:
        with tf.Graph().as_default() as graph:
            saved = transfer()
            operations = len(graph.get_operations())
            summaries = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
            print(f'run {run}: {operations} operations, {len(saved)} variables, ', end='')
            print(f'{summaries} summaries')
    return len(saved), summaries


RULE = 'Whatever builds nodes makes its own graph: `with tf.Graph().as_default(), tf.Session():`.'

STEPPED_ROUND = [
    'gatys_tf1/transfer.py:build',
    'gatys_tf1/transfer.py:_measure',
]
