"""A picture compared with itself: is the loss 0?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A loss that has to be 0 is not, or a model learns to predict a constant, with no error.'

MESSAGES = [
    "ValueError: Dimensions must be equal, but are 4 and 8 for 'sub' (op: 'Sub') with input "
    'shapes: [1,4,4,2], [8,2].',
    "ValueError: Dimensions must be equal, but are 4 and 8 for '{{node sub}} = "
    "Sub[T=DT_FLOAT](features, target)' with input shapes: [1,4,4,2], [8,2].",
    'InvalidArgumentError: Incompatible shapes: [3,2] vs. [4,2]',
    "ValueError: Shape must be rank 4 but is rank 3 for 'Conv2D' (op: 'Conv2D') with input shapes: "
    '[8,8,3], [3,3,3,64].',
    "ValueError: Shape must be rank 4 but is rank 3 for '{{node Conv2D}} = Conv2D[T=DT_FLOAT, "
    'data_format="NHWC"',
    'ValueError: Convolution expects input with rank 4, got 3',
    'ValueError: Shapes (1, 4, 4, 2) and (4, 2) are incompatible',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/1406',
    'https://github.com/tensorflow/tensorflow/issues/1343',
    'https://github.com/tensorflow/tensorflow/issues/37770',
]

LEVEL = 'start'

PREDICT = (
    'The target is the features of the very same picture, so the loss should be 0. The batch axis '
    'was indexed away, and by mistake a second axis with it. What is the loss?'
)

CHOICES = [
    'A number that is not 0',
    '0: the values are the same',
    'None: shapes (1, 4, 4, 2) and (4, 2) raise an error',
]

ANSWER = 0

TEMPTING = {
    1: 'The values are the same only in the first row. The other rows are compared with that one.',
    2: 'An error is what you would want. But the two shapes agree from the right, and that is all '
    'that broadcasting asks for.',
}


def wrong():
    pixels = np.arange(1 * 4 * 4 * 2, dtype=np.float32).reshape([1, 4, 4, 2])
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant(pixels, name='features')
        target = sess.run(features)[0][0]
        difference = features - target
        loss = sess.run(tf.reduce_mean(tf.square(difference)))
        print('features:', features.shape)
        print('target:', target.shape)
        print('difference:', difference.shape)
        print('loss:', loss)
        return loss


SURPRISE = 'The shapes differ and the loss is a number: each row was compared with the first one.'

EXPLANATION = """
Arithmetic on tensors broadcasts as NumPy's does: shapes are aligned from the right, and an axis
that is missing or has size 1 is repeated. `(1, 4, 4, 2)` and `(4, 2)` fit. The target is one row of
the picture, and it is subtracted from every row. The mean is a scalar whatever came before it, so
the last chance to notice is gone: the optimisation runs, and pulls every row towards the first.

The best-known member of the family is labels of shape `(n,)` against predictions of `(n, 1)`: the
difference is an `(n, n)` table of all pairs, and the model that minimises its mean predicts the
mean of the labels for everything.

The same slip is loud where no axis can be repeated: *Dimensions must be equal, but are 4 and 8*
while the graph is built, *Incompatible shapes* if sizes were open until the run. It is loud, too,
where an operation insists on a number of axes. A picture without its batch axis makes `conv2d` say
*Shape must be rank 4 but is rank 3*: feed `picture[np.newaxis]`.

`tf.losses.mean_squared_error` compares the shapes before it computes. With `tf.square`,
`tf.squared_difference` and `-` the check is yours: one line, run while the graph is built, so it
costs nothing per step.
"""


def right():
    pixels = np.arange(1 * 4 * 4 * 2, dtype=np.float32).reshape([1, 4, 4, 2])
    with tf.Graph().as_default(), tf.Session() as sess:
        features = tf.constant(pixels, name='features')
        for target in (pixels[0][0], pixels):
            try:
                features.shape.assert_is_compatible_with(target.shape)
            except ValueError as error:
                print('ValueError:', error)
        loss = sess.run(tf.reduce_mean(tf.square(features - target)))
        print('loss:', loss)
        return loss


DIFFER = 'The loss of a picture against itself: 224.0 in wrong, 0.0 in right.'

RULE = 'Before two tensors are compared: `a.shape.assert_is_compatible_with(b.shape)`.'

STEPPED_ROUND = [
    'gatys_tf1/adain/gram.py:gram_loss',
    'gatys_tf1/losses/gatys.py:content_loss',
    'gatys_tf1/adain/normalisation.py:moments_loss',
    'gatys_tf1/losses/temporal.py:temporal_loss',
]
