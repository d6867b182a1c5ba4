"""Payouts under any history: however the gateway behaves, money is always somewhere, and goes out once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fashionistar.kernel.errors import DomainError
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateway_words import TransferStatus
from fashionistar.payouts.availability import figures_of
from fashionistar.payouts.models import Payout
from fashionistar.payouts.outcomes import drop
from fashionistar.payouts.selectors import due_payouts
from fashionistar.payouts.services.payout_recheck import payout_recheck
from fashionistar.payouts.services.payout_send import payout_send
from tests.payouts.flaky import MOODS, Flaky
from tests.payouts.paying_out import account_of, assert_books_are_right, earn, figures, owe, reserved
from tests.people import People

ENDED = {"FAILED", "REVERSED", "CANCELLED"}
OUT = {TransferStatus.PENDING, TransferStatus.SUCCESS}
#: What workers meet one after the other: the gateway's mood, and how many minutes after the one before.
VISITS = st.lists(st.tuples(st.sampled_from(MOODS), st.integers(0, 5)), max_size=3)


class Payouts(RuleBasedStateMachine):
    """A shop that earns, owes and asks, workers that come and go, and a gateway in changing moods."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history._from_testcase = True  # type: ignore[attr-defined]  # use-cases may begin as in any test
        self.history.__enter__()
        self.shop = People().atelier
        account_of(self.shop)
        self.gateway = Flaky()
        self.now = timezone.now()
        self.earned = self.owed = self.settled = 0
        earn(self.shop, 2_000)
        self.earned += 2_000

    def expected(self) -> int:
        """What the shop can have paid out now, by the model alone: all of its earnings here have ripened."""
        asked = Payout.objects.exclude(status__in=ENDED).values_list("amount_minor", flat=True)
        return max(0, self.earned - self.settled - self.owed - sum(asked))

    @initialize(minor=st.integers(1, 2_000), visits=VISITS)
    def begins(self, minor: int, visits: list[tuple[str, int]]) -> None:
        self.asks(minor, visits)

    @rule(minor=st.integers(1, 900))
    def earns(self, minor: int) -> None:
        earn(self.shop, minor)
        self.earned += minor

    @rule(minor=st.integers(1, 300))
    def owes(self, minor: int) -> None:
        owe(self.shop, minor)
        self.owed += minor

    @rule(minor=st.none() | st.integers(1, 900), visits=VISITS)
    def asks_again(self, minor: int | None, visits: list[tuple[str, int]]) -> None:
        self.asks(minor, visits)

    def asks(self, minor: int | None, visits: list[tuple[str, int]]) -> None:
        self.ask(minor)
        self.work_in(visits)

    def ask(self, minor: int | None) -> None:
        available = self.expected()
        waiting = Payout.objects.filter(status__in=("REQUESTED", "SENDING")).exists()
        try:
            payout = reserved(self.shop, minor, now=self.now)
        except DomainError as refused:
            outcome: object = refused.codes[0]
        else:
            outcome = payout.amount_minor
            self.settled, self.owed = self.settled + self.owed, 0
        if waiting:
            assert outcome == "PAYOUT_UNDER_WAY"
        elif available == 0 or (minor or 0) > available:
            assert outcome == "INSUFFICIENT_FUNDS"
        else:
            assert outcome == (available if minor is None else minor)

    @rule()
    def cancels(self) -> None:
        for payout in Payout.objects.filter(status="REQUESTED"):
            drop(payout, "", now=self.now)

    @rule(visits=VISITS)
    def workers_come(self, visits: list[tuple[str, int]]) -> None:
        self.work_in(visits)

    def work_in(self, visits: list[tuple[str, int]]) -> None:
        for mood, minutes in visits:
            self.gateway.mood = mood
            self.now += timedelta(minutes=minutes)
            self.work()

    def work(self) -> None:
        for payout_id in due_payouts(now=self.now):
            with suppress(GatewayError):
                payout_send(payout_id=payout_id, gateway=self.gateway, now=self.now)

    @precondition(lambda self: self.gateway.known)
    @rule(data=st.data(), ending=st.sampled_from(["SUCCESS", "FAILED", "REVERSED"]), tells=st.booleans())
    def the_bank_decides(self, data: st.DataObject, ending: str, *, tells: bool) -> None:
        reference = data.draw(st.sampled_from(sorted(self.gateway.known)))
        transfer = self.gateway.known[reference]
        if transfer.status is TransferStatus.PENDING or (transfer.status, ending) == ("SUCCESS", "REVERSED"):
            transfer.status = TransferStatus(ending)
        if tells:
            payout_recheck(gateway="paystack", reference=reference, now=self.now)

    @invariant()
    def nothing_is_sent_twice_or_under_another_reference(self) -> None:
        amounts = dict(Payout.objects.values_list("reference", "amount_minor"))
        assert {
            reference: each.amount_minor for reference, each in self.gateway.known.items()
        }.items() <= amounts.items()

    @invariant()
    def money_is_always_somewhere(self) -> None:
        arrived = sum(Payout.objects.filter(status="SUCCEEDED").values_list("amount_minor", flat=True))
        has = figures(self.shop)
        assert has["payable"] + has["transit"] + arrived == self.earned - self.settled
        found = figures_of(self.shop.pk, "NGN", now=self.now)
        assert (found.available, found.owed) == (self.expected(), self.owed)
        # Whatever the gateway has sent, or may still send, is not the shop's to ask for again.
        out = sum(each.amount_minor for each in self.gateway.known.values() if each.status in OUT)
        assert has["payable"] - has["reserved"] <= self.earned - self.settled - out

    def teardown(self) -> None:
        try:
            self.gateway.mood = "answers"
            for transfer in self.gateway.known.values():
                if transfer.status is TransferStatus.PENDING:
                    transfer.status = TransferStatus.SUCCESS
            for _ in range(3):
                self.now += timedelta(days=1)
                self.work()
                for transfer in self.gateway.known.values():
                    if transfer.status is TransferStatus.PENDING:
                        transfer.status = TransferStatus.SUCCESS
            paid = sum(each.amount_minor for each in self.gateway.known.values() if each.status == "SUCCESS")
            assert not Payout.objects.filter(status__in=("REQUESTED", "SENDING", "SENT")).exists()
            assert figures(self.shop) == {"payable": self.earned - self.settled - paid, "reserved": 0, "transit": 0}
            assert_books_are_right()
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)


@pytest.mark.django_db
def test_whatever_the_gateway_does_money_goes_out_once_and_is_always_somewhere() -> None:
    few = settings(max_examples=5, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Payouts, settings=few)
