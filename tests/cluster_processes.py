"""A cluster for tests: a parameter server and workers of adain_train, in processes of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

from conftest import ROOT

SECONDS = 300  # that anything may take


def free_addresses(count):
    """Addresses of this machine whose ports were free a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(('', 0))
        return [f'localhost:{one.getsockname()[1]}' for one in sockets]


class Cluster:
    """One parameter server and two workers, which are started and killed by name: 'worker:1'."""

    def __init__(self, flags, folder):
        self._flags, self._folder = list(map(str, flags)), folder
        ps, *workers = free_addresses(3)
        self.described = ['--ps', ps, '--workers', *workers]
        self.processes = {}

    def start(self, task, *more):
        """Starts a task; its output goes to a file of the folder."""
        command = [sys.executable, os.path.join(ROOT, 'scripts/adain_train.py'), *self._flags]
        command += [*self.described, '--task', task, *map(str, more)]
        with open(self._folder / f'{task}.log', 'a', encoding='utf-8') as log:
            self.processes[task] = subprocess.Popen(command, stdout=log, stderr=log)

    def end(self, task, number=signal.SIGKILL):
        """Sends a signal to a task; returns its exit code."""
        self.processes[task].send_signal(number)
        return self.wait(task)

    def wait(self, task):
        """The exit code of a task, once it has ended."""
        return self.processes[task].wait(SECONDS)

    def log(self, task):
        return (self._folder / f'{task}.log').read_text(encoding='utf-8')

    def until(self, condition):
        """Waits until something is so, while the processes run."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, {task: self.log(task) for task in self.processes}
            time.sleep(0.05)


@contextlib.contextmanager
def cluster(flags, folder):
    """Yields a `Cluster`, none of whose processes outlives the test."""
    found = Cluster(flags, folder)
    try:
        yield found
    finally:
        for process in found.processes.values():
            process.kill()
            process.wait()
