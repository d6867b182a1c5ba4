"""Shoppers, shops, gateways and crashes do what they like, and the books balance after every step."""

import os
from datetime import timedelta
from itertools import cycle

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from fashionistar.kernel.models import OutboxEvent
from fashionistar.payments.gateway_words import (
    Dispute,
    DisputeStatus,
    GatewayStatus,
    RefundReceipt,
    RefundStatus,
    Subject,
    TransferReceipt,
    TransferStatus,
)
from fashionistar.payouts.models import Payout
from tests.books import proofs
from tests.books.crashes import Crash
from tests.books.dealings import CRASH, MOOD, NTH, Dealings
from tests.books.gateway import Charge, Gateway

#: More histories, and longer ones, than a run of the suite has time for.
DEEP = int(os.environ.get("FASHIONISTAR_BOOKS_EXAMPLES", "0"))
FEW = 3
JOBS = ("webhooks", "payments", "refunds", "new disputes", "disputes", "payouts", "releases", "holds")
SPANS = tuple(timedelta(**span) for span in ({"minutes": 20}, {"days": 1}, {"days": 3}, {"days": 15}))
#: More of them would leave nothing to be earned.
DISPUTES = 2
OPEN = DisputeStatus.UNDER_REVIEW


class Books(Dealings):
    """What banks, time and machines do, and what must hold whatever they do."""

    def refunds(self) -> list[tuple[Gateway, Charge, RefundReceipt]]:
        rows = [(gateway, charge, one) for gateway, charge in self.charges() for one in charge.refunds]
        return [row for row in rows if row[2].status is RefundStatus.PENDING]

    def transfers(self) -> list[tuple[Gateway, TransferReceipt]]:
        """Those of which something may still become; one comes back only after we have heard that it arrived."""
        heard = set(Payout.objects.filter(status="SUCCEEDED").values_list("reference", flat=True))
        rows = [(gateway, one) for gateway in self.market.till.values() for one in gateway.taken.values()]
        return [
            (gateway, one) for gateway, one in rows if one.status is TransferStatus.PENDING or one.reference in heard
        ]

    def claims(self, *statuses: DisputeStatus) -> list[tuple[Gateway, Dispute]]:
        rows = [(gateway, one) for gateway in self.market.till.values() for one in gateway.claims.values()]
        return [(gateway, one) for gateway, one in rows if one.status in statuses]

    def disputable(self) -> list[tuple[Gateway, Charge, int]]:
        """Charges that banks may want back, and how much of each they do not want already."""
        left = {charge.reference: charge.paid for _, charge in self.charges() if charge.status is GatewayStatus.SUCCESS}
        for _, claim in self.claims(*DisputeStatus):
            left[claim.reference] -= claim.amount_minor
        return [
            (gateway, one, left[one.reference]) for gateway, one in self.charges() if left.get(one.reference, 0) > 0
        ]

    @precondition(lambda self: self.refunds() or self.transfers())
    @rule(ends=st.lists(st.sampled_from([True, True, False]), min_size=1), tells=st.booleans())
    def banks_end(self, ends: list[bool], *, tells: bool) -> None:
        """Each of the refunds and transfers that are under way, well or badly; or one that had arrived comes back."""
        outcomes = cycle(ends)
        for gateway, charge, refund in self.refunds():
            gateway.end_refund(charge, refund, RefundStatus.PROCESSED if next(outcomes) else RefundStatus.FAILED)
            if tells:
                self.market.told(gateway, Subject.REFUND, charge.reference)
        for gateway, transfer in self.transfers():
            well, arrived = next(outcomes), transfer.status is TransferStatus.SUCCESS
            if arrived and well:
                continue
            failed = TransferStatus.REVERSED if arrived or len(ends) % 2 else TransferStatus.FAILED
            gateway.end_transfer(transfer.reference, TransferStatus.SUCCESS if well else failed)
            if tells:
                self.market.told(gateway, Subject.TRANSFER, transfer.reference)
        self.keep_up()

    @precondition(lambda self: len(self.claims(*DisputeStatus)) < DISPUTES and self.disputable())
    @rule(nth=NTH, share=st.sampled_from([1.0, 1.0, 0.3]), tells=st.booleans())
    def bank_disputes(self, nth: int, share: float, *, tells: bool) -> None:
        gateway, charge, left = self.disputable()[nth % len(self.disputable())]
        claim = gateway.claim(charge, max(1, int(left * share)))
        if tells:
            self.market.told(gateway, Subject.DISPUTE, claim.dispute_id)
        self.keep_up()

    @precondition(lambda self: self.claims(*DisputeStatus))
    @rule(nth=NTH, won=st.booleans(), tells=st.booleans())
    def bank_decides(self, nth: int, *, won: bool, tells: bool) -> None:
        """Or opens again what it had decided."""
        claims = self.claims(*DisputeStatus)
        gateway, claim = claims[nth % len(claims)]
        ends = (DisputeStatus.WON if won else DisputeStatus.LOST) if claim.status is OPEN else OPEN
        gateway.decide(claim.dispute_id, ends)
        if tells:
            self.market.told(gateway, Subject.DISPUTE, claim.dispute_id)
        self.keep_up()

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.market.now += span
        self.keep_up()

    @precondition(lambda self: not self.stopped)
    @rule(steps=st.integers(2, 5))
    def machines_stop(self, steps: int) -> None:
        """While they are stopped, facts and work pile up."""
        self.stopped = steps

    @precondition(lambda self: not self.stopped)
    @rule(mood=MOOD, crash=CRASH)
    def trouble_comes(self, mood: str, crash: Crash | None) -> None:
        """The next time that machines do what is due."""
        self.trouble = mood, crash

    @precondition(lambda self: self.stopped)
    @rule(job=st.sampled_from(JOBS), mood=MOOD, crash=CRASH)
    def a_worker_comes(self, job: str, mood: str, crash: Crash | None) -> None:
        self.market.now += timedelta(minutes=4)  # whoever died has lost her lease
        self.market.mood(mood)
        self.market.work(crash, [job])
        self.market.mood("answers")

    @precondition(lambda self: self.stopped)
    @rule(crash=CRASH)
    def the_relay_comes(self, crash: Crash | None) -> None:
        self.market.relay(crash)

    @precondition(lambda self: OutboxEvent.objects.filter(status="PENDING").exists())
    @rule(nth=st.integers(1, 3))
    def facts_are_delayed(self, nth: int) -> None:
        self.market.delay(nth)
        self.market.relay()

    @rule(nth=st.integers(1, 3))
    def facts_come_again(self, nth: int) -> None:
        self.market.again(nth)
        self.market.relay()

    @invariant()
    def the_books_balance(self) -> None:
        proofs.every_promise_holds(self.market)
        proofs.books_are_zero_sums()
        proofs.gateways_say_the_same(self.market.till)
        proofs.shops_have_what_they_earned()
        proofs.no_part_is_paid_twice()
        proofs.nobody_bears_what_was_not_hers(self.market.till)

    def all_ends(self) -> None:
        """Banks decide all that is open, gateways tell of it once more, and everybody does what is left to do."""
        market = self.market
        market.mood("answers")
        for gateway, charge in self.charges():
            market.told(gateway, Subject.PAYMENT, charge.reference)
        for gateway, claim in self.claims(*DisputeStatus):
            market.told(gateway, Subject.DISPUTE, claim.dispute_id)
        for gateway in market.till.values():
            for reference in gateway.taken:
                market.told(gateway, Subject.TRANSFER, reference)
        for _ in range(7):
            for gateway, charge, refund in self.refunds():
                gateway.end_refund(charge, refund, RefundStatus.PROCESSED)
            for gateway, transfer in self.transfers():
                if transfer.status is TransferStatus.PENDING:
                    gateway.end_transfer(transfer.reference, TransferStatus.SUCCESS)
            for gateway, claim in self.claims(OPEN):
                gateway.decide(claim.dispute_id, DisputeStatus.WON)
            market.now += timedelta(days=1)
            market.relay()
            market.work()
            market.relay()
        proofs.nothing_is_under_way()
        proofs.gateways_say_the_same(market.till, late=True)
        proofs.every_promise_holds(market, late=True)

    def teardown(self) -> None:
        try:
            if self.begun:
                self.all_ends()
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_books_balance_whatever_anybody_does() -> None:
    few = settings(
        max_examples=FEW,
        stateful_step_count=40 if DEEP else 14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a step takes long: what fails is told as it was found
    )
    # A few at a time: what crashes at a statement depends on caches, so that hypothesis cannot vary what it has seen.
    for _ in range(max(1, DEEP // FEW)):
        run_state_machine_as_test(Books, settings=few)
