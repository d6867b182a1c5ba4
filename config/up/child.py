"""One supervised process: its log, its readiness, its end."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.up.trouble import Trouble

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.05


@dataclass(slots=True)
class Child:
    """A process of the platform.

    Attributes:
        name: What people call it; also its log's name.
        command: What runs.
        env: Its whole environment.
        log: Where its output goes.
        is_ready: Asked until it says yes.
        user: Another system user to run as, or None.
        stop_signal: What asks it to end well.
        patience: Seconds that it may take to become ready.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    is_ready: Callable[["Child"], bool]
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 60
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        stop_signal = self.stop_signal
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self.user,
                extra_groups=[] if self.user else None,
                start_new_session=True,
                cwd="/" if self.user else None,
                preexec_fn=lambda: _LIBC.prctl(_PR_SET_PDEATHSIG, stop_signal),  # noqa: PLW1509  (one call, no locks)
            )

    @property
    def pid(self) -> int:
        """Its process id; 0 before the first start."""
        return self.process.pid if self.process else 0

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def wait_ready(self, *, interrupted: Callable[[], bool]) -> None:
        """Wait until it is ready.

        Raises:
            Trouble: It ended, or took longer than its patience.
        """
        deadline = time.monotonic() + self.patience
        while not self.is_ready(self):
            if interrupted():
                raise KeyboardInterrupt
            if not self.is_alive:
                raise Trouble(f"{self.name} did not start. Its log {self.log} ends with: {self.last_line()}")
            if time.monotonic() > deadline:
                raise Trouble(f"{self.name} was not ready after {self.patience:.0f} s. See {self.log}.")
            time.sleep(_POLL_SECONDS)

    def ask_to_stop(self) -> None:
        """Send its stop signal."""
        if self.process is not None and self.is_alive:
            self.process.send_signal(self.stop_signal)

    def end(self, seconds: float) -> None:
        """Wait for its end, then kill what is left of its session."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.kill_rest()

    def kill_rest(self) -> None:
        """Kill what a dead process left in its session, such as a worker's own children."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def tail(self, lines: int = 20) -> list[str]:
        """The end of its log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 16_384))
                return log.read().decode(errors="replace").splitlines()[-lines:]
        except OSError:
            return []

    def last_line(self) -> str:
        """The last thing that it said."""
        said = [line.strip() for line in self.tail() if line.strip()]
        return said[-1] if said else "nothing"
