"""Ctrl-C between two steps."""

import contextlib
import signal
import sys
import threading


@contextlib.contextmanager
def ctrl_c():
    """Yields a function that says whether Ctrl-C was pressed; the current step is completed.

    gotcha: ctrl-c-applies-the-step. An interrupt inside `sess.run` arrives after the update was
    applied, so it is only recorded, and the loop stops between two steps. A second one interrupts
    immediately. Outside the main thread, where Python delivers no signals, nothing is installed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    pressed = []

    def note(*_):
        pressed.append(True)
        signal.signal(signal.SIGINT, before)
        print('\nstopping after this step (Ctrl-C again stops without saving)', file=sys.stderr)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
