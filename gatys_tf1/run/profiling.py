"""Where the time of a step goes: TensorFlow's own trace of it, for TensorBoard and as a table."""

from collections import defaultdict

from gatys_tf1.tf1 import tf


def trace(sess, graph):
    """Evaluates the losses and the gradient once more, with a full trace.

    Args:
      sess: a `tf.Session` on `graph.graph`.
      graph: a `run.graph.Graph`.

    Returns:
      `tf.RunMetadata`; TensorBoard's graph shows compute time and memory from it.
    """
    run_metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    sess.run([graph.losses, graph.gradient], options=options, run_metadata=run_metadata)
    return run_metadata


def slowest(run_metadata, count=10):
    """The slowest operations: list of `(name, milliseconds, bytes of its results)`."""
    times, sizes = defaultdict(float), defaultdict(int)
    for device in run_metadata.step_stats.dev_stats:
        for node in device.node_stats:
            times[node.node_name] += (node.op_end_rel_micros - node.op_start_rel_micros) / 1e3
            sizes[node.node_name] += sum(m.peak_bytes for m in node.memory)
    names = sorted(times, key=times.get, reverse=True)[:count]
    return [(name, times[name], sizes[name]) for name in names]


def table(run_metadata, count=10):
    """The slowest operations as lines of text. Operations run in parallel, so times overlap."""
    lines = [f'{"ms":>8} {"MB":>8}  operation']
    for name, milliseconds, size in slowest(run_metadata, count):
        lines.append(f'{milliseconds:8.1f} {size / 1e6:8.1f}  {name}')
    return '\n'.join(lines)
