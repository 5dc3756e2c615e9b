"""The second of seven checkpoints was the best one"""

import glob

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'A checkpoint that was saved, and that you saw, is gone.'

MESSAGES = [
    'ValueError: The passed save_path is not a valid checkpoint: ./model-1',
    'NotFoundError: Unsuccessful TensorSliceReader constructor: Failed to find any matching files '
    'for ./model-1',
    'WARNING:tensorflow:From saver.py: remove_checkpoint (from '
    'tensorflow.python.training.checkpoint_management) is deprecated and will be removed in a '
    'future version. Instructions for updating: Use standard file APIs to delete files with this '
    'prefix.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/7946',
    'https://github.com/tensorflow/models/issues/3197',
    'https://github.com/tensorflow/models/issues/3455',
]

LEVEL = 'start'

PREDICT = (
    'Seven checkpoints are saved, each under its own step. Afterwards the one with the lowest loss '
    'is restored. What is restored?'
)

CHOICES = ['Step 1', 'Step 6, the last one', 'Nothing: there is no step 1']

ANSWER = 2

TEMPTING = {
    0: 'The step is in the file name, so that no checkpoint overwrites another. None does; it is '
    'deleted.',
    1: '`latest_checkpoint` would give that one. Here the name says which one is wanted, and there '
    'is no falling back.',
}

LOSSES = [0.9, 0.2, 0.5, 0.6, 0.7, 0.8, 0.9]


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.get_variable('loss', [])
        saver = tf.train.Saver()
        for step, value in enumerate(LOSSES):
            loss.load(value, sess)
            saver.save(sess, './model', global_step=step)
        print(*sorted(glob.glob('model-*.index')), sep='\n')
        saver.restore(sess, f'./model-{np.argmin(LOSSES)}')
        return float(sess.run(loss))


SURPRISE = 'A Saver is also a deleter, by default and without a word.'

EXPLANATION = """
`Saver(max_to_keep=5)` is the default: the sixth `save` deletes the first checkpoint, all three of
its files. The reason is disk space; the price is that after a long run only its end is left. A run
that saves every 1000 steps has kept its last 4000. `keep_checkpoint_every_n_hours`
spares one every so many hours, by default one in 10,000 hours.

What is deleted is what *this* Saver object has saved. After a restart a new Saver knows nothing of
the files that are there, and leaves them; or it is told about them, by `recover_last_checkpoints`,
and continues to delete. `MonitoredTrainingSession` and estimators have a Saver of their own with
the same five.

`max_to_keep=None` keeps everything. Often two Savers are better: one for resuming, which may
forget, and one for the best so far, which keeps one and is only called when there is a better one.
Give the second a `latest_filename` of its own. Otherwise both write the file `checkpoint`, and
after the crash you resume from the best step instead of the last.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        loss = tf.get_variable('loss', [])
        saver, best = tf.train.Saver(), tf.train.Saver(max_to_keep=1)
        for step, value in enumerate(LOSSES):
            loss.load(value, sess)
            saver.save(sess, './model', global_step=step)
            if value == min(LOSSES[: step + 1]):
                best.save(sess, './best', global_step=step, latest_filename='checkpoint_best')
        print(*sorted(glob.glob('*.index')), sep='\n')
        print('last:', tf.train.latest_checkpoint('.'))
        best.restore(sess, tf.train.latest_checkpoint('.', 'checkpoint_best'))
        print('loss of the best:', sess.run(loss).round(3))
        return round(float(sess.run(loss)), 3)


DIFFER = 'wrong raises a ValueError, since step 1 was deleted; right restores its loss, 0.2.'

RULE = 'Decide how many to keep: `Saver(max_to_keep=None)`, or a Saver of its own for the best.'

STEPPED_ROUND = []
