"""The database and the broker of a run: embedded, or the user's own when their URLs are set."""

import secrets
from collections.abc import Mapping

import psycopg
import redis

from config.local.datadir import DataDir
from config.local.display import Display
from config.local.faults import PlatformFault
from config.local.postgres import Postgres
from config.local.supervisor import Supervisor
from config.local.valkey import Valkey

_DATABASE = "fashionistar"
_REACH_SECONDS = 5
_POSTGRES_SETTINGS = {"max_connections": "100", "log_checkpoints": "off", "timezone": "UTC", "log_timezone": "UTC"}


def start_database(server: Postgres, supervisor: Supervisor, display: Display) -> str:
    """Start the embedded PostgreSQL; return the URL of our database."""
    with display.step("PostgreSQL"):
        server.prepare(supervisor.run)
        supervisor.start(server.program())
        supervisor.wait_ready("postgres")
        server.ensure_database(_DATABASE)
    return server.url(_DATABASE)


def start_broker(data: DataDir, environment: Mapping[str, str], supervisor: Supervisor, display: Display) -> str:
    """Start the embedded Valkey; return its URL."""
    password = data.secret("valkey", lambda: secrets.token_hex(16))
    server = Valkey(data.path / "valkey", port=data.port("valkey"), password=password, keep=True)
    with display.step("Valkey"):
        supervisor.start(server.program(environment))
        supervisor.wait_ready("valkey")
    return server.url()


def embedded_postgres(data: DataDir, environment: Mapping[str, str]) -> Postgres:
    """The cluster of this data directory."""
    return Postgres(data.cluster, _POSTGRES_SETTINGS, environment)


def require_database(url: str) -> None:
    """Make sure that the user's own database answers.

    Raises:
        PlatformFault: It does not.
    """
    try:
        psycopg.connect(url, connect_timeout=_REACH_SECONDS).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise PlatformFault(
            f"the database of DATABASE_URL is out of reach ({reason}): start it,"
            " or unset DATABASE_URL for the embedded one."
        ) from error


def require_broker(url: str) -> None:
    """Make sure that the user's own Redis or Valkey answers.

    Raises:
        PlatformFault: It does not.
    """
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_REACH_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise PlatformFault(
            f"the server of REDIS_URL is out of reach ({error}): start it, or unset REDIS_URL for the embedded one."
        ) from error


def is_empty(url: str) -> bool:
    """Whether nothing was ever migrated into this database."""
    with psycopg.connect(url, connect_timeout=_REACH_SECONDS) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NULL").fetchone()
    return row is not None and bool(row[0])
