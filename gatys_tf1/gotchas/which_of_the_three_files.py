"""Three files were saved. Which one do you restore?"""

import os

import tensorflow.compat.v1 as tf

SYMPTOM = 'The checkpoint is there, complete and healthy, and restoring it fails all the same.'

MESSAGES = [
    'DataLossError: Unable to open table file model.ckpt.data-00000-of-00001: Data loss: not an '
    'sstable (bad magic number): perhaps your file is in a different file format and you need to '
    'use a different restore operator?',
    'DataLossError: Unable to open table file model.ckpt.meta: DATA_LOSS: not an sstable (bad '
    'magic number): perhaps your file is in a different file format and you need to use a '
    'different restore operator?',
    'NotFoundError: Tensor name "weights" not found in checkpoint files model.ckpt.index',
    'ValueError: The passed save_path is not a valid checkpoint: model',
    "ValueError: Can't load save_path when it is None.",
    'NotFoundError: Unsuccessful TensorSliceReader constructor: Failed to find any matching files '
    'for model.ckpt',
]

SOURCE = 'known'

THREADS = ['https://github.com/balancap/SSD-Tensorflow/issues/241']

LEVEL = 'start'

PREDICT = 'One checkpoint, and its three files. Under which of these names does it open?'

CHOICES = [
    'model.ckpt.data-00000-of-00001, which holds the values',
    'model.ckpt, which is no file',
    'model.ckpt.index, which says where the values are',
]

ANSWER = 1

TEMPTING = {
    0: 'The values are in it, but not their names: those are in the index. On its own it is a row '
    'of numbers.',
    2: 'It is the file that is opened first, but TensorFlow appends the suffix itself. Given in '
    'full, the index is taken for a checkpoint of the old format, one without your variables.',
}


def save():
    """Saves one variable; returns the names of the files, and their common beginning."""
    with tf.Graph().as_default(), tf.Session() as sess:
        weights = tf.get_variable('weights', initializer=tf.ones([1000]))
        sess.run(weights.initializer)
        tf.train.Saver().save(sess, './model.ckpt')
    return [*sorted(set(os.listdir()) - {'checkpoint'}), 'model.ckpt']


def restore(name):
    """What comes of restoring under this name: the weights, or the first line of the error."""
    with tf.Graph().as_default(), tf.Session() as sess:
        weights = tf.get_variable('weights', [1000])
        try:
            tf.train.Saver().restore(sess, name)
            return f'restored {sess.run(weights).size} weights'
        except tf.errors.OpError as error:
            lines = [line for line in error.message.splitlines() if 'model.ckpt' in line]
            return f'{type(error).__name__}: {lines[-1].partition(": perhaps")[0]}'


def wrong():
    found = {name: restore(name) for name in save()}
    for name, outcome in found.items():
        print(f'{name}\n  {outcome}')
    return [name for name, outcome in found.items() if outcome.startswith('restored')]


SURPRISE = 'The only name that opens is the only one that is not in the folder.'

EXPLANATION = """
The path of a checkpoint is a **prefix**, not a file. Saving under `model.ckpt` writes

- `model.ckpt.index`: names, shapes and types, and where each value lies,
- `model.ckpt.data-00000-of-00001`: the values,
- `model.ckpt.meta`: the graph, for `import_meta_graph`; restoring does not need it,

and `checkpoint`, a text file that says which prefix was saved last. `restore` wants the prefix and
appends the suffixes itself. If a global step was given, it belongs to the prefix: `model.ckpt-300`.

With a suffix in the name the messages mislead, since the file is taken for a checkpoint of the old
format, in which one file holds everything. *Not an sstable* sounds like a broken download or
another version. With `.index` it is *Tensor name … not found*, which sounds like a wrong graph.
*Not a valid checkpoint* sounds no better, and means only that there is no such prefix: a typing
error, a missing step number, a wrong folder.

*Can't load save_path when it is None* is `tf.train.latest_checkpoint` that found nothing. It takes
the folder, not the prefix.
"""


def right():
    save()
    newest = tf.train.latest_checkpoint('.')
    print('in the folder:', newest, os.path.exists(newest))
    clicked_on = 'model.ckpt.data-00000-of-00001'
    prefix = clicked_on.rpartition('.')[0]
    print('from a file:', prefix, tf.train.checkpoint_exists(prefix))
    opened = [name for name in (newest, prefix) if restore(name).startswith('restored')]
    print('opened:', opened)
    return opened


DIFFER = 'The names that open: one of four in wrong; both, found without guessing, in right.'

RULE = 'Restore the name without .index, .meta or .data: the prefix, as latest_checkpoint gives it.'

STEPPED_ROUND = []
