"""One supervised process: started tethered to the runner, its output in a file that the runner reads along."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LAST_LINES = 20
_TETHER = Path(__file__).with_name("tether.py")
_SEVERE = re.compile(r"(?:^|[\s\[])(?:WARNING|ERROR|CRITICAL|FATAL|PANIC)\b")


@dataclass(frozen=True, slots=True)
class Account:
    """A system user that a program runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What to run, how to know that it is ready, and how to stop it."""

    name: str
    title: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    directory: Path
    ready_line: str = ""
    probe: Callable[[], bool] | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    severe: re.Pattern[str] = field(default=_SEVERE)


class Child:
    """A running program."""

    def __init__(self, program: Program, logs: Path) -> None:
        """Start it; its output is appended to `<logs>/<name>.log`."""
        self.program = program
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self.started = time.monotonic()
        self._said_ready = False
        self._partial = b""
        self._over = False
        path = logs / f"{program.name}.log"
        with path.open("ab") as log:
            self._log = path.open("rb")
            self._log.seek(0, os.SEEK_END)
            self._process = subprocess.Popen(
                self._command(),
                cwd=program.directory,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Its own session: Ctrl-C reaches the runner only, and one signal reaches the whole group.
                start_new_session=True,
            )

    def _command(self) -> list[str]:
        account = self.program.account or Account(-1, -1)
        tether = [sys.executable, "-I", "-S", str(_TETHER)]
        numbers = (os.getpid(), account.uid, account.gid, int(self.program.stop_signal))
        return [*tether, *(str(number) for number in numbers), *self.program.argv]

    @property
    def pid(self) -> int:
        """Its process id, which is the id of its group too."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def new_lines(self) -> list[str]:
        """The complete lines that it wrote since the last call."""
        *whole, self._partial = (self._partial + self._log.read()).split(b"\n")
        lines = [line.decode(errors="replace").rstrip() for line in whole]
        self.last_lines.extend(line for line in lines if line)
        if self.program.ready_line and any(self.program.ready_line in line for line in lines):
            self._said_ready = True
        return lines

    def is_ready(self) -> bool:
        """Whether it said so, or its probe does."""
        return self._said_ready or (self.program.probe is not None and self.program.probe())

    def ask_to_stop(self) -> None:
        """Send the polite signal."""
        if self.exit_code() is None:
            self._process.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End what is left of its group, and take its exit code; once, since its number may go to another."""
        if self._over:
            return
        self._over = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()


def stop_together(children: list[Child]) -> None:
    """Ask all of them to stop, wait for their grace, end those that did not."""
    for child in children:
        child.ask_to_stop()
    asked = time.monotonic()
    while any(child.exit_code() is None and time.monotonic() - asked < child.program.grace for child in children):
        time.sleep(0.02)
    for child in children:
        child.kill()
