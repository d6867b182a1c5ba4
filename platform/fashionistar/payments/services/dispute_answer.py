"""What contesting and accepting a dispute have in common: one answer at a time, and a lost one is found again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.payments import gateway_words as words
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import GatewayError, GatewayRejected
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Dispute, DisputeAnswer, DisputeStatus
from fashionistar.payments.services.dispute_record import dispute_record

#: While one answer is under way, no other may be given.
_BUSY = timedelta(minutes=3)

type Sender = Callable[[PaymentGateway, Dispute], words.Dispute]


def dispute_answer(
    *,
    actor: Actor,
    dispute_id: UUID,
    answer: DisputeAnswer,
    send: Sender,
    gateways: Gateways,
    once: Once,
    now: datetime,
) -> Dispute:
    """Give an answer unless the gateway has it already, and keep what the gateway then says.

    Raises:
        DomainError: An idempotency fault; FORBIDDEN; NOT_FOUND; STATUS_CONFLICT: it waits for no answer, or somebody
            else is answering.
        GatewayError: The gateway gave no usable answer; trying again is safe.
    """
    dispute, earlier = _take(actor, dispute_id, answer, once, now=now)
    if earlier is None:
        return dispute
    try:
        gateway = gateways.named(dispute.gateway)
        told = gateway.dispute(dispute_id=dispute.gateway_id)
        waits = told.status is words.DisputeStatus.AWAITING_EVIDENCE
        if waits:
            told = send(gateway, dispute)
    except GatewayRejected:  # nothing came of it
        _release(dispute, answer=earlier)
        raise
    except GatewayError:  # something may have: the same answer again will find it
        _release(dispute, answer=answer)
        raise
    dispute_record(gateway_name=dispute.gateway, told=told, now=now)
    if waits or earlier == answer:
        return _settle(dispute.pk, once)
    _release(dispute, answer=earlier)
    raise refuse(ErrorCode.STATUS_CONFLICT, "This dispute has been answered otherwise.", "id")


@transaction.atomic(durable=True)
def _take(
    actor: Actor, dispute_id: UUID, answer: DisputeAnswer, once: Once, *, now: datetime
) -> tuple[Dispute, str | None]:
    """The dispute, to be answered, and what was answered before; None when this very request is done."""
    if not actor.may(StaffPermission.DISPUTES_MANAGE):
        raise refuse(ErrorCode.FORBIDDEN, "Only staff who manage disputes may do this.")
    if (done := idempotency.claim(once)) is not None:
        return Dispute.objects.get(pk=done), None
    dispute = Dispute.objects.select_for_update(of=("self",)).filter(pk=dispute_id).first()
    if dispute is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such dispute.", "id")
    if dispute.status != DisputeStatus.AWAITING_EVIDENCE:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A dispute that is {dispute.status} takes no answer.", "id")
    if dispute.answering_until is not None and dispute.answering_until > now:
        raise refuse(ErrorCode.STATUS_CONFLICT, "Somebody is answering this dispute. Look again in a moment.", "id")
    earlier = dispute.answer
    dispute.answer, dispute.answering_until = answer, now + _BUSY
    dispute.save(update_fields=["answer", "answering_until"])
    return dispute, earlier


def _release(dispute: Dispute, *, answer: str) -> None:
    Dispute.objects.filter(pk=dispute.pk).update(answering_until=None, answer=answer)


@transaction.atomic(durable=True)
def _settle(dispute_id: UUID, once: Once) -> Dispute:
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    dispute.answering_until = None
    dispute.save(update_fields=["answering_until"])
    if idempotency.claim(once) is None:
        idempotency.settle(once, result=dispute.pk)
    return dispute
