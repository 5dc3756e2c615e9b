"""Twice the discriminator, once the optimiser"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'Building the optimiser fails over a variable that it is to create itself.'

MESSAGES = [
    'ValueError: Variable d/weights/Adam/ does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
    'ValueError: Variable d/weights/Adam/ does not exist, or was not created with '
    'tf.get_variable(). Did you mean to set reuse=None in VarScope?',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/carpedm20/DCGAN-tensorflow/issues/66',
    'https://github.com/jonbruner/ezgan/issues/2',
    'https://github.com/llSourcell/Generative_Adversarial_networks_LIVE/issues/2',
    'https://github.com/tensorflow/tensorflow/issues/11637',
]

LEVEL = 'core'

PREDICT = (
    'The discriminator of a GAN sees real pictures, then generated ones, with the same weights. '
    'Then an optimiser is built for it. Which of the three calls fails?'
)

CHOICES = [
    'The second discriminator: its weights exist already',
    'None',
    'The optimiser',
]

ANSWER = 2

TEMPTING = {
    0: 'It would, without the line before it. With reuse on, it finds the weights of the first.',
    1: 'Each of the two lines does what it is there for. One of them does it for longer than '
    'meant.',
}


def discriminator(images):
    with tf.variable_scope('d'):
        return tf.reduce_mean(images * tf.get_variable('weights', initializer=[1.0, 2.0]))


def wrong():
    with tf.Graph().as_default():
        real = discriminator(tf.ones([4, 2]))
        tf.get_variable_scope().reuse_variables()
        fake = discriminator(tf.zeros([4, 2]))
        print('built:', real.op.name, fake.op.name)
        print('still reusing:', tf.get_variable_scope().reuse)
        tf.train.AdamOptimizer(0.1).minimize(fake - real)


SURPRISE = 'Sharing was switched on for one line, and nobody switched it off.'

EXPLANATION = """
`reuse_variables()` switches a scope to "only use what exists". It cannot be undone, and here the
scope is the outermost one, so it holds for the rest of the program. Whatever is created from then
on by `get_variable` fails. An optimiser creates: Adam two slots for each weight, by `get_variable`,
under names such as `d/weights/Adam`. So the message is about a variable that you have never written
down, and the suggestion in it, `AUTO_REUSE`, is about a scope that you do not see.

It ends in `/Adam/`, `/Momentum/`, `/RMSProp/` or `/ExponentialMovingAverage/`: that is how to tell
this from a misspelt name.

Many GANs of 2016 are written like this, and worked with the TensorFlow of their day, which made the
slots in another way.

Switch reuse on for a block, and it is off after the block: `with tf.variable_scope(…,
reuse=True):`, or `reuse=tf.AUTO_REUSE` in the function itself. Or call the discriminator once, on
real and fake pictures in one batch. If the line has to stay, put all that builds the network into
`with tf.variable_scope(tf.get_variable_scope()):`, and the optimiser after it: at the end of the
block the switch is back.
"""


def right():
    with tf.Graph().as_default():
        real = discriminator(tf.ones([4, 2]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            fake = discriminator(tf.zeros([4, 2]))
        print('built:', real.op.name, fake.op.name)
        print('still reusing:', tf.get_variable_scope().reuse)
        tf.train.AdamOptimizer(0.1).minimize(fake - real)
        names = [variable.op.name for variable in tf.global_variables()]
        print(*names, sep='\n')
        return names


DIFFER = 'wrong raises a ValueError; right returns the weights, their two slots and two powers.'

RULE = 'Reuse in a `with` block, never by reuse_variables().'

STEPPED_ROUND = []
