"""The whole platform, as `manage.py up` runs it, for tests that go in through the front door."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from config.local.ports import answers, free_port
from tests.emulator import eventually

ROOT = Path(__file__).resolve().parents[1]
DEMO_PASSWORD = "fashionistar-demo"
#: A first start in the suite, on a busy machine that runs other tests beside it.
START_SECONDS = 400
#: Variables that would point the platform at somebody else's servers.
_OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PUBLIC_URL", "MEDIA_ROOT")
_PAYSTACK = ("PAYSTACK_SECRET_KEY", "PAYSTACK_BASE_URL")


@dataclass
class LivePlatform:
    """A running `manage.py up`."""

    data_dir: Path
    port: int
    options: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where the API listens, without a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait for the line that says it is ready."""
        env = {key: value for key, value in os.environ.items() if key not in _OURS + _PAYSTACK}
        env["NPM_CONFIG_REGISTRY"] = "http://127.0.0.1:9"  # nobody is there: the suite fetches nothing
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a suite in the background; the runner must hear Ctrl-C
            signal.signal(signal.SIGINT, signal.default_int_handler)
        words = [sys.executable, "manage.py", "up", "--port", str(self.port), "--data-dir", str(self.data_dir)]
        self.process = subprocess.Popen(
            [*words, *self.options],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read, args=(ready,), daemon=True).start()
        in_time = ready.wait(START_SECONDS)
        if not in_time:
            self.stop()
        assert in_time, "not ready in time:\n" + "\n".join(self.lines[-60:])
        assert self.process.poll() is None, "\n".join(self.lines[-60:])

    def _read(self, ready: threading.Event) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("ready: "):
                ready.set()
        ready.set()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def send(self, query: str, variables: dict[str, Any] | None = None, *, token: str | None = None) -> dict[str, Any]:
        """Send one operation over HTTP and return its data; top-level errors fail the test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = {"query": query, "variables": variables or {}}
        answer = httpx.post(f"{self.url}/graphql/", json=content, headers=headers, timeout=60, trust_env=False)
        body: dict[str, Any] = answer.json()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def sign_in(self, who: str) -> str:
        """The access token of a demo account."""
        query = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken userErrors { code } } }"
        login = {"login": f"{who}@demo.fashionistar.test", "password": DEMO_PASSWORD}
        token: str = self.send(query, {"input": login})["tokenCreate"]["accessToken"]
        return token

    def pids(self, pattern: str) -> list[int]:
        """Processes below this run whose command line matches."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or not self._is_below(int(folder.name)):
                continue
            # One that ends while it is looked at is none.
            with suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if re.search(pattern, command):
                    found.append(int(folder.name))
        return found

    def environment(self) -> dict[str, str]:
        """What the platform's own processes were started with: the database's URL, the emulator's key."""
        return eventually(self._environment)

    def _environment(self) -> dict[str, str]:
        """That of a relay, if one is there: it may be killed just now."""
        for pid in self.pids(r"manage\.py relay"):
            with suppress(OSError):
                pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")
                return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        return {}

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the platform's database."""
        with psycopg.connect(self.environment()["DATABASE_URL"]) as connection:
            return connection.execute(sql, values).fetchall()

    def _is_below(self, pid: int) -> bool:
        assert self.process is not None
        while pid > 1:
            try:
                status = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                return False
            pid = int(status.rpartition(")")[2].split()[1])
            if pid == self.process.pid:
                return True
        return False


def belonging_to(data_dir: Path) -> dict[int, str]:
    """Living processes that name the directory in their command line or environment, with their command lines."""
    sign = str(data_dir).encode()
    found = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            command, state = (folder / "cmdline").read_bytes(), (folder / "stat").read_text().rpartition(")")[2][1]
            environment = (folder / "environ").read_bytes()
            if state != "Z" and (sign in command or sign in environment):
                found[int(folder.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


@pytest.fixture(scope="session")
def live_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    """The platform with its demo catalogue: one for all, for one worker runs its tests (`tests/infrastructure.py`)."""
    platform = LivePlatform(tmp_path_factory.mktemp("up"), free_port())
    platform.start()
    yield platform
    assert platform.stop() == 0, "\n".join(platform.lines[-40:])
    assert belonging_to(platform.data_dir) == {}


@pytest.fixture(scope="session")
def second_server(live_platform: LivePlatform) -> Iterator[str]:
    """The address of another server process of the same platform."""
    port = free_port()
    command = ("-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error")
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=live_platform.environment())
    eventually(lambda: answers(port, "/healthz"), seconds=240)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)
