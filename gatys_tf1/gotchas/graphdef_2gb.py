"""A larger picture, and its features cannot be put into the graph."""

import numpy as np

from gatys_tf1 import transfer
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'A content target of conv1_1, for a photo of 9 megapixels on a machine with memory enough. '
    'What happens?'
)

# conv1_1 of a photo of 2592x3456. Zeros that nobody has touched take no memory.
FEATURES = np.zeros([1, 2592, 3456, 64], np.float32)


def wrong():
    print(f'the features: {FEATURES.nbytes / 1e9:.2f} GB')
    with tf.Graph().as_default():
        target = tf.constant(FEATURES, name='target')
        print(target.shape)


SURPRISE = 'It is not the memory that ends, but the format in which a graph is written down.'

EXPLANATION = """
A graph is a protocol buffer, a `GraphDef`, and a protocol buffer cannot be longer than 2 GB (2^31
bytes): its lengths are signed 32-bit numbers. `tf.constant` looks at the size first and refuses a
single constant that exceeds it. That is the friendly case, and the cheap one to show.

The unfriendly one is a sum. Constants of which each is small enough are all accepted, and today
`sess.run` works, too, since nodes are handed to the runtime one by one. What fails, later, is
whatever writes the graph down: `as_graph_def`, a Saver's `.meta` file, a `FileWriter`. Try it, if
you have 14 GB of memory and a minute to spare; this lesson does not:

```python
with tf.Graph().as_default() as graph, tf.Session() as sess:
    parts = [tf.constant(np.zeros(750_000_000 // 4, np.float32)) for _ in range(3)]
    print(sess.run(tf.add_n([part[0] for part in parts])))  # 0.0
    graph.as_graph_def()  # DecodeError: Error parsing message with type 'tensorflow.GraphDef'
```

So a run may compute for an hour and fail at its first checkpoint. This project adds up its targets
before it builds anything, and says which setting to change.

The values of variables are not in the GraphDef. The same features as a variable, filled through a
placeholder, cost the graph some hundred bytes, whatever their size; only running it takes the
memory.
"""


def right():
    with tf.Graph().as_default() as graph:
        pixels = tf.placeholder(tf.float32, FEATURES.shape, name='pixels')
        zeros = tf.zeros_initializer()
        target = tf.get_variable('target', FEATURES.shape, initializer=zeros, trainable=False)
        tf.assign(target, pixels)
        size = graph.as_graph_def().ByteSize()
    print('as a variable, the graph takes less than 2 kB:', size < 2000)
    try:
        content = {'conv1_1': transfer.Term(FEATURES)}
        transfer.build((1, 2592, 3456, 3), transfer.Network(checkpoint=''), content)
    except UserError as error:
        print('this project:', error)
        return size, str(error)


RULE = 'Add up the constants before building, and keep what is large in variables.'

STEPPED_ROUND = ['gatys_tf1/transfer.py:_check_size_of_constants']
