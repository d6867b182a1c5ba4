"""The permission matrix of profiles and addresses."""

from tests.accounts.keeping import kept
from tests.wire.client import ADDRESS, gid
from tests.wire.world import NOT_FOUND_BUT_DAMI_SIGNED_IN, SIGNED_IN, Rows, World


def _damis(world: World) -> str:
    return gid(kept(world.people.dami))


def _damis_other(world: World) -> str:
    kept(world.people.dami)
    return gid(kept(world.people.dami, "1 Broad Street"))


PROFILE: Rows = {
    "profileUpdate": (lambda _: {"name": "Somebody"}, SIGNED_IN),
    "addressCreate": (lambda _: {**ADDRESS}, SIGNED_IN),
    "addressUpdate": (lambda w: {"id": _damis(w), "city": "Kisumu"}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "addressDelete": (lambda w: {"id": _damis(w)}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "addressDefaultSet": (lambda w: {"id": _damis_other(w)}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
}
