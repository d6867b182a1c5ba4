"""The data directory: its lock, the secrets and ports that stay between runs, and how it is emptied."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from config.local.faults import PlatformFault
from config.local.ports import free_port, is_free

_MARKER = ".fashionistar"
_LOCK = "up.lock"
# What we put there; nothing else is ever deleted.
_OURS = (
    "postgres",
    "valkey",
    "media",
    "mailbox",
    "static",
    "logs",
    "secrets.json",
    "ports.json",
    "platform.env",
)
#: May be here before the first run, and stays when the rest is emptied: the weights of models, which are no run's own.
_KEPT = ("models",)
_OUR_NOTES = ("demo-wanted", "migrated")
_OUR_BEGINNINGS = ("postgres.", "paystack.sqlite3", "celerybeat-schedule")


class DataDir:
    """A directory that belongs to one running platform at a time."""

    def __init__(self, path: Path) -> None:
        """Name it; nothing is touched yet."""
        self.path = path.expanduser().resolve()
        self.logs = self.path / "logs"
        self.cluster = self.path / "postgres"
        self.environment_file = self.path / "platform.env"
        self.demo_wanted = self.path / "demo-wanted"
        self._lock: IO[str] | None = None

    def take(self, url: str) -> None:
        """Create it if need be and lock it for as long as this process lives.

        Raises:
            PlatformFault: Not writable, not ours, or in use by another `up`.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_foreign()
            lock = (self.path / _LOCK).open("a+")
            (self.path / _MARKER).touch()
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise PlatformFault(
                f"cannot write to {self.path} ({error.strerror}): give yourself write permission on it,"
                " or choose another directory with --data-dir."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PlatformFault(self._in_use(lock)) from error
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "url": url}))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Let another `up` have it."""
        if self._lock is not None:
            self._lock.close()

    def is_used(self) -> bool:
        """Whether an earlier run left something here."""
        return any(self._is_ours(entry) for entry in self.path.iterdir() if entry != self.logs)

    def empty(self) -> None:
        """Delete what runs left here, and nothing else."""
        for entry in self.path.iterdir():
            if not self._is_ours(entry):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self.logs.mkdir()

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """A secret that is made once and kept in a file that only its owner reads."""
        return str(self._keep("secrets.json", name, lambda _: make()))

    def port(self, name: str) -> int:
        """A free port, the same as last time if it is still free."""

        def choose(last: object) -> int:
            return last if isinstance(last, int) and is_free(last) else free_port()

        return int(str(self._keep("ports.json", name, choose, again=True)))

    def migrated_to(self) -> str:
        """The set of migrations that the present cluster was brought to, or ""."""
        try:
            return (self.path / "migrated").read_text().removesuffix(self._cluster_mark())
        except FileNotFoundError:
            return ""

    def note_migrated_to(self, fingerprint: str) -> None:
        """Remember it, for this cluster and no other."""
        (self.path / "migrated").write_text(fingerprint + self._cluster_mark())

    def _cluster_mark(self) -> str:
        return f":{(self.cluster / 'PG_VERSION').stat().st_ino}"

    def write_environment(self, variables: Mapping[str, str]) -> None:
        """Write the variables for other commands to use, as `uv run --env-file` reads them."""
        text = "".join(f"{name}='{value}'\n" for name, value in sorted(variables.items()))
        write_private(self.environment_file, text)

    def _keep(self, file: str, name: str, make: Callable[[object], object], *, again: bool = False) -> object:
        path = self.path / file
        kept = _load(path)
        if again or name not in kept:
            kept[name] = make(kept.get(name))
            fresh = path.with_suffix(".new")
            write_private(fresh, json.dumps(kept))
            fresh.replace(path)
        return kept[name]

    def _is_ours(self, entry: Path) -> bool:
        return entry.name in _OURS + _OUR_NOTES or entry.name.startswith(_OUR_BEGINNINGS)

    def _refuse_foreign(self) -> None:
        if (self.path / _MARKER).exists():
            return
        names = (entry.name for entry in self.path.iterdir() if not self._is_ours(entry))
        if strange := sorted(set(names) - set(_KEPT)):
            raise PlatformFault(
                f"{self.path} is not a data directory of this platform (it holds {strange[0]}):"
                " choose an empty or a new one with --data-dir."
            )

    def _in_use(self, lock: IO[str]) -> str:
        lock.seek(0)
        try:
            holder = json.loads(lock.read())
            who, where = f"process {holder['pid']}", f" at {holder['url']}"
            how = f"kill {holder['pid']}"
        except (ValueError, KeyError, TypeError):
            who, where, how = "another process", "", "Ctrl-C"
        return (
            f"{self.path} is in use: `manage.py up` already runs{where} ({who}). Use that one, stop it with Ctrl-C"
            f" or `{how}`, or start this one with another --data-dir and --port."
        )


def _load(path: Path) -> dict[str, object]:
    try:
        kept = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
