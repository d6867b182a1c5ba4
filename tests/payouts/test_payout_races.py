"""Payouts under real concurrency: the same money is never on its way twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import CurrencyCode
from fashionistar.payouts.models import Payout
from fashionistar.payouts.services.payout_cancel import payout_cancel
from fashionistar.payouts.services.payout_request import payout_request
from fashionistar.payouts.services.payout_send import payout_send
from tests.payouts.flaky import Flaky
from tests.payouts.paying_out import account_of, assert_books_are_right, earn, figures, reserved
from tests.people import People, acting

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


def once(turn: int, operation: str = "payoutRequest") -> Once:
    return Once.over(scope="user:ada", operation=operation, key=f"{operation}-{turn}", given=None)


def ask(people: People, actor: Actor, turn: int, minor: int | None) -> str:
    try:
        return payout_request(
            actor=actor,
            vendor_id=people.atelier.pk,
            currency=CurrencyCode.NGN,
            minor=minor,
            once=once(turn),
            now=timezone.now(),
        ).status
    except DomainError as refused:
        return refused.codes[0]


def test_of_sixteen_requests_at_once_one_is_under_way_and_then_what_is_left_decides(people: People) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    ada, gateway = acting(people.ada), Flaky()
    told: Counter[str] = Counter()
    for wave in range(3):
        at = wave * CLIENTS
        told += Counter(at_once(lambda turn, at=at: ask(people, ada, at + turn, 2_000_00)))  # type: ignore[misc]
        for payout in Payout.objects.filter(status="REQUESTED"):
            payout_send(payout_id=payout.pk, gateway=gateway, now=timezone.now())
    assert told == {"REQUESTED": 2, "PAYOUT_UNDER_WAY": 30, "INSUFFICIENT_FUNDS": 16}
    assert figures(people.atelier) == {"payable": 1_000_00, "reserved": 0, "transit": 4_000_00}
    assert sum(transfer.amount_minor for transfer in gateway.known.values()) == 4_000_00
    assert_books_are_right()


def test_sixteen_workers_send_a_payout_once(people: People) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    payout, gateway = reserved(people.atelier), Flaky()
    at_once(lambda _: payout_send(payout_id=payout.pk, gateway=gateway, now=timezone.now()).status)
    payout.refresh_from_db()
    assert (payout.status, payout.attempts, len(gateway.known)) == ("SENT", 1, 1)
    assert_books_are_right()


def test_a_payout_is_cancelled_or_sent_and_never_both(people: People) -> None:
    earn(people.atelier, 50_000_00)
    account_of(people.atelier)
    ada, gateway = acting(people.ada), Flaky()
    for round_ in range(6):
        payout = reserved(people.atelier, 1_000_00)

        def race(turn: int, payout: Payout = payout, round_: int = round_) -> str:
            if turn % 2:
                return payout_send(payout_id=payout.pk, gateway=gateway, now=timezone.now()).status
            try:
                given = once(round_ * 10 + turn, "payoutCancel")
                return payout_cancel(actor=ada, payout_id=payout.pk, once=given, now=timezone.now()).status
            except DomainError as refused:
                return refused.codes[0]

        at_once(race, 4)
        payout.refresh_from_db()
        assert (payout.status == "SENT") is (payout.reference in gateway.known)
        assert payout.status in {"SENT", "CANCELLED"}
    assert_books_are_right()
