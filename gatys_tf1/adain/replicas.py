"""The graph of one of several workers that train one decoder: between-graph replication.

Implements synchronous data parallelism as of Chen, Pan, Monga, Bengio and Jozefowicz, "Revisiting
distributed synchronous SGD" (2016), by `tf.train.SyncReplicasOptimizer`. Every worker builds this
same graph, and each part of it has a place:

- Decoder, Adam's slots and the step are global variables on the parameter server
  (`replica_device_setter`). A worker fetches the decoder and sends its gradients in every step.
- VGG-19's weights are never trained, so they are local variables of each worker, read from its own
  disk. As global variables they, too, would travel in every step.
- A step's batch is divided among the workers. The mean of their gradients is the gradient of the
  mean loss of the whole batch, so n workers do what one process does.

A step is a run of `training.step_op` by every worker: it puts the gradients into accumulators, and
waits for a token. The chief's `update_op` waits for one gradient of each worker, takes the means,
lets Adam update, and puts a token with the next step's number into the queue for each worker.

Puts into the graph, beside what training_graph.py does: `train/losses`, an accumulator for the mean
losses; `sync_replicas/...`, `sync_token_q`; `tokens/...`, `clear/...`, `ready/...`.
"""

from __future__ import annotations

from typing import NamedTuple

from gatys_tf1.adain import training_graph
from gatys_tf1.tf1 import tf

START, STOP = -1, -2  # tokens that are no steps: begin anew where the step is; the chief has ended


class Replica(NamedTuple):
    """A worker's graph, not yet finalised, and its nodes."""

    training: training_graph.Training  # its step_op gives the token that it got
    own_step_op: tf.Tensor  # sets this worker's step to the global one: int64 scalar
    token_op: tf.Tensor  # waits for another token, and sets this worker's step to it: int64 scalar
    update_op: tf.Operation  # the chief's part of a step
    clear: Clear
    message: tf.Tensor  # placeholder, int64 [count]
    message_op: tf.Operation  # puts these tokens into the queue
    ready: Ready


class Clear(NamedTuple):
    """What empties queue and accumulators of what was left there by a chief that died."""

    counts: list  # int32 scalars: the tokens, then the gradients in each accumulator
    number: tf.Tensor  # placeholder, int32 scalar
    take_ops: list  # take that many out, in the same order
    step_op: tf.Operation  # gives every accumulator the global step


class Ready(NamedTuple):
    """What a session manager asks for before a worker begins."""

    nothing_op: tf.Operation  # in place of an initialiser: the values may come from a state
    missing: tf.Tensor  # string [count], global variables without a value
    local_op: tf.Operation  # initialises the local ones
    all_missing: tf.Tensor  # string [count], variables of both kinds without a value


def build(inputs, config, settings, task):
    """Builds the graph of a worker.

    Args:
      inputs: as of `training_graph.build`, of this worker's share of every batch.
      config: a `vgg.Config`.
      settings: a `training_graph.Settings`.
      task: a `workers.Task`.

    Returns:
      a `Replica`. The losses of its `training` are means over all workers; the chief, and no one
      else, has to fetch them in every step.
    """
    here = f'/job:worker/task:{task.index}'
    cluster = tf.train.ClusterSpec(task.cluster)
    setter = tf.train.replica_device_setter(worker_device=here, cluster=cluster)
    synchronous = []

    def update(adam, losses, step, variables):
        sync, step_op, means = _together(adam, losses, step, variables, cluster.num_tasks('worker'))
        synchronous.append(sync)
        return step_op, means

    with (
        tf.Graph().as_default(),
        tf.device(setter),
        tf.variable_scope(tf.get_variable_scope(), custom_getter=_encoder_at(here)),
    ):
        training = training_graph.nodes(inputs, config, settings, update)
        return _replica(training, *synchronous)


def _encoder_at(device):
    """A variable getter that makes VGG-19's weights local variables of a device."""

    def local(getter, name, *args, collections=None, **kwargs):
        get = getter  # TensorFlow passes it by that name
        if not name.startswith('vgg_19/'):
            return get(name, *args, collections=collections, **kwargs)
        with tf.device(device):
            collections = [tf.GraphKeys.LOCAL_VARIABLES]
            return get(name, *args, collections=collections, **kwargs)

    return local


def _together(adam, losses, step, variables, workers):
    """One update by the mean gradient of all workers: `(optimizer, operation, mean losses)`."""
    # An accumulator takes the mean of whatever is applied to it: here, of the losses.
    with tf.device(step.device):
        means = tf.ConditionalAccumulator(
            tf.float32, [len(losses)], shared_name='train/losses', name='losses'
        )
        applied_op = means.apply_grad(tf.stack(list(losses.values())), local_step=step)
        mean_losses = tf.unstack(means.take_grad(workers))
    # Each gradient has to be there before a step ends, and nobody gets ahead: a worker that is
    # missing is waited for.
    sync = tf.train.SyncReplicasOptimizer(adam, workers, workers)
    pairs = sync.compute_gradients(losses['total'], variables)
    with tf.control_dependencies([applied_op]):
        pairs = [(tf.identity(gradient), variable) for gradient, variable in pairs]
    step_op = sync.apply_gradients(pairs, step)
    sync.ready_for_local_init_op.mark_used()  # it does not know of Adam's slots; see `missing`
    return sync, step_op, dict(zip(losses, mean_losses))


def _replica(training, sync):
    """Adds what replica_training.py needs beside the training itself."""
    runner = sync.get_chief_queue_runner()
    tokens, (update_op,) = runner.queue, runner.enqueue_ops
    with tf.device(training.step.device), tf.name_scope('tokens'):
        message = tf.placeholder(tf.int64, [None], name='message')
        message_op = tokens.enqueue_many(message, name='send')
        (own_step,) = [v for v in tf.local_variables() if 'sync_rep_local_step' in v.op.name]
        # A gradient counts only if its worker's own step is that of the accumulators.
        token_op = tf.assign(own_step, tokens.dequeue(), name='wait')
    with tf.name_scope('ready'):
        ready = Ready(
            tf.no_op(name='nothing'),
            tf.report_uninitialized_variables(tf.global_variables(), 'global'),
            tf.local_variables_initializer(),
            tf.report_uninitialized_variables(name='all'),
        )
    for report in (ready.missing, ready.all_missing):
        report.mark_used()  # or TensorFlow complains when something else ends the program
    clear = _clear(tokens, training.step)
    return Replica(
        training, sync.local_step_init_op, token_op, update_op, clear, message, message_op, ready
    )


def _clear(tokens, step):
    accumulators = [
        op
        for op in tf.get_default_graph().get_operations()
        if op.type == 'ResourceConditionalAccumulator'
    ]
    with tf.name_scope('clear'):
        number = tf.placeholder(tf.int32, [], name='number')
        counts, take_ops, step_ops = [tokens.size()], [tokens.dequeue_many(number).op], []
        for accumulator in accumulators:
            (handle,) = accumulator.outputs
            with tf.device(accumulator.device):
                counts.append(tf.raw_ops.ResourceAccumulatorNumAccumulated(handle=handle))
                take = tf.raw_ops.ResourceAccumulatorTakeGradient(
                    handle=handle, num_required=number, dtype=tf.float32
                )
                take_ops.append(take.op)
                step_ops.append(
                    tf.raw_ops.ResourceAccumulatorSetGlobalStep(handle=handle, new_global_step=step)
                )
        # SyncReplicasOptimizer's own chief_init_op does not know of the losses.
        return Clear(counts, number, take_ops, tf.group(*step_ops, name='steps'))
