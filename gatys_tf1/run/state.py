"""The state of a run: how it is saved, found and restored. No other module knows its files.

`<folder>/state/` holds `run.ckpt-<step>` (image, step and the optimiser's variables; for training,
the decoder's too) and `graph.meta`, the graph. The network's weights are not in it.
"""

import contextlib
import glob
import os

from gatys_tf1 import images
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write, plain
from gatys_tf1.run.graph import run_variables
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import transport


def save(sess, saver, out, step):
    """Saves the variables of `saver` as `state/run.ckpt-<step>`, and the graph as `graph.meta`.

    Raises:
      UserError: if it cannot be written.
    """
    place = os.path.join(out, 'state')
    os.makedirs(place, exist_ok=True)
    try:
        with atomic_write(os.path.join(place, 'graph.meta')) as path, sess.graph.as_default():
            saver.export_meta_graph(path)
        transport.save(
            sess, saver, os.path.join(place, 'run.ckpt'), step, run_variables(sess.graph)
        )
    except (tf.errors.AbortedError, tf.errors.UnavailableError):
        raise  # not the disk: another process of a cluster is gone
    except tf.errors.OpError as error:
        raise UserError(
            f'the state cannot be written to {place} ({error.message.splitlines()[0]}): '
            'free some space, or choose a folder on another disk'
        ) from None


def latest(out):
    """The prefix of the newest state in a run's folder; None if there is none.

    TensorFlow's list of states, `state/checkpoint`, is written after the state itself: a run that
    is killed between the two, or whose list is damaged, goes on from the newest whole state.
    """
    if not out:
        return None
    place = os.path.join(out, 'state')
    listed = tf.train.get_checkpoint_state(place)
    if listed:  # by its name: the folder may have been moved
        newest = os.path.join(place, os.path.basename(listed.model_checkpoint_path))
        if os.path.exists(f'{newest}.index'):
            return newest
    return max(_whole_states(place), key=_step_of, default=None)


def _whole_states(place):
    """The prefixes of the states in a folder: an index is written when its data is there."""
    found = glob.glob(os.path.join(glob.escape(place), 'run.ckpt-*.index'))
    return [path.removesuffix('.index') for path in found]


def _step_of(prefix):
    number = prefix.rpartition('-')[2]
    return int(number) if number.isdigit() else -1


def label_and_step(out):
    """`(label, step)` of a run's state: the stage it belongs to, and the next step.

    `(None, 0)` if there is no state.
    """
    state = latest(out)
    if not state:
        return None, 0
    with _reading(state):
        reader = tf.train.NewCheckpointReader(plain(state))
        if not reader.has_tensor('train/stage'):
            raise UserError(
                f'the run in {out} was made by an earlier version of this project and cannot be '
                'resumed: start a new run in another folder'
            )
        return reader.get_tensor('train/stage').decode(), int(reader.get_tensor('train/step'))


@contextlib.contextmanager
def _reading(state):
    """Turns TensorFlow's error for a damaged state into a sentence."""
    try:
        yield
    except (tf.errors.OpError, IndexError, RuntimeError):  # by what is damaged
        raise _damaged(state) from None


def _damaged(state):
    place, name = os.path.split(state)
    return UserError(
        f'the state {state} is damaged: remove {name}.* from {place} to resume from the state '
        'before it, or start over with --overwrite'
    )


def enter(sess, saver, out):
    """Restores every variable of `saver` from the newest state, if there is one."""
    state = latest(out)
    if not state:
        return
    try:
        transport.restore(sess, saver, plain(state), run_variables(sess.graph))
    except (tf.errors.DataLossError, tf.errors.OutOfRangeError):
        raise _damaged(state) from None
    except tf.errors.OpError:
        raise UserError(
            f'the state in {out} was saved by another version of this project or with other '
            'settings: start a new run in another folder'
        ) from None
    # A new Saver does not know about older states, and would never delete them.
    saver.recover_last_checkpoints(sorted(_whole_states(os.path.dirname(state)), key=_step_of))


def enter_image(sess, graph, out, start, stage):
    """Sets image and step: from the start, the state, or an earlier stage's state, enlarged.

    Args:
      sess: a `tf.Session` on `graph.graph`, initialised and restored.
      graph: a `run.graph.Graph`.
      out: the run's folder, or None.
      start: `(name, image)`, one of `graph.assigns` and float32 `[1, h, w, 3]`.
      stage: a `run.loop.Stage`.
    """
    label, step = label_and_step(out)
    if label == stage.label:
        enter(sess, graph.ends.state_saver, out)
        return
    if label is not None:  # the optimiser's variables are of another graph, and start afresh
        with _reading(latest(out)):
            reader = tf.train.NewCheckpointReader(plain(latest(out)))
            best = 'train/best/image' if reader.has_tensor('train/best/image') else 'image'
            best_image = reader.get_tensor(best)
        size = tuple(graph.image.shape.as_list()[1:3])
        start = 'image', images.resize(best_image, size)
    name, image_value = start
    sess.run(graph.assigns[name], {graph.pixels: image_value})
    # gotcha: graph-grows-in-loop. `load` runs an op that is there; tf.assign would add one.
    graph.step.load(max(stage.first_step, step), sess)
