"""The machine: its device, its precision, its memory, its speed. Nothing here goes into a graph."""

import contextlib
import ctypes
import os
import platform
import resource
import sys
import time

from gatys_tf1.tf1 import tf

BFLOAT16_FLAGS = ('amx_bf16', 'avx512_bf16')  # of x86 processors that multiply bfloat16 in hardware


def device():
    """The device that runs the graph, in words, as '2 CPU cores' or a GPU's name."""
    return _gpu() or f'{os.cpu_count()} CPU cores'


def session_config():
    """Soft placement and, on a GPU, memory as it is needed."""
    config = tf.ConfigProto(allow_soft_placement=True)  # gotcha: soft-placement
    config.gpu_options.allow_growth = True
    return config


def precision(name):
    """Resolves 'auto': bfloat16 where the processor has it in hardware, float32 elsewhere.

    A GPU gets float32, which TensorFlow runs in TF32 on the tensor cores of those that have them.

    Args:
      name: 'auto', 'float32' or 'bfloat16'.

    Returns:
      'float32' or 'bfloat16'.
    """
    if name != 'auto':
        return name
    flags = _processor_flags()
    return 'bfloat16' if not _gpu() and flags.intersection(BFLOAT16_FLAGS) else 'float32'


def free_memory():
    """Bytes that a new process can have without swapping, or None where Linux cannot be asked."""
    try:
        with open('/proc/meminfo', encoding='ascii') as file:
            rows = dict(line.split(':') for line in file)
        free = int(rows['MemAvailable'].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    try:  # a container's own limit
        with open('/sys/fs/cgroup/memory.max', encoding='ascii') as file:
            limit = int(file.read())
        with open('/sys/fs/cgroup/memory.current', encoding='ascii') as file:
            return min(free, limit - int(file.read()))
    except (OSError, ValueError):  # there is none, or it is 'max'
        return free


def peak_memory():
    """Peak resident memory of this process so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == 'darwin' else peak * 1024


def release_memory():
    """Gives back to the system what has been freed; glibc would keep it for later."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL('libc.so.6').malloc_trim(0)


def matmul_rate(precision_name, size=2048, repeat=7):
    """Floating-point operations per second of a square matrix product, the fastest of a few."""
    with tf.Graph().as_default(), tf.Session(config=session_config()) as sess:
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


def _gpu():
    """The name of the GPU that runs the graph, or None."""
    with tf.Graph().as_default(), tf.Session(config=session_config()) as sess:
        gpus = [d.name for d in sess.list_devices() if d.device_type == 'GPU']
    return gpus[0] if gpus else None
