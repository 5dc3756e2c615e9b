"""The network is sure of the right answer, and its loss is 0.55"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'Training is slow and the loss stops far from 0, though the predictions are right.'

MESSAGES = [
    'ValueError: Only call `softmax_cross_entropy_with_logits` with named arguments (labels=..., '
    'logits=..., ...)',
    'ValueError: Only call `sparse_softmax_cross_entropy_with_logits` with named arguments '
    '(labels=..., logits=..., ...)',
    'InvalidArgumentError: Received a label value of 10 which is outside the valid range of [0, '
    '10).  Label values: 10 3 1',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/nilboy/colorization-tf/issues/3',
    'https://github.com/tkipf/gcn/pull/7',
]

LEVEL = 'core'

PREDICT = (
    'Three classes, the right one is the first, and the network gives it all its trust: logits '
    '(20, 0, 0). What is the loss of what `tf.nn.softmax` makes of them?'
)

CHOICES = ['0.00', '0.55', 'An error: probabilities are no logits']

ANSWER = 1

TEMPTING = {
    0: 'It would be, of the logits. The function applies a softmax itself, and that of (1, 0, 0) '
    'is not (1, 0, 0).',
    2: 'They are numbers like others: there is nothing by which to tell them apart.',
}

LABELS = [[1.0, 0.0, 0.0]]


def report(sess, logits, predictions):
    """Prints and returns the loss and the length of its gradient, at some logits."""
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=LABELS, logits=predictions)
    steepness = tf.norm(tf.gradients(loss, logits)[0])
    rows = []
    for value in ([[20.0, 0.0, 0.0]], [[0.0, 0.0, 0.0]], [[0.0, 20.0, 0.0]]):
        rows.append(
            [round(float(sess.run(x, {logits: value}).sum()), 2) for x in (loss, steepness)]
        )
        print(f'{value[0]}: loss {rows[-1][0]:.2f}, gradient {rows[-1][1]:.2f}')
    return rows


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.placeholder(tf.float32, [1, 3])
        return report(sess, logits, tf.nn.softmax(logits))


SURPRISE = 'A perfect answer costs 0.55, and a perfectly wrong one has no gradient.'

EXPLANATION = """
`…_cross_entropy_with_logits` contains a softmax. If the network ends in one, there are two. The
first gives numbers from 0 to 1, and the second takes them for logits: of (1, 0, 0) it makes
(0.58, 0.21, 0.21), the best that is possible with three classes, a loss of 0.55. With ten classes
that floor is 1.46, with a thousand 5.9.

Nothing fails. The order of the classes is the same, so the accuracy rises, slowly. What is lost is
the slope. When the answer is wrong and sure, the one place where one wants to be pushed, the first
softmax is flat, and the gradient is 0 to two decimals. Such a network can stay wrong for ever.

The same happens with `sigmoid_cross_entropy_with_logits` after a `tf.sigmoid`, with
`tf.losses.softmax_cross_entropy`, and with layers that have `activation=tf.nn.softmax` built in.
Keras has it the other way round: its losses expect probabilities unless told `from_logits=True`.

Another slip of this family is the order. In TensorFlow 0.x one wrote `(logits, labels)`. 1.x
refused to guess, *Only call … with named arguments*; today it takes them by position again, labels
first, so the oldest code runs and has the two swapped.

Keep them apart by name: `logits` for the loss, `probabilities = tf.nn.softmax(logits)` for
people. And compare the first loss with what guessing costs: log of the number of classes.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.placeholder(tf.float32, [1, 3])
        return report(sess, logits, logits)


DIFFER = 'Loss and gradient at a sure right and a sure wrong answer: 0.55 and 0 in wrong.'

RULE = 'What goes into …_with_logits has been through no softmax.'

STEPPED_ROUND = []
