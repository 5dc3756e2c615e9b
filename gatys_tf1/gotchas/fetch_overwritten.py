"""Three steps, and the loss of each"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A training loop runs once and fails in its second step, on the very same line.'

MESSAGES = [
    "TypeError: Fetch argument 9.0 has invalid type <class 'numpy.float32'>, must be a string or "
    'Tensor. (Can not convert a float32 into a Tensor or Operation.)',
    'TypeError: Argument `fetch` = 9.0 has invalid type "float32" must be a string or Tensor. (Can '
    'not convert a float32 into a Tensor or Operation.)',
    'TypeError: Can not convert a float32 into a Tensor or Operation.',
    'TypeError: Cannot interpret feed_dict key as Tensor: Can not convert a ndarray into a Tensor.',
    "TypeError: unhashable type: 'numpy.ndarray'",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/chiphuyen/stanford-tensorflow-tutorials/issues/138',
    'https://github.com/BinRoot/TensorFlow-Book/issues/31',
    'https://github.com/yanwii/ChineseNER/issues/15',
]

LEVEL = 'start'

PREDICT = 'Three steps of training, and the loss of each is printed. What do you see?'

CHOICES = ['Three losses.', 'One loss three times.', 'One loss, and then an error.']

ANSWER = 2

TEMPTING = {
    0: 'The line reads well, and it does what it says: the result is called `loss`.',
    1: 'Were the number accepted as a fetch, this would be it.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.square(tf.get_variable('x', initializer=3.0))
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            loss = sess.run(loss)
            print('loss:', loss)
            sess.run(train_op)
        return loss


SURPRISE = 'From the second step on, `loss` is no longer a tensor but the number of the first.'

EXPLANATION = """
`loss = sess.run(loss)` gives one name to two things: the node, and its value. The assignment throws
the node away, as far as this name is concerned, and the next `sess.run(loss)` is `sess.run(9.0)`.
The message speaks of a *fetch argument* that has an *invalid type*; the number in it is the last
value of the loss, which is how one recognises it.

Variants:

- `_, loss = sess.run([train_op, loss])`, the same in its usual dress;
- `x = sess.run(x)` with a tensor that is fed later: *Cannot interpret feed_dict key as Tensor*, or
  *unhashable type: 'numpy.ndarray'*;
- in a notebook the loop works, and the **cell** fails when it is run again;
- at module level `for image in images: image = sess.run(image)` is harmless, but hides the name;
- an attribute, `self.loss = sess.run(self.loss)`, where the two lines stand far apart.

A value of `str` would even be accepted, and taken for the name of a tensor.

A convention helps more than attention: names of values say that they are values. Here they end in
`_value`; others write `loss_` or `np_loss`. Which one does not matter, as long as tensors never
have it.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.square(tf.get_variable('x', initializer=3.0))
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            loss_value = sess.run(loss)
            print(f'loss: {loss_value:.3f}')
            sess.run(train_op)
        return round(float(loss_value), 3)


DIFFER = 'wrong() raises in the second step; right() returns the loss of the third.'

RULE = 'Give a fetched value a name of its own, such as `loss_value`.'

STEPPED_ROUND = []
