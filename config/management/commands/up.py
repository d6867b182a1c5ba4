"""`manage.py up`: the whole platform on this machine, with nothing to install or to configure."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.status import Status

from config.up.data_dir import DataDir, port_is_free
from config.up.platform_run import PlatformRun
from config.up.supervisor import Supervisor
from config.up.trouble import Trouble

_QUERY = "{ products(first: 3) { nodes { name vendor { name } priceFrom(currency: NGN) { amount currency } } } }"
_ACCOUNTS = ("shopper", "owner", "staff", "other-owner", "admin")


class Command(BaseCommand):
    """Runs until Ctrl-C."""

    help = "Run the platform: PostgreSQL, Valkey, migrations, demo catalogue, API, worker, relay, gateway emulator."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Where it listens and where it keeps its data."""
        parser.add_argument("--port", type=int, default=8000, help="the API's port (default: 8000)")
        parser.add_argument("--data-dir", type=Path, default=settings.ROOT / ".data", help="default: .data")
        parser.add_argument("--fresh", action="store_true", help="delete the data directory's contents first (asks)")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--no-demo", action="store_true", help="start without the demo catalogue")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything, stay, stop everything."""
        self.console = Console(highlight=False, soft_wrap=True)
        try:
            self._run(**options)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        except KeyboardInterrupt:
            self._say("stopped")

    def _run(self, *, port: int, data_dir: Path, fresh: bool, yes: bool, no_demo: bool, **_: Any) -> None:
        data = DataDir(data_dir.absolute())
        data.prepare()
        with data.lock():
            if data.stop_leftovers():
                self._say("stopped what an earlier run had left running")
            if not port_is_free(port):
                raise Trouble(f"Port {port} is busy. Stop what listens there, or choose another one: --port {port + 1}")
            if fresh:
                self._confirm(data, yes=yes)
                data.wipe()
            supervisor = Supervisor(data, self._say)
            supervisor.catch_signals()
            run = PlatformRun(data, port, getattr(settings, "GIVEN_ENVIRONMENT", os.environ), supervisor)
            try:
                self._start(run, demo=not no_demo)
                supervisor.watch()
            finally:
                supervisor.stop()
            self._say("stopped")

    def _confirm(self, data: DataDir, *, yes: bool) -> None:
        if yes:
            return
        if not sys.stdin.isatty():
            raise Trouble(f"--fresh deletes everything in {data.root}. Add --yes to do it without being asked.")
        if input(f"Delete everything in {data.root}? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise Trouble("Nothing was deleted. Start without --fresh to keep the data.")

    def _start(self, run: PlatformRun, *, demo: bool) -> None:
        with suppress(OSError):
            shutil.rmtree(run.data_dir.root / "tmp")
        if self.console.is_terminal:
            with self.console.status("starting") as status:
                run.start(lambda name: self._step(status, name), demo=demo)
        else:
            run.start(lambda name: self._say(f"starting: {name}"), demo=demo)
        self._welcome(run, demo=demo)

    def _step(self, status: Status, name: str) -> None:
        self.console.print(f"  · {name}")
        status.update(f"starting: {name}")

    def _welcome(self, run: PlatformRun, *, demo: bool) -> None:
        lines = [
            "",
            f"GraphiQL   {run.url}/graphql/",
            f"Admin      {run.url}/admin/",
            f"Paystack   {'your own key' if run.has_own_gateway else run.emulator_url + '/ (emulator)'}",
            f"Logs       {run.data_dir.logs}/",
        ]
        if demo:
            lines += ["", "Demo accounts, password fashionistar-demo:"]
            lines += [f"  {name}@demo.fashionistar.test" for name in _ACCOUNTS]
            lines += ["", "Try:", f'  curl -s {run.url}/graphql/ --json \'{{"query": "{_QUERY}"}}\'']
        lines += ["", "Ctrl-C stops everything.", f"ready: {run.url}/graphql/"]
        for line in lines:
            self._say(line)

    def _say(self, line: str) -> None:
        self.console.print(line, markup=False)
