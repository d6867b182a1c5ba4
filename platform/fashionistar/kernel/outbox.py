"""The outbox: facts are recorded in the transaction that makes them true, and delivered after it commits."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.events import Event
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from fashionistar.kernel.request import current_request_id


class OutsideTransactionError(RuntimeError):
    """A fact was recorded with no transaction around it, so it could be true without being known."""


def record(*events: Event, actor: Actor) -> None:
    """Record facts, in order, in the caller's transaction.

    Raises:
        OutsideTransactionError: No transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError("outbox.record() needs the transaction of the change it records")
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            type=type(event).__name__,
            aggregate=event.aggregate,
            payload=event.payload(),
            actor=actor.label,
            request_id=current_request_id(),
        )
        for event in events
    )


def replay(positions: Iterable[int], *, now: datetime) -> int:
    """Give dead events another life; returns how many. Handlers that did succeed are not run again."""
    return OutboxEvent.objects.filter(position__in=list(positions), status=OutboxStatus.DEAD).update(
        status=OutboxStatus.PENDING, attempts=0, due_at=now, leased_until=None
    )
