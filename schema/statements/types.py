"""Lines of statements on the wire."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
import strawberry_django
from django.db.models import F, Q, QuerySet
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.ledger import models
from fashionistar.statements.links import StatementFormat
from fashionistar.statements.selectors import Period, ShopAccount, visible_lines
from fashionistar.statements.words import how_it_comes_about, order_of_entry, signed_amount, what_happened
from schema.lib.money import Money, money
from schema.lib.projection.rows import Rows

strawberry.enum(StatementFormat, description="What kind of file a statement is.")
strawberry.enum(ShopAccount, description="What a shop has earned and we owe it, or what it owes us.")

#: Arguments of a statement's period.
From = Annotated[date | None, strawberry.argument(name="from", description="The first day, in UTC.")]
To = Annotated[date | None, strawberry.argument(name="to", description="The last day, in UTC.")]


@strawberry_django.type(models.LedgerEntry, description="A line of a statement: what happened to an account.")
class StatementLine(relay.Node):
    """An entry of the books, seen by those whose account it is."""

    booked_at: auto = strawberry_django.field(field_name="created_at", description="When it was written in the books.")
    happened_at: datetime = strawberry_django.field(annotate=F("transfer__event_at"), description="When it happened.")
    description: str = strawberry_django.field(
        annotate=what_happened(), description="What happened, for people, as `Earned · Order FS-000123`."
    )
    details: str | None = strawberry_django.field(
        annotate=how_it_comes_about(),
        description="How a sale or a refund comes to the amount: commission, tax, what is owed; null for all else.",
    )
    order_number: str | None = strawberry_django.field(
        annotate=order_of_entry(), description="The order that it was about; null where that is none, or not known."
    )
    amount: Money = money(signed_amount(), description="What it adds; below zero for what it takes.")
    balance: Money = money("balance_minor", description="What the account had after it.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the actor's wallets, and of the shops whose books she may read."""
        return visible_lines(actor, rows)


def lines(of_account: Q, start: date | None, end: date | None) -> Rows:
    """The lines of an account in a period, newest first."""
    return Rows(models.LedgerEntry, of_account & Period(start, end).within, order=("-sequence", "-id"))
