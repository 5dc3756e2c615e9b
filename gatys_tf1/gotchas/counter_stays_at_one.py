"""Three times plus one"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A variable does not change though the loop adds to it, or suddenly cannot be assigned.'

MESSAGES = [
    "AttributeError: 'Tensor' object has no attribute 'assign'",
    "AttributeError: 'SymbolicTensor' object has no attribute 'assign'",
    "AttributeError: 'Tensor' object has no attribute 'assign_add'",
    "AttributeError: 'Tensor' object has no attribute 'initializer'",
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/42497836',
    'https://github.com/keras-team/keras-contrib/issues/475',
]

LEVEL = 'start'

PREDICT = 'A counter that starts at 0, and `counter += 1` before three runs. What is printed?'

CHOICES = ['1, 2, 3', '1, 1, 1', '0, 0, 0']

ANSWER = 1

TEMPTING = {
    0: 'In Python the line would run three times if it stood in the loop. Here it has run once, '
    'and what it made is the sum of the counter and 1.',
    2: 'The variable is 0 all the time, indeed. But the name `counter` no longer stands for it.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        counter = tf.get_variable('counter', initializer=0)
        sess.run(tf.global_variables_initializer())
        counter += 1
        print('counter is', counter.op.type)
        values = [int(sess.run(counter)) for _ in range(3)]
        print('runs:', values)
        return values


SURPRISE = 'Nothing was counted: 0 + 1 was computed three times.'

EXPLANATION = """
`counter += 1` is Python for `counter = counter + 1`. The right side builds an operation that reads
the variable and adds 1, and the name is then given to its **result**. The variable keeps its value,
0, and has lost its name. Each run computes 0 + 1 anew. Put the line into the loop, and you get 1,
2, 3, which looks right: each turn builds one more addition, `((0 + 1) + 1) + 1`. The variable is
still 0, the checkpoint says 0, and the graph grows by two nodes per step.

The value of a variable is changed by an operation that is *run*: `tf.assign`, `tf.assign_add`, an
optimiser's step, an initialiser, a restore. Build it once, before the loop, and run it as often as
needed. Building it changes nothing, either; `tf.assign_add(counter, 1)` on a line of its own, never
run, is a common way to wonder for an hour.

*'Tensor' object has no attribute 'assign'* (today *'SymbolicTensor'*) is the same mistake, noticed
later: what was a variable has become a sum, a slice, or the result of `tf.identity`. Keep the
variable and its result under two names.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        counter = tf.get_variable('counter', initializer=0)
        count = tf.assign_add(counter, 1)
        sess.run(tf.global_variables_initializer())
        values = [int(sess.run(count)) for _ in range(3)]
        print('runs:', values)
        print('the variable:', sess.run(counter))
        return values


DIFFER = 'The three runs: 1, 1, 1 in wrong; 1, 2, 3 in right.'

RULE = 'A variable changes when an assign is run; `+=` on it only renames.'

STEPPED_ROUND = []
