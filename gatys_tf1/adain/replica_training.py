"""Trains AdaIN's decoder as one worker of several: a monitored session, and the chief's folder.

replicas.py has the graph. Worker 0 is the chief: it initialises the variables or restores them from
the run's state, runs the updates, and writes the folder as training.py does, with the losses of all
workers. The others write nothing.

Any process may die. A step needs every worker, so the others wait until one that died is started
again. It computes the same share of the same batch: crops follow from the step alone. If the chief
or a parameter server died, everyone goes back to the last state that was saved.
"""

import contextlib
import threading
import time

from gatys_tf1 import machine
from gatys_tf1.adain import replicas, training
from gatys_tf1.errors import Stopped
from gatys_tf1.run import interrupt, state
from gatys_tf1.run.logbook import Logbook
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

LOST = (tf.errors.AbortedError, tf.errors.UnavailableError)  # what a lost process causes
BETWEEN = 0.1  # seconds between two looks at tokens that are meant for others


class Steps(tf.train.SessionRunHook):
    """Keeps a worker at the step that its tokens name, in every session that it gets."""

    def __init__(self, replica, task, config, last_step, folder=None):
        self._replica, self._task, self._config = replica, task, config
        self._last_step, self._folder = last_step, folder
        self._others = len(task.cluster['worker']) - 1
        self._in_use = False  # whether the others may be in the middle of a step
        self.session = None  # the tf.Session itself
        self.step = 0  # the one that the next run computes
        self.check = None  # the first batch of contents, of the chief
        self.dismissed = False  # whether the chief has ended before the last step

    def restore(self, _, session):
        """The chief's `init_fn`: sets the global variables."""
        self._in_use = not session.run(self._replica.ready.missing).size
        saver = self._replica.training.state_saver
        if not state.enter(session, saver, self._folder):
            session.run(self._replica.training.init_op)

    def after_create_session(self, session, coord):
        del coord
        nodes = self._replica.training
        self.session = session
        if self._config.checkpoint:
            checkpoint.restore(session, nodes.vgg_saver, self._config.checkpoint)
        if self._task.leads:
            self._lead(session)
            session.run(nodes.pipeline.start_op, {nodes.pipeline.first: 0})
            self.check = session.run(nodes.content)
        self._enter(session)

    def _lead(self, session):
        """Makes the parameter servers as if nobody had computed, and starts the updates."""
        clear = self._replica.clear
        if self._in_use:
            for number, take_op in zip(session.run(clear.counts), clear.take_ops):
                if number:
                    session.run(take_op, {clear.number: number})
        session.run(clear.step_op)
        if self._in_use:  # the others wait for a token that the chief before this one owed them
            self.send(replicas.START)
        threading.Thread(target=self._update, args=(session,), daemon=True).start()

    def _update(self, session):
        """One update after another, in a thread: each waits for the gradients of all workers."""
        # Closed or lost; then every other run of this session ends, too.
        with contextlib.suppress(tf.errors.OpError, RuntimeError):
            while True:
                session.run(self._replica.update_op)

    def send(self, message):
        """Sends each other worker a token that is no step."""
        if self._others:
            feed = {self._replica.message: [message] * self._others}
            self.session.run(self._replica.message_op, feed)

    def dismiss(self):
        """Tells the others that the chief ends; after the last step, they know."""
        if self.step >= self._last_step:
            return
        clear = self._replica.clear
        with contextlib.suppress(tf.errors.OpError, RuntimeError):
            self.send(replicas.STOP)
            for _ in range(round(interrupt.PATIENCE / BETWEEN)):
                left = self.session.run(clear.counts[0])
                if not left:
                    return
                time.sleep(BETWEEN)
            # Of workers that are gone; they must not end when they come back.
            self.session.run(clear.take_ops[0], {clear.number: left})

    def _enter(self, session):
        """Goes to the step that is being computed."""
        pipeline = self._replica.training.pipeline
        self.step = int(session.run(self._replica.own_step_op))
        session.run(pipeline.start_op, {pipeline.first: self.step})

    def before_run(self, run_context):
        del run_context
        return tf.train.SessionRunArgs(self._replica.training.step_op)

    def after_run(self, run_context, run_values):
        token = self._next(int(run_values.results), run_context.session)
        if token == replicas.START:
            self._enter(run_context.session)
            return
        self.dismissed = token == replicas.STOP
        if token != self.step + 1 and not self.dismissed:
            pipeline = self._replica.training.pipeline
            run_context.session.run(pipeline.start_op, {pipeline.first: token})
        self.step = self.step if self.dismissed else token
        if self.dismissed or token >= self._last_step:
            run_context.request_stop()

    def _next(self, token, session):
        """A token that is for this worker, from this one on.

        SyncReplicasOptimizer lets whoever is quick take the token of a worker that has died, and
        count twice in the next step, which would then go on without the other. So the second token
        of one step is thrown away. The chief passes on what is for the others.
        """
        while True:
            if self._task.leads and token < 0:
                session.run(self._replica.message_op, {self._replica.message: [token]})
                time.sleep(BETWEEN)
            elif token != self.step:
                return token
            token = int(session.run(self._replica.token_op))


def follow(replica, server, task, config, last_step):
    """Trains as a worker that is not the chief, until the last step or until the chief ends.

    Args:
      replica: a `replicas.Replica`.
      server: this process's `tf.train.Server`, from `workers.join`.
      task: a `workers.Task`.
      config: the `vgg.Config` that the graph was built with.
      last_step: int, how many updates the decoder gets in all.

    Returns:
      how many it has had, an int.
    """
    steps = Steps(replica, task, config, last_step)
    with interrupt.ends_at_once():
        with _session(replica, server, task, steps) as sess:
            while not sess.should_stop() and steps.step < last_step:
                sess.run(replica.training.step_op)
    return steps.step


def lead(replica, server, task, config, output, last_step):
    """Trains as the chief up to a step, and writes the folder; resumes if that holds a state.

    Args: as of `follow`, and
      output: a `run.folder.Output`, see `training.train`.

    Raises:
      UserError: if the loss becomes NaN or infinite; the last state that was saved is untouched.
      Stopped: on Ctrl-C, once the state is saved.
    """
    steps = Steps(replica, task, config, last_step, output.folder)
    with contextlib.ExitStack() as opened:
        with interrupt.ends_at_once():  # while it waits for a parameter server, nothing is lost
            entered = _session(replica, server, task, steps)
            sess = opened.enter_context(entered)
        opened.callback(steps.dismiss)
        interrupted = opened.enter_context(interrupt.ctrl_c())
        books = opened.enter_context(contextlib.ExitStack())
        logbook, expected, found = None, None, None
        while steps.step < last_step:
            step, stopping = steps.step, interrupted()
            save = stopping or step + 1 == last_step or (step + 1) % output.image_every == 0
            log = save or step % output.log_every == 0
            arguments = sess, replica.training, log, save
            found = interrupt.attended(training.update, arguments, interrupted)
            if found is None:
                break
            step = steps.step - 1  # not the one that was begun if everyone had to go back
            if step != expected:
                books.close()
                logbook = Logbook(output, replica.training.losses, step, last_step)
                books.enter_context(contextlib.closing(logbook))
                logbook.graph(replica.training.graph)
            expected = step + 1
            training.record(logbook, step, found, output)
            if save:
                with contextlib.suppress(*LOST):  # the next run goes back to the state before
                    training.save_all(
                        steps.session, replica.training, found, steps.check, logbook, output
                    )
            if stopping:
                break
        if interrupted():
            if found is None:  # a worker is missing, so no update is under way
                with contextlib.suppress(RuntimeError, tf.errors.OpError):
                    state.save(
                        steps.session, replica.training.state_saver, output.folder, steps.step
                    )
            raise Stopped(output.folder, interrupted())


def _session(replica, server, task, steps):
    """A MonitoredSession: one that begins anew when a process of the cluster was lost."""
    config = machine.server_config(replica.training.graph)
    # Without these, a session would need every worker to be there, and be lost with any of them.
    config.device_filters.extend(['/job:ps', f'/job:worker/task:{task.index}'])
    ready = replica.ready
    with replica.training.graph.as_default() as graph:
        scaffold = tf.train.Scaffold(
            ready.nothing_op, None, steps.restore, ready.all_missing, ready.missing, ready.local_op,
            saver=replica.training.state_saver,
        )  # fmt: skip
        if task.leads:
            creator = tf.train.ChiefSessionCreator(scaffold, server.target, config)
        else:
            creator = _Waiting(scaffold, server.target, config, graph)
        return tf.train.MonitoredSession(creator, [steps])


class _Waiting(tf.train.SessionCreator):
    """A `tf.train.WorkerSessionCreator` that looks for the chief every second, not every 30."""

    def __init__(self, scaffold, target, config, graph):
        self._scaffold, self._target, self._config = scaffold, target, config
        self._manager = tf.train.SessionManager(
            scaffold.local_init_op, scaffold.ready_op, scaffold.ready_for_local_init_op, graph, 1
        )

    def create_session(self):
        self._scaffold.finalize()
        return self._manager.wait_for_session(self._target, self._config)
