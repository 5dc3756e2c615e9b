"""Where jobs run: a slot for each worker, used as long as the worker answers."""

import time

from gatys_tf1 import machine
from gatys_tf1.errors import UserError, WorkerLost

AGAIN = 5.0  # seconds between two looks at a worker that did not answer
PATIENCE = 30.0  # seconds without any worker, before a batch gives up
MOST_LOST = 3  # workers that may die under one job, before it is taken for the cause


class Slots:
    """The targets of a batch, and which of them are in doubt."""

    def __init__(self, targets):
        """Args: targets: strs, see `machine.session`; none: one slot, this process's machine."""
        self.targets = list(targets) or [None]
        self._doubted = {}  # number -> when to look again
        self._lost = {}  # name of a job -> workers that died under it
        self._last = time.monotonic()  # when one was last known to be there

    def free(self, running):
        """The numbers of the slots that can take a job; `running` holds those that have one."""
        return [n for n in range(len(self.targets)) if n not in running and self._is_there(n)]

    def worker_died(self, number, code, outcome):
        """Whether a process that ended with an exit code did so because of its worker.

        It says so itself: the worker may have come back since.
        """
        job = outcome.job
        unanswered = (outcome.error or '').startswith(machine.UNANSWERED)
        if not self.targets[number] or not (code == WorkerLost.code or unanswered):
            return False
        self._doubted[number] = 0.0
        self._lost[job.name] = self._lost.get(job.name, 0) + 1
        return True

    def may_go_on(self, job):
        """Whether a job whose worker died is to be tried on another."""
        return self._lost[job.name] < MOST_LOST

    def check(self, running):
        """Raises UserError if there has been no worker for `PATIENCE` seconds."""
        if running or len(self._doubted) < len(self.targets):
            self._last = time.monotonic()
        elif time.monotonic() - self._last > PATIENCE:
            raise UserError(
                f'no worker answers any more ({", ".join(self.targets)}): start one and give the '
                'same command again; finished runs are not repeated'
            )

    def _is_there(self, number):
        if number not in self._doubted:
            return True
        if time.monotonic() < self._doubted[number]:
            return False
        if answers(self.targets[number]):
            del self._doubted[number]
            return True
        self._doubted[number] = time.monotonic() + AGAIN
        return False


def answers(target):
    """Whether a worker answers at a target."""
    try:
        machine.check_answers(target)
    except UserError:
        return False
    return True
