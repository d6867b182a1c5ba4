"""The books under any history: whatever is posted, set aside, ended and refused, they are what a simple model says."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from fashionistar.kernel.errors import DomainError
from fashionistar.ledger.account_refs import AccountRef, payouts_in_transit, vendor_payable, vendor_receivable
from fashionistar.ledger.checks import ledger_checks
from fashionistar.ledger.locked_accounts import InsufficientFundsError
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.selectors import Balance, balance
from fashionistar.ledger.services.transfer_resolve import Post, Void
from tests.ledger.booking import CLEARING, move, purse, resolve

MINOR = st.integers(1, 60)
WHICH = st.integers(0, 4)


@dataclass
class Held:
    """A pending transfer as the model knows it."""

    transfer: LedgerTransfer
    giver: int
    taker: int
    minor: int


class Books(RuleBasedStateMachine):
    """Five accounts: the gateway's, which may be overdrawn, and four that may not; one of them grows by debits."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history.__enter__()
        owner = purse().owner_id
        assert owner
        self.refs: list[AccountRef] = [
            CLEARING,
            purse(owner),
            vendor_payable(owner, "NGN"),
            payouts_in_transit(owner, "NGN"),
            vendor_receivable(owner, "NGN"),
        ]
        self.posted = [0] * 5  # debits less credits
        self.out = [0] * 5
        self.into = [0] * 5

    def has(self, which: int) -> int:
        """Posted on the normal side."""
        return self.posted[which] if self.refs[which].terms.normal_side == "DEBIT" else -self.posted[which]

    def takes_from(self, which: int, side: str) -> bool:
        return self.refs[which].terms.normal_side != side

    def allowed(self, debited: int, credited: int, minor: int) -> bool:
        for which, side in ((debited, "DEBIT"), (credited, "CREDIT")):
            short = self.has(which) - self.out[which] < minor
            if self.takes_from(which, side) and short and which and debited != credited:
                return False
        return True

    def set_aside(self, held: Held, sign: int) -> None:
        for which, side in ((held.giver, "DEBIT"), (held.taker, "CREDIT")):
            (self.out if self.takes_from(which, side) else self.into)[which] += sign * held.minor

    def carry(self, debited: int, credited: int, minor: int) -> None:
        self.posted[debited] += minor
        self.posted[credited] -= minor

    @rule(debited=WHICH, credited=WHICH, minor=MINOR)
    def post_at_once(self, debited: int, credited: int, minor: int) -> None:
        try:
            move(self.refs[debited], self.refs[credited], minor)
        except InsufficientFundsError:
            assert not self.allowed(debited, credited, minor)
        else:
            assert self.allowed(debited, credited, minor)
            self.carry(debited, credited, minor)

    @rule(target=held, debited=WHICH, credited=WHICH, minor=MINOR)
    def post_pending(self, debited: int, credited: int, minor: int) -> object:
        if debited == credited:
            return multiple()
        try:
            transfer = move(self.refs[debited], self.refs[credited], minor, pending=True)
        except InsufficientFundsError:
            assert not self.allowed(debited, credited, minor)
            return multiple()
        assert self.allowed(debited, credited, minor)
        held = Held(transfer, debited, credited, minor)
        self.set_aside(held, 1)
        return held

    @rule(one=consumes(held), part=st.floats(0, 1))
    def post_what_is_pending(self, one: Held, part: float) -> None:
        minor = max(1, round(one.minor * part))
        resolve(one.transfer, Post(minor))
        self.set_aside(one, -1)
        self.carry(one.giver, one.taker, minor)
        self.refused_once_more(one)

    @rule(one=consumes(held))
    def void_what_is_pending(self, one: Held) -> None:
        resolve(one.transfer, Void())
        self.set_aside(one, -1)
        self.refused_once_more(one)

    def refused_once_more(self, one: Held) -> None:
        with pytest.raises(DomainError, match="STATUS_CONFLICT"):
            resolve(one.transfer, Post(), reference=f"{one.transfer.reference}:again")

    @invariant()
    def balances_are_the_models(self) -> None:
        for which, ref in enumerate(self.refs):
            has, out = self.has(which), self.out[which]
            assert balance(ref) == Balance(has, self.into[which], out, has - out)
            assert not which or has - out >= 0

    def teardown(self) -> None:
        try:
            found = [finding for check in ledger_checks(pending_days=1) for finding in check.run(timezone.now())]
            assert [finding for finding in found if finding.wrong] == []
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_books_are_what_a_simple_model_says() -> None:
    few = settings(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(Books, settings=few)
