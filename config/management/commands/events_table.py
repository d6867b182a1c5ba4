"""`manage.py events_table`: write who reacts to what to `docs/events.md`, or check that it is up to date."""

import inspect
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fashionistar.kernel.events import Event
from fashionistar.reactions import REACTIONS

_HEAD = """# Events

Every fact of the platform, what it is about, whom else it concerns, and who reacts to it. Made by
`uv run poe events` from `platform/fashionistar/reactions.py`. How facts travel is told in
[one log of facts](decisions/0010-one-log-of-facts.md).

| event | when | about | concerns | carries | reactions |
|---|---|---|---|---|---|
"""


class Command(BaseCommand):
    """Writes or checks the table."""

    help = "Write docs/events.md; with --check only compare."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """One flag."""
        parser.add_argument("--check", action="store_true", help="fail if docs/events.md differs, write nothing")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        page = settings.ROOT / "docs" / "events.md"
        printed = _HEAD + "".join(_rows())
        if not options["check"]:
            page.write_text(printed)
            self.stdout.write(f"wrote docs/{page.name}")
        elif not page.exists() or page.read_text() != printed:
            raise CommandError("docs/events.md is not up to date. Run: uv run poe events")


def _rows() -> Iterator[str]:
    for kind, handlers in REACTIONS.items():
        reactions = ", ".join(f"`{_place(handler)}`" for handler in handlers) or "—"
        columns = (
            f"`{kind.__name__}`",
            inspect.getdoc(kind) or "",
            f"`{kind.topic}`",
            ", ".join(f"`{topic}`" for topic in kind.concerns.values()) or "—",
            ", ".join(f"`{field.name}`" for field in _fields(kind)),
            reactions,
        )
        yield f"| {' | '.join(columns)} |\n"


def _fields(kind: type[Event]) -> Any:
    return fields(kind)


def _place(handler: Any) -> str:
    return f"{handler.__module__.removeprefix('fashionistar.')}.{handler.__qualname__}"
