"""Runs commands in forks of one process that has imported TensorFlow, and kills them on request.

Reads lines of JSON from stdin, `{"module": ..., "arguments": [...], "seconds": ...}`, and answers
each with `{"code": ..., "seconds": ..., "output": ...}`. The module's `main` is run. If it still
runs after `seconds`, it gets SIGKILL, and so do all processes that it has started; its code is -9.
TensorFlow survives a fork as long as no session has been opened.
"""

import contextlib
import glob
import importlib
import json
import os
import signal
import sys
import time

from gatys_tf1 import adain, dream, inspect, transfer  # noqa: F401
from gatys_tf1.adain import training  # noqa: F401
from gatys_tf1.cli import style_video  # noqa: F401
from gatys_tf1.errors import run_script
from gatys_tf1.tf1 import slim, tf


def child(request, output):
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ['gatys-tf1', *request['arguments']]
    try:
        run_script(importlib.import_module(request['module']).main)
    except SystemExit as exit_:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_.code or 0)


def kill_family(pid):
    """Kills a process and its descendants, whatever groups and sessions they are in."""
    os.kill(pid, signal.SIGSTOP)  # or it would start another one meanwhile
    for path in glob.glob(f'/proc/{pid}/task/*/children'):
        with contextlib.suppress(OSError), open(path) as file:
            for child_pid in file.read().split():
                kill_family(int(child_pid))
    os.kill(pid, signal.SIGKILL)


def serve():
    assert tf.float32 and slim.conv2d
    for line in sys.stdin:
        request = json.loads(line)
        output = os.open('kill_runner.out', os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        start = time.monotonic()
        pid = os.fork()
        if not pid:
            child(request, output)
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                break
            if request['seconds'] is not None and time.monotonic() - start > request['seconds']:
                kill_family(pid)
                _, status = os.waitpid(pid, 0)
                break
            time.sleep(0.002)
        os.lseek(output, 0, os.SEEK_SET)
        answer = {
            'code': os.waitstatus_to_exitcode(status),
            'seconds': time.monotonic() - start,
            'output': os.read(output, 10_000).decode(errors='replace'),
        }
        os.close(output)
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    serve()
