"""Ctrl-C and the system's requests to end, between two steps."""

import contextlib
import os
import signal
import sys
import threading

PATIENCE = 10  # seconds that `attended` waits for a function after a signal
# The keyboard, `kill` or a shutdown, and a terminal or connection that is closed.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def ctrl_c():
    """Yields a function that says which signal has arrived; the current step is completed.

    gotcha: ctrl-c-applies-the-step. An interrupt inside `sess.run` arrives after the update was
    applied, so it is only recorded, and the loop stops between two steps. A second one interrupts
    immediately. Outside the main thread, where Python delivers no signals, nothing is installed; a
    signal that is ignored (`nohup`) stays ignored.

    Yields:
      function without arguments: the signal's number, or 0.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return
    arrived = []

    def note(number, _):
        arrived.append(number)
        restore()
        again = 'Ctrl-C again stops' if number == signal.SIGINT else 'once more stops'
        text = f'\nstopping after this step ({again} without saving)\n'
        with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
            os.write(sys.stderr.fileno(), text.encode())

    def restore():
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    before = {
        number: handler for number, handler in before.items()
        if handler is not None and (handler != signal.SIG_IGN or number == signal.SIGINT)
    }  # fmt: skip
    for number in before:
        signal.signal(number, note)
    try:
        yield lambda: arrived[0] if arrived else 0
    finally:
        restore()


def attended(function, arguments, interrupted):
    """Calls a function in a thread, so that signals are seen while TensorFlow waits.

    Args:
      function, arguments: what is called, a tuple with what.
      interrupted: from `ctrl_c`.

    Returns:
      what it returns; None if a signal came, and it was not done `PATIENCE` seconds later.
    """
    done, found = threading.Event(), []

    def call():
        try:
            found.extend([function(*arguments), None])
        except BaseException as error:  # raised below
            found.extend([None, error])
        done.set()

    threading.Thread(target=call, daemon=True).start()
    waited = 0
    while not done.wait(1):
        waited += bool(interrupted())
        if waited > PATIENCE:
            return None
    value, error = found
    if error is not None:
        raise error
    return value


@contextlib.contextmanager
def ends_at_once():
    """Signals end the process at once, even inside of TensorFlow, where Python sees none."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    before = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
