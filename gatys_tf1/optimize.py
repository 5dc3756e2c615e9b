"""Optimising the image inside the graph: Adam here, L-BFGS in lbfgs.py, and the loop over steps.

A *step* is one evaluation of the loss and its gradient, for both optimisers, so that their steps,
seconds and curves are comparable; step 0 evaluates the start. A step is one `sess.run`: it
evaluates `image` as it stands, keeps it if it is the best so far, and moves it. Nothing is copied
to the host unless the image is asked for.

Everything that a step leaves behind is in global variables: save them after a step and restore them
later, and the run continues bit for bit, as if nothing had happened.

Puts into the graph, where the caller's scope is `train`: `train/best/{image,losses}`,
`train/check/...`, `train/record`; for Adam `train/evaluated`, `train/adam`, its slots
`image/adam`, `image/adam_1` and `train/beta1_power`, `train/beta2_power`.

Gatys, Ecker and Bethge (CVPR 2016) use L-BFGS (section 3); the blog uses Adam.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

NOT_FINITE = 'the loss or its gradient is NaN or infinite'


class Adam(NamedTuple):
    """The settings of Adam (Kingma and Ba 2014, algorithm 1).

    deviation: a learning rate of 10 pixel values, as in the class-visualisation post; the blog has
    0.1 (docs/deviations.md).
    """

    learning_rate: float = 10.0  # pixel values per step
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


class NotFinite(UserError):
    """A loss or a gradient became NaN or infinite."""


class Step(NamedTuple):
    """What one step found. `losses` are those of `image`."""

    step: int
    losses: dict[str, float]  # in the order of graph.losses
    read_image: Callable[[], np.ndarray[Any, Any]]  # float32 [1, h, w, 3], RGB; until the next step
    # what `fetches['summary']` gave in the same run, if the caller added it
    summary: bytes | None = None

    @property
    def image(self) -> np.ndarray[Any, Any]:
        """The image that has these losses; reading it is a `sess.run` of its own."""
        return self.read_image()


class Updates(NamedTuple):
    """What an optimiser puts into the graph."""

    record_op: tf.Operation  # evaluates the image, keeps it if it is the best, does not move it
    step_op: tf.Operation  # record_op, then moves the image and adds 1 to the step
    fetches: dict  # 'losses': float32 [k] of what is shown; 'stuck': bool, nothing more to gain
    shown: tf.Variable  # the image with the losses in `fetches`, after either operation
    stuck: tf.Variable  # bool: as the last step_op left it; a constant for Adam
    best_image: tf.Variable  # float32 [1, height, width, 3]
    best_losses: tf.Variable  # float32 [k], in the order of `losses`; infinite at first


class Record(NamedTuple):
    """The part that all optimisers share; see `record`."""

    op: tf.Operation
    finite: tf.Operation  # fails if the evaluation is not finite; every write waits for it
    found: tf.Tensor  # float32 [k], the losses of this evaluation
    best: tf.Tensor  # float32 [k], the best losses, this evaluation's included
    image: tf.Variable
    losses: tf.Variable


def steps(sess, graph, last_step):
    """Yields a `Step` for each evaluation from the session's own step up to `last_step`.

    The image of the last step is evaluated and recorded, but not moved. The session can be saved
    after any step that was yielded. The generator ends early if the optimiser is stuck.

    Args:
      sess: a `tf.Session` on the graph, initialised and restored.
      graph: has `losses` (dict of name to float32 scalar), `step` (int64 variable), `updates`.
      last_step: int, the number of the last step.

    Raises:
      NotFinite: instead of a step whose loss or gradient is NaN or infinite. The image that led
        there is still in `image`; `updates.best_image` and the optimiser's memory are untouched.
    """
    updates = graph.updates
    step, stuck = sess.run([graph.step, updates.stuck])
    while step <= last_step and not stuck:
        update = updates.record_op if step == last_step else updates.step_op
        try:
            fetched, _ = sess.run([updates.fetches, update])
        except tf.errors.InvalidArgumentError as error:
            if NOT_FINITE not in error.message:
                raise
            raise NotFinite(
                f'the loss or its gradient became NaN or infinite at step {step}: '
                'lower the learning rate or the weights, or check the checkpoint'
            ) from None
        losses = dict(zip(graph.losses, fetched['losses'].tolist()))
        yield Step(int(step), losses, lambda: sess.run(updates.shown), fetched.get('summary'))
        step, stuck = step + 1, fetched['stuck']


def adam(image, losses, gradient, step, settings=Adam()):
    """Adam on the image (Kingma and Ba, "Adam: a method for stochastic optimization", 2014).

    The image of step k has been updated k times. As in the blog, it is not clipped. A step shows
    the image that it has just evaluated, which is not always the best one.

    Args:
      image: float32 variable `[1, height, width, 3]`.
      losses: dict of name to float32 scalar, computed from `image`; 'total' is minimised.
      gradient: float32 tensor of the image's shape, of losses['total'].
      step: int64 variable, the number of the step that comes next.
      settings: `Adam`.

    Returns:
      `Updates`.
    """
    kept = record(image, losses, gradient)
    evaluated = state('evaluated', image.shape)
    with tf.control_dependencies([kept.finite]):
        record_op = tf.group(kept.op, tf.assign(evaluated, image))
    # gotcha: fetch-order-is-a-race. All losses and copies come before the update, in any fetch.
    with tf.control_dependencies([record_op]):
        optimizer = tf.train.AdamOptimizer(*settings, name='adam')
        step_op = optimizer.apply_gradients([(gradient, image)], global_step=step)
    stuck = tf.constant(False, name='stuck')
    fetches = {'losses': kept.found, 'stuck': stuck}
    return Updates(record_op, step_op, fetches, evaluated, stuck, kept.image, kept.losses)


def record(image, losses, gradient):
    """Evaluates the image once, and keeps it in `best/image` if its total is the lowest so far.

    Args: as in `adam`.

    Returns:
      `Record`. Its `op` runs before anything may move the image.
    """
    found = tf.stack(list(losses.values()), name='found')
    with tf.name_scope('check'):
        finite = tf.group(
            tf.check_numerics(losses['total'], NOT_FINITE, name='loss'),
            tf.check_numerics(gradient, NOT_FINITE, name='gradient'),
            name='finite',
        )
    best_image = state('best/image', image.shape)
    best_losses = state('best/losses', found.shape, float('inf'))
    with tf.name_scope('record') as scope, tf.control_dependencies([found, finite]):
        better = losses['total'] < best_losses[list(losses).index('total')]
        best = tf.where(better, found, best_losses)
        copy = tf.cond(better, lambda: tf.assign(best_image, image).op, tf.no_op, name='copy')
        record_op = tf.group(copy, tf.assign(best_losses, best), name=scope)
    return Record(record_op, finite, found, best, best_image, best_losses)


def state(name, shape, value=0.0, dtype='float32'):
    """A variable of the optimiser: saved with the run's state, but not trained."""
    return tf.Variable(lambda: tf.fill(shape, tf.cast(value, dtype)), trainable=False, name=name)
