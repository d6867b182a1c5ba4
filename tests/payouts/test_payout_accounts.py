"""Where payouts go: an account is changed by an owner with two factors, cools down, and every owner hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.sealing import opened
from fashionistar.notifications.models import Notification
from fashionistar.payouts.models import PayoutAccount
from fashionistar.payouts.services.payout_account_confirm import payout_account_confirm
from fashionistar.payouts.services.payout_account_request import payout_account_request
from fashionistar.vendors.models import VendorMember
from tests.accounts.second_factors import app_of, inside, proved
from tests.checkout.shopping import everything, faults, payload
from tests.emulator import PaystackEmulator
from tests.payouts.paying_out import (
    ACCOUNT_CANCEL,
    ACCOUNT_CONFIRM,
    ACCOUNT_REQUEST,
    NUMBER,
    account_of,
    done,
    earn,
    requested,
)
from tests.people import People
from tests.wire.client import Wire, gid


@pytest.fixture
def ada(people: People) -> Wire:
    """Ada, who has just shown her second factor."""
    assert people.atelier
    app_of(people.ada)
    return inside(proved(people.ada))


def named(people: People, **changes: Any) -> dict[str, Any]:
    given = {"vendorId": gid(people.atelier), "currency": "NGN", "bankCode": "058", "accountNumber": NUMBER}
    return given | changes


def test_an_account_is_requested_named_by_the_bank_confirmed_and_cools_down(
    ada: Wire, people: People, paystack: PaystackEmulator
) -> None:
    partner = User.objects.create_user(email="ego@example.com", phone="+2348031234567", name="Ego")
    VendorMember.objects.create(vendor=people.atelier, user=partner, role="OWNER")
    asked = done(ada(ACCOUNT_REQUEST, input=named(people, accountNumber="0123 456-789")))["payoutAccount"]
    assert (asked["status"], asked["last4"], asked["bankName"]) == ("VERIFIED", "6789", "Guaranty Trust Bank")
    assert asked["holderName"].isupper()
    assert Notification.objects.count() == 0
    confirmed = done(ada(ACCOUNT_CONFIRM, input={"id": asked["id"]}))["payoutAccount"]
    assert confirmed["status"] == "CURRENT"
    row = PayoutAccount.objects.get()
    assert row.confirmed_at
    assert row.usable_at == row.confirmed_at + timedelta(hours=48)
    told = Notification.objects.filter(kind="payout-account-confirmed").values_list("address", flat=True)
    assert sorted(told) == ["+2348031234567", "ada@example.com", "ego@example.com"]
    said = opened(Notification.objects.filter(channel="SMS").get().content) or ""
    assert "Ada chose" in said
    assert "payoutAccountCancel" in said
    assert f"before {row.usable_at:%d %B %Y}" in said
    done(ada(ACCOUNT_CONFIRM, input={"id": asked["id"]}))
    assert Notification.objects.count() == 3
    earn(people.atelier, 5_000_00)
    assert faults(requested(people.ada, people.atelier)) == [("PAYOUT_ACCOUNT_COOLING_DOWN", None)]


def test_the_number_is_nowhere_but_sealed_in_its_row(ada: Wire, people: People, paystack: PaystackEmulator) -> None:
    account = done(ada(ACCOUNT_REQUEST, input=named(people)))["payoutAccount"]
    done(ada(ACCOUNT_CONFIRM, input={"id": account["id"]}))
    assert opened(PayoutAccount.objects.get().number_sealed) == NUMBER
    kept = [str(row) for row in (*AuditEntry.objects.values(), *OutboxEvent.objects.values())]
    kept += [opened(content) or "" for content in Notification.objects.values_list("content", flat=True)]
    kept.append(str(everything()))
    assert [text for text in kept if NUMBER in text] == []
    actions = (
        AuditEntry.objects.filter(action__startswith="PAYOUT").order_by("created_at").values_list("action", "user")
    )
    assert list(actions) == [("PAYOUT_ACCOUNT_REQUESTED", people.ada.pk), ("PAYOUT_ACCOUNT_CONFIRMED", people.ada.pk)]


@pytest.mark.parametrize(
    ("ago", "mfa", "has_app", "code"),
    [
        (timedelta(), True, False, "MFA_REQUIRED"),
        (timedelta(), False, True, "STEP_UP_REQUIRED"),
        (timedelta(minutes=11), True, True, "STEP_UP_REQUIRED"),
    ],
)
def test_nobody_changes_it_without_a_recent_second_factor(
    people: People, *, ago: timedelta, mfa: bool, has_app: bool, code: str
) -> None:
    account = account_of(people.atelier)
    PayoutAccount.objects.filter(pk=account.pk).update(status="REPLACED")
    if has_app:
        app_of(people.ada)
    wire, before = inside(proved(people.ada, ago=ago, mfa=mfa)), everything()
    assert faults(wire(ACCOUNT_REQUEST, input=named(people))) == [(code, None)]
    assert faults(wire(ACCOUNT_CONFIRM, input={"id": gid(account)})) == [(code, None)]
    assert everything() == before


@pytest.mark.parametrize("who", ["bisi", "cleo", "dami"])
def test_it_is_for_those_who_manage_payouts(people: People, who: str) -> None:
    account = account_of(people.atelier, usable=False)
    user = getattr(people, who)
    app_of(user)
    wire, before = inside(proved(user)), everything()
    assert faults(wire(ACCOUNT_REQUEST, input=named(people))) == [("NOT_FOUND", ["vendorId"])]
    for operation in (ACCOUNT_CONFIRM, ACCOUNT_CANCEL):
        assert faults(wire(operation, input={"id": gid(account)})) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_an_api_key_never_does_whatever_its_scopes(people: People) -> None:
    account = account_of(people.atelier)
    service = Actor(api_key_id=account.pk, vendor_id=people.atelier.pk, scopes=frozenset({"PAYOUTS_MANAGE"}))
    with pytest.raises(DomainError, match="FORBIDDEN"):
        payout_account_confirm(actor=service, account_id=account.pk, now=timezone.now())
    with pytest.raises(DomainError, match="FORBIDDEN"):
        payout_account_request(
            actor=service,
            vendor_id=people.atelier.pk,
            currency="NGN",  # type: ignore[arg-type]
            bank_code="058",
            account_number=NUMBER,
            now=timezone.now(),
        )
    assert PayoutAccount.objects.count() == 1


def test_what_the_bank_does_not_know_is_refused_and_what_it_cannot_say_now_is_asked_again(
    ada: Wire, people: People, paystack: PaystackEmulator
) -> None:
    refused = ada(ACCOUNT_REQUEST, input=named(people, accountNumber="0000000000"))
    assert faults(refused) == [("GATEWAY_REJECTED", ["accountNumber"])]
    assert payload(refused)["payoutAccount"]["status"] == "REFUSED"
    assert faults(ada(ACCOUNT_CONFIRM, input={"id": payload(refused)["payoutAccount"]["id"]})) == [
        ("STATUS_CONFLICT", ["id"])
    ]
    paystack.settings(fail_next=3)
    unanswered = ada(ACCOUNT_REQUEST, input=named(people))
    assert faults(unanswered) == [("GATEWAY_UNAVAILABLE", ["accountNumber"])]
    assert payload(unanswered)["payoutAccount"]["status"] == "REQUESTED"
    paystack.reset()
    assert done(ada(ACCOUNT_REQUEST, input=named(people)))["payoutAccount"]["status"] == "VERIFIED"
    assert faults(ada(ACCOUNT_REQUEST, input=named(people, accountNumber="12"))) == [("INVALID", ["accountNumber"])]
    assert faults(ada(ACCOUNT_REQUEST, input=named(people, currency="KES"))) == [("CURRENCY_NOT_SOLD", ["currency"])]


def test_a_change_is_stopped_during_the_cool_down_and_the_account_before_comes_back(
    ada: Wire, people: People, paystack: PaystackEmulator
) -> None:
    old = account_of(people.atelier)
    new = done(ada(ACCOUNT_REQUEST, input=named(people, accountNumber="9876543210")))["payoutAccount"]["id"]
    done(ada(ACCOUNT_CONFIRM, input={"id": new}))
    assert PayoutAccount.objects.get(pk=old.pk).status == "REPLACED"
    assert faults(ada(ACCOUNT_CONFIRM, input={"id": gid(old)})) == [("STATUS_CONFLICT", ["id"])]
    # Whoever sees the notice may not have her second factor at hand.
    calm = Wire(people.ada)
    assert done(calm(ACCOUNT_CANCEL, input={"id": new}))["payoutAccount"]["status"] == "CANCELLED"
    assert PayoutAccount.objects.get(pk=old.pk).status == "CURRENT"
    assert Notification.objects.filter(kind="payout-account-cancelled").count() == 1
    earn(people.atelier, 5_000_00)
    assert done(requested(people.ada, people.atelier))["payout"]["account"]["last4"] == old.last4
    assert faults(calm(ACCOUNT_CANCEL, input={"id": gid(old)})) == [("STATUS_CONFLICT", ["id"])]


def test_banks_are_listed_for_those_who_are_signed_in(people: People, paystack: PaystackEmulator) -> None:
    banks = Wire(people.ada)(
        "{ payoutBanks(currency: NGN) { code name country } none: payoutBanks(currency: USD) { code } }"
    )
    assert [bank["code"] for bank in banks.data["payoutBanks"]] == ["044", "011", "058", "999992"]
    assert banks.data["none"] == []
