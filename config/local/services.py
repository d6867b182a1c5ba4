"""Our own processes, and the variables that all of them share."""

import base64
import hashlib
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import django

from config.local.child import Program
from config.local.datadir import DataDir
from config.local.ports import HOST, answers
from config.local.reaper import MARK

ROOT = Path(__file__).resolve().parents[2]


#: Payouts of the emulator, unless the user wants something else.
AT_ONCE = {"PAYOUT_HOLD_DAYS": "0", "PAYOUT_ACCOUNT_COOL_DOWN_SECONDS": "5"}


def base_environment(data: DataDir, given: Mapping[str, str], port: int) -> dict[str, str]:
    """What every child gets: our values, and over them whatever the user set."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "1",
        "SECRET_KEY": data.secret("SECRET_KEY", lambda: secrets.token_urlsafe(48)),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "MEDIA_ROOT": str(data.path / "media"),
        "ATTACHMENTS_ROOT": str(data.path / "attachments"),
        "MAILBOX_DIR": str(data.path / "mailbox"),
        "MODELS_DIR": str(data.path / "models"),
        "ENCRYPTION_KEYS": data.secret("ENCRYPTION_KEYS", _encryption_key),
        # One object a line: the runner picks out what people should see.
        "LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }
    users = {name: value for name, value in given.items() if name not in ours or value.strip()}
    return {**ours, **users, MARK: str(data.path)}


def _encryption_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def migrations_fingerprint() -> str:
    """What tells one set of migrations from another, so that a later start need not load Django to find none new."""
    names = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("platform/fashionistar/*/migrations/*.py"))
    return hashlib.sha256("\n".join([django.__version__, *names]).encode()).hexdigest()


def paystack_key(data: DataDir) -> str:
    """The key that the adapter and the emulator share."""
    return data.secret("PAYSTACK_SECRET_KEY", lambda: f"sk_test_{secrets.token_hex(20)}")


def command(name: str, title: str, environment: Mapping[str, str], *arguments: str) -> Program:
    """A management command that runs to its end; the worker makes Django's checks for all of them."""
    return _python(name, title, environment, str(ROOT / "manage.py"), *arguments, "--skip-checks")


def web(environment: Mapping[str, str], port: int) -> Program:
    """The ASGI server: HTTP and WebSocket."""
    argv = ("-m", "uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port), "--no-access-log")
    switches = ("--log-level", "warning", "--timeout-graceful-shutdown", "3", "--ws-max-size", str(1024 * 1024))
    return _python("web", "ASGI server", environment, *argv, *switches, probe_at=(port, "/healthz"))


def worker(environment: Mapping[str, str], data: DataDir) -> Program:
    """The Celery worker, with beat in it; it makes Django's checks, which load the whole schema.

    On one machine it makes attachments anew as well: one process less, and a deployment has a worker for that.
    """
    argv = ("-m", "celery", "-A", "config", "worker", "--beat", "--schedule", str(data.path / "celerybeat-schedule"))
    queues = ("--queues", "celery,attachments")
    switches = (*queues, "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    return _python("worker", "Celery worker", environment, *argv, *switches, ready_line=" ready.")


def sending_worker(environment: Mapping[str, str]) -> Program:
    """The Celery worker that sends webhooks and messages: it mostly waits, so it has threads."""
    argv = ("-m", "celery", "-A", "config", "--skip-checks", "worker")
    sending = ("--queues", "webhooks,notifications", "--pool", "threads")
    switches = ("--concurrency", "16", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    alone = ("--hostname", "sending@%h")
    # Each payload is read in a loop of its own, where a pool would be opened for one statement.
    ours = {**environment, "DATABASE_READ_POOL_MAX": "0"}
    return _python("sending", "Sending worker", ours, *argv, *sending, *switches, *alone, ready_line=" ready.")


def measuring_worker(environment: Mapping[str, str]) -> Program:
    """The worker that estimates bodies; it installs the weights that it needs for photos by itself."""
    argv = (str(ROOT / "manage.py"), "measurement_worker", "--skip-checks")
    return _python("measuring", "Measuring worker", environment, *argv, ready_line=" ready.")


def relay(environment: Mapping[str, str]) -> Program:
    """The relay of recorded facts."""
    return _python(
        "relay", "Relay", environment, str(ROOT / "manage.py"), "relay", "--skip-checks", ready_line="relay ready"
    )


def emulator(environment: Mapping[str, str], data: DataDir, *, key: str, port: int, web_port: int) -> Program:
    """The Paystack emulator."""
    argv = ["-m", "fashionistar.emulators.paystack", "--port", str(port), "--secret-key", key]
    argv += ["--webhook-url", f"http://{HOST}:{web_port}/webhooks/paystack/"]
    argv += ["--data-file", str(data.path / "paystack.sqlite3")]
    return _python("paystack", "Paystack emulator", environment, *argv, probe_at=(port, "/healthz"))


def _python(
    name: str,
    title: str,
    environment: Mapping[str, str],
    *arguments: str,
    ready_line: str = "",
    probe_at: tuple[int, str] | None = None,
) -> Program:
    return Program(
        name=name,
        title=title,
        argv=(sys.executable, *arguments),
        environment=environment,
        directory=ROOT,
        ready_line=ready_line,
        probe=None if probe_at is None else lambda: answers(*probe_at),
    )
