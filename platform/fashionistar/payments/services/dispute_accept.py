"""Give in to a dispute: the shopper gets the disputed money back."""

from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Dispute, DisputeAnswer
from fashionistar.payments.services.dispute_answer import dispute_answer


def dispute_accept(
    *, actor: Actor, dispute_id: UUID, note: str, gateways: Gateways, once: Once, now: datetime
) -> Dispute:
    """Accept it, all of it; called outside any transaction.

    Raises:
        DomainError: As `dispute_answer`.
        GatewayError: As `dispute_answer`.
    """
    return dispute_answer(
        actor=actor,
        dispute_id=dispute_id,
        answer=DisputeAnswer.ACCEPTED,
        send=lambda gateway, dispute: gateway.dispute_accept(
            dispute_id=dispute.gateway_id, amount_minor=dispute.amount_minor, note=note
        ),
        gateways=gateways,
        once=once,
        now=now,
    )
