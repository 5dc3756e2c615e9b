"""The folder was renamed. Where does training resume?"""

import os

import tensorflow.compat.v1 as tf

SYMPTOM = 'After the folder was moved, copied or unpacked, training starts again from step 0.'

MESSAGES = [
    "ERROR:tensorflow:Couldn't match files for checkpoint /home/me/run/model-300",
    "ValueError: Can't load save_path when it is None.",
    'NotFoundError: Unsuccessful TensorSliceReader constructor: Failed to find any matching files '
    'for /home/me/run/model-300',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/9146',
    'https://github.com/tensorflow/tensorflow/issues/571',
    'https://github.com/tensorflow/models/issues/974',
]

LEVEL = 'core'

PREDICT = (
    'A run was saved at step 300, in a folder that was then renamed. The usual lines resume it: '
    'restore what `latest_checkpoint` finds, or else initialise. At which step are we?'
)

CHOICES = ['300: the files are all there', '0', 'An error: the old folder does not exist']

ANSWER = 1

TEMPTING = {
    0: 'They are, and the folder that is asked is the right one. But it is not the folder that is '
    'looked through.',
    2: 'That would be helpful. `latest_checkpoint` writes one line to the log and returns None, '
    'which here means: a fresh start.',
}


def train(saver_of):
    """A run that stops at step 300, in the folder `run`."""
    os.mkdir('run')
    with tf.Graph().as_default(), tf.Session() as sess:
        step = tf.train.create_global_step()
        step.load(300, sess)
        saver_of().save(sess, os.path.abspath('run/model'), global_step=step)


def resume(folder):
    with tf.Graph().as_default(), tf.Session() as sess:
        step = tf.train.create_global_step()
        newest = tf.train.latest_checkpoint(folder)
        if newest:
            tf.train.Saver().restore(sess, newest)
        else:
            sess.run(tf.global_variables_initializer())
        return int(sess.run(step))


def wrong():
    train(tf.train.Saver)
    print('at home, step', resume('run'))
    os.rename('run', 'archive')
    with open('archive/checkpoint') as file:
        path = file.readline().split('"')[1]
    print('the file checkpoint names', path.replace(os.getcwd(), '<folder>'))
    print('files:', *sorted(os.listdir('archive')))
    print('after the move, step', resume('archive'))
    return resume('archive')


SURPRISE = (
    'No file is missing: one line of text is stale, and the run begins again without an error.'
)

EXPLANATION = """
`latest_checkpoint(folder)` does not look at the files of the folder. It reads one of them, the text
file `checkpoint`, in which the Saver noted what it saved last: the path as it was given to `save`.
An absolute path stays absolute. Move the folder, copy it to another machine, unpack it from a zip,
and the note points to where the files once were.

Two things can happen then. Nothing is there: the log has *Couldn't match files for checkpoint*, the
function returns None, and the usual `if` takes that for a first start. Or the old folder still
exists, since this is a copy: then the *old* files are loaded and, worse, later ones are saved here.

A relative path (`save(sess, 'run/model')`) is noted relative to the folder, and moves well.
`Saver(save_relative_paths=True)` does that for absolute ones, too. For a folder that has been
moved already: `tf.train.update_checkpoint_state('archive', 'model-300')`, or change the text by
hand, or restore by the prefix, `archive/model-300`, and leave the note alone.

And let the program say which of the two it does. "Starting from scratch" in the log of a run that
was to be resumed is seen at once.
"""


def right():
    train(lambda: tf.train.Saver(save_relative_paths=True))
    os.rename('run', 'archive')
    with open('archive/checkpoint') as file:
        print(file.readline().rstrip())
    print('latest:', tf.train.latest_checkpoint('archive'))
    print('after the move, step', resume('archive'))
    return resume('archive')


DIFFER = 'The step after the folder was renamed: 0 in wrong, 300 in right.'

RULE = '`Saver(save_relative_paths=True)`, and a line in the log that says what was restored.'

STEPPED_ROUND = []
