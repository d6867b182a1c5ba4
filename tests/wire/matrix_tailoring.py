"""The permission matrix of what is made to measure: offerings, lines in carts, alterations."""

from typing import Any

from django.utils import timezone

from fashionistar.alterations.models import Alteration
from fashionistar.orders.models import OrderLine, VendorOrder, VendorOrderStatus
from tests.tailoring.sewing import STYLE, agbada, body, line_of
from tests.wire.client import gid
from tests.wire.world import MANAGERS_ONLY, NOT_FOUND_BUT_DAMI_SIGNED_IN, Rows, World

#: She who bought it does not accept it; those who work in the shop do.
_THE_SHOPS = ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "OK", "OK")


def _offering(world: World) -> dict[str, Any]:
    variant = world.hers.lines.get().variant
    return {"productId": gid(variant.product), "offering": {"leadTimeDays": 7, "terms": ["HIP_GIRTH"]}}


def _line(world: World) -> dict[str, Any]:
    ids = {"cartId": gid(world.hers), "variantId": gid(agbada(world.people)), "profileId": gid(body(world.people.dami))}
    return ids | STYLE


def _arrived(world: World) -> OrderLine:
    """What Dami bought was made to measure, and is there."""
    specified = line_of(world.people.dami, agbada(world.people), body(world.people.dami)).specification
    part = VendorOrder.objects.filter(pk=world.to_deliver.pk)
    part.update(status=VendorOrderStatus.DELIVERED, delivered_at=timezone.now())
    OrderLine.objects.filter(vendor_order=world.to_deliver).update(specification=specified)
    return OrderLine.objects.get(vendor_order=world.to_deliver)


def _request(world: World) -> dict[str, Any]:
    point = {"term": "CHEST_GIRTH", "verdict": "TIGHT", "by": {"value": "2", "unit": "CM"}}
    return {"orderLineId": gid(_arrived(world)), "points": [point]}


def _requested(world: World) -> dict[str, Any]:
    return {"id": gid(Alteration.objects.create(line=_arrived(world), points=[])), "to": "ACCEPTED"}


TAILORING: Rows = {
    "productMadeToMeasureSet": (_offering, MANAGERS_ONLY),
    "cartMadeToMeasureAdd": (_line, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "alterationRequest": (_request, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "alterationAdvance": (_requested, _THE_SHOPS),
}
#: For an API key of Ada's shop with all scopes, and of Cleo's.
TAILORING_OF_KEYS = {"productMadeToMeasureSet": ("OK", "NOT_FOUND")}
