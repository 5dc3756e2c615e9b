"""A network from the model zoo, with its published weights"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'A restored slim network is unsure, and its scores change from run to run.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/pudae/tensorflow-densenet/issues/11',
    'https://github.com/tensorflow/models/issues/391',
]

LEVEL = 'core'

PREDICT = (
    'The features of one image go through `slim.dropout` and a sum, as in the last layers of VGG. '
    'Nothing is said of training. How many different outputs do ten runs give?'
)

CHOICES = ['1', '10, or nearly', '2']

ANSWER = 1

TEMPTING = {
    0: 'Off by default is what `tf.layers.dropout` and Keras do; slim was made for training.',
    2: 'There are two modes, but only one of them is in use here.',
}

FEATURES = np.ones([1, 1000], np.float32)


def outputs(output):
    """The number of different outputs in ten runs, and their mean."""
    with tf.Session() as sess:
        values = np.array([sess.run(output)[0] for _ in range(10)])
    return len(set(values.tolist())), values.mean()


def wrong():
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        output = tf.reduce_sum(slim.dropout(FEATURES, 0.5, scope='dropout7'), 1)
        different, mean = outputs(output)
        print('different outputs:', different, ' mean near 1000:', abs(mean - 1000) < 50)
        return different


SURPRISE = 'Slim’s `is_training` is True unless somebody says otherwise.'

EXPLANATION = """
slim's layers were written for training scripts, and their defaults are those of training:
`slim.dropout(…, is_training=True)`, `slim.batch_norm(…, is_training=True)`, and with them the whole
networks: `vgg.vgg_19(images, is_training=True)`. Build one for prediction, restore the published
weights, and you get dropout with `keep_prob=0.5` before the last layers. The scores are right on
average and different each time, which is easily taken for a property of the model.

For networks with batch normalisation it is worse. There `is_training=True` normalises by the batch,
so that one image alone is normalised by itself, and the answer is nonsense in a stable way. Those
who then find that `is_training=True` at test time is *better* than False have another fault, the
averages that were not updated (update-ops-not-run).

The opposite holds elsewhere: `tf.layers.dropout(training=False)`, `tf.layers.batch_normalization(
training=False)`. When code moves between the two, each call has to say what it wants.

`with slim.arg_scope([slim.dropout, slim.batch_norm], is_training=False):` around the building says
it once for all. A value given in the call itself wins over the scope, and slim's own networks give
it: there it has to be their argument.

Layers that are not used, as in style transfer, cost nothing: what is not fetched is not run.
"""


def right():
    with tf.Graph().as_default():
        with slim.arg_scope([slim.dropout], is_training=False):
            output = tf.reduce_sum(slim.dropout(FEATURES, 0.5, scope='dropout7'), 1)
        different, mean = outputs(output)
        print('different outputs:', different, ' mean:', mean)
        return different


DIFFER = 'The number of different outputs in ten runs: several against 1.'

RULE = 'Build for prediction with `is_training=False`, and run the same input twice as a test.'

STEPPED_ROUND = []
