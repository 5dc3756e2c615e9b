"""Workers for tests: `scripts/worker.py` in processes that are gone when the test is."""

import contextlib
import os
import subprocess
import sys

from conftest import ROOT


@contextlib.contextmanager
def workers(count=1):
    """Yields a list of `(process, target)`, each on a port that the system chose."""
    command = [sys.executable, os.path.join(ROOT, 'scripts/worker.py'), '--port', '0']
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(count)
    ]
    try:
        yield [(process, target_of(process)) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()


def target_of(process):
    """The target that a worker prints when it is ready."""
    for line in process.stdout:
        if '--target' in line:
            return line.split()[-1]
    raise RuntimeError(f'the worker ended with {process.wait()}')
