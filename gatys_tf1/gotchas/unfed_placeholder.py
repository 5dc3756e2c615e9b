"""The inputs and the targets are fed"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'sess.run wants a placeholder that the fetched tensor does not seem to need.'

MESSAGES = [
    "InvalidArgumentError: You must feed a value for placeholder tensor 'Placeholder_1' with dtype "
    'float and shape [?,10]',
    'tensorflow.python.framework.errors_impl.InvalidArgumentError: You must feed a value for '
    "placeholder tensor 'keep_prob' with dtype float",
    'InvalidArgumentError (see above for traceback): You must feed a value for placeholder tensor '
    "'y' with dtype float and shape [?]",
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/10632',
    'https://github.com/tensorflow/tensorflow/issues/17913',
    'https://github.com/tensorflow/tensorflow/issues/784',
    'https://github.com/tensorflow/tensorboard/issues/217',
]

LEVEL = 'start'

PREDICT = (
    '`x` and `y` are fed, and the loss is fetched with the summaries. `score` is a placeholder for '
    'the accuracy, which Python computes after each epoch. What happens?'
)

CHOICES = [
    'The loss and the summaries come back; what is not fed is left out.',
    'An error: one of the summaries needs `score`.',
    'The accuracy is written as 0.',
]

ANSWER = 1

TEMPTING = {
    0: 'Summaries are not optional within `merge_all`: it is one node, with all of them as inputs.',
    2: 'A placeholder has no value before it is fed, not even 0.',
}


def build():
    x, y = tf.placeholder(tf.float32, [None], 'x'), tf.placeholder(tf.float32, [None], 'y')
    score = tf.placeholder(tf.float32, [], 'score')
    loss = tf.reduce_mean(tf.square(2.0 * x - y))
    of_loss = tf.summary.scalar('loss', loss)
    of_accuracy = tf.summary.scalar('accuracy', score)
    return x, y, score, loss, of_loss, of_accuracy


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y, _, loss, _, _ = build()
        feed = {x: [1.0, 2.0], y: [2.0, 5.0]}
        print('the loss alone:', sess.run(loss, feed))
        return sess.run([loss, tf.summary.merge_all()], feed)


SURPRISE = 'What has to be fed is decided by the fetches: by everything that they depend on.'

EXPLANATION = """
`sess.run` runs the part of the graph that leads to what is fetched. A placeholder in that part has
to be fed; one outside it need not be. So `y` is not wanted for a prediction, and `score` is not
wanted for the loss. But `merge_all()` depends on **every** summary of the graph, and through them
on placeholders that the training step never meets: a validation score, a second network's input,
the `keep_prob` of dropout.

Where the dependence is hidden:

- `merge_all()`, first of all; in a notebook it includes the summaries of earlier runs of the cell,
  whose placeholders nobody feeds any more (the cell's new one is `x_1`, the summaries want `x`);
- a control dependency, such as the update operations of batch normalisation, which need the images
  even where only a counter is fetched;
- a queue runner or dataset that was built on a placeholder;
- an `is_training` or `keep_prob`, which every layer depends on.

The name in the message is the one to look for. If it is `Placeholder_3`, give names first. Then
either feed it, or fetch less: merge the summaries that belong together by
`tf.summary.merge([...])`, one for each kind of run. What has a natural value when it is not fed is
a `tf.placeholder_with_default`.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y, score, loss, of_loss, of_accuracy = build()
        of_steps, of_epochs = tf.summary.merge([of_loss]), tf.summary.merge([of_accuracy])
        feed = {x: [1.0, 2.0], y: [2.0, 5.0]}
        value, step_summary = sess.run([loss, of_steps], feed)
        epoch_summary = sess.run(of_epochs, {score: 0.75})
        parsed = [tf.Summary.FromString(text) for text in (step_summary, epoch_summary)]
        values = [(text.value[0].tag, text.value[0].simple_value) for text in parsed]
        print(values)
        return values


DIFFER = 'wrong() raises; right() returns both summaries, each from a run of its own.'

RULE = 'Merge by hand the summaries of one kind of run; feed all that the fetches depend on.'

STEPPED_ROUND = []
