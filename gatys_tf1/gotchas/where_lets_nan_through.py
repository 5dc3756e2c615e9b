"""The zeros were taken care of, before the logarithm is summed"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'The loss is a number, its gradient is NaN, and the tf.where against it is in place.'

MESSAGES = [
    'InvalidArgumentError: gradients/Log_grad/mul:0 : Tensor had NaN values',
    'InvalidArgumentError: Nan in summary histogram for: weights/gradient',
    'InvalidArgumentError: Found Inf or NaN global norm. : Tensor had NaN values',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/2540',
    'https://github.com/tensorflow/tensorflow/issues/38349',
    'https://github.com/tensorflow/tensorflow/issues/20355',
    'https://github.com/tensorflow/tensorflow/issues/27684',
]

LEVEL = 'deep'

PREDICT = (
    'x log x, with the value 0 where x is 0: an entropy. The `tf.where` chooses the 0 there. What '
    'is the gradient with respect to the x that is 0?'
)

CHOICES = ['0: the constant was chosen', 'NaN', '-inf: the slope of x log x at 0']

ANSWER = 1

TEMPTING = {
    0: 'The gradient that `tf.where` sends into the other branch is 0, indeed. But it is not over '
    'there: it is multiplied on its way back.',
    2: 'That is what calculus says. The graph does not know calculus, it multiplies what each node '
    'gives it: 0 by infinity.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.constant([0.0, 0.5, 1.0])
        entropy = -tf.where(x > 0, x * tf.log(x), tf.zeros_like(x))
        gradient = tf.gradients(entropy, x)[0]
        print('entropy: ', sess.run(entropy))
        print('gradient:', sess.run(gradient))
        return sess.run(gradient).tolist()


SURPRISE = 'The branch that was not chosen spoils the gradient of the one that was.'

EXPLANATION = """
`tf.where` is no `if`. It gets two finished tensors and picks from them, element by element. Both
branches are computed for every element, `log(0)` included, and the result is fine: the `-inf`, or
the NaN, is not picked.

Backwards there is nothing to pick. The gradient flows into both branches, with a 0 for the elements
that were not chosen, and then through the branch by the chain rule: 0 times the derivative of
`log` at 0, which is infinite. Zero times infinity is NaN. The two branches' gradients are added,
and NaN plus anything is NaN. So a branch must be harmless where it is *not* chosen.

Do it in two steps: replace the dangerous **inputs** by something harmless, compute, and then
choose. The `tf.where` inside makes sure that `log` never sees a 0, and the one outside that its
result does not count there.

Adding a small number (`log(x + 1e-8)`) or `tf.maximum` is shorter and often enough; it changes the
value a little, and a slope of 1e8 at 0 can be as bad as NaN. Which functions do it depends on how
their gradient is written: `tf.sqrt` of an unchosen 0 gives 0 in TensorFlow 2.21, while `log`,
`1/x`, `x ** 0.5` and an `exp` that overflows still give NaN. `tf.math.divide_no_nan` and
`tf.math.xlogy` are safe on their own.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.constant([0.0, 0.5, 1.0])
        harmless = tf.where(x > 0, x, tf.ones_like(x))
        entropy = -tf.where(x > 0, x * tf.log(harmless), tf.zeros_like(x))
        gradient = tf.gradients(entropy, x)[0]
        print('entropy: ', sess.run(entropy))
        print('gradient:', sess.run(gradient))
        return sess.run(gradient).tolist()


DIFFER = 'The gradient at x = 0: NaN in wrong, 0 in right.'

RULE = 'A tf.where against NaN goes round the input as well as round the result.'

STEPPED_ROUND = []
