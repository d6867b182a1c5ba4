"""The permission matrix of members, invitations, API keys and the platform's staff; and of a shop's API key."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from fashionistar.vendors.models import VendorInvitation
from tests.people import People
from tests.vendors.working import invited, key_of, place
from tests.wire.client import gid
from tests.wire.matrix_chat import CHAT_OF_KEYS
from tests.wire.matrix_fitting import FITTING_OF_KEYS
from tests.wire.matrix_offers import OFFERS_OF_KEYS
from tests.wire.matrix_tailoring import TAILORING_OF_KEYS
from tests.wire.world import (
    MANAGERS_ONLY,
    NOT_FOR_OTHERS,
    Rows,
    World,
)

#: Bisi works there, so she knows whom she may not change.
_NOT_BY_STAFF = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN", "OK")
_OR_ONESELF = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "OK", "OK")
_DAMIS = ("UNAUTHENTICATED", "OK", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN")


def _bisi(world: World) -> str:
    found = place(world.people.atelier, world.people.bisi)
    assert found is not None
    return gid(found)


def _asked(people: People) -> str:
    invited(people.ada, people.atelier)
    VendorInvitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    return gid(VendorInvitation.objects.get())


def _key(world: World) -> dict[str, Any]:
    return {"id": gid(key_of(world.people.atelier, world.people.ada)[0])}


def _to_dami(world: World) -> dict[str, Any]:
    return {"vendorId": gid(world.people.atelier), "email": "dami@example.com", "role": "STAFF"}


VENDORS: Rows = {
    "vendorMemberUpdate": (lambda w: {"id": _bisi(w), "permissions": ["ORDERS_READ"]}, _NOT_BY_STAFF),
    "vendorMemberRemove": (lambda w: {"id": _bisi(w)}, _OR_ONESELF),
    "vendorInvitationCreate": (_to_dami, NOT_FOR_OTHERS),
    "vendorInvitationResend": (lambda w: {"id": _asked(w.people)}, MANAGERS_ONLY),
    "vendorInvitationRevoke": (lambda w: {"id": _asked(w.people)}, MANAGERS_ONLY),
    "vendorInvitationAccept": (lambda w: {"token": invited(w.people.ada, w.people.atelier)}, _DAMIS),
    "apiKeyCreate": (
        lambda w: {"vendorId": gid(w.people.atelier), "name": "Stock", "scopes": ["ORDERS_READ"]},
        NOT_FOR_OTHERS,
    ),
    "apiKeyRevoke": (_key, MANAGERS_ONLY),
    "staffPermissionsSet": (
        lambda w: {"login": w.dami["login"], "permissions": []},
        ("UNAUTHENTICATED", *("FORBIDDEN",) * 4),
    ),
}

_SHOPPERS = ("UNAUTHENTICATED", "UNAUTHENTICATED")
#: What comes of a mutation for an API key of Ada's shop with all scopes, and of Cleo's; others treat it as a guest.
OF_KEYS: dict[str, tuple[str, str]] = {
    **FITTING_OF_KEYS,
    **TAILORING_OF_KEYS,
    **dict.fromkeys(
        (
            "cartCreate",
            "cartLinesAdd",
            "cartLinesUpdate",
            "cartLinesRemove",
            "checkoutComplete",
            "paymentVerify",
            "giftCardPurchase",
        ),
        _SHOPPERS,
    ),
    **dict.fromkeys(
        ("vendorOrderShip", "vendorOrderDeliver", "webhookEndpointTest", "webhookDeliveryRedeliver", "statementExport"),
        ("OK", "NOT_FOUND"),
    ),
    **CHAT_OF_KEYS,
    **OFFERS_OF_KEYS,
}
