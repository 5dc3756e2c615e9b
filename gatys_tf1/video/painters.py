"""How one frame is painted: by optimisation, or by a network's forward pass that is steadied.

A painter is a value: the names of its losses, and a function of a `Task`. It knows nothing of
videos, folders or the order of the frames; run.py does.
"""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gatys_tf1 import machine
from gatys_tf1.video import graph as graphs
from gatys_tf1.weights import checkpoint

LEAST_GAIN, PATIENCE = 0.01, 10  # a frame is done when so many steps gain less than that share


class Task(NamedTuple):
    """One frame to paint, and what is known of it. Pictures are float32, RGB, 0..255."""

    content: np.ndarray  # [1, height, width, 3]
    start: np.ndarray  # [1, height, width, 3]
    warped: np.ndarray  # [references, height, width, 3], earlier results, warped to this frame
    weights: np.ndarray  # [references, height, width], 0..1, how far each can be trusted
    alone: bool  # whether the start owes nothing to an earlier result, and needs more steps
    flow: np.ndarray = (
        None  # [height, width, 2], to the nearest earlier result; None: there is none
    )


class Painted(NamedTuple):
    """A painted frame."""

    image: np.ndarray  # float32 [1, height, width, 3]
    losses: dict  # name -> float
    steps: int  # evaluations


class Painter(NamedTuple):
    """A way to paint a frame."""

    names: tuple  # of its losses; the last one is shown as progress
    paint: Callable  # (Task, stopped) -> Painted, or None if `stopped()` became true
    graph: object = None  # tf.Graph for TensorBoard


@contextlib.contextmanager
def optimised(graph, config, steps, least_gain=LEAST_GAIN):
    """Yields a `Painter` that minimises the losses of a graph, one frame after another.

    Args:
      graph: from `graph.build`.
      config: its `vgg.Config`.
      steps: pair of ints: the most steps of a frame that starts alone, and of any other.
      least_gain: float; see `graph.optimise`.
    """

    def paint(task, stopped):
        graphs.enter_frame(sess, graph, task.content, task.start, task.warped, task.weights)
        last_step = steps[0] if task.alone else steps[1]
        found = graphs.optimise(
            sess, graph, last_step, least_gain, PATIENCE, lambda step: not stopped()
        )
        return found and Painted(*found)

    # Closed, but not entered: `with tf.Session()` would make its graph the caller's default one.
    session = machine.session(graph.graph, config.target)
    with contextlib.closing(session) as sess:
        checkpoint.initialise(sess, graph.ends.init_op, graph.ends.vgg_saver, config.checkpoint)
        yield Painter(tuple(graph.losses), paint, graph.graph)


def steadied(stylise, share):
    """A `Painter` of single frames by a function, blended with earlier results where they apply.

    `x + share * sum_j c_j (w_j - x)` for the stylised frame x, the earlier results w_j, warped, and
    their weights c_j. Nothing is optimised here, so the minimum of the temporal loss is approached
    directly.

    Args:
      stylise: function of a frame, float32 `[1, height, width, 3]`; returns the same.
      share: float, 0 (each frame by itself) to 1 (the first frame, carried along).
    """

    def paint(task, stopped):
        if stopped():
            return None
        image = np.clip(stylise(task.content), 0, 255)
        weights = task.weights[..., np.newaxis]
        image = image + share * np.sum(weights * (task.warped - image), axis=0, keepdims=True)
        image = image.astype(np.float32)
        loss = np.sum(np.mean(weights * np.square(task.warped - image), axis=(1, 2, 3)))
        return Painted(image, {'temporal': float(loss)}, 1)

    return Painter(('temporal',), paint)
