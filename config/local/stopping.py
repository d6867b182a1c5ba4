"""Signals that ask the runner to stop, turned into a flag that its loops look at."""

import os
import signal
import time
from types import FrameType

from config.local.faults import StopRequested
from config.local.processes import launcher

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopFlag:
    """Set by SIGINT, SIGTERM and SIGHUP, and when the `uv run` that started the runner is gone.

    A plain attribute and short sleeps: a handler must not touch an Event whose lock the main thread may hold.
    """

    def __init__(self) -> None:
        """Take over the signals; those that are ignored, as under nohup, stay ignored."""
        self._asked = 0
        self._launcher = launcher()
        for signum in _SIGNALS:
            if signal.getsignal(signum) != signal.SIG_IGN:
                signal.signal(signum, self._ask)

    def _ask(self, _signum: int, _frame: FrameType | None) -> None:
        self._asked += 1

    def is_set(self) -> bool:
        """Whether the runner should stop."""
        return self._asked > 0 or (self._launcher is not None and os.getppid() != self._launcher)

    def pause(self, seconds: float) -> None:
        """Wait a little.

        Raises:
            StopRequested: Somebody asked to stop.
        """
        if self.is_set():
            raise StopRequested
        time.sleep(seconds)
