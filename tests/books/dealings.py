"""What shoppers and shops do: the first half of the machine of the books."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from fashionistar.kernel.money import CurrencyCode, Money
from fashionistar.orders.models import VendorOrder
from fashionistar.orders.services.vendor_order_deliver import vendor_order_deliver
from fashionistar.orders.services.vendor_order_ship import vendor_order_ship
from fashionistar.payments.gateway_words import GatewayStatus, Subject
from fashionistar.payouts.models import Payout
from fashionistar.payouts.services.payout_cancel import payout_cancel
from fashionistar.payouts.services.payout_request import payout_request
from fashionistar.payouts.services.payout_request_due import payout_request_due
from fashionistar.settlement.services.vendor_order_refund import vendor_order_refund
from tests.books import proofs
from tests.books.crashes import Crash, DisconnectedError, Killed
from tests.books.gateway import MOODS, Charge, Gateway
from tests.books.market import BASKETS, Market, fresh

CRASH = st.none() | st.builds(Crash, st.sampled_from([Killed, DisconnectedError]), st.integers(1, 40))
MOOD = st.sampled_from(MOODS)
NTH = st.integers(0, 7)
ORDERS = 4
#: Gateways answer, and nobody dies.
FINE: tuple[str, Crash | None] = ("answers", None)


class Dealings(RuleBasedStateMachine):
    """Whoever dies while she is served asks once more; the relay and the workers keep up unless they are stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history._from_testcase = True  # type: ignore[attr-defined]  # use-cases that are durable may begin in it
        self.history.__enter__()
        self.market = Market()
        self.orders = 0
        self.keeps_up = True
        self.trouble = FINE
        self.begun = False

    def keep_up(self) -> None:
        """What happens by itself as long as machines do not stand still, be it badly."""
        if not self.keeps_up:
            return
        market, (mood, crash) = self.market, self.trouble
        self.trouble = FINE
        market.now += timedelta(minutes=4)  # whoever died has lost her lease
        market.relay(crash)
        market.mood(mood)
        market.work(crash)
        market.mood("answers")
        market.relay()

    def charges(self) -> list[tuple[Gateway, Charge]]:
        return [(gateway, one) for gateway in self.market.till.values() for one in gateway.charges.values()]

    @initialize(baskets=st.lists(st.integers(0, len(BASKETS) - 1), min_size=1, max_size=3), far=st.integers(0, 4))
    def begins(self, baskets: list[int], far: int) -> None:
        """Some orders went so far that there is something to go wrong: paid, sent, delivered, earned, paid out."""
        market = self.market
        for basket in baskets:
            self.order(basket, None, "answers")
        for gateway, charge in self.charges():
            gateway.pay(charge, charge.asked)
        self.keep_up()
        for _ in range(min(far, 2)):
            for part in market.parts():
                self.move(part, None)
        self.keep_up()
        market.now += timedelta(days=3 if far > 2 else 0)
        for account in market.accounts if far > 3 else ():
            self.ask(account, None, None)
        self.keep_up()
        self.begun = True

    @precondition(lambda self: self.orders < ORDERS)
    @rule(basket=st.integers(0, len(BASKETS) - 1), crash=CRASH, mood=MOOD)
    def orders_something(self, basket: int, crash: Crash | None, mood: str) -> None:
        self.order(basket, crash, mood)
        self.keep_up()

    def order(self, basket: int, crash: Crash | None, mood: str) -> None:
        market = self.market
        order = market.buy(basket, crash)
        if isinstance(order, frozenset):
            assert order == {"INSUFFICIENT_STOCK"}
            return
        self.orders += 1
        market.mood(mood)
        market.open_page(order, crash)
        market.mood("answers")
        market.open_page(order)  # she tries again

    @precondition(lambda self: any(one.status is not GatewayStatus.SUCCESS for _, one in self.charges()))
    @rule(nth=NTH, share=st.sampled_from([1.0, 1.0, 1.0, 0.5, 1.5, 0.0]), tells=st.booleans())
    def pays(self, nth: int, share: float, *, tells: bool) -> None:
        """On a page, were it one that she never saw: what was asked, less, more, or with a card that is declined."""
        unpaid = [(gateway, one) for gateway, one in self.charges() if one.status is not GatewayStatus.SUCCESS]
        gateway, charge = unpaid[nth % len(unpaid)]
        gateway.pay(charge, int(charge.asked * share))
        if tells:
            self.market.told(gateway, Subject.PAYMENT, charge.reference)
        self.keep_up()

    @precondition(lambda self: self.market.parts("PAID", "SHIPPED"))
    @rule(nth=NTH, crash=CRASH)
    def sends_or_hands_over(self, nth: int, crash: Crash | None) -> None:
        parts = self.market.parts("PAID", "SHIPPED")
        self.move(parts[nth % len(parts)], crash)
        self.keep_up()

    def move(self, part: VendorOrder, crash: Crash | None) -> None:
        actor, once, now = self.market.owners[part.vendor_id], fresh("move"), self.market.now

        def moved() -> VendorOrder:
            if part.status == "PAID":
                return vendor_order_ship(actor=actor, vendor_order_id=part.pk, tracking_number="", once=once, now=now)
            return vendor_order_deliver(actor=actor, vendor_order_id=part.pk, once=once, now=now)

        self.market.asked(moved, crash)

    @precondition(lambda self: self.market.parts())
    @rule(nth=NTH, share=st.sampled_from([1.0, 0.5, 0.1, 1.1]), crash=CRASH)
    def gives_back(self, nth: int, share: float, crash: Crash | None) -> None:
        """Some of a part, or all of it."""
        market = self.market
        part = market.parts()[nth % len(market.parts())]
        left = part.settlement.left_minor
        minor = max(1, int(left * share))
        once = fresh("vendorOrderRefund")
        made = market.asked(
            lambda: vendor_order_refund(
                actor=market.owners[part.vendor_id],
                vendor_order_id=part.pk,
                amount=Money(minor, part.order.currency),
                reason="Torn seam",
                once=once,
                now=market.now,
            ),
            crash,
        )
        part.settlement.refresh_from_db()
        if isinstance(made, frozenset):
            assert made <= {"REFUND_TOO_LARGE", "STATUS_CONFLICT"}
            minor = 0
        assert part.settlement.left_minor == left - minor
        self.keep_up()

    @rule(nth=NTH, share=st.sampled_from([None, None, 0.5, 1.0]), crash=CRASH)
    def asks_for_money(self, nth: int, share: float | None, crash: Crash | None) -> None:
        self.ask(self.market.accounts[nth % len(self.market.accounts)], share, crash)
        self.keep_up()

    def ask(self, account: tuple[UUID, str], share: float | None, crash: Crash | None) -> None:
        market, (vendor_id, currency) = self.market, account
        left = proofs.earned(vendor_id, currency) - proofs.paid_out(vendor_id, currency)
        minor, once = None if share is None else int(max(left, 0) * share), fresh("payoutRequest")
        made = market.asked(
            lambda: payout_request(
                actor=market.owners[vendor_id],
                vendor_id=vendor_id,
                currency=CurrencyCode(currency),
                minor=minor,
                once=once,
                now=market.now,
            ),
            crash,
        )
        self.is_covered(made, left)

    @rule(nth=NTH, crash=CRASH)
    def the_calendar_pays(self, nth: int, crash: Crash | None) -> None:
        market = self.market
        vendor_id, currency = market.accounts[nth % len(market.accounts)]
        left = proofs.earned(vendor_id, currency) - proofs.paid_out(vendor_id, currency)
        known = Payout.objects.filter(due_on=market.now.date(), vendor=vendor_id, currency=currency).exists()
        made = market.asked(
            lambda: payout_request_due(
                vendor_id=vendor_id, currency=currency, due_on=market.now.date(), now=market.now
            ),
            crash,
        )
        if not known:
            self.is_covered(made, left)
        self.keep_up()

    def is_covered(self, made: Payout | frozenset[str], left: int) -> None:
        """No more is paid out than the shop had left of what it had earned, refunds that were decided counted."""
        if isinstance(made, frozenset):
            assert made <= {"PAYOUT_UNDER_WAY", "INSUFFICIENT_FUNDS", "INVALID"}
        else:
            assert made.amount_minor <= left

    @precondition(lambda self: Payout.objects.filter(status="REQUESTED").exists())
    @rule(crash=CRASH)
    def takes_it_back(self, crash: Crash | None) -> None:
        market = self.market
        payout = Payout.objects.filter(status="REQUESTED").earliest("pk")
        actor, once = market.owners[payout.vendor_id], fresh("payoutCancel")
        market.asked(lambda: payout_cancel(actor=actor, payout_id=payout.pk, once=once, now=market.now), crash)
        payout.refresh_from_db()
        assert payout.status == "CANCELLED"
        self.keep_up()
