"""The processes of one run: what starts after what, and what they share."""

from config.local import backing, services
from config.local.datadir import DataDir
from config.local.display import Display
from config.local.ports import HOST
from config.local.processes import given_environment
from config.local.supervisor import Supervisor

_BACKING = ("postgres", "valkey")
_ACCOUNTS = ("shopper", "owner", "staff", "other-owner", "admin")
_QUERY = "{ products(first: 3) { nodes { name vendor { name } priceFrom(currency: NGN) { amount } } } }"
# What `platform.env` passes on to other commands.
_SHARED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "MEDIA_ROOT",
    "ATTACHMENTS_ROOT",
    "MAILBOX_DIR",
    "MODELS_DIR",
    "PAYSTACK_SECRET_KEY",
    "PAYSTACK_BASE_URL",
    "PAYOUT_HOLD_DAYS",
    "PAYOUT_ACCOUNT_COOL_DOWN_SECONDS",
    "ENCRYPTION_KEYS",
)


class Stack:
    """Everything that `up` keeps running."""

    def __init__(self, data: DataDir, display: Display, supervisor: Supervisor, *, port: int, demo: bool) -> None:
        """Read the environment; nothing is started yet."""
        self._data = data
        self._display = display
        self._supervisor = supervisor
        self._port = port
        self._demo = demo
        self._given = {name: value for name, value in given_environment().items() if value.strip()}
        self._environment = services.base_environment(data, self._given, port)
        self._paystack_port: int | None = None

    def start(self) -> None:
        """Start everything in order and wait until all of it is ready."""
        self._check_given()
        self._start_backing()
        self._choose_gateway()
        self._data.write_environment({name: self._environment[name] for name in _SHARED if name in self._environment})
        self._migrate()
        self._load_demo()
        self._start_services()
        self._display.end_progress()
        self._tell()

    def stop(self) -> None:
        """Stop our own processes first, then what they need."""
        self._supervisor.stop(keep=_BACKING)
        self._supervisor.stop()

    def _check_given(self) -> None:
        if "DATABASE_URL" in self._given:
            backing.require_database(self._given["DATABASE_URL"])
        if "REDIS_URL" in self._given:
            backing.require_broker(self._given["REDIS_URL"])

    def _start_backing(self) -> None:
        if "DATABASE_URL" not in self._given:
            server = backing.embedded_postgres(self._data, self._environment)
            self._environment["DATABASE_URL"] = backing.start_database(server, self._supervisor, self._display)
        if "REDIS_URL" not in self._given:
            url = backing.start_broker(self._data, self._environment, self._supervisor, self._display)
            self._environment["REDIS_URL"] = url

    def _choose_gateway(self) -> None:
        if "PAYSTACK_SECRET_KEY" in self._given:
            return
        self._paystack_port = self._data.port("paystack")
        self._environment["PAYSTACK_SECRET_KEY"] = services.paystack_key(self._data)
        self._environment["PAYSTACK_BASE_URL"] = f"http://{HOST}:{self._paystack_port}"
        # No bank is behind it: whoever tries payouts need not wait for days.
        self._environment = {**services.AT_ONCE, **self._environment}

    def _migrate(self) -> None:
        fingerprint = services.migrations_fingerprint()
        embedded = "DATABASE_URL" not in self._given
        if embedded and self._data.migrated_to() == fingerprint:
            return
        with self._display.step("migrations"):
            if self._demo and backing.is_empty(self._environment["DATABASE_URL"]):
                self._data.demo_wanted.touch()
            migrate = services.command("migrate", "migrate", self._environment, "migrate", "--noinput")
            self._supervisor.run(migrate)
        if embedded:
            self._data.note_migrated_to(fingerprint)

    def _load_demo(self) -> None:
        # The note outlives a start that is cut short, so that the next one finishes the demo.
        if self._demo and self._data.demo_wanted.exists():
            with self._display.step("demo catalogue"):
                seed = services.command("seed", "seed", self._environment, "seed", "--draw-later")
                self._supervisor.run(seed)
                self._data.demo_wanted.unlink()

    def _start_services(self) -> None:
        programs = [
            services.web(self._environment, self._port),
            services.worker(self._environment, self._data),
            services.sending_worker(self._environment),
            services.relay(self._environment),
        ]
        if self._paystack_port is not None:
            key = self._environment["PAYSTACK_SECRET_KEY"]
            programs.append(
                services.emulator(self._environment, self._data, key=key, port=self._paystack_port, web_port=self._port)
            )
        for program in programs:
            self._supervisor.start(program)
        for program in programs:
            with self._display.step(program.title):
                self._supervisor.wait_ready(program.name)
        # Nobody waits for it: estimates queue until it is there.
        self._supervisor.start(services.measuring_worker(self._environment))

    def _tell(self) -> None:
        home = f"http://{HOST}:{self._port}"
        rows = [
            ("GraphiQL", f"{home}/graphql/"),
            ("Mailbox", f"{home}/dev/mailbox/ (e-mails and text messages)"),
            ("Admin", f"{home}/admin/"),
        ]
        if self._paystack_port is not None:
            rows.append(("Payments", f"http://{HOST}:{self._paystack_port}/ (Paystack emulator)"))
        rows += [
            ("Logs", str(self._data.logs)),
            ("Commands", f"uv run --env-file {self._data.environment_file} manage.py shell"),
        ]
        if self._demo:
            names = ", ".join(f"{name}@" for name in _ACCOUNTS)
            rows.append(("Accounts", f"{names} demo.fashionistar.test, password fashionistar-demo"))
        rows.append(("Try", _QUERY))
        rows.append(("Stop", "Ctrl-C"))
        for name, value in rows:
            self._display.say(f"{name:<10} {value}")
        self._display.say(f"ready: {home}/graphql/", "bold green")
