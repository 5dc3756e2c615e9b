"""The loop of a run: stages, steps, pictures, the state, Ctrl-C.

A run consists of stages, each a graph of its own: one for most runs, several for coarse to fine,
octaves, or bfloat16 followed by float32. Each stage after the first starts from the image of the
stage before it, enlarged to its own size; so does a run resumed at a new stage. Pictures, plots and
the state are written completely or not at all, so a run that is killed leaves nothing half-written.
"""

import collections
import contextlib
import os
from typing import NamedTuple

from gatys_tf1 import images, machine, optimize
from gatys_tf1.errors import Stopped, UserError
from gatys_tf1.run import folder, profiling, state
from gatys_tf1.run.interrupt import ctrl_c
from gatys_tf1.run.logbook import Logbook
from gatys_tf1.run.result import Result
from gatys_tf1.weights import checkpoint

PATIENCE = 30  # steps


class Stage(NamedTuple):
    """A part of a run: one graph, up to a step."""

    label: str  # identifies its graph in the state, such as '512x384 float32'
    first_step: int
    last_step: int
    least_gain: float = 0.0  # ends early if PATIENCE steps lower the loss by less, as a share


class Run:
    """One run in its folder, as a context: `with Run(...) as run: run.stage(...)`."""

    def __init__(self, output, config, last_step, callback=None, *, show=None, metric_name='loss'):
        """Checks the folder; nothing is written before the first stage.

        Args:
          output: a `folder.Output`.
          config: the `vgg.Config` of the graphs.
          last_step: int, of the last stage.
          callback: function of a `Step` that is called after each; if it returns False, the run
            ends after that step. Or None.
          show: function of an image; its result is what every picture shows, while the image being
            optimised and the state are unaffected. Or None.
          metric_name: see `Logbook`.

        Raises:
          UserError: see `folder.check`.
        """
        self._output, self._config, self._last_step = output, config, last_step
        self._callback, self._show = callback, show or (lambda image: image)
        self._metric_name = metric_name
        self._logbook = None
        self._image = None  # of the stage before
        self._step = None  # the last one that was evaluated
        self.result = None
        self.stopped = False  # by the callback
        folder.check(output)

    def __enter__(self):
        self._contexts = contextlib.ExitStack()
        self._interrupted = self._contexts.enter_context(ctrl_c())
        return self

    def __exit__(self, *_):
        if self._logbook:
            self._contexts.callback(self._logbook.close)
        self._contexts.close()

    def pending(self, stages):
        """Yields the stages that are still to be run, each once the one before it is done."""
        out = None if self._output.overwrite else self._output.folder
        label, next_step = state.label_and_step(out)
        labels = [stage.label for stage in stages]
        if label in labels:
            stages = stages[labels.index(label) :]
        for stage in stages:
            reached = next_step - 1 if self._step is None else self._step
            done = reached >= stage.last_step and (stage != stages[-1] or self._step is not None)
            if not done and not self.stopped:
                yield stage

    def stage(self, sess, graph, stage, steps, start):
        """Runs one stage, from the state in the folder, the stage before, or the start.

        Args:
          sess: a `tf.Session` on `graph.graph`, from `session`.
          graph: a `run.graph.Graph`.
          stage: a `Stage`.
          steps: generator function of `(sess, graph, last_step)` that yields `Step`s.
          start: `(name, image)`, the run's start as one of `graph.assigns` and float32
            `[1, h, w, 3]`, of the first stage's size.

        Raises:
          UserError: if the loss becomes NaN or infinite; final.png then holds the last good image.
          Stopped: on Ctrl-C.
        """
        self._begin(graph)
        if self._image is not None:
            start = 'image', images.resize(self._image, tuple(graph.image.shape.as_list()[1:3]))
            if self._step is not None:  # where there is no folder, no state says how far it came
                stage = stage._replace(first_step=max(stage.first_step, self._step + 1))
        state.enter_image(sess, graph, self._output.folder, start, stage)
        self._logbook.graph(graph.graph)
        step, saved, totals = None, None, collections.deque(maxlen=PATIENCE + 1)
        try:
            for step in steps(sess, graph, stage.last_step):
                if step.step % self._output.log_every == 0:
                    self._row(sess, graph, step)
                if step.step == self._output.profile:
                    run_metadata = profiling.trace(sess, graph)
                    self._logbook.profile(step.step, run_metadata, profiling.table(run_metadata))
                every = self._output.image_every
                if every and step.step % every == 0:
                    self._save(sess, graph, step)
                    saved = step.step
                self.stopped = self._callback is not None and self._callback(step) is False
                totals.append(step.losses['total'])
                gained = totals[0] - totals[-1]
                creeping = len(totals) > PATIENCE and gained < stage.least_gain * totals[0]
                if self.stopped or self._interrupted() or (stage.least_gain and creeping):
                    break
        except optimize.NotFinite as error:
            if step is None:
                raise
            self._finish(sess, graph, step)
            out = self._output.folder
            where = f'; the last good image is {out}/final.png' if out else ''
            raise UserError(f'{error}{where}') from None
        if step is not None:  # the last one, whether it was due or not
            self._row(sess, graph, step)
            if saved != step.step:
                self._save(sess, graph, step)
        if step is not None or self.result is None:
            self._finish(sess, graph, step)
        if self._interrupted():
            raise Stopped(self._output.folder, self._interrupted())

    def _begin(self, graph):
        """Opens the folder and the logbook. The first graph is built by then, so that every
        argument has been checked."""
        if self._logbook:
            return
        next_step = 0
        if self._output.folder:
            self._contexts.enter_context(folder.opened(self._output, self._config))
            _, next_step = state.label_and_step(self._output.folder)
        self._logbook = Logbook(
            self._output, graph.losses, next_step, self._last_step, self._metric_name
        )

    def _row(self, sess, graph, step):
        if step.step == self._step:  # the last one of the stage before, once more
            return
        if self._step is None and step.step == 0 and not self._output.quiet:
            for line in shares(graph.weights, step.losses):
                self._logbook.say(line)
        summary = step.summary
        if summary is None and self._output.folder:
            # gotcha: sess-run-per-tensor. What the step found is fed, so nothing runs again.
            feed = {graph.losses[name]: value for name, value in step.losses.items()}
            summary = sess.run(graph.ends.summaries['scalars'], feed)
        self._logbook.row(step.step, step.losses, summary)
        self._logbook.progress(step.step, step.losses['total'])
        self._step = step.step

    def _save(self, sess, graph, step):
        """`image_<step>.png`, the same pixels in TensorBoard, and the state."""
        out = self._output.folder
        if not out:
            return
        shown = self._show(step.image)
        images.save(os.path.join(out, f'image_{step.step:05d}.png'), shown)
        feed = {graph.ends.picture: images.to_uint8(shown)}
        summary = sess.run(graph.ends.summaries['image'], feed)
        self._logbook.summary(step.step, summary, flush=True)
        state.save(sess, graph.ends.state_saver, out, step.step)

    def _finish(self, sess, graph, step):
        """`final.png` and the result: the best image, where the graph keeps one.

        Without a step, as when a run that has converged is resumed, it is what the state holds.
        """
        best = getattr(graph.updates, 'best_image', None)
        if best is None:
            self._image, losses = step.image, step.losses
        else:
            self._image, values = sess.run([best, graph.updates.best_losses])
            losses = dict(zip(graph.losses, map(float, values)))
        shown = self._show(self._image)
        if self._output.folder:
            images.save(os.path.join(self._output.folder, 'final.png'), shown)
        evaluations = int(sess.run(graph.step)) if step is None else step.step + 1
        self.result = Result(images.to_uint8(shown)[0], losses, evaluations, self._output.folder)


@contextlib.contextmanager
def session(graph, config, sessions=None):
    """A session that holds the network's weights: a new one, or the one in `sessions`.

    Args:
      graph: a `run.graph.Graph`.
      config: its `vgg.Config`.
      sessions: dict in which the sessions of graphs stay open, for the next picture; or None.
    """
    sess = (sessions or {}).get(graph.graph)
    if sess is None:
        sess = machine.session(graph.graph, config.target)
        ends = graph.ends
        checkpoint.initialise(sess, ends.init_op, ends.vgg_saver, config.checkpoint)
        for variable, value in graph.content_targets.items():
            variable.load(value, sess)  # adds no node, as tf.assign would
        if sessions is not None:
            sessions[graph.graph] = sess
    try:
        yield sess
    finally:
        if sessions is None:
            sess.close()


def shares(weights, losses):
    """What each layer contributes to its term at this step: a line of text per term.

    Args:
      weights: dict of name to the loss's weight in the total.
      losses: dict of name to float.

    Returns:
      list of str, such as 'style loss:  conv1_1 4.0%, conv2_1 7.0%, ...'.
    """
    lines = []
    terms = {}
    for name, weight in weights.items():
        term, _, layer = name.partition('/')
        terms.setdefault(term, {})[layer] = weight * losses[name]
    for term, parts in terms.items():
        total = sum(parts.values())
        if len(parts) > 1 and total > 0:
            text = ', '.join(f'{layer} {part / total:.1%}' for layer, part in parts.items())
            lines.append(f'{term + " loss:":12} {text}')
    return lines
