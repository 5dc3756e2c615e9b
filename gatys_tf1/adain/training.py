"""Trains AdaIN's decoder: a session, its folder, and what a person sees of it.

The folder is a run's (run.py), with rows of content, style, result and autoencoded content as
`image_<step>.png`; `decoder.npz`, the weights of the decoder alone in 16 bits, for
adain_stylize.py; and in `state/` decoder, optimiser and step of the newest few saves, from which a
later run goes on exactly.
"""

import contextlib
import csv
import os
import sys

import numpy as np
import PIL.Image
import tqdm

from gatys_tf1 import adain_use, checkpoint, folder, machine, run
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.tf1 import tf


def train(training, vgg_checkpoint, out, last_step, log_every=10, save_every=500, quiet=False):
    """Trains up to a step and writes the folder; goes on if the folder holds a state.

    Args:
      training: an `adain.Training` whose `pipeline` is a `pictures.Pipeline`.
      vgg_checkpoint: str, what `checkpoint.find` gave.
      out: str, the folder, which exists; see `folder.new`.
      last_step: int, the number of updates in all.
      log_every: int, a row of loss.csv and TensorBoard's scalars every so many steps.
      save_every: int, a picture, the decoder and the state every so many steps.
      quiet: bool, show no progress.

    Returns:
      the number of updates that the decoder has had.

    Raises:
      UserError: if the loss becomes NaN or infinite; the last state saved is untouched.
      run.Stopped: on Ctrl-C, when the state is saved.
    """
    with tf.Session(graph=training.graph, config=machine.session_config()) as sess:
        first_step, check = _enter(sess, training, vgg_checkpoint, out)
        with _log(training, out, first_step, last_step, quiet) as log, run.ctrl_c() as interrupted:
            for step in range(first_step, last_step):
                last = step == last_step - 1 or interrupted()
                save = last or (step + 1) % save_every == 0
                fetches = {'losses': training.losses, 'update': training.step_op}
                # All in one run: another one would take another batch.
                if last or step % log_every == 0:
                    fetches['scalars'] = training.summaries['scalars']
                if save:
                    fetches |= {'rows': training.rows, 'pictures': training.summaries['pictures']}
                got = sess.run(fetches)
                total = got['losses']['total']
                if not np.isfinite(total):
                    raise UserError(
                        f'the loss of step {step} is {total}: train anew with a smaller '
                        f'--learning-rate; {out} keeps the last state that was saved'
                    )
                log(step, got, save and _save(sess, training, out, step + 1, got, check))
                if last:
                    break
            if interrupted():
                raise run.Stopped(out)
        return int(sess.run(training.step))


def _enter(sess, training, vgg_checkpoint, out):
    """Sets every variable and the pipeline.

    Returns:
      `(step, check)`: the step to come, and the first batch of contents, to be looked at again and
      again.
    """
    sess.run(training.init_op)
    # Initialise, then restore: the other way round undoes it.
    checkpoint.restore(sess, training.vgg_saver, vgg_checkpoint)
    place = os.path.join(out, 'state')
    state = tf.train.latest_checkpoint(place)
    if state:
        training.state_saver.restore(sess, state)
        # A new Saver knows of no older state, and would leave them all in place for good.
        older = tf.train.get_checkpoint_state(place).all_model_checkpoint_paths
        training.state_saver.recover_last_checkpoints(older)
    step = int(sess.run(training.step))
    pipeline = training.pipeline
    sess.run(pipeline.start_op, {pipeline.first: 0})
    check = sess.run(training.content)
    sess.run(pipeline.start_op, {pipeline.first: step})
    return step, check


def _save(sess, training, out, step, got, check):
    """Writes state, decoder and picture; returns the error of autoencoding, with its summary."""
    run.save_state(sess, training, out, step)
    adain_use.save_decoder(os.path.join(out, 'decoder.npz'), adain_use.decoder_values(sess))
    with atomic_write(os.path.join(out, f'image_{step:06d}.png')) as path:
        PIL.Image.fromarray(np.concatenate(got['rows'][:4])).save(path, format='PNG')
    # The same pictures each time, fed in place of the pipeline's: so errors compare.
    fetches = [training.autoencoding, training.summaries['autoencoding']]
    return sess.run(fetches, {training.content: check})


@contextlib.contextmanager
def _log(training, out, first_step, last_step, quiet):
    """Yields `log(step, got, saved)`, which writes loss.csv, TensorBoard's files and progress."""
    path, names = os.path.join(out, 'loss.csv'), list(training.losses)
    rows = [row for row in folder.read_losses(out) if row['step'] < first_step]
    with atomic_write(path) as temporary, open(temporary, 'w', newline='') as file:
        csv.writer(file).writerow(['step', *names])
        csv.writer(file).writerows([row['step'], *(row[name] for name in names)] for row in rows)
    writer = tf.summary.FileWriter(out, filename_suffix=run.event_suffix())
    writer.add_graph(run.readable_graph_def(training.graph))
    terminal = sys.stderr.isatty()
    bar = tqdm.tqdm(total=last_step, initial=first_step, unit='step', disable=quiet or not terminal)

    def log(step, got, saved):
        total = got['losses']['total']
        if 'scalars' in got:
            values = [float(got['losses'][name]) for name in names]
            csv.writer(file).writerow([step, *values])
            file.flush()
            rows.append({'step': step, **dict(zip(names, values))})
            writer.add_summary(got['scalars'], step)
        bar.set_postfix(loss=f'{total:.4g}', refresh=False)
        bar.update()
        if saved:
            error, summary = saved
            writer.add_summary(summary, step)
            writer.add_summary(got['pictures'], step)
            writer.flush()
            if not quiet:
                bar.clear()
                print(f'step {step + 1}/{last_step}  loss {total:.4g}  autoencodes to within '
                      f'{error:.1f} of 255', flush=True)  # fmt: skip

    try:
        with bar, open(path, 'a', newline='') as file:
            yield log
    finally:
        writer.close()
        if rows:
            folder.plot_losses(os.path.join(out, 'loss.png'), rows)
