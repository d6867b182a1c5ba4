"""Hand in evidence against a dispute."""

from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.payments.gateway_words import Evidence
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Dispute, DisputeAnswer
from fashionistar.payments.services.dispute_answer import dispute_answer


def dispute_contest(
    *, actor: Actor, dispute_id: UUID, evidence: Evidence, gateways: Gateways, once: Once, now: datetime
) -> Dispute:
    """Contest it with what the caller gathered; called outside any transaction.

    Raises:
        DomainError: As `dispute_answer`.
        GatewayError: As `dispute_answer`.
    """
    return dispute_answer(
        actor=actor,
        dispute_id=dispute_id,
        answer=DisputeAnswer.CONTESTED,
        send=lambda gateway, dispute: gateway.dispute_contest(dispute_id=dispute.gateway_id, evidence=evidence),
        gateways=gateways,
        once=once,
        now=now,
    )
