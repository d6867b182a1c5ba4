"""`manage.py events_prune`: forget old, delivered facts and make the partitions of the next months."""

from datetime import timedelta
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from fashionistar.kernel.event_partitions import KEEP, ensure_partitions, prune


class Command(BaseCommand):
    """Runs daily by itself; by hand when the disk is short."""

    help = "Forget facts that are delivered and older than 30 days; those that wait or are dead stay."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """How old."""
        parser.add_argument("--days", type=int, default=KEEP.days, help=f"keep so many days ({KEEP.days})")

    @override
    def handle(self, *args: Any, days: int, **options: Any) -> None:
        """Say what was done."""
        if days < 1:
            raise CommandError("Keep at least one day: clients that were cut off go on from the log.")
        for name in ensure_partitions(connection):
            self.stdout.write(f"made {name}")
        self.stdout.write(f"forgot {prune(now=timezone.now(), keep=timedelta(days=days))} events")
