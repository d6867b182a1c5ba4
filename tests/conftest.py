"""Fixtures that every test may ask for."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from fashionistar.accounts.models import User
from fashionistar.relay import deliver_due
from tests.people import People
from tests.wire.client import Wire

pytest_plugins = ["tests.emulator", "tests.google", "tests.live"]

#: Tables that refuse to be emptied, and what refuses it.
KEPT = {
    "ledger_ledgeraccount": "ledger_account_kept",
    "ledger_ledgertransfer": "ledger_transfer_kept",
    "ledger_ledgerentry": "ledger_entry_kept",
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the suite empty every table after tests that commit; tests/ledger turns the refusal on again to try it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in KEPT.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture
def people(db: None) -> People:
    """Ada, Bisi, Cleo and Dami."""
    return People()


@pytest.fixture
def wire() -> Callable[[User | None], Wire]:
    """A client of the wire for one person, or for a guest."""
    return Wire


@pytest.fixture
def relay() -> Callable[[], int]:
    """Delivers every recorded fact, and the facts that follow from it; returns how many."""

    def run() -> int:
        total = 0
        while taken := deliver_due(clock=timezone.now):
            total += taken
        return total

    return run
