"""A constant of 2.3 GB, and memory enough. What happens?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A larger picture or table cannot be put into the graph, or the graph cannot be saved.'

MESSAGES = [
    'ValueError: Cannot create a tensor proto whose content is larger than 2GB.',
    'ValueError: GraphDef cannot be larger than 2GB.',
    'ValueError: Message tensorflow.GraphDef exceeds maximum protobuf size of 2GB: 2237555411',
    "google.protobuf.message.DecodeError: Error parsing message with type 'tensorflow.GraphDef'",
    'InvalidArgumentError: Cannot serialize protocol buffer of type tensorflow.GraphDef as the '
    'serialized size (2643020353bytes) would be larger than the limit (2147483647 bytes)',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/5383',
    'https://github.com/tensorflow/tensorflow/issues/54364',
    'https://github.com/tensorflow/tensorflow/issues/39108',
    'https://github.com/david-gpu/deep-makeover/issues/3',
]

LEVEL = 'core'

PREDICT = (
    'A content target of conv1_1, for a photo of 9 megapixels, on a machine with plenty of memory. '
    'What happens?'
)

CHOICES = [
    '`tf.constant` refuses it',
    'It works, and needs 2.3 GB',
    'It is built, and fails when it is run',
]

ANSWER = 0

TEMPTING = {
    1: 'It would, if memory were the limit. The limit is that of a file format.',
    2: 'In TensorFlow 1, a *sum* of smaller constants failed like that. A single one that is too '
    'large is noticed when it is built.',
}

# conv1_1 of a photo of 2592x3456. Zeros that nobody has touched take no memory.
FEATURES = np.zeros([1, 2592, 3456, 64], np.float32)


def wrong():
    print(f'the features: {FEATURES.nbytes / 1e9:.2f} GB')
    with tf.Graph().as_default():
        target = tf.constant(FEATURES, name='target')
        print(target.shape)


SURPRISE = 'It is not memory that runs out, but the format in which a graph is written down.'

EXPLANATION = """
A graph is a protocol buffer, a `GraphDef`, and a protocol buffer cannot be longer than 2 GB (2^31
bytes): its lengths are signed 32-bit numbers. `tf.constant` checks the size first and refuses a
single constant that exceeds it. That is the friendly case, and the cheap one to show.

The unfriendly one is a sum. Constants that are small enough one by one are all accepted, and today
`sess.run` works, too, since nodes are handed to the runtime one at a time. What fails, later, is
whatever writes the graph down: `as_graph_def`, a Saver's `.meta` file, a `FileWriter`. Try it if
you have 14 GB of memory and a minute to spare; this lesson does not:

```python
with tf.Graph().as_default() as graph, tf.Session() as sess:
    parts = [tf.constant(np.zeros(750_000_000 // 4, np.float32)) for _ in range(3)]
    print(sess.run(tf.add_n([part[0] for part in parts])))  # 0.0
    graph.as_graph_def()  # DecodeError: Error parsing message with type 'tensorflow.GraphDef'
```

So a run may compute for hours and fail at its first checkpoint. TensorFlow 1 said `GraphDef cannot
be larger than 2GB` there. If you meet that without any large array, look for a loop that builds
nodes ([graph-grows-in-loop](graph-grows-in-loop.md)).

The values of variables are not in the GraphDef. The same features as a variable, filled through a
placeholder, cost the graph a few hundred bytes, whatever their size. Only running it takes the
memory.
"""


def right():
    with tf.Graph().as_default() as graph:
        pixels = tf.placeholder(tf.float32, FEATURES.shape, name='pixels')
        zeros = tf.zeros_initializer()
        target = tf.get_variable('target', FEATURES.shape, initializer=zeros, trainable=False)
        tf.assign(target, pixels)
        size = graph.as_graph_def().ByteSize()
        print(target.shape)
        print('the graph takes less than 2 kB:', size < 2000)
        return target.shape.as_list(), size < 2000


DIFFER = 'wrong raises and returns nothing; right returns the shape of a target that was built.'

RULE = 'Add up the constants before building, and keep what is large in variables.'

STEPPED_ROUND = ['gatys_tf1/targets.py:_check_size']
