"""Stock: all units or none, each hold ends once, and 0 ≤ reserved ≤ on hand whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fashionistar.inventory.models import Hold, HoldStatus, StockItem
from fashionistar.inventory.services.hold_commit import hold_commit
from fashionistar.inventory.services.hold_renew import hold_renew
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.inventory.services.stock_hold import stock_hold
from fashionistar.inventory.stock_moves import InsufficientStockError
from fashionistar.inventory.tasks import expire_stock_holds
from fashionistar.kernel.models import OutboxEvent
from fashionistar.products.models import Variant
from tests.factories.catalogue import garment
from tests.people import People

NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.get_default_timezone())
LATER = NOON + timedelta(minutes=15)


def hold(*units: tuple[Variant, int], reference: UUID | None = None, until: datetime = LATER) -> UUID:
    reference = reference or uuid4()
    with transaction.atomic():  # a checkout's
        stock_hold(reference=reference, quantities={v.pk: n for v, n in units}, expires_at=until)
    return reference


def stock(variant: Variant) -> tuple[int, int]:
    return StockItem.objects.values_list("on_hand", "reserved").get(variant=variant)


def test_a_hold_sets_units_aside_and_committing_sells_them(people: People) -> None:
    gown = garment(people.atelier, stock=5)
    reference = hold((gown, 2))
    assert stock(gown) == (5, 2)
    assert [hold_commit(reference=reference), hold_commit(reference=reference)] == [True, True]
    assert stock(gown) == (3, 0)


def test_a_hold_is_all_units_or_none_and_tells_what_is_short(people: People) -> None:
    gown, kanga = garment(people.atelier, stock=5), garment(people.atelier, stock=1)
    with pytest.raises(InsufficientStockError) as refused:
        hold((gown, 2), (kanga, 3))
    assert [(s.variant_id, s.asked, s.available) for s in refused.value.shortages] == [(kanga.pk, 3, 1)]
    assert (stock(gown), stock(kanga), Hold.objects.count()) == ((5, 0), (1, 0), 0)


def test_a_variant_without_stock_is_short(people: People) -> None:
    gown = garment(people.atelier)
    StockItem.objects.all().delete()
    with pytest.raises(InsufficientStockError):
        hold((gown, 1))


def test_a_hold_expires_at_its_time_and_not_before(people: People) -> None:
    gown = garment(people.atelier, stock=5)
    hold((gown, 2))
    assert holds_expire(now=LATER - timedelta(microseconds=1)) == 0
    assert stock(gown) == (5, 2)
    assert [holds_expire(now=LATER), holds_expire(now=LATER)] == [1, 0]
    assert stock(gown) == (5, 0)
    assert OutboxEvent.objects.filter(type="HoldExpired").count() == 1


def test_the_timed_task_expires_all_that_is_due(people: People) -> None:
    gown = garment(people.atelier, stock=150)
    for _ in range(120):
        hold((gown, 1), until=timezone.now() - timedelta(seconds=1))
    expire_stock_holds()
    assert stock(gown) == (150, 0)


def test_an_expired_hold_is_not_committed_but_may_be_renewed(people: People) -> None:
    gown = garment(people.atelier, stock=2)
    reference = hold((gown, 2))
    holds_expire(now=LATER)
    assert hold_commit(reference=reference) is False
    hold_renew(reference=reference)
    hold_renew(reference=reference)
    assert (stock(gown), Hold.objects.get().status) == ((0, 0), HoldStatus.COMMITTED)


def test_a_renewal_finds_the_units_gone_and_changes_nothing(people: People) -> None:
    gown = garment(people.atelier, stock=2)
    reference = hold((gown, 2))
    holds_expire(now=LATER)
    hold((gown, 1))
    with pytest.raises(InsufficientStockError):
        hold_renew(reference=reference)
    assert (stock(gown), Hold.objects.get(reference=reference).status) == ((2, 1), HoldStatus.EXPIRED)


@pytest.mark.parametrize("change", ["reserved = on_hand + 1", "reserved = -1", "on_hand = reserved - 1"])
def test_the_database_itself_refuses_impossible_stock(people: People, change: str) -> None:
    garment(people.atelier, stock=5)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE inventory_stockitem SET {change}")


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_for_five_units(people: People) -> None:
    gown = garment(people.atelier, stock=5)

    def buy(_: int) -> bool:
        try:
            hold((gown, 1))
        except InsufficientStockError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(buy, range(16)))
    assert (outcomes.count(True), outcomes.count(False), stock(gown)) == (5, 11, (5, 5))


@pytest.mark.django_db(transaction=True)
def test_opposite_orders_never_deadlock(people: People) -> None:
    gown, kanga = garment(people.atelier, stock=200), garment(people.atelier, stock=200)

    def buy(turn: int) -> None:
        try:
            hold(*((gown, 1), (kanga, 1))[:: 1 if turn % 2 else -1])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(buy, range(60)))
    assert (stock(gown), stock(kanga)) == ((200, 60), (200, 60))


MOVES = st.lists(
    st.tuples(st.sampled_from(["hold", "commit", "expire", "renew"]), st.integers(0, 4), st.integers(1, 4)), max_size=25
)


class TestStockUnderAnyHistory(TestCase):
    """Whatever the order of moves, no unit appears or disappears."""

    @given(MOVES)
    @settings(max_examples=60, deadline=None)
    def test_units_balance(self, moves: list[tuple[str, int, int]]) -> None:
        gown = garment(People().atelier, stock=10)
        references = [uuid4() for _ in range(5)]
        for number, (move, which, units) in enumerate(moves):
            self.make(move, references[which], gown, units, NOON + timedelta(minutes=number))
            on_hand, reserved = stock(gown)
            sold = sum(h.lines.get().quantity for h in Hold.objects.filter(status=HoldStatus.COMMITTED))
            active = sum(h.lines.get().quantity for h in Hold.objects.filter(status=HoldStatus.ACTIVE))
            assert (on_hand + sold, reserved) == (10, active)
            assert 0 <= reserved <= on_hand

    @staticmethod
    def make(move: str, reference: UUID, gown: Variant, units: int, now: datetime) -> None:
        known = Hold.objects.filter(reference=reference).exists()
        try:
            if move == "hold" and not known:
                hold((gown, units), reference=reference, until=now + timedelta(minutes=3))
            elif move == "commit" and known:
                hold_commit(reference=reference)
            elif move == "renew" and known:
                hold_renew(reference=reference)
            elif move == "expire":
                holds_expire(now=now)
        except InsufficientStockError:
            return
