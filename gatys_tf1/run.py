"""One run: a session, its folder, and everything that a person sees of it.

A run's folder holds `final.png`, `image_<step>.png`, `loss.csv`, `loss.png`, `config.json`, its own
TensorBoard event files, and `state/`, from which a later run goes on. Pictures, plots and the state
are written whole or not at all, so a run that is killed leaves nothing half-done behind.
"""

import collections
import contextlib
import csv
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tqdm

from gatys_tf1 import checkpoint, folder, images, machine, optimize, profiling
from gatys_tf1.errors import UserError
from gatys_tf1.files import whole
from gatys_tf1.tf1 import tf

OPTIMIZERS = {'adam': optimize.adam, 'lbfgs': optimize.lbfgs}
PATIENCE = 30  # steps
STRIPPED_BYTES = 1024  # constants larger than this are left out of TensorBoard's graph


class Stopped(Exception):
    """The run was stopped by Ctrl-C, between two steps; its state is saved."""


class Scale(NamedTuple):
    """A part of a run: one graph, up to a step. Most runs have one; coarse to fine has several."""

    build: Callable  # () -> transfer.Graph; called when its turn comes, so one is in memory
    last_step: int
    least_gain: float = 0.0  # ends early if PATIENCE steps lower the loss by less, as a share
    content_image: np.ndarray = None  # sets the targets of a graph that serves many pictures


def optimise(
    scales, network, start, out, optimizer, log_every=1, image_every=50, quiet=False, profile=None,
    finish=None, sessions=None, called='loss',
):  # fmt: skip
    """Optimises the image and writes the run's folder; goes on if the folder holds a state.

    Every scale but the first starts from the state that the one before it has left, enlarged to
    its size; so does a run that is resumed.

    Args:
      scales: list of `Scale`, by last step; steps count through, and step 0 evaluates the start.
      network: the `transfer.Network` that the graphs are built with.
      start: `(name, image)`, the start as one of `graph.assigns` and float32 `[1, h, w, 3]`, of
        the first scale's size.
      out: str, the run's folder, which exists; see `folder.new`.
      optimizer: 'adam', 'lbfgs', or a generator function like those of `optimize.py`.
      log_every: int, a row of loss.csv and TensorBoard's scalars every so many steps.
      image_every: int, `image_<step>.png` and the state every so many steps; 0 for never.
      quiet: bool, show no progress.
      profile: int, a step whose operations are timed for TensorBoard and in a table; or None.
      finish: function of an image, its result is what every picture shows; or None. The image that
        is optimised, and the state, know nothing of it.
      sessions: dict in which the sessions of graphs stay open, for the next picture; or None.
      called: str, what people are told that `graph.losses` are; an ascent's are no losses.

    Returns:
      float32 array `[1, h, w, 3]`, the image that was optimised.

    Raises:
      UserError: if the loss becomes NaN; final.png then holds the last good image.
      Stopped: on Ctrl-C.
    """
    log = image_value = None
    first_step = 0  # of the scale
    try:
        with ctrl_c() as interrupted:
            for scale in scales:
                next_step = saved_step(out)
                # A scale that has done its steps is left out, unless there is nothing else to do.
                if next_step > scale.last_step and (scale is not scales[-1] or log):
                    continue
                graph = scale.build()
                log = log or _Log(out, graph, next_step, scales[-1].last_step, quiet, called)
                image_value = _optimise_scale(
                    graph, scale, network, start, out, optimizer, first_step, log, log_every,
                    image_every, profile, finish or (lambda image: image), sessions, interrupted,
                )  # fmt: skip
                first_step = scale.last_step + 1
                if interrupted():
                    raise Stopped(out)
        return image_value
    finally:
        if log:
            log.close()


def _optimise_scale(
    graph, scale, network, start, out, optimizer, first_step, log, log_every, image_every,
    profile, finish, sessions, interrupted,
):  # fmt: skip
    """Runs one scale, from the state in the folder or from the start; returns its image."""
    with _session(graph, network, sessions) as sess:
        if scale.content_image is not None:
            sess.run(graph.assigns['content_image'], {graph.pixels: scale.content_image})
            sess.run(graph.assigns['content_target'])
            sess.run(graph.assigns['restart'])
        _enter(sess, graph, out, start, first_step)
        log.show_graph(graph)
        step, totals = None, collections.deque(maxlen=PATIENCE + 1)
        try:
            steps = OPTIMIZERS.get(optimizer, optimizer)(sess, graph, scale.last_step)
            for step in steps:
                if step.step % log_every == 0:
                    log.scalars(sess, step)
                if step.step == profile:
                    log.profile(step.step, profiling.trace(sess, graph))
                if image_every and step.step % image_every == 0:
                    log.picture(sess, step.step, finish(step.image))
                    save_state(sess, graph, out, step.step)
                totals.append(step.losses['total'])
                gain = (totals[0] - totals[-1]) / totals[0] if len(totals) > PATIENCE else 1.0
                if interrupted() or (scale.least_gain and gain < scale.least_gain):
                    break
            if step is not None:  # the last one, whether it was due or not
                log.scalars(sess, step)
                log.picture(sess, step.step, finish(step.image))
                save_state(sess, graph, out, step.step)
        except optimize.NotFinite as error:
            if step is None:
                raise
            raise UserError(f'{error}; the last good image is {out}/final.png') from None
        finally:
            if step is not None:
                images.save(os.path.join(out, 'final.png'), finish(step.image))
        return step.image if step is not None else sess.run(graph.image)


@contextlib.contextmanager
def _session(graph, network, sessions):
    """A session that holds the network's weights: a new one, or the one that is in `sessions`."""
    sess = (sessions or {}).get(graph.graph)
    if sess is None:
        sess = tf.Session(graph=graph.graph, config=machine.session_config())
        sess.run(graph.init_op)
        # gotcha: init-after-restore. Initialise, then restore: the other way round undoes it.
        checkpoint.restore(sess, graph.vgg_saver, network.checkpoint)
        if sessions is not None:
            sessions[graph.graph] = sess
    try:
        yield sess
    finally:
        if sessions is None:
            sess.close()


def _enter(sess, graph, out, start, first_step):
    """Sets image and step: from the start, from the state, or from a smaller one, enlarged."""
    state = _latest_state(out)
    if not state:
        name, image_value = start
        sess.run(graph.assigns[name], {graph.pixels: image_value})
        return
    reader = tf.train.NewCheckpointReader(state)
    shape = graph.image.shape.as_list()
    if reader.get_variable_to_shape_map()['image'] == shape:
        graph.state_saver.restore(sess, state)
    else:  # the optimiser's slots have the old size, and start afresh
        image_value = images.resize(reader.get_tensor('image'), tuple(shape[1:3]))
        sess.run(graph.assigns['image'], {graph.pixels: image_value})
        # gotcha: graph-grows-in-loop. `load` runs the initialiser that is there; assign adds nodes.
        graph.step.load(max(first_step, reader.get_tensor('train/step')), sess)


def saved_step(out):
    """The number of the step that comes next in a run's folder; 0 if it holds no state."""
    state = _latest_state(out)
    return int(tf.train.load_variable(state, 'train/step')) if state else 0


def _latest_state(out):
    return tf.train.latest_checkpoint(os.path.join(out, 'state'))


def save_state(sess, graph, out, step):
    """Saves image, step and optimiser slots as `state/run.ckpt-<step>`, and the graph's .meta."""
    state = os.path.join(out, 'state')
    os.makedirs(state, exist_ok=True)
    try:
        with whole(os.path.join(state, 'graph.meta')) as path, graph.graph.as_default():
            graph.state_saver.export_meta_graph(path)
        graph.state_saver.save(
            sess, os.path.join(state, 'run.ckpt'), global_step=step, write_meta_graph=False
        )
    except tf.errors.OpError as error:
        raise UserError(
            f'the state cannot be written to {state} ({error.message.splitlines()[0]}): '
            'free some space, or choose another disk with --out'
        ) from None


class _Log:
    """loss.csv, loss.png, pictures, TensorBoard and the progress bar of one run."""

    def __init__(self, out, graph, first_step, last_step, quiet, called):
        self._out, self._graph, self._names = out, graph, list(graph.losses)
        self._called = called
        self._rows = [row for row in folder.read_losses(out) if row['step'] < first_step]
        with whole(self._path('loss.csv')) as path, open(path, 'w', newline='') as file:
            writer = csv.writer(file)
            writer.writerow(['step', *self._names])
            writer.writerows(
                [row['step'], *(row[name] for name in self._names)] for row in self._rows
            )
        self._csv = open(self._path('loss.csv'), 'a', newline='')  # noqa: SIM115
        self._writer = tf.summary.FileWriter(out, filename_suffix=event_suffix())
        self._terminal = sys.stderr.isatty()
        self._bar = tqdm.tqdm(
            total=last_step, initial=first_step, unit='step', disable=quiet or not self._terminal
        )
        self._lines = not quiet and not self._terminal
        self._last_line = time.monotonic()

    def _path(self, name):
        return os.path.join(self._out, name)

    def show_graph(self, graph):
        """The graph that the next steps run, for TensorBoard to draw."""
        self._graph = graph
        self._writer.add_graph(readable_graph_def(graph.graph))

    def profile(self, step, run_metadata):
        """Time and memory of each node in TensorBoard's graph, and the dearest ones in a table."""
        self._writer.add_run_metadata(run_metadata, f'step {step}', step)
        self._bar.write(profiling.table(run_metadata))

    def scalars(self, sess, step):
        """A row of loss.csv, the scalars of TensorBoard, and the progress; once a step."""
        if self._rows and self._rows[-1]['step'] == step.step:
            return
        row = [float(step.losses[name]) for name in self._names]
        csv.writer(self._csv).writerow([step.step, *row])
        self._csv.flush()
        self._rows.append({'step': step.step, **dict(zip(self._names, row))})
        # gotcha: sess-run-per-tensor. What the step has found is fed, so nothing runs again.
        feed = {self._graph.losses[name]: step.losses[name] for name in self._names}
        self._writer.add_summary(sess.run(self._graph.summaries['scalars'], feed), step.step)
        self._bar.set_postfix({self._called: f'{step.losses["total"]:.4g}'}, refresh=False)
        self._bar.update(step.step - self._bar.n)
        if self._lines and (
            time.monotonic() - self._last_line > 10 or step.step == self._bar.total
        ):
            self._last_line = time.monotonic()
            value = f'{self._called} {step.losses["total"]:.4g}'
            print(f'step {step.step}/{self._bar.total}  {value}', flush=True)

    def picture(self, sess, step, image_value):
        """`image_<step>.png`, and the same pixels in TensorBoard."""
        images.save(self._path(f'image_{step:05d}.png'), image_value)
        feed = {self._graph.picture: images.to_uint8(image_value)}
        self._writer.add_summary(sess.run(self._graph.summaries['image'], feed), step)
        self._writer.flush()  # gotcha: unflushed-scalars

    def close(self):
        self._bar.close()
        self._csv.close()
        self._writer.close()
        if self._rows:
            folder.plot_losses(self._path('loss.png'), self._rows, self._called)


def event_suffix():
    """A suffix that no other run has.

    gotcha: filewriters-in-one-second. Two FileWriters that are made in one folder within a second
    would take the same file name, and the second would erase what the first has written.
    """
    return f'.{uuid.uuid4().hex[:8]}'


def readable_graph_def(graph):
    """The graph's GraphDef without the values of large constants, for TensorBoard to draw.

    gotcha: constants-bloat-graph.
    """
    graph_def = graph.as_graph_def()
    for node in graph_def.node:
        tensor = node.attr['value'].tensor
        if node.op == 'Const' and len(tensor.tensor_content) > STRIPPED_BYTES:
            tensor.tensor_content = b''
    return graph_def


@contextlib.contextmanager
def ctrl_c():
    """Yields a function that says whether Ctrl-C was pressed; the step under way is finished.

    gotcha: ctrl-c-applies-the-step. An interrupt inside `sess.run` arrives when the update has
    been done already; so it is only noted, and the loop stops between two steps. A second Ctrl-C
    interrupts at once.
    """
    pressed = []

    def note(*_):
        pressed.append(True)
        signal.signal(signal.SIGINT, before)
        print('\nstopping after this step (Ctrl-C again to stop without saving)', file=sys.stderr)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
