"""The data directory of a local platform: its layout, its lock, its secrets, and what an earlier run left behind."""

import fcntl
import json
import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from config.up.trouble import Trouble

_MARKER = ".fashionistar"
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class DataDir:
    """Where a local platform keeps everything; created on first use."""

    root: Path

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.root / "logs"

    @property
    def media(self) -> Path:
        """Pictures."""
        return self.root / "media"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data, or a link to it."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's working directory."""
        return self.root / "valkey"

    @property
    def seeded(self) -> Path:
        """Exists once the demo catalogue is written."""
        return self.root / "seeded"

    def prepare(self) -> None:
        """Create the layout.

        Raises:
            Trouble: Not writable, not a directory, or somebody else's.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            known = (self.root / _MARKER).exists()
            if not known and any(self.root.iterdir()):
                raise Trouble(f"{self.root} holds something else. Name an empty or new directory with --data-dir.")
            (self.root / _MARKER).touch()
            for folder in (self.logs, self.media, self.valkey):
                folder.mkdir(exist_ok=True)
        except OSError as error:
            raise Trouble(f"Cannot write to {self.root}. Name a directory of yours with --data-dir.") from error

    def lock(self) -> IO[str]:
        """Hold the directory until the handle is closed or the process ends.

        Raises:
            Trouble: Another run holds it.
        """
        handle = (self.root / "lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            pid = handle.read().strip() or "another process"
            handle.close()
            raise Trouble(
                f"The platform is already up in {self.root} (process {pid}). Stop it, or use --data-dir and --port."
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        return handle

    def wipe(self) -> None:
        """Delete everything but the lock and the marker; only ever called on a directory of ours."""
        for path in self.root.iterdir():
            if path.name in {_MARKER, "lock"}:
                continue
            target = path.resolve()
            for victim in {path, target}:
                if victim.is_dir() and not victim.is_symlink():
                    shutil.rmtree(victim)
                else:
                    victim.unlink(missing_ok=True)
        self.prepare()

    def secret(self, name: str, prefix: str = "") -> str:
        """A random secret, made once and kept for its owner's eyes only."""
        file = self.root / f"secret-{name}"
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(prefix + secrets.token_urlsafe(48))
        return file.read_text().strip()

    def port(self, name: str) -> int:
        """A free port of loopback, the same as last time if it still is free."""
        file = self.root / f"port-{name}"
        wanted = int(file.read_text()) if file.exists() else 0
        if wanted == 0 or not port_is_free(wanted):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                wanted = probe.getsockname()[1]
            file.write_text(str(wanted))
        return wanted

    def remember(self, pids: list[int]) -> None:
        """Note the running processes, so that a later run can tell what a killed one left behind."""
        known = [[pid, psutil.Process(pid).create_time()] for pid in pids if psutil.pid_exists(pid)]
        (self.root / "processes.json").write_text(json.dumps(known))

    def stop_leftovers(self) -> int:
        """Stop processes that a killed run left running; returns how many."""
        file = self.root / "processes.json"
        left = [process for pid, created in _read(file) if (process := _same(pid, created)) is not None]
        family = [*left, *(child for process in left for child in process.children(recursive=True))]
        for process in family:
            _signal(process)
        for process in psutil.wait_procs(family, timeout=_STOP_SECONDS)[1]:
            process.kill()
        file.unlink(missing_ok=True)
        return len(left)


def port_is_free(port: int) -> bool:
    """Whether nobody listens on a port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _read(file: Path) -> list[tuple[int, float]]:
    try:
        return [(int(pid), float(created)) for pid, created in json.loads(file.read_text())]
    except (OSError, ValueError):
        return []


def _same(pid: int, created: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - created) < 1 else None
    except psutil.NoSuchProcess:
        return None


def _signal(process: psutil.Process) -> None:
    try:
        process.terminate()
    except psutil.NoSuchProcess:
        return
