"""Adam and L-BFGS on the image, as generators: files and screens stay outside.

A *step* is one evaluation of the loss and its gradient, for both alike, so that their steps,
seconds and curves compare. Step 0 evaluates the start. A generator goes on from whatever the
session holds: `image`, `train/step` and, for Adam, its slots; and whenever it hands out a step, the
session holds what is needed to go on from there. So a resumed run is no special case.

Gatys, Ecker and Bethge (CVPR 2016) use L-BFGS (section 3); the blog uses Adam (seed 000).
"""

import queue
import threading
from typing import NamedTuple

import numpy as np
import scipy.optimize

from gatys_tf1.errors import UserError

MAX_HISTORY = 10  # pairs of vectors that L-BFGS keeps
MAX_RESTARTS = 10  # of L-BFGS, when its line search gives up
FIRST_MOVE = 10.0  # pixel values, the mean size of L-BFGS's first move


class Step(NamedTuple):
    """What one step found. `losses` are those of `image`."""

    step: int
    losses: dict  # name -> float, as in transfer.Graph.losses
    image: np.ndarray  # float32 [1, height, width, 3], RGB


class NotFinite(UserError):
    """A loss or a gradient became NaN or infinite."""


def adam(sess, graph, last_step):
    """Yields a `Step` for each evaluation up to `last_step`, and updates the image in between.

    The image of step k has been updated k times (Kingma and Ba, 2014, with TensorFlow's defaults
    but for the learning rate). It is not clipped, as in the blog.

    Args:
      sess: a `tf.Session` on `graph.graph`, initialised and restored.
      graph: a `transfer.Graph` built with optimizer='adam'.
      last_step: int, the number of the last step.

    Raises:
      NotFinite: instead of a step whose loss is NaN or infinite.
    """
    for step in range(sess.run(graph.step), last_step + 1):
        # gotcha: fetch-order-is-a-race. The image is read in a run of its own, before the update.
        image_value = sess.run(graph.image)
        fetches = [graph.losses] if step == last_step else [graph.losses, graph.step_op]
        losses_value = sess.run(fetches)[0]
        check_finite(step, losses_value['total'])
        yield Step(step, losses_value, image_value)


def lbfgs(sess, graph, last_step):
    """Yields a `Step` for each evaluation up to `last_step`, by SciPy's L-BFGS-B.

    The image stays within 0..255 (bounds), so the picture that is saved is the one that was
    optimised. A `Step` holds the best image so far and its losses: where a line search tries a
    worse one, the curve is flat for a step. If the line search gives up, L-BFGS starts afresh from
    the best image, `MAX_RESTARTS` times at most; then the run ends early.

    Args:
      sess: a `tf.Session` on `graph.graph`, initialised and restored.
      graph: a `transfer.Graph`.
      last_step: int, the number of the last step.

    Raises:
      NotFinite: instead of a step whose loss or gradient is NaN or infinite.
    """
    first_step = sess.run(graph.step)
    best = Step(first_step, {'total': np.inf}, np.clip(sess.run(graph.image), 0.0, 255.0))
    shape = best.image.shape
    minimisation = _Minimisation(best.image, history(*shape[1:3]))
    with minimisation:
        for step in range(first_step, last_step + 1):
            point = minimisation.next_point()
            if point is None:  # it has converged, or the line search gave up too often
                return
            image_value = point.reshape(shape)
            sess.run(graph.assigns['image'], {graph.pixels: image_value})
            losses_value, gradient_value = sess.run([graph.losses, graph.gradient])
            check_finite(step, losses_value['total'], gradient_value)
            if losses_value['total'] <= best.losses['total']:
                best = Step(step, losses_value, image_value)
            else:
                sess.run(graph.assigns['image'], {graph.pixels: best.image})
            sess.run(graph.step_op)
            yield best._replace(step=step)
            minimisation.answer(losses_value['total'], gradient_value)


def history(height, width):
    """How many pairs of vectors approximate the curvature for an image of this size.

    A pair of float64 vectors is four times as large as the float32 image, and each costs time: 10
    pairs, SciPy's own number, for a small image and 5 from 0.6 megapixels on.
    """
    return max(5, min(MAX_HISTORY, 3_000_000 // (height * width)))


class _Enough(Exception):
    """The caller wants no more points."""


class _Minimisation:
    """SciPy's L-BFGS-B turned inside out: it asks for a point, and is answered loss and gradient.

    `scipy.optimize.minimize` calls the function that it minimises; a generator wants to be called.
    So SciPy runs in a thread and waits there; the session is only ever used by the caller's.
    """

    def __init__(self, start, history):
        self._start, self._history = start, history
        self._points, self._answers = queue.Queue(), queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._answers.put(None)
        self._thread.join()

    def next_point(self):
        """The next point to evaluate, a flat float32 array; None when there is none."""
        return self._points.get()

    def answer(self, loss, gradient):
        self._answers.put((float(loss), gradient.ravel()))

    def _run(self):
        best_loss, best_point, scale = np.inf, self._start.ravel(), None

        def evaluate(point):
            nonlocal best_loss, best_point, scale
            point = point.astype(np.float32)
            self._points.put(point)
            answer = self._answers.get()
            if answer is None:
                raise _Enough
            loss, gradient = answer
            if loss < best_loss:
                best_loss, best_point = loss, point
            # SciPy's first move is the gradient itself; scaled, it is neither lost nor too far.
            scale = scale or FIRST_MOVE / (np.abs(gradient).mean(dtype=np.float64) or 1.0)
            return scale * loss, gradient * np.float64(scale)

        # gotcha: clip-kills-the-gradient. The bounds are the optimiser's, not part of the loss.
        # `minimize` would make a tuple of each pixel's bounds, 16 float64 images; this is one list.
        bounds = [(0.0, 255.0)] * best_point.size
        try:
            for _ in range(1 + MAX_RESTARTS):
                before = best_loss
                scipy.optimize.fmin_l_bfgs_b(
                    evaluate, best_point, bounds=bounds, m=self._history,
                    factr=0.0, pgtol=0.0, maxfun=10**9, maxiter=10**9,
                )  # fmt: skip
                if best_loss == before:  # a fresh start from here found nothing better
                    break
        except _Enough:
            pass
        finally:
            self._points.put(None)


def check_finite(step, *values):
    """Raises NotFinite if one of the values, floats or arrays, is NaN or infinite."""
    if not all(np.all(np.isfinite(value)) for value in values):
        raise NotFinite(
            f'the loss or its gradient became NaN or infinite at step {step}: '
            'lower the learning rate or the weights, or check the checkpoint'
        )
