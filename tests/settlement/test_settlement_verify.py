"""`manage.py ledger_verify` sees where the books and the parts of orders differ."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.ledger.account_refs import Credit, Debit, escrow, gateway_clearing, platform, vendor_payable
from fashionistar.ledger.chart import AccountCode
from fashionistar.orders.models import Order
from fashionistar.payments.models import Payment, Refund
from fashionistar.settlement.checks import settlement_checks
from fashionistar.settlement.models import PartRefund, Settlement
from tests.ledger.booking import move, post
from tests.people import People
from tests.settlement.selling import Relay, answered, books_are_right, disputed, refund, sold
from tests.settlement.test_escrow import delivered
from tests.wire.client import Wire

ESCROW, RELEASED, CUTS, GATEWAYS, CAPTURED, REFUNDS, STORED = range(7)


def wrong() -> list[int]:
    """The checks that find something, an hour and more later."""
    later = timezone.now() + timedelta(hours=2)
    return [number for number, one in enumerate(settlement_checks()) if any(f.wrong for f in one.run(later))]


def released_twice() -> None:
    settlement = Settlement.objects.get(released_minor__gt=0)
    ref = escrow(settlement.vendor_order_id, "NGN")
    move(gateway_clearing("paystack", "NGN"), ref, settlement.amount_minor)
    minor = settlement.amount_minor
    post(Debit(ref, minor), Credit(vendor_payable(settlement.vendor_id, "NGN"), minor), kind="RELEASE")


SPOILT = {
    "escrow": (lambda: Settlement.objects.filter(released_minor=0).update(refunded_held_minor=5), [ESCROW]),
    "twice": (released_twice, [RELEASED]),
    "cuts": (
        lambda: move(platform(AccountCode.COMMISSION, "NGN"), platform(AccountCode.BREAKAGE, "NGN"), 1),
        [CUTS],
    ),
    "gateways": (lambda: Payment.objects.update(amount_minor=65_000_01), [GATEWAYS]),
    "captured": (lambda: Order.objects.update(payment=other_payment()), [CAPTURED]),
    "refunds": (lambda: PartRefund.objects.update(status="PENDING"), [REFUNDS]),
}


def other_payment() -> Payment:
    """A payment that nobody captured."""
    return Payment.objects.create(
        reference="other", gateway="paystack", email="x@example.com", currency="NGN", amount_minor=1
    )


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_spoilt_behind_the_services_is_found(people: People, relay: Relay, how: str) -> None:
    adas, cleos = sold(people, relay, shops=2)
    delivered(people, adas, relay)
    refund(Wire(people.cleo), cleos, "100")
    answered(Refund.objects.get())
    relay()
    books_are_right()
    spoil, found = SPOILT[how]
    spoil()
    assert wrong() == found


def test_what_is_under_way_is_not_wrong(people: People, relay: Relay) -> None:
    """A refund that the gateway has and a dispute that nobody has decided; facts that are not delivered yet."""
    adas, cleos = sold(people, relay, shops=2)
    refund(Wire(people.ada), adas, "100")
    books_are_right()
    answered(Refund.objects.get())
    assert [f.wrong for one in settlement_checks() for f in one.run(timezone.now())] == [0] * 7
    relay()
    disputed(cleos.order.payment, "UNDER_REVIEW", 1_000)
    relay()
    books_are_right()
