"""Trains AdaIN's decoder: a session, a loop, and the folder of the run.

The folder is a run's (run/folder.py). Its `image_<step>.png` shows rows of content, style, result
and autoencoded content; `decoder.npz` is the decoder so far, to stylise with; and `state/` holds
decoder, optimiser and step of the newest few saves, from which training resumes exactly.
"""

import contextlib
import os

import numpy as np
import PIL.Image

from gatys_tf1 import machine
from gatys_tf1.adain import decoder_file
from gatys_tf1.errors import Stopped, UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.run import state
from gatys_tf1.run.interrupt import ctrl_c
from gatys_tf1.run.logbook import Logbook
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint


def train(training, config, output, last_step):
    """Trains up to a step and writes the folder; resumes if the folder holds a state.

    Args:
      training: a `training_graph.Training` whose `pipeline` is a `pictures.Pipeline`.
      config: the `vgg.Config` that it was built with.
      output: a `run.folder.Output` whose folder exists, see `folder.begin`; `image_every` is also
        how often the decoder is saved.
      last_step: int, how many updates the decoder gets in all.

    Returns:
      the number of updates that it has had.

    Raises:
      UserError: if the loss becomes NaN or infinite; the last state that was saved is untouched.
      Stopped: on Ctrl-C, once the state is saved.
    """
    with tf.Session(graph=training.graph, config=machine.session_config()) as sess:
        first_step, check = _enter(sess, training, config, output.folder)
        logbook = Logbook(output, training.losses, first_step, last_step)
        with contextlib.closing(logbook), ctrl_c() as interrupted:
            logbook.graph(training.graph)
            for step in range(first_step, last_step):
                last = step == last_step - 1 or interrupted()
                save = last or (step + 1) % output.image_every == 0
                found = update(sess, training, step % output.log_every == 0 or last, save)
                record(logbook, step, found, output)
                if save:
                    save_all(sess, training, found, check, logbook, output)
                if last:
                    break
            if interrupted():
                raise Stopped(output.folder, interrupted())
        return int(sess.run(training.step))


def _enter(sess, training, config, out):
    """Sets every variable and the pipeline, from the run's state if there is one.

    Returns:
      `(step, check)`: the step that comes next, and the first batch of contents, which measures
      autoencoding at every save.
    """
    checkpoint.initialise(sess, training.init_op, training.vgg_saver, config.checkpoint)
    state.enter(sess, training.state_saver, out)
    step = int(sess.run(training.step))
    pipeline = training.pipeline
    sess.run(pipeline.start_op, {pipeline.first: 0})
    check = sess.run(training.content)
    sess.run(pipeline.start_op, {pipeline.first: step})
    return step, check


def update(sess, training, log, save):
    """One update of the decoder; returns its losses, with the summaries that are due."""
    fetches = {'losses': training.losses, 'update': training.step_op}
    # All in one run: another run would take another batch.
    if log:
        fetches['scalars'] = training.summaries['scalars']
    if save:
        fetches |= {'rows': training.rows, 'pictures': training.summaries['pictures']}
    return sess.run(fetches)


def record(logbook, step, found, output):
    """Writes what `update` found at a step into the logbook; UserError if the loss is no number."""
    total = found['losses']['total']
    if not np.isfinite(total):
        raise UserError(
            f'the loss of step {step} is {total}: start a new training with a smaller '
            f'learning rate; {output.folder} keeps the last state that was saved'
        )
    if 'scalars' in found:
        logbook.row(step, found['losses'], found['scalars'])
    logbook.progress(step + 1, total)


def save_all(sess, training, found, check, logbook, output):
    """Writes state, decoder and picture after the step in which `update` found the rows."""
    step = int(sess.run(training.step))
    state.save(sess, training.state_saver, output.folder, step)
    decoder_file.save(os.path.join(output.folder, 'decoder.npz'), decoder_file.values(sess))
    with atomic_write(os.path.join(output.folder, f'image_{step:06d}.png')) as path:
        PIL.Image.fromarray(np.concatenate(found['rows'][:4])).save(path, format='PNG')
    # The same pictures each time, fed in place of the pipeline's, so that errors compare.
    fetches = [training.autoencoding, training.summaries['autoencoding']]
    error, summary = sess.run(fetches, {training.content: check})
    logbook.summary(step - 1, summary, found['pictures'], flush=True)
    if not output.quiet:
        logbook.say(f'step {step} saved: autoencodes to within {error:.1f} of 255')
