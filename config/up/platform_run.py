"""What one run of the local platform consists of, and in which order it starts."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from config.up import embedded
from config.up.child import Child
from config.up.data_dir import DataDir
from config.up.supervisor import Supervisor
from config.up.trouble import Trouble

_DATABASE = "fashionistar"
_MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
#: Enough for development; the rest is PostgreSQL's own defaults.
_POSTGRES_SETTINGS = {"max_connections": "100", "shared_buffers": "128MB", "log_min_messages": "warning"}
_opener = build_opener(ProxyHandler({}))


@dataclass
class PlatformRun:
    """One run: where its data lies, where it listens, what the user's own environment says."""

    data_dir: DataDir
    port: int
    given: Mapping[str, str]
    supervisor: Supervisor

    @property
    def url(self) -> str:
        """Where the API listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def has_own_gateway(self) -> bool:
        """Whether the user set a gateway's key, so that no emulator runs."""
        return bool(self.given.get("PAYSTACK_SECRET_KEY"))

    def start(self, step: Callable[[str], None], *, demo: bool) -> None:
        """Start everything in order.

        Args:
            step: Told the name of each step as it begins.
            demo: Whether to write the demo catalogue on a first start.

        Raises:
            Trouble: Something did not start.
        """
        step("database and Valkey")
        self._start_servers()
        env = self.environment()
        step("migrations")
        self._manage(env, "migrate", "--no-input", "-v", "0")
        if demo and not self.data_dir.seeded.exists():
            step("demo catalogue")
            self._manage(env, "seed")
            self.data_dir.seeded.touch()
        step("API, worker, relay and gateway")
        self.supervisor.start(*self._services(env))

    def environment(self) -> dict[str, str]:
        """The environment of the platform's own processes."""
        data = self.data_dir
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": embedded.postgres_url(data.postgres, _DATABASE),
            "REDIS_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "SECRET_KEY": data.secret("django"),
            "PUBLIC_URL": self.url,
            "MEDIA_ROOT": str(data.media.resolve()),
            "PYTHONUNBUFFERED": "1",
        }
        if not self.has_own_gateway:
            ours["PAYSTACK_SECRET_KEY"] = data.secret("paystack", "sk_test_")
            ours["PAYSTACK_BASE_URL"] = self.emulator_url
        return {**ours, **{key: value for key, value in self.given.items() if value or key not in ours}}

    @property
    def emulator_url(self) -> str:
        """Where the gateway's emulator listens."""
        return f"http://127.0.0.1:{self.emulator_port}"

    @cached_property
    def emulator_port(self) -> int:
        """The emulator's port, chosen once a run."""
        return self.data_dir.port("paystack")

    @cached_property
    def valkey_port(self) -> int:
        """Valkey's port, chosen once a run."""
        return self.data_dir.port("valkey")

    def _start_servers(self) -> None:
        data, servers = self.data_dir, []
        if not self.given.get("DATABASE_URL"):
            servers.append(embedded.postgres(data.postgres, data.logs / "postgres.log", _POSTGRES_SETTINGS))
        if not self.given.get("REDIS_URL"):
            servers.append(embedded.valkey(data.valkey, data.logs / "valkey.log", self.valkey_port))
        self.supervisor.start(*servers)
        if not self.given.get("DATABASE_URL"):
            embedded.create_database(data.postgres, _DATABASE)

    def _manage(self, env: Mapping[str, str], *words: str) -> None:
        log = self.data_dir.logs / f"{words[0]}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, _MANAGE, *words], env=dict(env), stdout=output, stderr=subprocess.STDOUT
            )
        while process.poll() is None:
            if self.supervisor.is_stopping:
                process.terminate()
                process.wait()
                raise KeyboardInterrupt
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        if process.returncode != 0:
            said = [line.strip() for line in log.read_text().splitlines() if line.strip()] or ["nothing"]
            raise Trouble(f"manage.py {words[0]} failed: {said[-1]} See {log}.")

    def _services(self, env: Mapping[str, str]) -> list[Child]:
        beat = str(self.data_dir.root.resolve() / "celerybeat-schedule")
        celery = "celery -A config worker --beat --concurrency 2 --loglevel INFO --without-gossip --without-mingle"
        server = f"daphne -v 0 -b 127.0.0.1 -p {self.port} --no-server-name config.asgi:application"
        services = [
            self._child("server", ["-m", *server.split()], env, _healthy(f"{self.url}/healthz")),
            self._child("worker", ["-m", *celery.split(), "--schedule", beat], env, _said("ready.")),
            self._child("relay", [_MANAGE, "relay"], env, _said("relay ready")),
        ]
        if not self.has_own_gateway:
            services.append(self._emulator(env))
        return services

    def _emulator(self, env: Mapping[str, str]) -> Child:
        options = {
            "--port": str(self.emulator_port),
            "--secret-key": env["PAYSTACK_SECRET_KEY"],
            "--webhook-url": f"{self.url}/webhooks/paystack",
            "--data-file": str(self.data_dir.root.resolve() / "paystack.sqlite3"),
        }
        words = [word for option in options.items() for word in option]
        command = ["-m", "fashionistar.emulators.paystack", *words]
        return self._child("paystack", command, env, _healthy(f"{self.emulator_url}/healthz"))

    def _child(self, name: str, words: list[str], env: Mapping[str, str], ready: Callable[[Child], bool]) -> Child:
        return Child(name, [sys.executable, *words], env, self.data_dir.logs / f"{name}.log", ready)


def _healthy(url: str) -> Callable[[Child], bool]:
    def look(_: Child) -> bool:
        try:
            with _opener.open(url, timeout=2) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    return look


def _said(words: str) -> Callable[[Child], bool]:
    return lambda child: any(words in line for line in child.tail(200))
