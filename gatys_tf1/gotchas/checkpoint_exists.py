"""`saved.ckpt` was saved a moment ago. Where is it?"""

import os
import re

import tensorflow.compat.v1 as tf

SYMPTOM = 'The checkpoint is there, and restoring from it says that it is no checkpoint.'

MESSAGES = [
    'ValueError: The passed save_path is not a valid checkpoint: ./model.ckpt',
    'DataLossError: Unable to open table file ./model.ckpt.data-00000-of-00001: DATA_LOSS: not an '
    'sstable (bad magic number): perhaps your file is in a different file format and you need to '
    'use a different restore operator?',
    'DataLossError (see above for traceback): Unable to open table file ./model.ckpt.meta: Data '
    'loss: not an sstable (bad magic number): perhaps your file is in a different file format and '
    'you need to use a different restore operator?',
    'DataLossError: Unable to open table file ./model.ckpt: DATA_LOSS: file is too short to be an '
    'sstable: perhaps your file is in a different file format and you need to use a different '
    'restore operator?',
    'DataLossError: Unable to open table file ./model: FAILED_PRECONDITION: ./model; Is a '
    'directory: perhaps your file is in a different file format and you need to use a different '
    'restore operator?',
    'NotFoundError: Tensor name "weights" not found in checkpoint files ./model.ckpt.index',
    'NotFoundError: Unsuccessful TensorSliceReader constructor: Failed to find any matching files '
    'for ./model.ckpt',
    "ValueError: Can't load save_path when it is None.",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/nwojke/cosine_metric_learning/issues/17',
    'https://github.com/tensorflow/tensorflow/issues/13588',
    'https://github.com/balancap/SSD-Tensorflow/issues/241',
    'https://github.com/endernewton/tf-faster-rcnn/issues/469',
]

LEVEL = 'start'

PREDICT = (
    '`saver.save(sess, "./saved.ckpt")` has just returned. Which names exist as files, and which '
    'of them does `restore` take?'
)

CHOICES = [
    '`saved.ckpt` exists, and `restore` takes it',
    '`saved.ckpt` does not exist, and `restore` takes the `.data` file',
    '`saved.ckpt` does not exist, and `restore` takes only that',
]

ANSWER = 2

TEMPTING = {
    0: "That is format V1, which slim's own vgg_19.ckpt has. Today a checkpoint is several "
    'files, and none of them has the name that you gave.',
    1: 'The values are in it. But `restore` looks for the index, and finds it by the common '
    'beginning of the names.',
}

NAMES = 'saved.ckpt', 'saved.ckpt.data-00000-of-00001', 'saved.ckpt.index', 'fetched.ckpt'


def write_files():
    """Writes a checkpoint, and a web page under a checkpoint's name, as a dead link gives one."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.get_variable('weights', [3, 3, 3, 64])
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, './saved.ckpt')
    with open('fetched.ckpt', 'w') as file:
        file.write('<!doctype html><title>404 Not Found</title><p>There is nothing here.')


def restore(name):
    """What `Saver.restore` makes of a name: 'restored', or the line of its error that says why."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.get_variable('weights', [3, 3, 3, 64])
        try:
            tf.train.Saver().restore(sess, f'./{name}')
        except (ValueError, tf.errors.OpError) as error:
            reason = re.search('.*(sstable|not found in|not a valid)[^:\n]*', str(error))[0]
            return f'{type(error).__name__}: {reason}'
    return 'restored'


def wrong():
    write_files()
    found = [name for name in NAMES if os.path.exists(name)]
    outcomes = {name: restore(name) for name in found}
    for name in NAMES:
        print(f'{name:32}{outcomes.get(name, "does not exist")}')
    return outcomes


SURPRISE = 'Every name that exists is refused. The checkpoint itself is fine.'

EXPLANATION = """
The path that a Saver takes is a **prefix**. In format V2, written today, the values are in
`saved.ckpt.data-00000-of-00001` and their names, shapes and dtypes in `saved.ckpt.index`; no file
is called `saved.ckpt`. (`saved.ckpt.meta` is the graph; restoring does not need it.) In format V1,
slim's own `vgg_19.ckpt`, the prefix is also the file's name, so a check that works for the official
weights fails for those that you saved yourself.

Hence the usual accident: the prefix "does not exist", so somebody passes a file that does. With
`.data-00000-of-00001` or `.meta` that gives `not an sstable (bad magic number)`, for a perfectly
healthy checkpoint; with `.index`, a `NotFoundError` about a tensor, since the index is read as a
V1 file without any. The first question about either message is: is there a suffix on the path? The
second: is it a checkpoint at all? A web page, a Git LFS pointer or half a download is "not an
sstable" too (a sorted table of strings, the format of the index), and so is the text file named
`checkpoint` beside it. It is not about TensorFlow's version, nor about your graph.

`not a valid checkpoint` means that nothing begins with this path: a typo, or another working
directory, or a step that is missing: the prefix of step 300 ends in `-300`. `save_path when it is
None` is what `tf.train.latest_checkpoint` found: nothing. It takes the folder, not the prefix.

`tf.train.checkpoint_exists` knows both formats, but looks at names only. It is true of the web
page, and of the `.data` file. What is in a checkpoint shows when it is opened.
"""


def right():
    write_files()
    outcomes = {'saved.ckpt': restore('saved.ckpt')}
    print(f'{"saved.ckpt":16}{outcomes["saved.ckpt"]}')
    for name in 'saved.ckpt', 'fetched.ckpt':
        print(f'{name:16}checkpoint_exists: {tf.train.checkpoint_exists(f"./{name}")}, ', end='')
        try:
            print('holds', tf.train.list_variables(f'./{name}'))
        except tf.errors.DataLossError:
            print('cannot be opened')
    return outcomes


DIFFER = 'What restore says of each name that was tried: three errors in wrong, restored in right.'

RULE = 'Pass the prefix, without a suffix; `tf.train.list_variables` says what it holds.'

STEPPED_ROUND = [
    'gatys_tf1/weights/convert.py:kind_of',
    'gatys_tf1/weights/checkpoint.py:find',
    'gatys_tf1/weights/slim_checkpoint.py:open_checkpoint',
]
