"""Runs tests on changed code, each time in a fork of one process that has imported TensorFlow.

Reads lines of JSON from stdin, `{"path": ..., "source": ..., "tests": [...], "seconds": ...}`, and
answers each with `{"code": ..., "seconds": ..., "output": ...}`. The file at `path` has the given
source while pytest runs; the package is imported afresh from the working directory. Tests that
still run after `seconds` are killed; their code is null. Importing TensorFlow takes longer than
most tests; it survives a fork as long as no session has been opened.
"""

import importlib
import json
import os
import pathlib
import signal
import sys
import time

IMPORTED = (
    'tensorflow.compat.v1', 'tf_slim', 'cv2', 'h5py', 'hypothesis', 'matplotlib.figure',
    'matplotlib.backends.backend_agg', 'PIL.Image', 'pytest', 'scipy.ndimage', 'tqdm',
)  # fmt: skip


def child(tests, output):
    os.setpgid(0, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which nohup ignores, and so would the tests
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    code = 99
    try:
        code = int(importlib.import_module('pytest').main(tests))
        sys.stdout.flush()
    finally:
        os._exit(code)


def tested(tests, seconds):
    """The answer to a request whose file has been written."""
    output = os.open('mutant_runner.out', os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    start = time.monotonic()
    pid = os.fork()
    if not pid:
        child(tests, output)
    ended = 0
    while not ended and time.monotonic() - start < seconds:
        time.sleep(0.01)
        ended, status = os.waitpid(pid, os.WNOHANG)
    try:
        os.killpg(pid, signal.SIGKILL)  # also what the tests have left running
    except ProcessLookupError:
        pass
    if not ended:
        os.waitpid(pid, 0)
    size = os.lseek(output, 0, os.SEEK_END)
    os.lseek(output, max(0, size - 3000), os.SEEK_SET)
    text = os.read(output, 3000).decode(errors='replace')
    os.close(output)
    code = os.waitstatus_to_exitcode(status) if ended else None
    return {'code': code, 'seconds': time.monotonic() - start, 'output': text}


def main():
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    sys.path[:] = [os.getcwd(), *(path for path in sys.path[1:])]
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        path = pathlib.Path(request['path'])
        before, times = path.read_bytes(), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
        # What is compiled from a mutant must not be kept: its size and time may be another one's.
        sys.dont_write_bytecode = request['source'] is not None
        if request['source'] is not None:
            os.environ['PYTHONDONTWRITEBYTECODE'] = '1'
            path.write_text(request['source'], encoding='utf-8')
        answer = tested(request['tests'], request['seconds'])
        path.write_bytes(before)
        os.utime(path, ns=times)
        os.environ.pop('PYTHONDONTWRITEBYTECODE', None)
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
