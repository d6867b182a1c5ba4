"""The books under real concurrency: no account gives twice what it has, and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fashionistar.kernel.errors import DomainError
from fashionistar.ledger.account_refs import Credit, Debit, gateway_clearing, wallet
from fashionistar.ledger.checks import ledger_checks
from fashionistar.ledger.locked_accounts import InsufficientFundsError, accounts_lock
from fashionistar.ledger.models import LedgerAccount, LedgerTransfer
from fashionistar.ledger.services.transfer_resolve import Post, Void
from fashionistar.ledger.transfers import ReferenceTakenError
from tests.ledger.booking import CLEARING, figures, funded, move, post, purse, resolve

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 16


def at_once[T](work: Callable[[int], T], times: int = CLIENTS) -> list[T]:
    """Do it in so many threads, each with a connection of its own."""

    def run(turn: int) -> T:
        try:
            return work(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, range(times)))


def assert_right() -> None:
    found = [finding for check in ledger_checks(pending_days=1) for finding in check.run(timezone.now())]
    assert [finding for finding in found if finding.wrong] == []


@pytest.mark.parametrize("pending", [False, True])
def test_of_sixteen_at_once_as_many_happen_as_the_account_covers(pending: bool) -> None:
    giver = funded(5 * 30 + 29)

    def spend(_: int) -> str:
        try:
            return move(giver, purse(), 30, pending=pending).state
        except InsufficientFundsError as refused:
            return f"{refused.codes[0]} {refused.available}"

    done = at_once(spend)
    happened = "PENDING" if pending else "POSTED"
    assert (done.count(happened), done.count("INSUFFICIENT_FUNDS 29")) == (5, 11)
    assert figures(giver)[3] == 29
    assert LedgerTransfer.objects.count() == 1 + 5
    assert_right()


def test_the_same_transfer_sixteen_times_at_once_is_one() -> None:
    giver, taker = funded(100), purse()
    assert len(set(at_once(lambda _: move(giver, taker, 40, reference="spend:1").pk))) == 1
    assert (figures(giver)[0], figures(taker)[0]) == (60, 40)


def test_a_pending_transfer_that_sixteen_end_at_once_ends_once() -> None:
    giver, taker = funded(100), purse()
    pending = move(giver, taker, 40, pending=True)

    def end(turn: int) -> str:
        try:
            return resolve(pending, Post() if turn % 2 else Void(), reference=f"end:{turn}").state
        except DomainError as refused:
            return refused.codes[0]

    ended = at_once(end)
    assert ended.count("STATUS_CONFLICT") == CLIENTS - 1
    assert figures(giver) in {(60, 0, 0, 60), (100, 0, 0, 100)}
    assert_right()


def test_accounts_are_made_once_and_opposite_transfers_never_deadlock() -> None:
    first, second, third = purse(), purse(), purse()

    def circle(turn: int) -> None:
        names = [first, second, third][:: 1 if turn % 2 else -1]
        post(Debit(CLEARING, 6), Credit(names[0], 6))
        post(Debit(names[0], 2), Credit(names[1], 1), Credit(names[2], 1))

    at_once(circle, 48)
    assert LedgerAccount.objects.count() == 4
    assert sum(figures(ref)[0] for ref in (first, second, third)) == figures(CLEARING)[0] == 48 * 6
    assert_right()


def test_a_caller_of_many_transfers_locks_all_accounts_first() -> None:
    names = [wallet(uuid4(), "NGN") for _ in range(3)]

    def several(turn: int) -> None:
        turned = names[:: 1 if turn % 2 else -1]
        with transaction.atomic():
            accounts_lock([CLEARING, *turned])
            for ref in turned:
                move(CLEARING, ref, 1)

    at_once(several, 32)
    assert [figures(ref)[0] for ref in names] == [32, 32, 32]


def test_a_reference_that_sixteen_use_for_different_transfers_names_one() -> None:
    def spend(turn: int) -> str:
        try:
            return move(gateway_clearing(f"gateway-{turn}", "NGN"), purse(), 1, reference="spend:1").state
        except ReferenceTakenError:
            return "TAKEN"

    assert sorted(at_once(spend)) == ["POSTED"] + ["TAKEN"] * (CLIENTS - 1)
    assert LedgerTransfer.objects.count() == 1
    assert_right()
