"""`manage.py events_replay`: give dead facts another life."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fashionistar.kernel import outbox


class Command(BaseCommand):
    """Makes dead facts due again; the relay delivers them."""

    help = "Deliver dead facts again: those at the given positions, all of one type, or all."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("positions", type=int, nargs="*", metavar="POSITION", help="places in the log")
        parser.add_argument("--type", help="all dead facts of this type, as PaymentSucceeded")
        parser.add_argument("--all", action="store_true", help="all dead facts")

    @override
    def handle(self, *args: Any, positions: list[int], **options: Any) -> None:
        """Handlers that did succeed are not run again."""
        dead = outbox.dead()
        if sum((bool(positions), bool(options["type"]), options["all"])) != 1:
            raise CommandError("Say which: POSITION [POSITION …], --type TYPE, or --all.")
        if options["type"]:
            dead = dead.filter(type=options["type"])
        chosen = positions or dead.values_list("position", flat=True)
        count = outbox.replay(chosen, now=timezone.now())
        if positions and count < len(set(positions)):
            self.stderr.write(f"{len(set(positions)) - count} of these positions hold no dead event")
        self.stdout.write(f"{count} events will be delivered again")
