"""A vector of two numbers, one of which is computed"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'A constant, an initialiser or a NumPy function does not take a tensor.'

MESSAGES = [
    "TypeError: Expected float32, got <tf.Tensor 'mul:0' shape=() dtype=float32> of type 'Tensor' "
    'instead.',
    "TypeError: Expected int32, got list containing Tensors of type '_Message' instead.",
    'TypeError: Expected float32, but got Tensor("mul:0", shape=(), dtype=float32) of type '
    "'SymbolicTensor'.",
    'TypeError: Expected any non-tensor type, but got a tensor instead.',
    'NotImplementedError: Cannot convert a symbolic Tensor (mul:0) to a numpy array.',
    'NotImplementedError: Cannot convert a symbolic tf.Tensor (mul:0) to a numpy array. This error '
    "may indicate that you're trying to pass a Tensor to a NumPy call, which is not supported.",
    "TypeError: 'SymbolicTensor' object cannot be interpreted as an integer",
    "TypeError: float() argument must be a string or a real number, not 'SymbolicTensor'",
    "TypeError: Expected int32 passed to parameter 'y' of op 'Mul', got 2.5 of type 'float' "
    'instead.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/matheusgadelha/PrGAN/issues/2',
    'https://github.com/tensorflow/tensorflow/issues/17209',
    'https://github.com/CIPITR/CIPITR/issues/17',
    'https://github.com/tensorflow/tensorflow/issues/68959',
]

LEVEL = 'start'

PREDICT = 'A shift is to be the vector (2 * scale, 0). What does `tf.constant` make of the list?'

CHOICES = [
    'A tensor: the list is packed, as everywhere else.',
    'An error: a constant’s value must be known now.',
    'A constant of the value that `scale` has at that moment.',
]

ANSWER = 1

TEMPTING = {
    0: 'Most functions do pack lists with tensors in them; `tf.constant` is the exception.',
    2: '`scale` has no value at that moment; it will have one in each run.',
}


def wrong():
    with tf.Graph().as_default():
        scale = tf.placeholder(tf.float32, [])
        return tf.constant([2.0 * scale, 0.0], tf.float32)


SURPRISE = 'A constant is written into the graph, and there is no number yet that could be written.'

EXPLANATION = """
While the graph is built, a tensor is a name for something that will be computed. Whatever needs a
**number** at that time cannot use it, and each such place says it in words of its own:

- `tf.constant`: *Expected float32, got … of type 'Tensor'*; `tf.constant_initializer`: *Invalid
  type for initial value*. Use `tf.stack` for lists, `tf.fill` for a filled shape, `tf.identity` or
  the tensor itself otherwise.
- NumPy, `np.sqrt(t)`, `np.array([t])`: *Cannot convert a symbolic Tensor to a numpy array*. Use
  TensorFlow's function of that name, or fetch first. (With TensorFlow 2.4 and NumPy 1.20 the same
  text came from a conflict of versions, in Keras' LSTM.)
- Python: `range(t)`, `int(t)`, `'%d' % t`. Use `tf.range`, or fetch.
- shapes of variables: `tf.get_variable('w', [t, 3])`. They must be known; take `x.shape[1]` and not
  `tf.shape(x)[1]`.

*Expected int32, got list containing Tensors of type '_Message'* has another reason. It is
`tf.concat(1, [a, b])`, whose arguments changed places in TensorFlow 1.0: `tf.concat([a, b], 1)`.
Today the old order gives *Shape (2, 1, 2) must have rank 0*.

*Expected int32 passed to parameter 'y', got 2.5* is about dtypes: an integer tensor times a Python
float. Cast the tensor.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        scale = tf.placeholder(tf.float32, [])
        shift = tf.stack([2.0 * scale, 0.0])
        value = sess.run(shift, {scale: 3.0}).tolist()
        print('shift:', value)
        return value


DIFFER = 'wrong() raises; right() returns [6.0, 0.0].'

RULE = 'Put tensors together with `tf.stack`; `tf.constant` takes numbers only.'

STEPPED_ROUND = []
