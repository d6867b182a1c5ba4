"""References to rows: a resolver names the row, the read below it is one query set that the selection shapes."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet


def reference(model: type[Model], row: UUID | None) -> Any:
    """The query set of one row, or of none; the declared type of the field says what is read of it."""
    rows = model._default_manager.all()  # noqa: SLF001  (Django's name for a model's own manager)
    return rows.none() if row is None else rows.filter(pk=row)


def one_of(rows: QuerySet[Any], row: UUID | None, slug: str | None) -> Any:
    """The query set of the row with this slug or, without one, with this key."""
    if slug is not None:
        return rows.filter(slug=slug)
    return rows.none() if row is None else rows.filter(pk=row)
