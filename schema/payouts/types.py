"""Payouts on the wire. Account numbers are not among what can be read."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet, Value
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.payouts import models
from fashionistar.payouts.selectors import visible_accounts, visible_holds, visible_payouts
from schema.lib.money import Money, money
from schema.lib.projection.fields import kept
from schema.payouts.enums import PayoutAccountStatus, PayoutInterval, PayoutStatus
from schema.vendors.types import Vendor


@strawberry.type(description="What a shop has with us in one currency. Nothing is in two of these at once.")
class VendorBalance:
    """Computed from the ledger when it is read."""

    in_escrow: Money = strawberry.field(description="Paid by shoppers, not yet earned.")
    pending: Money = strawberry.field(description="Earned, not yet to be paid out: in its hold period, or kept back.")
    available: Money = strawberry.field(description="Can be paid out now.")
    owed: Money = strawberry.field(description="What it owes us: taken from its earnings before anything is paid out.")
    in_transit: Money = strawberry.field(description="Reserved for payouts that have not arrived yet.")


@strawberry.type(description="When a shop is paid in one currency.")
class PayoutSchedule:
    """The shop's own, or the platform's."""

    interval: PayoutInterval
    weekday: int | None = strawberry.field(description="Of WEEKLY: 1 is Monday (ISO 8601).")
    day_of_month: int | None = strawberry.field(
        description="Of MONTHLY: 1 to 31, the last day of a month that is shorter. Days begin and end in UTC."
    )
    minimum: Money = strawberry.field(description="Less is not sent unasked.")
    hold_days: int = strawberry.field(description="Earnings are available so many days after their release.")


@strawberry_django.type(models.PayoutAccount, description="A bank account of a shop in one currency.")
class PayoutAccount(relay.Node):
    """An account; those see it who manage the shop's payouts. Nobody can read its number."""

    vendor: Vendor
    currency: auto
    status: PayoutAccountStatus
    bank_code: auto
    last4: str = strawberry_django.field(description="The last four digits of its number.")
    created_at: auto
    confirmed_at: auto
    usable_at: auto = strawberry_django.field(description="When its cool-down is over; null until it is confirmed.")

    bank_name: str | None = strawberry_django.field(annotate=NullIf("bank_name", Value("")))
    holder_name: str | None = strawberry_django.field(
        annotate=NullIf("holder_name", Value("")), description="Who holds it, by the bank's own word."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the shops whose payouts the actor manages."""
        return visible_accounts(actor, rows)


@strawberry_django.type(models.Payout, description="Money on its way from us to a shop's account.")
class Payout(relay.Node):
    """A payout; those see it who manage the shop's payouts."""

    vendor: Vendor
    account: PayoutAccount = kept(description="Where it goes.")
    reference: auto
    status: PayoutStatus
    message: str = strawberry_django.field(description="What the gateway last said.")
    due_on: auto = strawberry_django.field(description="Of the schedule; null when somebody asked for it.")
    created_at: auto
    sent_at: auto
    arrived_at: auto
    ended_at: auto = strawberry_django.field(description="When it failed, came back or was cancelled.")
    amount: Money = money("amount_minor")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the shops whose payouts the actor manages."""
        return visible_payouts(actor, rows)


@strawberry_django.type(models.PayoutHold, description="The platform pays a shop nothing until this is released.")
class PayoutHold(relay.Node):
    """A hold; the platform's staff who manage payouts see it."""

    vendor: Vendor
    reason: auto
    created_at: auto
    released_at: auto

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """All, for those who may."""
        return visible_holds(actor, rows)
