"""Shops on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import OuterRef, Q, QuerySet
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.vendors import models
from fashionistar.vendors.selectors import vendors_of
from schema.lib import edges
from schema.lib.enums import CurrencyCode
from schema.lib.paging import connection
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Rows
from schema.vendors.shapes import balance_rows, schedule_rows

strawberry.enum(models.VendorRole, description="What a member may do in the shop.")


@strawberry_django.type(models.Vendor, description="A shop: a tailor, a boutique or a brand.")
class Vendor(relay.Node):
    """The public face of a shop."""

    slug: auto
    name: auto
    description: auto
    city: auto
    country: str = strawberry_django.field(description="ISO 3166-1 alpha-2.")
    currency: CurrencyCode = strawberry_django.field(description="The currency it keeps its books in.")
    currencies: list[CurrencyCode] = strawberry_django.field(description="Every currency it sells in.")

    @expression(edges.VendorBalance, description="What it has with us in a currency; for those who manage its payouts.")
    def balance(currency: CurrencyCode) -> Any:  # noqa: N805  (no row is given)
        """Null for all others."""
        return balance_rows(currency)

    @expression(edges.PayoutSchedule, description="When it is paid in a currency; for those who manage its payouts.")
    def payout_schedule(currency: CurrencyCode) -> Any:  # noqa: N805  (as above)
        """Null for all others; the platform's own where the shop chose nothing."""
        return schedule_rows(currency)

    @expression(edges.PayoutAccounts, description="Where it is paid, newest first; for those who manage its payouts.")
    def payout_accounts() -> Any:
        """Empty for all others."""
        return Rows(PayoutAccount, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(edges.Payouts, description="Its payouts, newest first; for those who manage them.")
    def payouts() -> Rows:
        """Empty for all others."""
        return Rows(Payout, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))


@strawberry_django.type(models.VendorMember, description="The signed-in user's place in a shop.")
class VendorMember(relay.Node):
    """A membership, seen by its member and her shop."""

    vendor: Vendor
    role: models.VendorRole

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The members of the actor's own shops."""
        return rows.filter(vendor__in=vendors_of(actor))
