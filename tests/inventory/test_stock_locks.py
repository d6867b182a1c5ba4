"""Stock under real concurrency: every use-case locks the stock in one order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from fashionistar.inventory.models import StockItem
from fashionistar.inventory.services.holds_expire import holds_expire
from tests.emulator import eventually
from tests.factories.catalogue import garment
from tests.inventory.test_stock import LATER, hold, stock
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def on_its_own_connection[T](work: Callable[[], T]) -> Callable[[], T]:
    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return run


def who_wait_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction sees what it saw first
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def lock(pk: object) -> None:
    StockItem.objects.select_for_update(nowait=True).get(pk=pk)


def test_expiry_locks_the_stock_of_all_its_holds_in_key_order(people: People) -> None:
    gown, kanga = garment(people.atelier, stock=5), garment(people.atelier, stock=5)
    first, last = StockItem.objects.order_by("pk")
    hold((kanga, 1))
    hold((gown, 1), until=LATER + timedelta(seconds=1))
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lock(first.pk)
        expiry = pool.submit(on_its_own_connection(lambda: holds_expire(now=LATER + timedelta(minutes=1))))
        eventually(who_wait_for_a_lock)
        lock(last.pk)
    assert (expiry.result(), stock(gown), stock(kanga)) == (2, (5, 0), (5, 0))
