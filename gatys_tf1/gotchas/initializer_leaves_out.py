"""Everything has been initialised. Everything?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'After global_variables_initializer() something is still not initialised.'

MESSAGES = [
    'FailedPreconditionError: Table not initialized.',
    'FailedPreconditionError: Attempting to use uninitialized value accuracy/total',
    'FailedPreconditionError: Attempting to use uninitialized value '
    'input_producer/limit_epochs/epochs',
    'FailedPreconditionError: Attempting to use uninitialized value matching_filenames',
    'FailedPreconditionError: GetNext() failed because the iterator has not been initialized. '
    'Ensure that you have run the initializer operation for this iterator before getting the next '
    'element.',
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/43373170',
    'https://github.com/google/seq2seq/issues/297',
    'https://github.com/tensorflow/tensorflow/issues/20158',
    'https://github.com/QingyongHu/RandLA-Net/issues/150',
]

LEVEL = 'core'

PREDICT = (
    'A variable, a metric, a lookup table and a data set; `global_variables_initializer()` has '
    'been run. How many of the four can be used?'
)

CHOICES = ['One', 'Three: all but the data set', 'All four']

ANSWER = 0

TEMPTING = {
    1: 'A data set has an initialiser of its own, true. But a metric counts in local variables, '
    'and a table is no variable.',
    2: 'The name says "global variables", and it means exactly these.',
}


def build():
    """One tensor of each kind, by name; and how to initialise an iterator."""
    keys = tf.lookup.KeyValueTensorInitializer(['cat', 'dog'], [0, 1])
    iterator = tf.data.make_initializable_iterator(tf.data.Dataset.range(3))
    return {
        'variable': tf.get_variable('weights', initializer=1.0),
        'metric': tf.metrics.accuracy([1, 1], [1, 0])[1],
        'table': tf.lookup.StaticHashTable(keys, -1).lookup(tf.constant('dog')),
        'data set': iterator.get_next(),
    }, iterator.initializer


def use(sess, tensors):
    """Runs each of the tensors; prints what comes of it, and returns which of them work."""
    works = []
    for name, tensor in tensors.items():
        try:
            print(f'{name}: {sess.run(tensor)}')
            works.append(name)
        except tf.errors.FailedPreconditionError as error:
            lines = [line for line in error.message.splitlines() if 'initialized' in line]
            print(f'{name}: {lines[0][:46]}')
    return works


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors, _ = build()
        sess.run(tf.global_variables_initializer())
        return use(sess, tensors)


SURPRISE = 'One of four: the others each have an initialiser of their own.'

EXPLANATION = """
A session holds more kinds of state than one, and each has its own operation:

| what | who makes it | initialised by |
|---|---|---|
| global variables | weights, slots, the global step | `tf.global_variables_initializer()` |
| local variables | `tf.metrics.*`, `num_epochs` | `tf.local_variables_initializer()` |
| tables | `tf.lookup`, `index_table_from_file`, feature columns | `tf.tables_initializer()` |
| iterators | `make_initializable_iterator` | `iterator.initializer` |

*Local* means: not saved, and not shared between machines. So a Saver leaves them out, too, and
after a restore they still want to be initialised. That is why the names in the message look
strange, `accuracy/total` or `limit_epochs/epochs`: you did not make these variables.

Each of the operations collects what exists **when it is built**. Build it last.

For a metric it is worth knowing that `tf.metrics.accuracy` returns two tensors. The first reads the
result so far, and the second adds a batch; fetch only the first and it is 0.0 for ever. To begin
anew for each epoch, run the local initialiser again.

`MonitoredTrainingSession` and estimators do the first three by themselves. A model for serving has
to be told: `main_op=tf.tables_initializer()` when it is exported, or *Table not initialized* comes
from the server.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors, iterator_initializer = build()
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        sess.run([tf.tables_initializer(), iterator_initializer])
        return use(sess, tensors)


DIFFER = 'What can be used after initialising: the variable in wrong, all four in right.'

RULE = 'Global and local variables, tables, iterators: four initialisers, all built last.'

STEPPED_ROUND = []
