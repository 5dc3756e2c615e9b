"""L-BFGS on the image, as nodes of the graph.

Implements Nocedal and Wright, "Numerical optimization" (2nd edition, 2006): limited-memory BFGS
(algorithms 7.4 and 7.5), with Armijo's condition (3.4) and backtracking by quadratic interpolation
(section 3.5) in place of a Wolfe line search, which would need several evaluations where one is
enough; and bounds enforced by projecting each step onto them, as in Bertsekas, "Projected Newton
methods for optimization problems with simple constraints" (1982). A pixel at a bound whose gradient
points outward is fixed: the recursion sees the other pixels alone, as if these were all variables
there are, or the curvature along fixed pixels would bend the direction of the free ones. Everything
is float32.

One step evaluates one trial, the image as it stands. If the loss is low enough, the trial becomes
the new point, and the next trial is a full step along a new direction. If not, the next trial is a
shorter step along the old one. After too many failures the history is dropped; when even the plain
gradient leads nowhere, the run is stuck: at a minimum, or at the limits of float32.

Puts into the graph, where the caller's scope is `train`: `train/lbfgs` and `train/lbfgs/...`,
besides what optimize.py lists.
"""

from gatys_tf1 import optimize
from gatys_tf1.tf1 import tf

MAX_HISTORY = {'float32': 20, 'bfloat16': 10}  # pairs, by the precision of the gradient
LOW, HIGH = 0.0, 255.0  # of a pixel
FIRST_MOVE = 10.0  # pixel values, the mean size of a move without history
ARMIJO = 1e-4  # share of the decrease that the gradient promises
SHORTEST, LONGEST = 0.1, 0.5  # of the step that failed, for the next one
CURVATURE = 1e-10  # s.y / y.y of a pair that is kept, as a share of the last pair's
FAILURES = 8  # in a row, before the history is dropped; without history, before giving up


def history(height, width, precision='float32'):
    """How many pairs of vectors approximate the curvature for an image of this size.

    A pair takes twice the memory of the image, and each costs time: above 0.5 megapixels there
    are 5. Up to 387x387 pixels there are 20; in bfloat16, whose rounding hides what more would
    tell, there are 10 up to 547x547.

    Args:
      height, width: int, pixels.
      precision: 'float32' or 'bfloat16', in which the gradient is computed.
    """
    return max(5, min(MAX_HISTORY[precision], 3_000_000 // (height * width)))


def vectors(height, width, precision='float32'):
    """How many float32 vectors of the image's size L-BFGS stores or needs temporarily, at most.

    Args:
      height, width, precision: see `history`.
    """
    return 2 * history(height, width, precision) + 10


def lbfgs(image, losses, gradient, step, *, pairs=None, precision='float32'):
    """L-BFGS within 0..255. A step shows the best image so far, so its curve never rises.

    Args:
      image: float32 variable `[1, height, width, 3]`; its start must lie within 0..255.
      losses: dict of name to float32 scalar, computed from `image`; 'total' is minimised.
      gradient: float32 tensor of the image's shape, of losses['total'].
      step: int64 variable, the number of the step that comes next.
      pairs: int, how many pairs approximate the curvature; None for `history`'s choice.
      precision: see `history`.

    Returns:
      `optimize.Updates`.
    """
    shape, total = image.shape.as_list(), losses['total']
    pairs = pairs or history(*shape[1:3], precision)
    kept = optimize.record(image, losses, gradient)
    with tf.name_scope('lbfgs') as scope:
        point = optimize.state('point', shape)  # x_k, the last trial that was accepted
        point_gradient = optimize.state('gradient', shape)  # its gradient
        point_loss = optimize.state('loss', [], float('inf'))  # its loss; infinite at the start
        direction = optimize.state('direction', shape)  # p_k: trials are x_k + length p_k
        length = optimize.state('length', [])
        failures = optimize.state('failures', [], 0, tf.int32)  # trials in a row
        stuck = optimize.state('stuck', [], False, tf.bool)
        memory = _Memory(shape, pairs)

        # gotcha: fetch-order-is-a-race. All that the old variables are needed for is computed first
        # (`found`), then they are written, and whoever needs the new ones reads them after that.
        s, y = image - point, gradient - point_gradient
        sy = _dot(s, y)
        gamma = tf.div_no_nan(sy, _dot(y, y))  # (7.20)
        along = _dot(point_gradient, s)  # of the step that the bounds have left
        slope = tf.minimum(along, 0.0)
        accepted = total < point_loss + ARMIJO * slope  # (3.4)
        curved = tf.is_finite(point_loss) & (gamma > CURVATURE * memory.gamma)
        shorter = tf.div_no_nan(-slope, 2.0 * (total - point_loss - slope))  # (3.58)
        shorter = length * tf.clip_by_value(shorter, SHORTEST, LONGEST)
        failed = tf.where(accepted, 0, failures + 1)
        hopeless = ~accepted & ((failed >= FAILURES) | tf.equal(along, 0.0))
        drop = hopeless & memory.any()
        give_up = tf.logical_and(hopeless, ~drop, name='give_up')
        turn = accepted | drop

        found = [kept.op, s, y, sy, gamma, along, accepted, curved, shorter, failed, turn, give_up]
        with tf.control_dependencies(found):
            accept = [
                tf.cond(accepted & curved, lambda: memory.push(s, y, sy, gamma), tf.no_op),
                tf.cond(drop, memory.clear, tf.no_op),
                tf.cond(
                    accepted,
                    lambda: tf.group(
                        tf.assign(point, image),
                        tf.assign(point_gradient, gradient),
                        tf.assign(point_loss, total),
                    ),
                    tf.no_op,
                ),
                tf.assign(length, tf.where(turn, 1.0, shorter)),
                tf.assign(failures, tf.where(turn, 0, failed)),
                tf.assign(stuck, give_up),
            ]
        with tf.control_dependencies(accept):
            new_point, new_gradient = point.read_value(), point_gradient.read_value()

            def new_direction():
                at_low = (new_point <= LOW) & (new_gradient > 0.0)
                at_high = (new_point >= HIGH) & (new_gradient < 0.0)
                free = tf.cast(~(at_low | at_high), tf.float32)
                newton = memory.times(free * new_gradient, free)
                return tf.assign(direction, -free * newton).op

            turned = tf.cond(turn, new_direction, tf.no_op)
        with tf.control_dependencies([turned]):
            move = length.read_value() * direction.read_value()
            trial = tf.clip_by_value(new_point + move, LOW, HIGH)
            step_op = tf.group(tf.assign(image, trial), tf.assign_add(step, 1), name=scope)
    fetches = {'losses': kept.best, 'stuck': give_up}
    return optimize.Updates(kept.op, step_op, fetches, kept.image, stuck, kept.image, kept.losses)


class _Memory:
    """The last pairs of steps s and gradient differences y, in place of the inverse Hessian H_k."""

    def __init__(self, shape, pairs):
        self.pairs = pairs
        self.s = optimize.state('s', [pairs, *shape])
        self.y = optimize.state('y', [pairs, *shape])
        self.rho = optimize.state('rho', [pairs])  # 1 / s.y; 0 where there is no pair
        self.newest = optimize.state('newest', [], 0, tf.int32)
        self.gamma = optimize.state('gamma', [])  # s.y / y.y of the newest

    def any(self):
        """Bool tensor: whether there is a pair."""
        return tf.reduce_any(self.rho > 0.0)

    def push(self, s, y, sy, gamma):
        """Operation: a new pair in the place of the oldest."""
        slot = (self.newest + 1) % self.pairs
        return tf.group(
            tf.scatter_update(self.s, slot, s),
            tf.scatter_update(self.y, slot, y),
            tf.scatter_update(self.rho, slot, 1.0 / sy),
            tf.assign(self.newest, slot),
            tf.assign(self.gamma, gamma),
        )

    def clear(self):
        """Operation: no pairs."""
        return tf.assign(self.rho, tf.zeros([self.pairs])).op

    def times(self, gradient, free):
        """H_k times the gradient: Nocedal and Wright, algorithm 7.4, the two-loop recursion.

        On the free pixels alone: `gradient` is 0 elsewhere, and y is made so, which keeps all else
        out of the inner products. Where there is no pair, or none with positive curvature on these
        pixels, rho is 0, and so are alpha and beta: that pass of the loop does nothing. Without any
        pairs, gamma is chosen so that the pixels that move do so by `FIRST_MOVE` on average.
        """
        s, y, rho, newest = (v.read_value() for v in (self.s, self.y, self.rho, self.newest))

        def first():
            moving = tf.cast(tf.count_nonzero(gradient), tf.float32)
            move = tf.div_no_nan(FIRST_MOVE * moving, tf.reduce_sum(tf.abs(gradient)))
            return tf.identity(tf.assign(self.gamma, move))

        terms, q = [], gradient
        for age in range(self.pairs):
            i = (newest - age) % self.pairs
            s_i, y_i = s[i], free * y[i]
            sy = _dot(s_i, y_i)
            rho_i = tf.where((rho[i] > 0.0) & (sy > 0.0), 1.0 / sy, 0.0)
            alpha = rho_i * _dot(s_i, q)
            q = q - alpha * y_i
            terms.append((s_i, y_i, rho_i, alpha))
        _, y_0, rho_0, _ = terms[0]
        newest_gamma = tf.where(rho_0 > 0.0, 1.0 / (rho_0 * _dot(y_0, y_0)), self.gamma)  # (7.20)
        r = tf.cond(tf.reduce_any(rho > 0.0), lambda: newest_gamma, first) * q
        for s_i, y_i, rho_i, alpha in reversed(terms):
            beta = rho_i * _dot(y_i, r)
            r = r + (alpha - beta) * s_i
        return r


def _dot(a, b):
    """The inner product of two images; `reduce_sum` adds pairwise, so float32 is enough."""
    return tf.reduce_sum(a * b)
