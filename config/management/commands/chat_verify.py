"""`manage.py chat_verify`: compare what is counted in conversations with what there is."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from fashionistar.chat.selectors import miscounted, misnumbered
from fashionistar.chat.services.participants_recount import participants_recount

_SHOWN = 20


class Command(BaseCommand):
    """Counts anew, and says where the count is off."""

    help = "Check unread counts and numbers of messages; exits with 1 when something is off, and says what."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to mend."""
        parser.add_argument("--repair", action="store_true", help="set the counts that are off right")

    @override
    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        """Print a table; fail if anything is wrong."""
        counts, numbers = miscounted(), misnumbered()
        table = Table("what is off", "where", "is", "should be")
        for each in counts[:_SHOWN]:
            table.add_row("unread count", f"participant {each.pk}", str(each.unread_count), str(each.counted))
        for talk in numbers[:_SHOWN]:
            table.add_row("last number", f"conversation {talk.pk}", str(talk.last_sequence), str(talk.number))
        wrong = counts.count() + numbers.count()
        if wrong:
            Console().print(table)
        if repair:
            while participants_recount() > 0:
                pass
            wrong = numbers.count()
        if wrong:
            raise CommandError(f"{wrong} things are off, see the table.")
        Console().print("What is counted is what there is.")
