"""`manage.py schema_export`: write the wire's schema to `schema.graphql`, or check that it is up to date."""

from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from strawberry.printer import print_schema

from schema.root import schema


class Command(BaseCommand):
    """Writes or checks the snapshot."""

    help = "Write schema.graphql; with --check only compare."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """One flag."""
        parser.add_argument("--check", action="store_true", help="fail if schema.graphql differs, write nothing")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        snapshot = settings.ROOT / "schema.graphql"
        printed = print_schema(schema) + "\n"
        if not options["check"]:
            snapshot.write_text(printed)
            self.stdout.write(f"wrote {snapshot.name}")
        elif not snapshot.exists() or snapshot.read_text() != printed:
            raise CommandError("schema.graphql is not up to date. Run: uv run poe schema")
