"""The gradients of two variables"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'sess.run refuses what it is given, and says that it is None.'

MESSAGES = [
    "TypeError: Fetch argument None has invalid type <class 'NoneType'>",
    "TypeError: Fetch argument None has invalid type <type 'NoneType'>",
    'TypeError: Argument `fetch` = None has invalid type "NoneType". Cannot be None',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/RobRomijnders/LSTM_tsc/issues/10',
    'https://github.com/chiphuyen/stanford-tensorflow-tutorials/issues/24',
    'https://github.com/wbhu/DnCNN-tensorflow/issues/57',
    'https://github.com/titu1994/neural-architecture-search/issues/21',
]

LEVEL = 'start'

PREDICT = 'The loss does not use the bias. What is its gradient, when it is fetched?'

CHOICES = ['0.0', 'An error in tf.gradients: the bias is not connected.', 'An error in sess.run.']

ANSWER = 2

TEMPTING = {
    0: 'That is its value in mathematics. TensorFlow tells *zero* from *does not depend*: None.',
    1: 'It says nothing: None stands in the list, and the first to stumble over it is the session.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        weight = tf.get_variable('weight', initializer=3.0)
        bias = tf.get_variable('bias', initializer=1.0)
        loss = tf.square(weight)  # forgotten: + bias
        gradients = tf.gradients(loss, [weight, bias])
        print('gradients:', [gradient is not None for gradient in gradients])
        sess.run(tf.global_variables_initializer())
        return sess.run(gradients)


SURPRISE = 'None came out of a function that makes no noise about it, and was passed on.'

EXPLANATION = """
`sess.run` takes tensors, operations, their names, and lists and dictionaries of these. A None among
them is not skipped. The message names neither the position in the list nor where the None came
from, so look at each fetch for one of these:

- `tf.gradients`, where the loss does not depend on a variable: it was left out by mistake, or an
  operation without a gradient lies between (round-has-no-gradient), or the variable is another one
  of the same name.
- `tf.summary.merge_all()` in a graph without summaries, or called before they were made
  (merge-all-is-none). This is a frequent one.
- a function of your own that has no `return`, or returns in one branch only; `self.train_op`, set
  to None in `__init__` and never assigned.
- `tf.train.get_global_step()`, where none was created.
- a key of a dictionary of end points taken by `.get(name)`, with the name misspelt.

An empty list is accepted and returns an empty list.

For gradients there are two cures. If the independence is right, leave these variables out, as
`minimize` does silently; or let them be zero by `tf.gradients(…, unconnected_gradients='zero')`,
where the shapes matter. If it is not right, None is the symptom: look for what is missing in the
loss.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        weight = tf.get_variable('weight', initializer=3.0)
        bias = tf.get_variable('bias', initializer=1.0)
        loss = tf.square(weight) + bias
        variables = [weight, bias]
        gradients = tf.gradients(loss, variables)
        missing = [v.op.name for v, gradient in zip(variables, gradients) if gradient is None]
        assert not missing, f'the loss does not depend on {missing}'
        sess.run(tf.global_variables_initializer())
        values = [float(value) for value in sess.run(gradients)]
        print('gradients:', values)
        return values


DIFFER = 'wrong() raises; right() returns two gradients, 6.0 and 1.0.'

RULE = 'Check what `tf.gradients` and `merge_all` return for None before it reaches a session.'

STEPPED_ROUND = []
