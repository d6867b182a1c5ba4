"""The permission matrix of offers: Dami's conversation with Ada's shop, where Bisi sets no prices."""

from typing import Any

from tests.offers.bargaining import bargain, offered, terms
from tests.wire.client import gid
from tests.wire.world import Rows, World

#: Bisi works there and sees it, but may not PRODUCTS_MANAGE.
_WHO_BINDS_A_SIDE = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "FORBIDDEN", "OK")
_SHE_WHO_WAS_ASKED = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "FORBIDDEN", "FORBIDDEN")
_SHE_WHO_ASKED = ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "FORBIDDEN", "OK")


def _made(world: World) -> dict[str, Any]:
    it = bargain(world.people)
    given = terms(it, measurementProfileId=gid(it.profile))
    # What a shop names is lent to it.
    it.profile.shares.get_or_create(vendor=world.people.atelier)
    return {"conversationId": gid(it.talk), "terms": given}


def _quoted(world: World, **besides: Any) -> dict[str, Any]:
    it = bargain(world.people)
    return {"id": gid(offered(it, world.people.ada, profile_id=_lent(world, it.profile)))} | besides


def _lent(world: World, profile: Any) -> Any:
    profile.shares.get_or_create(vendor=world.people.atelier)
    return profile.pk


def _countered(world: World) -> dict[str, Any]:
    it = bargain(world.people)
    return {"id": gid(offered(it, world.people.ada)), "terms": terms(it, measurementProfileId=gid(it.profile))}


OFFERS: Rows = {
    "offerMake": (_made, _WHO_BINDS_A_SIDE),
    "offerCounter": (_countered, _SHE_WHO_WAS_ASKED),
    "offerAccept": (_quoted, _SHE_WHO_WAS_ASKED),
    "offerDecline": (_quoted, _SHE_WHO_WAS_ASKED),
    "offerWithdraw": (_quoted, _SHE_WHO_ASKED),
}
#: For an API key of Ada's shop with all scopes, and of Cleo's.
OFFERS_OF_KEYS = {
    "offerMake": ("OK", "NOT_FOUND"),
    "offerWithdraw": ("OK", "NOT_FOUND"),
    **dict.fromkeys(("offerCounter", "offerAccept", "offerDecline"), ("FORBIDDEN", "NOT_FOUND")),
}
