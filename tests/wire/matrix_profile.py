"""The permission matrix of profiles and addresses, and of leaving."""

from fashionistar.orders.models import Order, OrderStatus
from tests.accounts.keeping import kept
from tests.wire.client import ADDRESS, gid
from tests.wire.world import NOT_FOUND_BUT_DAMI_SIGNED_IN, SIGNED_IN, Rows, World

#: Dami waits for an order, Cleo and Ada are the last owners of their shops.
_FREE_TO_GO = ("UNAUTHENTICATED", "STATUS_CONFLICT", "STATUS_CONFLICT", "OK", "STATUS_CONFLICT")


def _damis(world: World) -> str:
    return gid(kept(world.people.dami))


def _damis_other(world: World) -> str:
    kept(world.people.dami)
    return gid(kept(world.people.dami, "1 Broad Street"))


def _one_order_left(world: World) -> dict[str, object]:
    Order.objects.filter(pk=world.to_deliver.order_id).update(status=OrderStatus.COMPLETED)
    return {}


PROFILE: Rows = {
    "profileUpdate": (lambda _: {"name": "Somebody"}, SIGNED_IN),
    "addressCreate": (lambda _: {**ADDRESS}, SIGNED_IN),
    "addressUpdate": (lambda w: {"id": _damis(w), "city": "Kisumu"}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "addressDelete": (lambda w: {"id": _damis(w)}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "addressDefaultSet": (lambda w: {"id": _damis_other(w)}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "accountExport": (lambda _: {}, SIGNED_IN),
    "accountDelete": (_one_order_left, _FREE_TO_GO),
}
