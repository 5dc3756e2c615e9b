"""Checkpoints of a session that may be on a worker: files are read and written on this side.

The operations of a Saver run where their session is, so the path in them would be one of the
worker's disk. Such a session's values pass through a second session, in this process, on the same
graph. No node is added to it.
"""

import contextlib

from gatys_tf1.tf1 import tf


def restore(sess, saver, path, variables):
    """Restores the variables of a Saver.

    Args:
      sess: a `tf.Session`, initialised.
      saver: a `tf.train.Saver` in its graph.
      path: str, the prefix of a checkpoint on this machine.
      variables: list of the Saver's variables.

    Raises: as `saver.restore`.
    """
    if not is_remote(sess, saver):
        saver.restore(sess, path)
        return
    with _at_home(sess) as home:
        saver.restore(home, path)
        values = home.run(variables)
    for variable, value in zip(variables, values):
        variable.load(value, sess)  # feeds the initialiser that is there


def save(sess, saver, path, step, variables):
    """Saves the variables of a Saver as `path-step`.

    Args: as in `restore`; `step` is an int.

    Raises: as `saver.save`.
    """
    if not is_remote(sess, saver):
        saver.save(sess, path, global_step=step, write_meta_graph=False)
        return
    values = sess.run(variables)
    with _at_home(sess) as home:
        for variable, value in zip(variables, values):
            variable.load(value, home)
        saver.save(home, path, global_step=step, write_meta_graph=False)


def is_remote(sess, saver):
    """Whether a Saver's operations would run elsewhere.

    They run where the session is, unless they have a device of their own, as in the graph of a
    replica: that is this process, which is a server itself (adain/replicas.py).
    """
    restore_op = sess.graph.get_operation_by_name(saver.saver_def.restore_op_name)
    return bool(sess.sess_str) and not restore_op.device


def _at_home(sess):
    """A session in this process on the same graph, to be used as a context."""
    config = tf.ConfigProto(allow_soft_placement=True, device_count={'GPU': 0})
    return contextlib.closing(tf.Session(graph=sess.graph, config=config))
