"""Shops on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.vendors import models
from fashionistar.vendors.selectors import vendors_of
from schema.lib.enums import CurrencyCode

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


@strawberry_django.type(models.VendorMember, description="The signed-in user's place in a shop.")
class VendorMember(relay.Node):
    """A membership, seen by its member and her shop."""

    vendor: Vendor
    role: models.VendorRole

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The members of the actor's own shops."""
        return rows.filter(vendor__in=vendors_of(actor))
