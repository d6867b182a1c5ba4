"""Starts the platform's processes, restarts those that die, and stops them all."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from config.up.child import Child
from config.up.data_dir import DataDir
from config.up.trouble import Trouble

_WATCH_SECONDS = 0.25
_GRACE_SECONDS = 12
#: So many deaths within so many seconds, and restarting is no use.
_TOO_MANY_DEATHS, _WITHIN_SECONDS = 5, 60


class Supervisor:
    """The children of one run, in the order of their start."""

    def __init__(self, data_dir: DataDir, say: Callable[[str], None]) -> None:
        """Supervise for a data directory and tell people through `say`."""
        self.data_dir = data_dir
        self.children: list[Child] = []
        self._say = say
        self._stopping = threading.Event()

    def catch_signals(self) -> None:
        """Ctrl-C, SIGTERM and SIGHUP ask for the end."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._on_signal)

    @property
    def is_stopping(self) -> bool:
        """Whether the end was asked for."""
        return self._stopping.is_set()

    def start(self, *children: Child) -> None:
        """Start children side by side and wait until each is ready.

        Raises:
            Trouble: One of them did not become ready.
            KeyboardInterrupt: The end was asked for meanwhile.
        """
        for child in children:
            if self.is_stopping:
                raise KeyboardInterrupt
            child.log.unlink(missing_ok=True)
            child.start()
            self.children.append(child)
        self._remember()
        for child in children:
            child.wait_ready(interrupted=lambda: self.is_stopping)

    def watch(self) -> None:
        """Restart what dies until the end is asked for.

        Raises:
            Trouble: A child dies again and again.
        """
        while not self._stopping.wait(_WATCH_SECONDS):
            for child in self.children:
                if not child.is_alive and not self.is_stopping:
                    self._restart(child)

    def stop(self) -> None:
        """Stop all, last started first; databases last of all."""
        self._stopping.set()
        for group in (self.children[2:], self.children[:2]):
            for child in reversed(group):
                child.ask_to_stop()
            deadline = time.monotonic() + _GRACE_SECONDS
            for child in reversed(group):
                child.end(max(0.1, deadline - time.monotonic()))
        self.data_dir.remember([])

    def _restart(self, child: Child) -> None:
        now = time.monotonic()
        child.deaths = [*(at for at in child.deaths if now - at < _WITHIN_SECONDS), now]
        code = child.process.returncode if child.process else None
        self._say(f"{child.name} ended (exit code {code}). Its last lines:")
        for line in child.tail():
            self._say(f"    {line}")
        if len(child.deaths) >= _TOO_MANY_DEATHS:
            raise Trouble(f"{child.name} ended {len(child.deaths)} times in a minute. Mend what {child.log} tells.")
        child.kill_rest()
        self._stopping.wait(0.2 * 2 ** (len(child.deaths) - 1))
        if not self.is_stopping:
            child.start()
            self._remember()
            self._say(f"{child.name} is started again.")

    def _remember(self) -> None:
        self.data_dir.remember([child.pid for child in self.children if child.is_alive])

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self._stopping.set()
