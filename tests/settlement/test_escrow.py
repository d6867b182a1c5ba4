"""What was paid is held, then earned: on delivery, or when nobody said otherwise for long."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import IntegrityError, transaction
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.models import Payment, Refund
from fashionistar.payments.services.payment_verify import payment_settle
from fashionistar.settlement.models import Settlement
from fashionistar.settlement.selectors import due_releases
from fashionistar.settlement.services.escrow_release import escrow_release
from fashionistar.settlement.tasks import release_due_escrow
from tests.checkout.shopping import faults, order_of, settled
from tests.factories.catalogue import garment
from tests.orders.paid import deliver, ship
from tests.payments.test_payment_verify import word
from tests.people import People
from tests.settlement.selling import (
    AMOUNT,
    COMMISSION,
    FEE,
    HERS,
    TAX,
    Relay,
    answered,
    at_gateway,
    books_are_right,
    facts,
    heard_again,
    in_escrow,
    ours,
    payable,
    refunds_due,
    sold,
)
from tests.wire.client import Wire, gid, key

SETTLEMENT = "query($id: ID!) { order(id: $id) { vendorOrders { settlement { state } } } }"
SHOPS = (
    "{ vendorOrders { nodes { settlement { state amount { amount currency } commission { amount } releaseDueAt } } } }"
)
RATE = """mutation($input: CommissionRateUpdateInput!, $key: String!) {
  commissionRateUpdate(input: $input) @idempotent(key: $key) { vendor { id } userErrors { code field } } }"""


def delivered(people: People, part: VendorOrder, relay: Relay) -> None:
    owner = Wire(people.ada if part.vendor == people.atelier else people.cleo)
    ship(owner, part)
    deliver(owner, part)
    relay()


def test_what_is_paid_is_held_for_each_part(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    assert (in_escrow(adas), in_escrow(cleos)) == (AMOUNT, 20_000_00)
    assert (at_gateway(), payable(adas), facts("EscrowCaptured")) == (65_000_00 - FEE, 0, 2)
    books_are_right()


def test_a_delivered_part_is_earned_less_commission_and_tax(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    delivered(people, adas, relay)
    assert (in_escrow(adas), payable(adas)) == (0, HERS)
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (COMMISSION, TAX)
    assert (in_escrow(cleos), payable(cleos), facts("EscrowReleased")) == (20_000_00, 0, 1)
    books_are_right()


def test_a_shop_sees_its_settlement_and_nobody_else_does(people: People, relay: Relay) -> None:
    adas, _ = sold(people, relay, shops=2)
    ship(Wire(people.ada), adas)
    relay()
    (seen,) = Wire(people.bisi)(SHOPS).data["vendorOrders"]["nodes"]
    adas.refresh_from_db()
    assert adas.shipped_at is not None
    due = adas.shipped_at + timedelta(days=14)
    assert seen["settlement"] == {
        "state": "HELD",
        "amount": {"amount": "45000.00", "currency": "NGN"},
        "commission": {"amount": "0.00"},
        "releaseDueAt": due.isoformat(),
    }
    deliver(Wire(people.ada), adas)
    relay()
    (seen,) = Wire(people.ada)(SHOPS).data["vendorOrders"]["nodes"]
    assert (seen["settlement"]["state"], seen["settlement"]["commission"]) == ("RELEASED", {"amount": "4500.00"})
    shopper = Wire(people.dami)(SETTLEMENT, id=gid(adas.order)).data["order"]["vendorOrders"]
    assert shopper == [{"settlement": None}, {"settlement": None}]


def test_a_part_whose_delivery_nobody_reports_is_earned_when_the_window_ends(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    ship(Wire(people.ada), adas)
    relay()
    assert due_releases(now=timezone.now() + timedelta(days=13, hours=23)) == []
    release_due_escrow()
    assert payable(adas) == 0
    Settlement.objects.filter(vendor_order=adas).update(release_due_at=timezone.now())
    release_due_escrow()
    assert (payable(adas), in_escrow(cleos), payable(cleos)) == (HERS, 20_000_00, 0)
    deliver(Wire(people.ada), adas)
    relay()
    assert (payable(adas), facts("EscrowReleased")) == (HERS, 1)
    books_are_right()


def test_facts_that_come_again_change_nothing(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    delivered(people, adas, relay)
    transfers, recorded = LedgerTransfer.objects.count(), OutboxEvent.objects.count()
    heard_again(relay)
    assert (LedgerTransfer.objects.count(), OutboxEvent.objects.count()) == (transfers, recorded)
    books_are_right()


def test_a_part_that_was_not_sent_is_not_released(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    escrow_release(vendor_order_id=adas.pk, now=timezone.now() + timedelta(days=99))
    assert (payable(adas), in_escrow(adas)) == (0, AMOUNT)


def test_a_late_payment_is_due_to_the_shopper_at_once_and_goes_back(people: People, relay: Relay) -> None:
    gown = garment(people.atelier, stock=1)
    late = order_of(people.dami, (gown, 1))
    holds_expire(now=timezone.now() + timedelta(hours=1))
    settled(order_of(people.cleo, (gown, 1)))
    relay()
    settled(late)
    relay()
    part = late.vendor_orders.get()
    assert (refunds_due(part), in_escrow(part), at_gateway()) == ((AMOUNT, 0), 0, 2 * (AMOUNT - FEE))
    answered(Refund.objects.get())
    relay()
    late.refresh_from_db()
    assert (late.status, refunds_due(part), at_gateway()) == ("REFUNDED", (0, 0), AMOUNT - 2 * FEE)
    books_are_right()


def test_another_amount_than_was_asked_for_is_due_to_the_shopper_at_once_and_goes_back(
    people: People, relay: Relay
) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    less = replace(word(order.payment), amount_minor=AMOUNT - 1)
    payment_settle(reference=order.payment.reference, verification=less, now=timezone.now())
    relay()
    part = order.vendor_orders.get()
    assert (refunds_due(part), in_escrow(part), at_gateway()) == ((AMOUNT - 1, 0), 0, AMOUNT - 1)
    answered(Refund.objects.get())
    relay()
    order.refresh_from_db()
    assert (order.status, refunds_due(part), at_gateway()) == ("PENDING_PAYMENT", (0, 0), 0)
    assert (Payment.objects.get().status, Payment.objects.get().refunded_minor) == ("MISMATCHED", 0)
    books_are_right()


@pytest.mark.parametrize(("given", "code"), [(0, None), (250, None), (5000, None), (5001, "INVALID"), (-1, "INVALID")])
def test_staff_agree_another_commission_for_what_is_paid_from_then_on(
    people: People, relay: Relay, given: int, code: str | None
) -> None:
    before, funke = sold(people, relay)[0], staff_of("COMMISSIONS_MANAGE")
    answer = Wire(funke)(RATE, input={"vendorId": gid(people.atelier), "basisPoints": given}, key=key())
    assert [fault for fault, _ in faults(answer)] == ([] if code is None else [code])
    (after,) = sold(people, relay)
    rates = [Settlement.objects.get(vendor_order=part).commission_bp for part in (before, after)]
    assert rates == [configured.PLATFORM_COMMISSION_BP, configured.PLATFORM_COMMISSION_BP if code else given]
    if code is None:
        Wire(funke)(RATE, input={"vendorId": gid(people.atelier)}, key=key())
        (again,) = sold(people, relay)
        assert Settlement.objects.get(vendor_order=again).commission_bp == configured.PLATFORM_COMMISSION_BP


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"refunded_held_minor": AMOUNT + 1}, "settlement_escrow_covered"),
        ({"refunded_released_minor": 1}, "settlement_release_covered"),
        ({"commission_minor": 1}, "settlement_release_covered"),
        ({"charged_back_held_minor": -1}, "settlement_amounts"),
        ({"released_minor": 1}, "settlement_released_has_time"),
        ({"commission_bp": 5001}, "settlement_rates"),
    ],
)
def test_the_database_holds_the_amounts(people: People, relay: Relay, changes: dict[str, int], rule: str) -> None:
    sold(people, relay)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Settlement.objects.update(**changes)


def staff_of(*permissions: str) -> User:
    """Somebody of the platform who may do this."""
    user: User = User.objects.create_user(
        email="funke@example.com", password="x", is_staff=True, staff_permissions=list(permissions)
    )
    return user
