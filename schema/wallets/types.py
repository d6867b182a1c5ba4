"""Wallets, gift cards and tenders on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerAccount
from fashionistar.orders.selectors import visible_orders
from fashionistar.wallets import models
from fashionistar.wallets.selectors import visible_gift_cards, wallets_of
from schema.lib.enums import CurrencyCode
from schema.lib.money import Money, money
from schema.lib.paging import Connection, connection
from schema.lib.projection.rows import Rows
from schema.statements.types import From, StatementLine, To, lines

strawberry.enum(models.GiftCardStatus, description="Whether a gift card can be used.")
strawberry.enum(models.TenderKind, description="What pays for an order besides a payment.")
strawberry.enum(models.TenderStatus, description="Where the money of a tender is.")


@strawberry_django.type(LedgerAccount, description="Her money with us, in one currency.")
class Wallet(relay.Node):
    """A wallet; only its user sees it."""

    currency: CurrencyCode

    available: Money = money(
        F("posted_credits") - F("posted_debits") - F("pending_debits"), description="What she can spend."
    )
    pending: Money = money("pending_debits", description="What is set aside for orders that wait for their payment.")

    @connection(Connection[StatementLine], description="What happened to it, newest first.")
    def statement(start: From = None, end: To = None) -> Rows:  # noqa: N805  (no row is given)
        """All of it, or of some days."""
        return lines(Q(account=OuterRef("pk")), start, end)

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own."""
        return wallets_of(actor, rows)


def _left() -> Coalesce:
    """What can be spent of a card, in minor units."""
    key = Concat(
        Value(f"{AccountCode.GIFT_CARD}:"), OuterRef("currency"), Value(":"), Cast(OuterRef("pk"), CharField())
    )
    account = LedgerAccount.objects.filter(key=key)
    available = F("posted_credits") - F("posted_debits") - F("pending_debits")
    return Coalesce(Subquery(account.annotate(left=available).values("left")[:1]), 0, output_field=BigIntegerField())


@strawberry_django.type(models.GiftCard, description="A gift card, as staff who manage them see it.")
class GiftCard(relay.Node):
    """A card; its code is shown to nobody."""

    status: models.GiftCardStatus
    last_four: str = strawberry_django.field(description="The end of its code.")
    currency: CurrencyCode
    created_at: auto
    expires_at: auto
    reason: str = strawberry_django.field(description="Why staff gave it away; empty for one that was sold.")
    initial: Money = money("initial_minor", description="What was on it at first.")

    available: Money = money(_left(), description="What can be spent of it.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """For staff."""
        return visible_gift_cards(actor, rows)


@strawberry_django.type(models.GiftCard, description="What whoever has a gift card's code may know of it.")
class GiftCardBalance:
    """A card that something can be spent of."""

    expires_at: auto
    available: Money = money(_left(), description="What can be spent of it.")


@strawberry_django.type(models.Tender, description="What a wallet or a gift card pays of an order.")
class Tender(relay.Node):
    """A tender; it is seen with its order alone."""

    kind: models.TenderKind
    status: models.TenderStatus
    amount: Money = money("amount_minor", description="What it pays.")
    refunded: Money = money("refunded_minor", description="What of it has been given back.")
    gift_card_last_four: str | None = strawberry_django.field(
        annotate=F("gift_card__last_four"), description="The end of the card's code; null for a wallet."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the orders that the actor may see."""
        return rows.filter(purchase__in=visible_orders(actor).values("pk"))
