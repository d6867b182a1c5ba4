"""Reconciliation on the wire: runs, what they counted, and what differs. Staff with DIFFERENCES_MANAGE see it."""

from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.reconciliation import models
from fashionistar.reconciliation.selectors import visible_differences, visible_runs
from schema.lib.projection.fields import expression, kept
from schema.lib.projection.rows import Composite, Rows

strawberry.enum(
    models.RunStatus, name="ReconciliationRunStatus", description="Where the comparison of a gateway's day stands."
)
strawberry.enum(models.Subject, name="ReconciliationSubject", description="What is compared.")
strawberry.enum(
    models.DifferenceKind, name="ReconciliationDifferenceKind", description="How a gateway and the books differ."
)
strawberry.enum(
    models.DifferenceState, name="ReconciliationDifferenceState", description="Whether somebody must look at it."
)


@strawberry.type(description="What one side says of an amount, in whatever currency a gateway may know.")
class ReconciliationAmount:
    """Not `Money`: a gateway's currency need not be one that we trade in."""

    minor_units: Decimal = strawberry.field(description="In minor units, as '4500000' for 45,000.00 naira.")
    currency: str = strawberry.field(description="ISO 4217.")


@strawberry.type(description="What moved on a run's day in one currency, by both sides.")
class ReconciliationTotal:
    """They are alike where nothing differs."""

    subject: models.Subject
    currency: str
    gateway_count: int
    gateway_minor_units: Decimal
    gateway_fee_minor_units: Decimal = strawberry.field(description="Of those whose fee the gateway tells.")
    books_count: int
    books_minor_units: Decimal
    books_fee_minor_units: Decimal


def _units(column: str) -> Any:
    """Minor units, which do not fit into GraphQL's integers."""
    return Cast(F(column), DecimalField(max_digits=30, decimal_places=0))


@strawberry_django.type(models.ReconciliationRun, description="One day of one gateway, compared with the books.")
class ReconciliationRun(relay.Node):
    """A run; one for each gateway and day, however often it is repeated."""

    gateway: auto
    day: auto = strawberry_django.field(description="It begins and ends in UTC.")
    until: auto = strawberry_django.field(description="The end of the day, or how far of it was compared.")
    status: models.RunStatus
    started_at: auto
    ended_at: auto
    examined: auto = strawberry_django.field(description="How many charges, refunds and transfers were compared.")
    found: auto = strawberry_django.field(description="How many differences were seen, old and new.")
    filed: auto = strawberry_django.field(description="How many of them were seen for the first time.")
    gone: auto = strawberry_django.field(description="How many differences of earlier runs are no more.")
    message: str | None = strawberry_django.field(
        annotate=NullIf("message", Value("")), description="Why it stopped; null unless it did."
    )

    @expression(list[ReconciliationTotal], description="What moved that day, by subject and currency.")
    def totals() -> Rows:
        """Rows of their own."""
        shape = {
            "subject": F("subject"),
            "currency": F("currency"),
            "gateway_count": F("gateway_count"),
            "gateway_minor_units": _units("gateway_minor"),
            "gateway_fee_minor_units": _units("gateway_fee_minor"),
            "books_count": F("books_count"),
            "books_minor_units": _units("books_minor"),
            "books_fee_minor_units": _units("books_fee_minor"),
        }
        order = ("subject", "currency", "id")
        return Rows(models.ReconciliationTotal, Q(run=OuterRef("pk")), order=order, shape=shape)

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """All, for those who may."""
        return visible_runs(actor, rows)


@strawberry_django.type(
    models.ReconciliationDifference,
    description="One thing that a gateway and our books tell otherwise. What it says never changes.",
)
class ReconciliationDifference(relay.Node):
    """A difference; it is seen again, is gone, or is resolved."""

    gateway: auto
    subject: models.Subject
    kind: models.DifferenceKind
    state: models.DifferenceState
    reference: str = strawberry_django.field(
        description="Ours of a charge or a transfer, the gateway's id of a refund; of what only the ledger has, its "
        "transfer there."
    )
    happened_at: auto = strawberry_django.field(description="When the money moved, by whichever side says.")
    first_seen_at: auto
    last_seen_at: auto
    gone_at: auto = strawberry_django.field(description="Since when both sides agree.")
    resolved_at: auto
    first_run: ReconciliationRun = kept(description="The run that filed it.")

    payment_reference: str | None = strawberry_django.field(
        annotate=NullIf("payment_reference", Value("")), description="Of the payment, where it is known."
    )
    gateway_status: str | None = strawberry_django.field(
        annotate=NullIf("gateway_status", Value("")), description="By the gateway, when it was first seen."
    )
    books_status: str | None = strawberry_django.field(
        annotate=NullIf("books_status", Value("")), description="By our books, when it was first seen."
    )
    resolved_by: str | None = strawberry_django.field(
        annotate=NullIf("resolved_by", Value("")), description="`user:<uuid>`."
    )
    resolution: str | None = strawberry_django.field(
        annotate=NullIf("resolution", Value("")), description="What it is, by whoever resolved it."
    )

    @expression(ReconciliationAmount | None, description="What the gateway says; of FEE, its fee. Null: nothing.")
    def gateway_amount() -> Composite:
        """As the gateway counts."""
        shape = {"minor_units": _units("gateway_minor"), "currency": F("gateway_currency")}
        return Composite(shape, present="minor_units")

    @expression(ReconciliationAmount | None, description="What our books say; of FEE, the fee there. Null: nothing.")
    def books_amount() -> Composite:
        """As we count."""
        shape = {"minor_units": _units("books_minor"), "currency": F("books_currency")}
        return Composite(shape, present="minor_units")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """All, for those who may."""
        return visible_differences(actor, rows)
