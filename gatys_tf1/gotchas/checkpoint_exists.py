"""The checkpoint is there, and os.path.exists says that it is not."""

import os

from gatys_tf1 import checkpoint
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'One is a checkpoint that was saved a moment ago, the other is what a dead link gives. '
    'Which of the two does `os.path.exists` find, and which can be opened?'
)


def write_files():
    """Writes a checkpoint, and a web page under a checkpoint's name; prints what is there."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.get_variable('weights', [3, 3, 3, 64])
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, 'saved.ckpt', write_meta_graph=False, write_state=False)
    with open('fetched.ckpt', 'w') as file:
        file.write('<!doctype html><title>404 Not Found</title><p>There is nothing here.')
    print(*sorted(os.listdir()), sep='\n')


def wrong():
    write_files()
    found = {name: os.path.exists(name) for name in ('saved.ckpt', 'fetched.ckpt')}
    print(found)
    for name in found:
        if found[name]:
            tf.train.NewCheckpointReader(name)
    return found


SURPRISE = 'Exactly the wrong one: the checkpoint is no file, and the file is no checkpoint.'

EXPLANATION = """
The path that a Saver takes is a **prefix**. In format V2, which is written today, the values lie in
`saved.ckpt.data-00000-of-00001` and the names, shapes and types in `saved.ckpt.index`; nothing is
called `saved.ckpt`. In format V1, slim's own `vgg_19.ckpt`, the prefix is also the file's name, so
a test that served for the official weights fails for those that you saved yourself.
`tf.train.checkpoint_exists` knows both formats.

But it looks at names only, and finds the web page, too. Whether something is a checkpoint shows
when it is opened: `not an sstable` or `too short to be an sstable` (a sorted table of strings, the
format of the index) means that this is another kind of file, or half of one. It is not about
TensorFlow's version, nor about your graph.
"""


def right():
    write_files()
    opened = {}
    for name in ('saved.ckpt', 'fetched.ckpt'):
        try:
            opened[name] = tf.train.checkpoint_exists(checkpoint.find(name))
        except UserError as error:
            opened[name] = False
            print(str(error).split(':')[0])
    print(opened)
    return opened


RULE = (
    'Ask tf.train.checkpoint_exists whether a checkpoint is there, and open it to see if it is one.'
)

STEPPED_ROUND = [
    'gatys_tf1/checkpoint.py:find',
    'gatys_tf1/weights/convert.py:kind_of',
    'gatys_tf1/weights/slim_checkpoint.py:open_checkpoint',
]
