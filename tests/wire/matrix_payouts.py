"""The permission matrix of payouts: an owner's alone; accounts want a second factor on top; holds are the staff's."""

from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.vendors.models import Vendor
from tests.payouts.paying_out import NUMBER, account_of, earn, reserved
from tests.wire.client import gid
from tests.wire.world import Rows

OWNERS_ONLY = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "OK")
OWNERS_WITH_TWO_FACTORS = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "MFA_REQUIRED")
STAFF_OF_THE_PLATFORM = ("UNAUTHENTICATED", *("FORBIDDEN",) * 4)


def _earned(shop: Vendor) -> Vendor:
    """The shop can be paid."""
    earn(shop, 5_000_00)
    account_of(shop)
    return shop


def _payout(shop: Vendor) -> Payout:
    return reserved(_earned(shop))


def _new_account(shop: Vendor) -> PayoutAccount:
    return account_of(shop, usable=False)


PAYOUTS: Rows = {
    "payoutAccountRequest": (
        lambda w: {
            "vendorId": gid(w.people.atelier),
            "currency": "NGN",
            "bankCode": "058",
            "accountNumber": NUMBER,
        },
        OWNERS_WITH_TWO_FACTORS,
    ),
    "payoutAccountConfirm": (lambda w: {"id": gid(_new_account(w.people.atelier))}, OWNERS_WITH_TWO_FACTORS),
    "payoutAccountCancel": (lambda w: {"id": gid(_new_account(w.people.atelier))}, OWNERS_ONLY),
    "payoutScheduleUpdate": (
        lambda w: {"vendorId": gid(w.people.atelier), "currency": "NGN", "interval": "DAILY"},
        OWNERS_ONLY,
    ),
    "payoutRequest": (lambda w: {"vendorId": gid(_earned(w.people.atelier)), "currency": "NGN"}, OWNERS_ONLY),
    "payoutCancel": (lambda w: {"id": gid(_payout(w.people.atelier))}, OWNERS_ONLY),
    "payoutsHold": (lambda w: {"vendorId": gid(w.people.atelier), "reason": "Fraud"}, STAFF_OF_THE_PLATFORM),
    "payoutsRelease": (lambda w: {"vendorId": gid(w.people.atelier), "reason": "None"}, STAFF_OF_THE_PLATFORM),
}
