"""Memory: what is free, what this process has taken, what it gives back. No TensorFlow in here."""

import contextlib
import ctypes
import resource
import sys


def free():
    """Bytes that a new process can have without swapping, or None where Linux cannot be asked."""
    try:
        with open('/proc/meminfo', encoding='ascii') as file:
            rows = dict(line.split(':') for line in file)
        found = int(rows['MemAvailable'].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    try:  # a container's own limit
        with open('/sys/fs/cgroup/memory.max', encoding='ascii') as file:
            limit = int(file.read())
        with open('/sys/fs/cgroup/memory.current', encoding='ascii') as file:
            return min(found, limit - int(file.read()))
    except (OSError, ValueError):  # there is none, or it is 'max'
        return found


def peak():
    """Peak resident memory of this process so far, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == 'darwin' else most * 1024


def release():
    """Gives back to the system what has been freed; glibc would keep it for later."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL('libc.so.6').malloc_trim(0)
