"""Clients of the ledger: through its service, and by psycopg alone. Imported when Django is set up."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from django.db import connection, transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.account_refs import AccountRef, Credit, Debit, gateway_clearing, wallet
from fashionistar.ledger.checks import ledger_checks
from fashionistar.ledger.services.transfer_post import transfer_post
from tests.bench.ledger.raw import transfer

type Pick = Callable[[], Sequence[AccountRef]]


def fund(owners: Sequence[UUID], minor: int) -> list[AccountRef]:
    """Wallets with money in them, and figures for the planner."""
    refs = [wallet(owner, "NGN") for owner in owners]
    with transaction.atomic():
        _move(gateway_clearing("paystack", "NGN"), refs, minor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return refs


@contextmanager
def service(pick: Pick, url: str) -> Iterator[Callable[[], None]]:
    """A client that calls `transfer_post`; Django knows the address."""
    del url

    def do() -> None:
        giver, taker = pick()
        with transaction.atomic():
            _move(giver, [taker], 7)

    try:
        yield do
    finally:
        connection.close()


@contextmanager
def raw(pick: Pick, url: str) -> Iterator[Callable[[], None]]:
    """A client that sends the same statements."""
    with psycopg.connect(url, autocommit=True) as own:

        def do() -> None:
            giver, taker = pick()
            transfer(own, f"bench:{uuid4()}", giver.key, taker.key, 7)

        yield do


def faults() -> list[str]:
    """What is wrong with the books."""
    now = datetime.now(UTC)
    return [check.promise for check in ledger_checks(pending_days=1) for found in check.run(now) if found.wrong]


def _move(giver: AccountRef, takers: Sequence[AccountRef], minor: int) -> None:
    transfer_post(
        reference=f"bench:{uuid4()}",
        kind="BENCH",
        entries=[Debit(giver, minor * len(takers)), *(Credit(taker, minor) for taker in takers)],
        event_at=datetime.now(UTC),
        actor=SYSTEM,
    )
