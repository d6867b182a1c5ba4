"""The books against somebody with `psql`: what the services refuse, the database refuses too."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from fashionistar.ledger.chart import CHART
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from fashionistar.ledger.services.transfer_resolve import Post, Void
from tests.conftest import KEPT
from tests.ledger.booking import CLEARING, figures, funded, move, purse, resolve, run_sql

pytestmark = pytest.mark.django_db


def transfer_sql(reference: str, state: str = "POSTED", resolves: str = "") -> str:
    resolved = f"(SELECT id FROM ledger_ledgertransfer WHERE reference = '{resolves}')" if resolves else "NULL"
    return (
        "INSERT INTO ledger_ledgertransfer (reference, kind, state, resolves_id, event_at, actor)"
        f" VALUES ('{reference}', 'TEST', '{state}', {resolved}, now(), 'psql')"
    )


def entry_sql(reference: str, key: str, side: str, amount: int, currency: str = "NGN") -> str:
    return (
        "INSERT INTO ledger_ledgerentry (transfer_id, account_id, currency, side, amount_minor)"
        f" SELECT t.id, a.id, '{currency}', '{side}', {amount} FROM ledger_ledgertransfer t, ledger_ledgeraccount a"
        f" WHERE t.reference = '{reference}' AND a.key = '{key}'"
    )


def state() -> list[object]:
    """All that is in the books."""
    models = (LedgerAccount, LedgerTransfer, LedgerEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def assert_refused(*statements: str, saying: str) -> None:
    before = state()
    with pytest.raises((IntegrityError, InternalError), match=saying), transaction.atomic():
        run_sql(*statements)
    assert state() == before


def test_a_transfer_of_psql_moves_balances_like_any_other() -> None:
    giver, taker = funded(100), purse()
    move(CLEARING, taker, 1)
    run_sql(
        transfer_sql("psql:1"),
        entry_sql("psql:1", giver.key, "DEBIT", 30),
        entry_sql("psql:1", taker.key, "CREDIT", 30),
    )
    assert (figures(giver), figures(taker)) == ((70, 0, 0, 70), (31, 0, 0, 31))
    last = LedgerEntry.objects.filter(account__key=taker.key).latest("sequence")
    assert (last.sequence, last.balance_minor) == (2, 31)


@pytest.mark.parametrize("table", ["ledger_ledgertransfer", "ledger_ledgerentry", "ledger_ledgeraccount"])
def test_nothing_written_is_changed_or_deleted(table: str) -> None:
    funded(100)
    assert_refused(f"UPDATE {table} SET created_at = now()", saying="only added to")
    assert_refused(f"DELETE FROM {table}", saying="only added to")


def test_no_table_is_emptied() -> None:
    with connection.cursor() as cursor:
        for table, trigger in KEPT.items():
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    for table in KEPT:
        assert_refused(f"TRUNCATE {table} CASCADE", saying="TRUNCATE of ledger")


def test_a_balance_is_not_written_by_hand() -> None:
    giver = funded(100)
    for change in ("posted_credits = 900", "pending_debits = 5", "entry_count = 7", "may_overdraw = true"):
        assert_refused(f"UPDATE ledger_ledgeraccount SET {change} WHERE key = '{giver.key}'", saying="only added to")
    columns = "code, currency, owner_kind, owner_id, normal_side, may_overdraw"
    assert_refused(
        f"INSERT INTO ledger_ledgeraccount ({columns}, posted_credits)"
        f" VALUES ('WALLET', 'NGN', 'USER', '{uuid4()}', 'CREDIT', false, 5)",
        saying="only added to",
    )


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("DEBIT", 5)],
        [("DEBIT", 5), ("CREDIT", 4)],
        [("DEBIT", 5), ("DEBIT", 5)],
    ],
)
def test_a_transfer_that_does_not_balance_is_not_committed(entries: list[tuple[str, int]]) -> None:
    giver = funded(100)
    assert_refused(
        transfer_sql("psql:1"),
        *(entry_sql("psql:1", giver.key, side, amount) for side, amount in entries),
        saying="does not balance",
    )


def test_a_transfer_that_was_checked_early_takes_no_odd_entry_afterwards() -> None:
    giver = funded(100)
    assert_refused(
        transfer_sql("psql:1"),
        entry_sql("psql:1", giver.key, "DEBIT", 5),
        entry_sql("psql:1", CLEARING.key, "CREDIT", 5),
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET CONSTRAINTS ALL DEFERRED",
        entry_sql("psql:1", giver.key, "DEBIT", 5),
        saying="does not balance",
    )


@pytest.mark.parametrize("amount", [0, -5])
def test_an_entry_is_above_zero(amount: int) -> None:
    giver = funded(100)
    assert_refused(
        transfer_sql("psql:1"),
        entry_sql("psql:1", CLEARING.key, "DEBIT", amount),
        entry_sql("psql:1", giver.key, "CREDIT", amount),
        saying="ledger_entry_positive",
    )


@pytest.mark.parametrize("pending", ["POSTED", "PENDING"])
def test_an_account_does_not_go_below_zero(pending: str) -> None:
    giver = funded(100)
    assert_refused(
        transfer_sql("psql:1", pending),
        entry_sql("psql:1", CLEARING.key, "CREDIT", 101),
        entry_sql("psql:1", giver.key, "DEBIT", 101),
        saying="ledger_account_covered",
    )


def test_an_entry_has_the_currency_of_its_account() -> None:
    giver = funded(100)
    assert_refused(
        transfer_sql("psql:1"),
        entry_sql("psql:1", giver.key, "DEBIT", 5, "USD"),
        entry_sql("psql:1", CLEARING.key, "CREDIT", 5, "USD"),
        saying="no such account of the currency USD",
    )


@pytest.mark.django_db(transaction=True)
def test_a_transfer_takes_no_entries_once_it_is_committed() -> None:
    giver = funded(100)
    move(giver, CLEARING, 5, reference="old:1")
    assert_refused(
        entry_sql("old:1", giver.key, "DEBIT", 5),
        entry_sql("old:1", CLEARING.key, "CREDIT", 5),
        saying="in the transaction of their transfer",
    )


def test_a_pending_transfer_ends_once_and_only_a_pending_one_ends() -> None:
    giver = funded(100)
    pending, posted = move(giver, CLEARING, 40, pending=True), move(giver, CLEARING, 1)
    end = resolve(pending, Void())
    assert_refused(transfer_sql("psql:1", "VOIDED", pending.reference), saying="unique")
    for other in (posted, end):
        assert_refused(transfer_sql("psql:1", "VOIDED", other.reference), saying="not pending")
    assert_refused(transfer_sql("psql:1", "VOIDED"), saying="ledger_transfer_resolves")
    assert figures(giver) == (99, 0, 0, 99)


def test_an_end_takes_no_more_than_was_pending_and_a_voided_one_nothing() -> None:
    giver, other = funded(100), funded(100)
    pending = move(giver, CLEARING, 40, pending=True)
    for account, amount in ((giver, 41), (other, 5)):
        assert_refused(
            transfer_sql("psql:1", "POSTED", pending.reference),
            entry_sql("psql:1", account.key, "DEBIT", amount),
            entry_sql("psql:1", CLEARING.key, "CREDIT", amount),
            saying="more than was pending",
        )
    assert_refused(
        transfer_sql("psql:1", "VOIDED", pending.reference),
        entry_sql("psql:1", giver.key, "DEBIT", 5),
        saying="takes no entries",
    )
    resolve(pending, Post(5))
    assert figures(giver) == (95, 0, 0, 95)
    assert_refused(entry_sql(pending.reference, giver.key, "DEBIT", 5), saying="takes no entries")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("'WALLET', 'NGN', 'USER', gen_random_uuid(), '', 'CREDIT', true", "charted"),
        ("'WALLET', 'NGN', 'USER', gen_random_uuid(), '', 'DEBIT', false", "charted"),
        ("'WALLET', 'NGN', 'VENDOR', gen_random_uuid(), '', 'CREDIT', false", "charted"),
        ("'MATTRESS', 'NGN', 'PLATFORM', NULL, '', 'DEBIT', true", "charted"),
        ("'WALLET', 'NGN', 'USER', NULL, '', 'CREDIT', false", "owned"),
        ("'BANK', 'NGN', 'PLATFORM', gen_random_uuid(), '', 'DEBIT', true", "owned"),
        ("'GATEWAY_FEES', 'NGN', 'GATEWAY', NULL, '', 'DEBIT', true", "owned"),
        ("'GATEWAY_CLEARING', 'NGN', 'GATEWAY', NULL, 'paystack', 'DEBIT', true", "unique"),
    ],
)
def test_an_account_is_as_the_chart_says(values: str, constraint: str) -> None:
    funded(100)
    columns = "code, currency, owner_kind, owner_id, owner_name, normal_side, may_overdraw"
    assert_refused(f"INSERT INTO ledger_ledgeraccount ({columns}) VALUES ({values})", saying=constraint)


def test_the_key_of_a_name_is_the_key_of_its_row() -> None:
    refs = [CLEARING, purse()]
    move(*refs, 1)
    assert {row.key for row in LedgerAccount.objects.all()} == {ref.key for ref in refs}
    assert len(CHART) == len({code for code, _ in LedgerAccount._meta.get_field("code").choices})
