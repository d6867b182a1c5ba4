"""`manage.py up`: the whole platform on this machine, with real servers and nothing installed by hand."""

import argparse
import sys
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

try:
    from config.local.faults import PlatformFault
    from config.local.runner import Options, up
except ModuleNotFoundError as error:
    sys.exit(f"up: {error.name} is missing: run `uv sync`, `up` needs the local dependency group.")


class Command(BaseCommand):
    """Starts everything and stops everything."""

    help = "Start the whole platform: servers, migrations, demo catalogue, worker, relay, payment emulator."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """The port, the data directory, and what to do with the data."""
        parser.add_argument("--port", type=_port, default=8000, help="where the server listens (default: 8000)")
        parser.add_argument(
            "--data-dir", type=Path, default=settings.ROOT / ".data", help="what is kept between runs (default: .data)"
        )
        parser.add_argument("--fresh", action="store_true", help="delete the data first; asks, unless --yes")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--no-demo", action="store_true", help="no demo catalogue on a first start")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C; what stands in the way is said in one line."""
        chosen = Options(
            port=options["port"],
            data_dir=options["data_dir"],
            fresh=options["fresh"],
            yes=options["yes"],
            demo=not options["no_demo"],
        )
        try:
            up(chosen)
        except PlatformFault as fault:
            sys.exit(f"up: {fault}")
        except OSError as fault:
            where = f"{fault.filename}: " if fault.filename else ""
            sys.exit(f"up: {where}{fault.strerror}: mend that, or choose another directory with --data-dir.")
        except KeyboardInterrupt:
            sys.exit("up: stopped")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 65535")
    return int(text)
