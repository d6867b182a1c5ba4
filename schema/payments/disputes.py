"""Disputes on the wire: what staff see of them, and how they answer."""

from typing import Any
from uuid import UUID

import strawberry
import strawberry_django
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.orders.selectors import delivery_evidence
from fashionistar.payments import models
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.selectors import visible_disputes
from fashionistar.payments.services.dispute_accept import dispute_accept
from fashionistar.payments.services.dispute_contest import dispute_contest
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_id
from schema.lib.money import Money, money
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import Rows, one

strawberry.enum(models.DisputeStatus, description="Where a dispute stands, by the gateway's word.")
strawberry.enum(models.DisputeAnswer, description="What we answered to a dispute, or are answering.")


@strawberry_django.type(models.Dispute, description="A charge that the shopper's bank wants back.")
class Dispute(relay.Node):
    """A dispute; staff who manage disputes see it."""

    gateway: auto
    status: models.DisputeStatus
    reason: auto
    opened_at: auto
    due_at: auto = strawberry_django.field(description="Until when we may answer.")
    amount: Money = money("amount_minor", description="What the bank wants back.")

    gateway_id: auto = strawberry_django.field(description="The gateway's name of it.")
    payment_reference: str = strawberry_django.field(
        annotate=F("payment__reference"), description="Of the payment, as people find it in the gateway's dashboard."
    )
    answer: models.DisputeAnswer | None = strawberry_django.field(
        annotate=NullIf("answer", Value("")), description="Null while nobody has answered."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those that the actor may answer."""
        return visible_disputes(actor, rows)


@strawberry.type
class DisputeQueries:
    """Root fields about disputes."""

    @connection(
        Connection[Dispute],
        permission_classes=[SignedIn],
        description="Disputes, newest first, for staff who manage them; empty for everybody else.",
    )
    def disputes(self, status: models.DisputeStatus | None = None) -> Rows:
        """All of them, or those that stand as asked."""
        where = Q() if status is None else Q(status=status)
        return Rows(models.Dispute, where, order=("-opened_at", "-id"))


@strawberry.input
class DisputeContestInput:
    """Which dispute, and what is to be said besides what the order says."""

    id: strawberry.ID
    details: str = ""


@strawberry.input
class DisputeAcceptInput:
    """Which dispute, and why."""

    id: strawberry.ID
    note: str = ""


@strawberry.type
class DisputePayload:
    """The dispute as it is now, or what was wrong."""

    dispute_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def dispute(self) -> Dispute | None:
        """The dispute as it is now."""
        return one(models.Dispute, self.dispute_id)


def _dispute(given: strawberry.ID, info: WireInfo) -> models.Dispute:
    row = row_id(given, "Dispute")
    found = None if row is None else visible_disputes(info.context.actor).filter(pk=row).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such dispute.", "id")
    return found


def _unanswered(error: GatewayError) -> Exception:
    code = ErrorCode.GATEWAY_UNAVAILABLE if error.retriable else ErrorCode.GATEWAY_REJECTED
    return refuse(code, "The gateway did not take the answer. Try again, or look at its dashboard.", "id")


def _contested(info: WireInfo, given: DisputeContestInput) -> models.Dispute:
    dispute = _dispute(given.id, info)
    try:
        return dispute_contest(
            actor=info.context.actor,
            dispute_id=dispute.pk,
            evidence=delivery_evidence(dispute.payment_id, details=given.details),
            gateways=configured_gateways(),
            once=once_over(info, operation="disputeContest", given=given),
            now=info.context.now,
        )
    except GatewayError as error:
        raise _unanswered(error) from error


def _accepted(info: WireInfo, given: DisputeAcceptInput) -> models.Dispute:
    dispute = _dispute(given.id, info)
    try:
        return dispute_accept(
            actor=info.context.actor,
            dispute_id=dispute.pk,
            note=given.note or "Accepted",
            gateways=configured_gateways(),
            once=once_over(info, operation="disputeAccept", given=given),
            now=info.context.now,
        )
    except GatewayError as error:
        raise _unanswered(error) from error


def _done(dispute: models.Dispute) -> DisputePayload:
    return DisputePayload(dispute_id=dispute.pk)


def _refused(errors: list[UserError]) -> DisputePayload:
    return DisputePayload(user_errors=errors)


@strawberry.type
class DisputeMutations:
    """Root fields that answer disputes."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Contest a dispute with what the order says about who bought and what arrived. For staff who "
        "manage disputes. Needs `@idempotent(key:)`.",
    )
    async def dispute_contest(self, info: WireInfo, input: DisputeContestInput) -> DisputePayload:
        """AWAITING_EVIDENCE becomes what the gateway says."""
        return await attempt(lambda: _contested(info, input), done=_done, refused=_refused)

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Give in to a dispute: the shopper gets the disputed money back. For staff who manage disputes. "
        "Needs `@idempotent(key:)`.",
    )
    async def dispute_accept(self, info: WireInfo, input: DisputeAcceptInput) -> DisputePayload:
        """AWAITING_EVIDENCE becomes LOST."""
        return await attempt(lambda: _accepted(info, input), done=_done, refused=_refused)
