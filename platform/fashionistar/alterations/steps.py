"""How an alteration takes a step: its status, its history and the fact, together."""

from collections.abc import Mapping
from datetime import datetime

from fashionistar.alterations.events import (
    AlterationAccepted,
    AlterationCancelled,
    AlterationClosed,
    AlterationDeclined,
    AlterationEvent,
    AlterationReceived,
    AlterationRequested,
    AlterationReturned,
)
from fashionistar.alterations.models import Alteration, AlterationSide, AlterationStatus, AlterationStep
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor

FACT_OF: Mapping[AlterationStatus, type[AlterationEvent]] = {
    AlterationStatus.REQUESTED: AlterationRequested,
    AlterationStatus.ACCEPTED: AlterationAccepted,
    AlterationStatus.DECLINED: AlterationDeclined,
    AlterationStatus.CANCELLED: AlterationCancelled,
    AlterationStatus.RECEIVED: AlterationReceived,
    AlterationStatus.RETURNED: AlterationReturned,
    AlterationStatus.CLOSED: AlterationClosed,
}


def note_step(alteration: Alteration, *, side: AlterationSide, actor: Actor, now: datetime) -> None:
    """Write down the step that led to the status that it has, and tell it."""
    status = AlterationStatus(alteration.status)
    AlterationStep.objects.create(alteration=alteration, status=status, side=side, moved_by=actor.label, at=now)
    part = alteration.line.vendor_order
    fact = FACT_OF[status](
        alteration_id=alteration.pk, order_id=part.order_id, vendor_order_id=part.pk, vendor_id=part.vendor_id
    )
    outbox.record(fact, actor=actor)
