"""Any history of orders: paid, sent, delivered, refunded, disputed, and the books are what a simple model says."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.ledger.account_refs import wallet
from fashionistar.ledger.selectors import totals
from fashionistar.orders.models import VendorOrder
from fashionistar.orders.services.vendor_order_deliver import vendor_order_deliver
from fashionistar.orders.services.vendor_order_ship import vendor_order_ship
from fashionistar.payments.models import Payment, Refund
from fashionistar.products.models import Variant
from fashionistar.relay import deliver_due
from fashionistar.settlement.models import PartRefund, Settlement
from fashionistar.settlement.selectors import due_releases
from fashionistar.settlement.services.escrow_release import escrow_release
from fashionistar.settlement.services.vendor_order_refund import vendor_order_refund
from fashionistar.wallets.spending import PayFrom
from tests.checkout.shopping import order_of, settled
from tests.factories.catalogue import garment
from tests.people import People, acting
from tests.settlement.selling import FEE, answered, at_gateway, books_are_right, disputed, has, in_escrow
from tests.wallets.keeping import filled

PRICES = 10_01, 7_77
PART = st.integers(0, 5)


@dataclass
class Part:
    """One vendor's part as the model knows it, in kobo; what the gateway has not answered yet is `pending`.

    `stored` is what of its amount stored value has paid and has not back, nor is to have.
    """

    row: VendorOrder
    amount: int
    stored: int
    status: str = "PAID"
    released: int = 0
    back: int = 0
    lost: int = 0
    pending: dict[object, tuple[int, int]] = field(default_factory=dict)
    disputed: bool = False
    is_lost: bool = False

    @property
    def left(self) -> int:
        return self.amount - self.back - self.lost


class Sales(RuleBasedStateMachine):
    """Two shops whose parts of up to three orders go their ways."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history._from_testcase = True  # type: ignore[attr-defined]  # use-cases that are durable may begin in it
        self.history.__enter__()
        self.people = People()
        shops = ((self.people.atelier, self.people.ada), (self.people.boutique, self.people.cleo))
        self.owners = {shop.pk: acting(user) for shop, user in shops}
        self.goods: list[Variant] = [
            garment(shop, stock=9, prices={"NGN": price}) for (shop, _), price in zip(shops, PRICES, strict=True)
        ]
        self.parts: list[Part] = []
        self.sent = self.captured = self.orders = self.at_stake = self.wallet = 0

    def hear(self) -> None:
        while deliver_due(clock=timezone.now):
            pass

    def of(self, payment: Payment) -> list[Part]:
        return [part for part in self.parts if part.row.order.payment_id == payment.pk]

    @precondition(lambda self: self.orders < 3)
    @rule(top_up=st.sampled_from([0, 1, 5_003, sum(PRICES), 20_000]))
    def pay(self, top_up: int) -> None:
        if top_up:
            filled(self.people.dami, top_up)
            self.wallet += top_up
        pay_from = PayFrom(wallet=top_up > 0)
        order = order_of(self.people.dami, *((good, 1) for good in self.goods), pay_from=pay_from)
        self.captured += top_up + order.total_minor - order.stored_value_minor
        self.wallet -= order.stored_value_minor
        assert order.stored_value_minor == (min(self.wallet + order.stored_value_minor, sum(PRICES)) if top_up else 0)
        if order.payment is not None:
            settled(order)
            self.captured -= FEE
        self.hear()
        rows = order.vendor_orders.order_by("position")
        self.parts += [Part(row, row.total_minor, row.stored_value_minor) for row in rows]
        self.orders += 1

    @precondition(lambda self: self.parts)
    @rule(which=PART)
    def move_on(self, which: int) -> None:
        part = self.parts[which % len(self.parts)]
        actor, now = self.owners[part.row.vendor_id], timezone.now()
        if part.status == "PAID":
            vendor_order_ship(actor=actor, vendor_order_id=part.row.pk, tracking_number="", once=once(), now=now)
            part.status = "SHIPPED"
        elif part.status == "SHIPPED":
            vendor_order_deliver(actor=actor, vendor_order_id=part.row.pk, once=once(), now=now)
            part.status = "DELIVERED"
        self.hear()
        self.earn(part)

    @rule()
    def wait_for_long(self) -> None:
        later = timezone.now() + timedelta(days=15)
        due = set(due_releases(now=later))
        waiting = [p for p in self.parts if p.status == "SHIPPED" and not p.released and p.left and not p.disputed]
        assert due == {part.row.pk for part in waiting}
        for part in waiting:
            escrow_release(vendor_order_id=part.row.pk, now=later)
            part.released = part.left
            part.status = "SHIPPED"

    @precondition(lambda self: self.parts)
    @rule(which=PART, share=st.floats(0, 1.2))
    def refund(self, which: int, share: float) -> None:
        part = self.parts[which % len(self.parts)]
        minor = max(1, int(part.amount * share))
        try:
            refund = vendor_order_refund(
                actor=self.owners[part.row.vendor_id],
                vendor_order_id=part.row.pk,
                amount=Money(minor, "NGN"),
                reason="Torn seam",
                once=once(),
                now=timezone.now(),
            )
        except DomainError:
            assert minor > part.left or part.disputed
            return
        assert minor <= part.left
        assert not part.disputed
        # In proportion, to the unit.
        assert abs(refund.stored_minor * part.left - minor * part.stored) < part.left
        part.back += minor
        part.stored -= refund.stored_minor
        if refund.refund_id is None:
            self.wallet += minor
        else:
            part.pending[refund.refund_id] = minor, refund.stored_minor
        if part.left == 0 and part.status == "PAID":
            part.status = "CANCELLED"
        self.hear()

    @precondition(lambda self: any(part.pending for part in self.parts))
    @rule(refuses=st.booleans())
    def hear_of_refund(self, refuses: bool) -> None:
        part = next(part for part in self.parts if part.pending)
        refund_id, (minor, stored) = part.pending.popitem()
        from_escrow = PartRefund.objects.get(refund=refund_id).from_escrow
        answered(Refund.objects.get(pk=refund_id), refuses=refuses)
        self.hear()
        if not refuses:
            self.sent += minor - stored
            self.wallet += stored
            return
        part.back -= minor
        part.stored += stored
        if part.released and from_escrow and not part.disputed:
            part.released += minor
        self.earn(part)

    @precondition(lambda self: self.parts)
    @rule(which=PART, outcome=st.sampled_from(["UNDER_REVIEW", "WON", "LOST"]))
    def dispute(self, which: int, outcome: str) -> None:
        part = self.parts[which % len(self.parts)]
        payment = part.row.order.payment
        if payment is None:
            return
        payment.refresh_from_db()
        parts = self.of(payment)
        if any(one.is_lost for one in parts):
            return
        amount = payment.amount_minor
        was_open = part.disputed
        disputed(payment, outcome, amount, name=str(payment.pk))
        self.hear()
        if outcome == "UNDER_REVIEW" and not was_open:
            self.at_stake += amount
        if outcome == "WON" and was_open:
            self.at_stake -= amount
        if outcome == "LOST":
            self.at_stake += 0 if was_open else amount
        for one in parts:
            one.disputed = outcome == "UNDER_REVIEW"
            if outcome == "LOST":
                one.lost, one.is_lost = one.left - one.stored, True
            self.earn(one)

    def earn(self, part: Part) -> None:
        """What is delivered and held is earned, unless a bank wants it."""
        if part.status == "DELIVERED" and not part.released and not part.disputed and part.left:
            part.released = part.left

    @invariant()
    def the_books_are_the_models(self) -> None:
        for part in self.parts:
            settlement = Settlement.objects.get(vendor_order=part.row)
            held = in_escrow(part.row)
            assert held == settlement.held_minor >= 0
            if not part.released:
                assert (held, settlement.released_minor) == (part.left, 0)
            assert settlement.released_minor == part.released <= part.amount
            assert (settlement.left_minor, settlement.stored_left_minor) == (part.left, part.stored)
        assert at_gateway() == self.captured - self.sent - self.at_stake
        assert has(wallet(self.people.dami.pk, "NGN")) == self.wallet
        summed = totals("NGN")
        assert sum(one.debits for one in summed.values()) == sum(one.credits for one in summed.values())

    def teardown(self) -> None:
        try:
            books_are_right()
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)


def once() -> Once:
    return Once.over(scope="test", operation="test", key=str(uuid4()), given=None)


@pytest.mark.django_db
def test_the_books_are_what_a_simple_model_says_of_sales() -> None:
    few = settings(
        max_examples=8,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a step takes long: what fails is told as it was found
    )
    run_state_machine_as_test(Sales, settings=few)
