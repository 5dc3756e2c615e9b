"""A grey picture has no variation. What does one step make of it?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'The loss is fine, often even 0, and one step later everything is NaN.'

MESSAGES = [
    'Loss is NaN',
    'ERROR:tensorflow:Model diverged with loss = NaN.',
    'NanLossDuringTrainingError: NaN loss during training.',
    'AssertionError: Model diverged with loss = NaN',
    'InvalidArgumentError: Nan in summary histogram for: conv1_1/weights',
    'InvalidArgumentError: LossTensor is inf or nan. : Tensor had NaN values',
    'InvalidArgumentError: LossTensor is inf or nan : Tensor had NaN values',
]

SOURCE = 'the DataLab tutorial, which gives the total variation as a sum of square roots'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/12071',
    'https://github.com/tensorflow/tensorflow/issues/42889',
    'https://github.com/tensorflow/models/issues/4881',
]

LEVEL = 'core'

PREDICT = (
    'The total variation of a grey picture is 0, its smallest possible value, so a step should '
    'leave the picture as it is. What are the pixels after one step of Adam?'
)

CHOICES = [
    'Still grey: at a minimum the gradient is 0',
    'NaN',
    'Up to 5 levels off: Adam always moves by its learning rate',
]

ANSWER = 1

TEMPTING = {
    0: 'It is a minimum, but a sharp one: the square root rises from 0 like a wall, and the '
    'gradient that TensorFlow computes there is infinity times 0.',
    2: 'Adam does divide by the size of the gradient, which makes tiny gradients into full steps. '
    'It does not invent one where the gradient is 0; here it is not even a number.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.full([4, 4], 128, np.float32))
        down = image[1:, :-1] - image[:-1, :-1]
        across = image[:-1, 1:] - image[:-1, :-1]
        loss = tf.reduce_sum(tf.sqrt(tf.square(down) + tf.square(across)))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss:', sess.run(loss))
        print('gradient:', sess.run(tf.gradients(loss, image)[0])[0])
        sess.run(step)
        pixels = sess.run(image)
        print('pixels of the first row:', pixels[0])
        print('loss:', sess.run(loss))
        return pixels.tolist()


SURPRISE = 'A perfect loss, and not one usable number in its gradient.'

EXPLANATION = """
The derivative of the square root at 0 is infinite, and the derivative of the square inside it is 0.
The chain rule multiplies the two, and infinity times 0 is NaN. Adam carries the NaN into its
moments and into the pixels; from there it is in every later loss, for good.

One pixel that equals both neighbours is enough, and pictures are full of them: a grey start, a
white border, everything that was clipped to 255. Noise has none, so the bug waits for another start
image. And the loss of the step itself is finite: a check of the loss notices one step late, when
the picture is gone. `tf.norm` of a zero vector is the same, 0 with a gradient of NaN, and so are
distances in an embedding between a point and itself.

The other usual sources of a NaN loss are `tf.log(0)`, a division by 0, a learning rate so large
that the numbers overflow, and NaN in the data. `tf.check_numerics(tensor, 'where')` or
`tf.add_check_numerics_ops()` names the first operation that produced one.

Keep the root away from 0 by adding a little inside it; the price is a loss that does not quite
reach 0. Or use a distance without a root: the sum of absolute differences, as the tutorial does in
its code (to save time, it says), or of squares.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.full([4, 4], 128, np.float32))
        down = image[1:, :-1] - image[:-1, :-1]
        across = image[:-1, 1:] - image[:-1, :-1]
        loss = tf.reduce_sum(tf.sqrt(tf.square(down) + tf.square(across) + 1e-6))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        sess.run(tf.global_variables_initializer())
        print('loss:', sess.run(loss).round(3))
        print('gradient:', sess.run(tf.gradients(loss, image)[0])[0])
        sess.run(step)
        pixels = sess.run(image)
        print('pixels of the first row:', pixels[0])
        return pixels.tolist()


DIFFER = 'The pixels after one step: NaN in wrong, still 128 in right.'

RULE = 'No root of something that can be 0: add a small number inside, and check the gradient too.'

STEPPED_ROUND = ['gatys_tf1/losses/gatys.py:content_loss', 'gatys_tf1/lbfgs.py:lbfgs']
