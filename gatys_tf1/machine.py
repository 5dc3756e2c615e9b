"""The machine: its device, precision and speed; sessions on it. Nothing here goes into a graph.

It is the one that this process is on or, with a target, a worker's (docs/distributed.md).
"""

import contextlib
import os
import platform
import socket
import sys
import threading
import time

from gatys_tf1.errors import UserError, WorkerLost
from gatys_tf1.tf1 import tf

ANSWER = 20  # seconds within which a worker has to say that it is there
LOOK, MISSES = 2, 5  # seconds between looks at a worker that is busy; how often it may be missed
UNANSWERED = 'no worker answers'  # so begins the sentence of an error at a target
LONGEST_STEP = 3600  # seconds; a worker that is there and does not answer is lost then
BFLOAT16_FLAGS = ('amx_bf16', 'avx512_bf16')  # of x86 processors that multiply bfloat16 in hardware


def device(target=''):
    """The device that runs the graph, in words, as '2 CPU cores' or a GPU's name."""
    if target:
        return f'{_gpu(target) or "the CPU"} at {target}'
    return _gpu() or f'{os.cpu_count()} CPU cores'


def session(graph=None, target=''):
    """A session: in this process, or on a worker.

    Sessions on one worker share nothing, whatever their variables are called: each has variables of
    its own, which go with it.

    Args:
      graph: a `tf.Graph`; None: the default graph.
      target: '', or 'grpc://host:port' of a `tf.train.Server`.

    Returns:
      a `tf.Session`.

    Raises:
      UserError: if no worker answers at the target. Once it has answered, `run` of the session
        raises `WorkerLost`, which is one, if it is gone.
    """
    if not target:
        return tf.Session(graph=graph, config=session_config())
    check_answers(target)
    config = server_config(graph or tf.get_default_graph())
    config.isolate_session_state = True
    config.operation_timeout_in_ms = 1000 * LONGEST_STEP
    sess = tf.Session(target, graph, config)
    run_there, close_there = sess.run, sess.close
    lost, closed = [], []

    def run(fetches, feed_dict=None, options=None, run_metadata=None):
        if lost:
            raise lost[0]
        try:
            return _watched(lambda: run_there(fetches, feed_dict, options, run_metadata), target)
        except (WorkerLost, tf.errors.AbortedError, tf.errors.UnavailableError,
                tf.errors.DeadlineExceededError) as error:  # fmt: skip
            if options is not None and isinstance(error, tf.errors.DeadlineExceededError):
                raise  # of the caller's own timeout
            lost.append(_lost(target))
            raise lost[0] from error

    def close():
        # Python calls this when it collects the session, too; at its end no thread can start.
        if lost or closed or sys.is_finalizing():
            return
        closed.append(True)
        with contextlib.suppress(WorkerLost, tf.errors.OpError):  # or nothing was run yet
            _watched(close_there, target)

    sess.run, sess.close = run, close
    return sess


def _watched(function, target):
    """Calls a function that waits for a worker; raises WorkerLost if that is gone.

    TensorFlow's client waits for a dead worker to come back, until the deadline of the call, and
    cannot be told not to. So the call is made in a thread of its own, which is left behind then.
    """
    done, found, misses = threading.Event(), [], 0

    def call():
        try:
            found.extend([function(), None])
        except BaseException as error:  # raised below, where the caller is
            found.extend([None, error])
        done.set()

    threading.Thread(target=call, daemon=True).start()
    while not done.wait(LOOK):
        try:
            _greet(target, LOOK)
            misses = 0
        except OSError as error:
            misses += 1
            if isinstance(error, ConnectionRefusedError) or misses == MISSES:
                raise _lost(target) from None
    value, error = found
    if error is not None:
        raise error
    return value


def _lost(target):
    return WorkerLost(
        f'the worker {target} no longer answers: the last saved state is kept; resume with another '
        'target, or on this machine'
    )


def _connect(target, seconds):
    """A connection to a worker's port; OSError if nothing is there."""
    host, _, port = target.partition('://')[2].rpartition(':')
    return socket.create_connection((host.strip('[]'), int(port)), seconds)


def _greet(target, seconds):
    """Waits for the first byte that a gRPC server sends; OSError if none comes.

    The system accepts connections for a process that is suspended, too, but sends nothing for it.
    """
    with _connect(target, seconds) as connection:
        connection.recv(1)


def check_answers(target):
    """Raises UserError unless a TensorFlow server answers at a target, within `ANSWER` seconds."""
    scheme, _, address = target.partition('://')
    host, _, port = address.rpartition(':')
    if scheme != 'grpc' or not host or not port.isdecimal():
        raise UserError(f'the target {target!r} is not an address: give it as grpc://HOST:PORT')
    reason = 'nothing listens there'
    try:
        _connect(target, ANSWER / 2).close()
        reason = 'the program that listens there does not answer as a TensorFlow server'
        config = tf.ConfigProto(operation_timeout_in_ms=1000 * ANSWER)
        with tf.Graph().as_default(), contextlib.closing(tf.Session(target, config=config)) as sess:
            sess.run(tf.no_op())  # unlike list_devices, it lets other threads run meanwhile
    except (OSError, OverflowError, tf.errors.OpError):
        raise UserError(
            f'{UNANSWERED} at {target} ({reason}): start one there, check the address, or '
            'leave the target out'
        ) from None


def session_config():
    """Soft placement and, on a GPU, memory as it is needed."""
    config = tf.ConfigProto(allow_soft_placement=True)  # gotcha: soft-placement
    config.gpu_options.allow_growth = True
    return config


def server_config(graph):
    """The same, for a graph that a `tf.train.Server` runs."""
    config = session_config()
    if any(op.type == 'Conv2D' and op.outputs[0].dtype == tf.bfloat16
           for op in graph.get_operations()):  # fmt: skip
        # Fused with its bias, a convolution would be a node that a server's CPU has no kernel for.
        rewrites = config.graph_options.rewrite_options
        rewrites.remapping = rewrites.OFF
    return config


def precision(name, target=''):
    """Resolves 'auto': bfloat16 where the processor has it in hardware, float32 elsewhere.

    A GPU gets float32, which TensorFlow runs in TF32 on the tensor cores of those that have them;
    so does a worker, whose processor is not known here.

    Args:
      name: 'auto', 'float32' or 'bfloat16'.
      target: see `session`.

    Returns:
      'float32' or 'bfloat16'.
    """
    if name != 'auto':
        return name
    if target:
        return 'float32'
    flags = _processor_flags()
    return 'bfloat16' if not _gpu() and flags.intersection(BFLOAT16_FLAGS) else 'float32'


def matmul_rate(precision_name, size=2048, repeat=7, target=''):
    """Floating-point operations per second of a square matrix product, the fastest of a few."""
    with tf.Graph().as_default(), session(target=target) as sess:
        value = tf.cast(tf.random.uniform([size, size]), precision_name)
        a = tf.Variable(value, name='a')
        product_op = tf.matmul(a, a).op
        sess.run(tf.global_variables_initializer())
        seconds = []
        for _ in range(repeat + 1):  # the first one sets up
            start = time.perf_counter()
            sess.run(product_op)
            seconds.append(time.perf_counter() - start)
    return 2 * size**3 / min(seconds[1:])


def processor():
    """The processor's name, as the system reports it."""
    return _cpuinfo().get('model name', platform.processor() or platform.machine())


def _processor_flags():
    return set(_cpuinfo().get('flags', '').split())


def _cpuinfo():
    """The first processor of /proc/cpuinfo, a dict; empty where there is none."""
    try:
        with open('/proc/cpuinfo', encoding='utf-8') as file:
            first = file.read().split('\n\n')[0]
    except OSError:
        return {}
    pairs = (line.partition(':') for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _gpu(target=''):
    """The name of the GPU that runs the graph, or None."""
    with tf.Graph().as_default(), session(target=target) as sess:
        gpus = [d.name for d in sess.list_devices() if d.device_type == 'GPU']
    return gpus[0] if gpus else None
