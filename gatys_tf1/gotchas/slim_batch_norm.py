"""The old Keras is installed and switched on"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'slim.batch_norm cannot be built; a slim ResNet, Inception or MobileNet fails on it.'

MESSAGES = [
    "ModuleNotFoundError: No module named 'tf_keras.legacy_tf_layers'",
    "ModuleNotFoundError: No module named 'tf_keras'",
    "ModuleNotFoundError: No module named 'keras.legacy_tf_layers'",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/farazBhatti/Human-Body-Measurements-using-Computer-Vision/issues/41',
    'https://github.com/keras-team/keras/issues/18839',
    'https://github.com/google-research/tf-slim/issues/24',
    'https://github.com/conda-forge/tensorflow-feedstock/issues/356',
]

LEVEL = 'core'

PREDICT = (
    'Keras 2 is installed and switched on, and `tf.layers` works again. Is a slim convolution '
    'with batch normalisation built?'
)

CHOICES = [
    'Yes: this is what the old Keras is there for.',
    'No: slim asks for a module that the old Keras has moved.',
    'Yes, but its moving averages are never updated.',
]

ANSWER = 1

TEMPTING = {
    0: 'It brings back `tf.layers`; tf-slim goes past it, to a module that has moved.',
    2: 'That is the other trap of batch normalisation (update-ops-not-run), and comes later.',
}

OWN_PROCESS = True
ENVIRONMENT = {'TF_USE_LEGACY_KERAS': '1'}
REQUIRES = 'tf-keras'

IMAGE = np.ones([1, 4, 4, 3], np.float32)


def wrong():
    with tf.Graph().as_default():
        print('tf.layers.dense:', tf.layers.dense(IMAGE, 2).shape)
        return slim.conv2d(IMAGE, 2, [3, 3], normalizer_fn=slim.batch_norm, scope='conv1')


SURPRISE = 'No: tf-slim 1.1.0 looks for the old Keras at an address where it no longer lives.'

EXPLANATION = """
Most of tf-slim 1.1.0 is built on TensorFlow alone and works on Keras 3: convolutions, dense layers,
dropout, `arg_scope`. `slim.batch_norm` (and with it every network whose `arg_scope` uses it:
ResNet, Inception, MobileNet, but not VGG) calls a class of TensorFlow's that imports
`tf_keras.legacy_tf_layers`. Without tf-keras the message says that `tf_keras` is missing; with it,
that its `legacy_tf_layers` is. The folder is there, as `tf_keras.src.legacy_tf_layers`.

What works:

- `normalizer_fn=tf.layers.batch_normalization` with the old Keras, as below. Its switch is called
  `training`, not `is_training`, and it has a `scale` (gamma) by default where slim's has none. Its
  decay is 0.99 where slim's is 0.999. Its variables are called `gamma`, `beta`, `moving_mean` and
  `moving_variance`, as slim's are; the scope is `batch_normalization` instead of `BatchNorm`,
  unless it is given as `name`.
- a function of your own, about ten lines of `tf.nn.moments` and `tf.nn.batch_normalization`, which
  needs no Keras at all (there is one in update-ops-not-run). To use a trained network, two lines
  with the stored averages are enough.
- `slim.layer_norm` and `slim.instance_norm`, which are not affected.
"""


def right():
    with tf.Graph().as_default():
        normalise = {'training': True, 'scale': False, 'momentum': 0.999, 'name': 'BatchNorm'}
        slim.conv2d(
            IMAGE, 2, [3, 3], scope='conv1',
            normalizer_fn=tf.layers.batch_normalization, normalizer_params=normalise,
        )  # fmt: skip
        names = [variable.op.name for variable in tf.global_variables()]
        print('\n'.join(names))
        return names


DIFFER = 'wrong() raises; right() returns the variables, named as slim names them.'

RULE = 'Give slim a `normalizer_fn` other than its own batch_norm.'

STEPPED_ROUND = []
