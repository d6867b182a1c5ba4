"""Times on the wire: UTC, with offset, and always six digits of a second, whoever writes them."""

from dataclasses import replace
from datetime import UTC, datetime

from strawberry.schema.types.base_scalars import DateTimeDefinition


def written(time: datetime) -> str:
    """A time as the wire has it."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


#: What the schema's `DateTime` is.
INSTANT = replace(
    DateTimeDefinition,
    description="Date and time in UTC (ISO 8601), as 2026-11-23T07:30:00.000000+00:00.",
    serialize=written,
)
