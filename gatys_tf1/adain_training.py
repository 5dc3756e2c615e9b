"""Trains AdaIN's decoder: a session, its folder, and what a person sees of it.

The folder is a run's (run.py), with rows of content, style and result as `image_<step>.png`,
`decoder.npz`, the weights of the decoder alone in 16 bits, for adain_stylize.py; and in `state/`
decoder, optimiser and step of the newest few, from which a later run goes on exactly.
"""

import csv
import os
import sys

import numpy as np
import PIL.Image
import tqdm

from gatys_tf1 import adain_use, checkpoint, folder, machine, run
from gatys_tf1.errors import UserError
from gatys_tf1.files import whole
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
        sess.run(training.init_op)
        # gotcha: init-after-restore. Initialise, then restore: the other way round undoes it.
        checkpoint.restore(sess, training.vgg_saver, vgg_checkpoint)
        state = tf.train.latest_checkpoint(os.path.join(out, 'state'))
        if state:
            training.state_saver.restore(sess, state)
            # Else the newest N would be counted from here, and the older ones stay for good.
            paths = tf.train.get_checkpoint_state(os.path.dirname(state)).all_model_checkpoint_paths
            training.state_saver.recover_last_checkpoints(paths)
        first_step = int(sess.run(training.step))
        sess.run(training.pipeline.start_op, {training.pipeline.first: first_step})
        names = list(training.losses)
        rows = [row for row in folder.read_losses(out) if row['step'] < first_step]
        _write_rows(out, names, rows)
        writer = tf.summary.FileWriter(out, filename_suffix=run.event_suffix())
        writer.add_graph(run.readable_graph_def(training.graph))
        terminal = sys.stderr.isatty()
        bar = tqdm.tqdm(
            total=last_step, initial=first_step, unit='step', disable=quiet or not terminal
        )
        rows_of_pictures = training.graph.get_tensor_by_name('summary/rows:0')
        try:
            with run.ctrl_c() as interrupted, bar, open(_csv(out), 'a', newline='') as file:
                for step in range(first_step, last_step):
                    last = step == last_step - 1 or interrupted()
                    log, save = step % log_every == 0 or last, (step + 1) % save_every == 0 or last
                    fetches = {'losses': training.losses, 'update': training.step_op}
                    # gotcha: sess-run-per-tensor. Another run would take another batch.
                    if log:
                        fetches['scalars'] = training.summaries['scalars']
                    if save:
                        fetches |= {'pictures': training.summaries['pictures'],
                                    'rows': rows_of_pictures}  # fmt: skip
                    got = sess.run(fetches)
                    total = got['losses']['total']
                    if not np.isfinite(total):
                        raise UserError(
                            f'the loss of step {step} is {total}: go on from the last state with a '
                            f'smaller --learning-rate, in another --out'
                        )
                    if log:
                        row = [float(got['losses'][name]) for name in names]
                        csv.writer(file).writerow([step, *row])
                        file.flush()
                        rows.append({'step': step, **dict(zip(names, row))})
                        writer.add_summary(got['scalars'], step)
                        if not quiet and not terminal and (save or step == first_step):
                            print(f'step {step + 1}/{last_step}  loss {total:.4g}', flush=True)
                    bar.set_postfix(loss=f'{total:.4g}', refresh=False)
                    bar.update()
                    if save:
                        _save_picture(out, step + 1, got['rows'])
                        writer.add_summary(got['pictures'], step)
                        writer.flush()  # gotcha: unflushed-scalars
                        run.save_state(sess, training, out, step + 1)
                        adain_use.save_decoder(
                            os.path.join(out, 'decoder.npz'), adain_use.decoder_values(sess)
                        )
                    if last:
                        break
                if interrupted():
                    raise run.Stopped(out)
        finally:
            writer.close()
            if rows:
                folder.plot_losses(os.path.join(out, 'loss.png'), rows)
        return int(sess.run(training.step))


def _csv(out):
    return os.path.join(out, 'loss.csv')


def _write_rows(out, names, rows):
    """loss.csv as it was at the step that is gone on from."""
    with whole(_csv(out)) as path, open(path, 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['step', *names])
        writer.writerows([row['step'], *(row[name] for name in names)] for row in rows)


def _save_picture(out, step, rows):
    """`image_<step>.png`: a row of content, style and result for each of the batch's first four."""
    with whole(os.path.join(out, f'image_{step:06d}.png')) as path:
        PIL.Image.fromarray(np.concatenate(rows[:4], axis=0)).save(path, format='PNG')
