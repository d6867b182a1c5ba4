"""`manage.py events_dead`: show the facts that were given up, and why."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from fashionistar.kernel import outbox


class Command(BaseCommand):
    """Lists dead facts."""

    help = "Show the facts that no handler could take, oldest first."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """How many."""
        parser.add_argument("--limit", type=int, default=50, help="at most so many (50)")

    @override
    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        """Print a table, and what to do next."""
        dead = outbox.dead()
        table = Table("position", "occurred", "event", "about", "attempts", "error")
        for row in dead[:limit]:
            when = f"{row.occurred_at:%Y-%m-%d %H:%M:%S}"
            table.add_row(str(row.position), when, row.type, row.aggregate, str(row.attempts), row.last_error)
        console = Console()
        count = dead.count()
        if count:
            console.print(table)
            console.print("Mend the cause, then: manage.py events_replay POSITION [POSITION …] or --all")
        console.print(f"{count} dead events")
