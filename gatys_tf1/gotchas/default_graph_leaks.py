"""A cell calls `train` three times. What does the third one save?"""

import tensorflow.compat.v1 as tf

SYMPTOM = "The second run of a notebook's cell saves two models, the third one three."

MESSAGES = [
    'AssertionError: Do not use tf.reset_default_graph() to clear nested graphs. If you need a '
    'cleared graph, exit the nesting and create a new graph.',
]

SOURCE = 'known, from notebooks; the blog posts were written in three of them'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/859',
    'https://github.com/tensorflow/tensorflow/issues/11121',
    'https://github.com/openai/baselines/issues/1122',
]

LEVEL = 'start'

PREDICT = (
    'A notebook has one default graph, and its cell calls `train` three times. The checkpoint of '
    'the first run holds 5 variables. What about the third?'
)

CHOICES = [
    'It holds 5, too',
    'It holds 15',
    'There is none: the name `image` is taken',
]

ANSWER = 1

TEMPTING = {
    0: 'The function has returned, and its Python variables are gone. Its nodes are not: they '
    'belong to the graph.',
    2: '`get_variable` would refuse. `tf.Variable` makes a new name, `image_2`, without a word.',
}


def train():
    """A small run of Adam in the default graph. Returns the names in its checkpoint."""
    image = tf.Variable(tf.ones([1, 8, 8, 3]), name='image')
    loss = tf.reduce_mean(tf.square(image))
    tf.summary.scalar('loss', loss)
    train_op = tf.train.AdamOptimizer().minimize(loss, var_list=[image])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run([train_op, tf.summary.merge_all()])
        path = tf.train.Saver().save(sess, './run.ckpt')
    return [name for name, _ in tf.train.list_variables(path)]


def wrong():
    with tf.Graph().as_default() as graph:  # stands for the notebook's
        for run in 1, 2, 3:
            saved = train()
            operations = len(graph.get_operations())
            summaries = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
            print(f'run {run}: {operations} operations, {len(saved)} variables, ', end='')
            print(f'{summaries} summaries')
        images = [name for name in saved if '/' not in name and 'image' in name]
        print('images in the third checkpoint:', images)
        return len(saved), summaries


SURPRISE = 'The third run initialises, summarises and saves everything that the first two built.'

EXPLANATION = """
Outside every `with graph.as_default():`, nodes go into the process's default graph, and that graph
lives as long as the process. A function returns and its Python variables are gone; its nodes stay.
From then on, everything that asks the graph for *all* gets too much:
`tf.global_variables_initializer`, `tf.train.Saver()`, `tf.summary.merge_all()`,
`tf.losses.get_total_loss()`, `minimize` without `var_list`. slim's networks either stop at once,
with `Variable … already exists`, or build a second `vgg_19_1`, for which no checkpoint has weights.

`tf.reset_default_graph()` at the top of the cell is the usual cure. It has to stand outside every
graph's or session's `with`; inside, it raises `AssertionError: Do not use tf.reset_default_graph()
to clear nested graphs`. A session that was opened before (a `tf.InteractiveSession`, say) keeps the
old graph. And you have to remember it. A function that makes its own graph needs no cure; it can be
called in any order, in a loop, and in tests.

The default graph is per thread: a thread started inside the `with` does not inherit it.
"""


def right():
    for run in 1, 2, 3:
        with tf.Graph().as_default() as graph:
            saved = train()
            operations = len(graph.get_operations())
            summaries = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
            print(f'run {run}: {operations} operations, {len(saved)} variables, ', end='')
            print(f'{summaries} summaries')
    return len(saved), summaries


DIFFER = 'Variables and summaries of the third run: (15, 3) in wrong, (5, 1) in right.'

RULE = 'Whatever builds nodes makes its own graph: `with tf.Graph().as_default(), tf.Session():`.'

STEPPED_ROUND = [
    'gatys_tf1/transfer.py:build',
    'gatys_tf1/vgg.py:evaluate',
    'gatys_tf1/video/graph.py:build',
]
