"""`vendorOrderRefund`: money of a part goes back, from whoever has it, never more than there is, and never twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fashionistar.inventory.models import StockItem
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.ledger.account_refs import Credit, Debit, gateway_clearing, vendor_payable
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.orders.services.vendor_order_deliver import vendor_order_deliver
from fashionistar.payments.models import Refund
from fashionistar.settlement.models import PartRefund, Settlement
from fashionistar.settlement.services.vendor_order_refund import vendor_order_refund
from fashionistar.vendors.models import VendorMember, VendorRole
from tests.checkout.shopping import everything, faults, payload
from tests.orders.paid import deliver, ship
from tests.people import People, acting
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
    disputed,
    facts,
    in_escrow,
    ours,
    owed,
    payable,
    refund,
    refunds_due,
    sold,
)
from tests.settlement.test_escrow import delivered, staff_of
from tests.wire.client import Wire, gid

SHOPPERS = """query($id: ID!) { order(id: $id) { status refunds { status reason amount { amount currency } }
  vendorOrders { status refunds { amount { amount } } settlement { state } } } }"""


def paid_out(part: VendorOrder, minor: int) -> None:
    """Money of the part's vendor that is gone to its bank."""
    lines = Debit(vendor_payable(part.vendor_id, "NGN"), minor), Credit(gateway_clearing("paystack", "NGN"), minor)
    with transaction.atomic():
        transfer_post(reference=f"test:{uuid4()}", kind="TEST", entries=lines, event_at=timezone.now(), actor=SYSTEM)


def test_a_part_that_was_not_sent_goes_back_whole_is_cancelled_and_its_units_are_in_stock(
    people: People, relay: Relay
) -> None:
    adas, cleos = sold(people, relay, shops=2)
    stock = StockItem.objects.get(variant=adas.lines.get().variant)
    assert stock.on_hand == 9
    answer = payload(refund(Wire(people.bisi), adas))
    assert answer["refund"] == {
        "id": gid(PartRefund.objects.get()),
        "status": "PENDING",
        "reason": "Torn seam",
        "amount": {"amount": "45000.00", "currency": "NGN"},
    }
    assert answer["vendorOrder"] == {"status": "CANCELLED", "settlement": {"state": "REFUNDED"}}
    stock.refresh_from_db()
    assert (stock.on_hand, in_escrow(adas), refunds_due(adas)) == (10, 0, (0, AMOUNT))
    assert (facts("VendorOrderCancelled"), facts("StockChanged") > 0) == (1, True)
    answered(Refund.objects.get())
    relay()
    assert (refunds_due(adas), at_gateway()) == ((0, 0), 20_000_00 - FEE)
    seen = Wire(people.dami)(SHOPPERS, id=gid(adas.order)).data["order"]
    amount = {"amount": "45000.00"}
    assert seen["refunds"] == [{"status": "PROCESSED", "reason": "Torn seam", "amount": amount | {"currency": "NGN"}}]
    assert (seen["status"], seen["vendorOrders"][0]) == (
        "PAID",
        {"status": "CANCELLED", "refunds": [{"amount": amount}], "settlement": None},
    )
    assert seen["vendorOrders"][1]["refunds"] == []
    delivered(people, cleos, relay)
    assert Order.objects.get().status == "COMPLETED"
    books_are_right()


def test_when_every_part_has_gone_back_the_order_is_refunded(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    for part, owner in ((adas, people.ada), (cleos, people.cleo)):
        refund(Wire(owner), part)
    for one in Refund.objects.order_by("pk"):
        assert Order.objects.get().status == "PAID"
        answered(one)
        relay()
    assert (Order.objects.get().status, facts("OrderRefunded"), facts("PartRefunded")) == ("REFUNDED", 1, 2)
    assert at_gateway() == -FEE
    books_are_right()


def test_bit_by_bit_commission_comes_back_as_at_once(people: People, relay: Relay) -> None:
    """And the rest of it stays with the vendor; the rates are those of the capture."""
    (adas,) = sold(people, relay)
    ada = Wire(people.ada)
    refund(ada, adas, "5000.01")
    delivered(people, adas, relay)
    left = AMOUNT - 5_000_01
    commission = left // 10
    assert ours(AccountCode.COMMISSION) == commission
    for amount in ("0.01", "0.03", "9999.99"):
        assert faults(refund(ada, adas, amount)) == []
    for one in Refund.objects.order_by("pk"):
        answered(one)
    relay()
    left -= 10_000_03
    tax = left // 10 * 750 // 10_000
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (left // 10, tax)
    assert payable(adas) == left - left // 10 - tax
    assert faults(refund(ada, adas)) == []
    answered(Refund.objects.latest("pk"))
    relay()
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX), payable(adas)) == (0, 0, 0)
    assert (Settlement.objects.get().state, Order.objects.get().status) == ("REFUNDED", "REFUNDED")
    assert faults(refund(ada, adas)) == [("STATUS_CONFLICT", ["vendorOrderId"])]
    books_are_right()


def test_what_was_paid_out_she_owes_and_her_next_sale_pays_it(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    delivered(people, adas, relay)
    paid_out(adas, HERS - 1_000_00)
    refund(Wire(people.ada), adas)
    answered(Refund.objects.get())
    relay()
    assert (payable(adas), owed(adas)) == (0, HERS - 1_000_00)
    (next_one,) = sold(people, relay)
    delivered(people, next_one, relay)
    assert (payable(adas), owed(adas)) == (1_000_00, 0)
    books_are_right()


@pytest.mark.parametrize("after", [False, True], ids=["before the release", "after it"])
def test_a_refund_that_the_gateway_refuses_puts_the_money_back_and_may_be_tried_again(
    people: People, relay: Relay, after: bool
) -> None:
    (adas,) = sold(people, relay)
    if after:
        delivered(people, adas, relay)
    before = (in_escrow(adas), payable(adas), ours(AccountCode.COMMISSION), Settlement.objects.get().state)
    refund(Wire(people.ada), adas)
    answered(Refund.objects.get(), refuses=True)
    relay()
    assert (in_escrow(adas), payable(adas), ours(AccountCode.COMMISSION), Settlement.objects.get().state) == before
    assert (PartRefund.objects.get().status, refunds_due(adas), facts("PartRefundFailed")) == ("FAILED", (0, 0), 1)
    assert faults(refund(Wire(people.ada), adas)) == []
    answered(Refund.objects.latest("pk"))
    relay()
    assert (in_escrow(adas), payable(adas), at_gateway()) == (0, 0, -FEE)
    assert Order.objects.get().status == "REFUNDED"
    books_are_right()


@pytest.mark.parametrize(("amount", "earned"), [("12345.67", True), (None, False)], ids=["some", "all of it"])
def test_what_a_refused_refund_puts_back_after_the_delivery_is_earned_too(
    people: People, relay: Relay, amount: str | None, earned: bool
) -> None:
    (adas,) = sold(people, relay)
    ship(Wire(people.ada), adas)
    refund(Wire(people.ada), adas, amount)
    deliver(Wire(people.ada), adas)
    relay()
    assert (0 < payable(adas) < HERS) is earned
    answered(Refund.objects.get(), refuses=True)
    relay()
    assert (payable(adas), ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (HERS, COMMISSION, TAX)
    assert in_escrow(adas) == 0
    books_are_right()


@pytest.mark.parametrize("amount", ["45000.01", "0", "-1", "0.001", "1e30", "NaN"])
def test_more_than_there_is_or_nothing_is_no_refund(people: People, relay: Relay, amount: str) -> None:
    (adas,) = sold(people, relay)
    before = everything()
    ((code, field),) = faults(refund(Wire(people.ada), adas, amount))
    assert (code, field) == ("REFUND_TOO_LARGE" if amount == "45000.01" else "INVALID", ["amount"])
    assert everything() == before


def test_who_fulfils_orders_gives_back_only_all_of_what_was_not_sent(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    assert faults(refund(Wire(people.bisi), adas, "1")) == [("FORBIDDEN", ["vendorOrderId"])]
    ship(Wire(people.bisi), adas)
    relay()
    assert people.cleo
    before = everything()
    assert faults(refund(Wire(people.bisi), adas)) == [("FORBIDDEN", ["vendorOrderId"])]
    assert faults(refund(Wire(people.cleo), adas)) == faults(refund(Wire(people.dami), adas))
    assert faults(refund(Wire(people.dami), adas)) == [("NOT_FOUND", ["vendorOrderId"])]
    assert everything() == before
    VendorMember.objects.filter(user=people.bisi).update(role=VendorRole.MANAGER)
    assert faults(refund(Wire(people.bisi), adas, "1")) == []
    assert faults(refund(Wire(staff_of("REFUNDS_MANAGE")), adas)) == []
    adas.refresh_from_db()
    assert (adas.status, in_escrow(adas)) == ("SHIPPED", 0)


def test_a_key_refunds_once(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    ada = Wire(people.ada)
    first, again = (payload(refund(ada, adas, "10", using="k")) for _ in "ab")
    assert (first, PartRefund.objects.count(), Refund.objects.count()) == (again, 1, 1)
    assert faults(refund(ada, adas, "11", using="k")) == [("IDEMPOTENCY_KEY_MISMATCH", None)]


def test_a_disputed_part_is_not_refunded(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    disputed(adas.order.payment, "AWAITING_EVIDENCE", AMOUNT)
    relay()
    before = everything()
    assert faults(refund(Wire(people.ada), adas)) == [("STATUS_CONFLICT", None)]
    assert everything() == before


def at_once(works: list[Callable[[], object]]) -> list[str]:
    """What comes of things that are done at once."""

    def one(work: Callable[[], object]) -> str:
        try:
            work()
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def decide(people: People, part: VendorOrder, minor: int | None) -> PartRefund:
    return vendor_order_refund(
        actor=acting(people.ada),
        vendor_order_id=part.pk,
        amount=None if minor is None else Money(minor, "NGN"),
        reason="Torn seam",
        once=Once.over(scope="ada", operation="vendorOrderRefund", key=str(uuid4()), given=None),
        now=timezone.now(),
    )


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_refunds_at_once_exactly_those_happen_that_fit(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    outcomes = at_once([lambda: decide(people, adas, 10_000_00)] * 16)
    assert sorted(outcomes) == ["OK"] * 4 + ["REFUND_TOO_LARGE"] * 12
    assert (in_escrow(adas), refunds_due(adas), PartRefund.objects.count()) == (5_000_00, (0, 40_000_00), 4)
    books_are_right()


@pytest.mark.django_db(transaction=True)
def test_delivery_and_refund_at_the_same_instant_give_the_money_to_one(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    ship(Wire(people.ada), adas)
    relay()
    once = Once.over(scope="ada", operation="vendorOrderDeliver", key="1", given=None)
    deliver_it: list[Callable[[], object]] = [
        lambda: vendor_order_deliver(actor=acting(people.ada), vendor_order_id=adas.pk, once=once, now=timezone.now()),
        relay,
        lambda: decide(people, adas, None),
    ]
    assert at_once(deliver_it) == ["OK"] * 3
    relay()
    answered(Refund.objects.get())
    relay()
    assert (in_escrow(adas), payable(adas), owed(adas), ours(AccountCode.COMMISSION)) == (0, 0, 0, 0)
    assert at_gateway() == -FEE
    books_are_right()
