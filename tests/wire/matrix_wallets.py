"""The permission matrix of wallets, gift cards and statements."""

from typing import Any

from tests.wallets.keeping import card_of
from tests.wire.client import gid
from tests.wire.world import EVERYBODY, MANAGERS_ONLY, SIGNED_IN, Rows, World

_STAFF_ONLY = ("UNAUTHENTICATED", *("FORBIDDEN",) * 4)
_MONEY = {"amount": "5000.00", "currency": "NGN"}


def _gift(_world: World) -> dict[str, Any]:
    return {"amount": _MONEY, "email": "dami@example.com", "recipientEmail": "friend@example.com"}


WALLETS: Rows = {
    "walletTopUp": (lambda _: {"amount": _MONEY}, SIGNED_IN),
    "giftCardPurchase": (_gift, EVERYBODY),
    "giftCardIssue": (
        lambda _: {"amount": _MONEY, "recipientEmail": "dami@example.com", "reason": "Sorry"},
        _STAFF_ONLY,
    ),
    "giftCardRedeem": (lambda _: {"code": card_of(10_00)[1]}, SIGNED_IN),
    "giftCardDeactivate": (lambda _: {"id": gid(card_of(10_00)[0])}, ("UNAUTHENTICATED", *("NOT_FOUND",) * 4)),
    "statementExport": (lambda w: {"vendorId": gid(w.people.atelier), "currency": "NGN"}, MANAGERS_ONLY),
}
#: An address is made of nothing but what is signed.
WALLETS_CHANGE_NOTHING = {"statementExport"}
