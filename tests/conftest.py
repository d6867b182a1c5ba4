"""Fixtures that every test may ask for."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.relay import deliver_due
from tests.people import People
from tests.wire.client import Wire

pytest_plugins = ["tests.emulator", "tests.google", "tests.live"]


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
