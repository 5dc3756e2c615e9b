"""One logit of 200, and the loss of the whole batch"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The loss is NaN (or inf) after some steps, often suddenly, and never recovers.'

MESSAGES = [
    'Loss is NaN',
    'ERROR:tensorflow:Model diverged with loss = NaN.',
    'NanLossDuringTrainingError: NaN loss during training.',
    'InvalidArgumentError: LossTensor is inf or nan. : Tensor had NaN values',
    'InvalidArgumentError: LossTensor is inf or nan : Tensor had NaN values',
    'InvalidArgumentError: Nan in summary histogram for: conv1/weights',
    'InvalidArgumentError: loss : Tensor had Inf values',
    'AssertionError: Model diverged with loss = NaN',
]

SOURCE = 'known'

THREADS = [
    'https://stackoverflow.com/questions/33712178',
    'https://stackoverflow.com/questions/33641799',
    'https://github.com/tensorflow/models/pull/181',
    'https://github.com/tensorflow/tensor2tensor/issues/106',
    'https://github.com/OpenNMT/OpenNMT-tf/issues/890',
]

LEVEL = 'start'

PREDICT = (
    'Cross-entropy as in the textbook: softmax, then the logarithm. The network is sure, and '
    'wrong: logits (0, 200), and the right class is the first. What are loss and gradient?'
)

CHOICES = ['200, and (-1, 1)', '200 or inf, and (NaN, NaN)', 'inf, and (-1, 1)']

ANSWER = 1

TEMPTING = {
    0: 'The exact answer, and what the fused operation gives. On the way there, a float32 has to '
    'hold exp(-200), and it cannot.',
    2: 'The derivative of the whole is harmless. It is computed as a product, though, of the '
    'derivative of log at 0 and that of softmax: infinity times 0.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.get_variable('logits', initializer=[[0.0, 200.0]])
        probabilities = tf.nn.softmax(logits)
        loss = -tf.reduce_sum(tf.constant([[1.0, 0.0]]) * tf.log(probabilities))
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss alone:', sess.run(loss))
        print('loss and probabilities:', *sess.run([loss, probabilities]))
        sess.run(step)
        print('logits after one step:', sess.run(logits)[0])
        return sess.run(logits)[0].tolist()


SURPRISE = 'The loss is 200, or infinite if you look closer, and the weights are gone either way.'

EXPLANATION = """
`exp(-200)` is 1e-87; the smallest float32 above 0 is about 1e-45. So the probability is 0, its
logarithm `-inf`, and the loss `inf`. The gradient is a product along the way back, with an infinite
factor from `log` and a zero from `softmax`: NaN. One example in a batch is enough, since the
batch's gradients are summed; one step, and every weight is NaN. From there on, each loss is.

The loss alone comes out as 200, because TensorFlow optimises the graph before it runs it, and turns
the log of a softmax into one exact operation if nobody else wants the softmax. The train op does.
So the log shows a finite loss, and the next step is NaN: it looks as if the training had
"diverged". It comes late, when the network has become sure of itself.

`softmax_cross_entropy_with_logits_v2` (and the sparse and the sigmoid one) takes the **logits** and
never computes the probability: `log softmax(z) = z - logsumexp(z)`. Give it what the last layer
returns, without softmax. For other logarithms: `tf.log(x + 1e-8)`, or a clip from below.

If that is not it: a learning rate that is too high (the loss grows for some steps before), a square
root or a division at 0, a label outside the classes, NaN in the data. `tf.check_numerics(x,
'name')` round the suspects, or `tf.add_check_numerics_ops()` for all, names the node that is not
finite.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        logits = tf.get_variable('logits', initializer=[[0.0, 200.0]])
        loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[1.0, 0.0]], logits=logits)
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss:', sess.run(loss))
        sess.run(step)
        value = [round(float(logit), 3) for logit in sess.run(logits)[0]]
        print('logits after one step:', value)
        return value


DIFFER = 'The logits after one step: NaN in wrong, (0.1, 199.9) in right.'

RULE = 'No log of a softmax: give the logits to softmax_cross_entropy_with_logits_v2.'

STEPPED_ROUND = []
