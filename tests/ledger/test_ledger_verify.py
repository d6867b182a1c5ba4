"""`manage.py ledger_verify`: right books pass, and each way of spoiling them behind the guards is found."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from fashionistar.ledger.checks import ledger_checks
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.services.transfer_resolve import Post, Void
from tests.ledger.booking import CLEARING, funded, move, purse, resolve, without_guards

pytestmark = pytest.mark.django_db

EQUAL, BALANCED, WHOLE, CURRENCY, SUMS, RUNNING, COVERED, ENDED, OLD = range(9)
SECOND_END = (
    "INSERT INTO ledger_ledgertransfer (reference, kind, state, resolves_id, event_at, actor)"
    " SELECT 'spoilt', kind, 'VOIDED', id, now(), 'psql' FROM ledger_ledgertransfer WHERE reference = 'halved'"
)


def _named(reference: str) -> str:
    return f"(SELECT id FROM ledger_ledgertransfer WHERE reference = '{reference}')"


def wrong() -> list[int]:
    """The checks that find something."""
    tried = enumerate(ledger_checks(pending_days=14))
    return [number for number, check in tried if any(finding.wrong for finding in check.run(timezone.now()))]


@pytest.fixture
def books() -> None:
    """Every kind of transfer, in two currencies."""
    giver, taker, cedi = funded(1_000), purse(), purse(currency="GHS")
    move(giver, taker, 10, reference="posted")
    move(giver, taker, 20, reference="waiting", pending=True)
    resolve(move(giver, taker, 30, reference="halved", pending=True), Post(15))
    resolve(move(giver, CLEARING, 40, reference="voided", pending=True), Void())
    move(taker, giver, 5)
    move(type(CLEARING)(CLEARING.code, "GHS", owner_name="paystack"), cedi, 7)


def test_right_books_pass(books: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger_verify")
    shown = capsys.readouterr().out
    assert "The books are right." in shown
    assert shown.count("GHS") == 7
    assert wrong() == []


def test_empty_books_pass(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger_verify")
    assert "The books are right." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoiling", "found"),
    [
        ("UPDATE ledger_ledgeraccount SET posted_credits = posted_credits + 1 WHERE code = 'WALLET'", {EQUAL, SUMS}),
        ("UPDATE ledger_ledgeraccount SET pending_debits = 0", {EQUAL, SUMS}),
        ("UPDATE ledger_ledgerentry SET amount_minor = amount_minor + 1 WHERE sequence = 2", {BALANCED, SUMS, RUNNING}),
        ("UPDATE ledger_ledgerentry SET balance_minor = 3 WHERE sequence = 2", {RUNNING}),
        ("UPDATE ledger_ledgerentry SET sequence = 99 WHERE sequence = 2", {RUNNING}),
        ("UPDATE ledger_ledgeraccount SET entry_count = 99", {RUNNING}),
        ("UPDATE ledger_ledgerentry SET currency = 'USD' WHERE sequence = 2", {BALANCED, CURRENCY}),
        ("DELETE FROM ledger_ledgerentry WHERE sequence = 1", {BALANCED, WHOLE, SUMS, RUNNING}),
        (f"DELETE FROM ledger_ledgerentry WHERE transfer_id = {_named('posted')}", {WHOLE, SUMS, RUNNING}),
        (
            f"UPDATE ledger_ledgerentry SET amount_minor = 31 WHERE transfer_id = {_named('halved:end')}",
            {SUMS, RUNNING, ENDED},
        ),
    ],
)
def test_what_was_spoilt_is_found(books: None, spoiling: str, found: set[int]) -> None:
    without_guards(spoiling)
    assert set(wrong()) >= found
    with pytest.raises(CommandError, match="The books are off"):
        call_command("ledger_verify")


def test_money_below_zero_is_found(books: None) -> None:
    without_guards(
        "ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_account_covered",
        "UPDATE ledger_ledgeraccount SET posted_debits = posted_debits + 5000 WHERE code = 'WALLET'",
    )
    assert set(wrong()) >= {COVERED}


def test_a_second_end_is_found(books: None) -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, LedgerTransfer._meta.db_table)
    (unique,) = (name for name, each in constraints.items() if each["unique"] and each["columns"] == ["resolves_id"])
    without_guards(f"ALTER TABLE ledger_ledgertransfer DROP CONSTRAINT {unique}", SECOND_END)
    assert wrong() == [ENDED]


def test_what_is_pending_for_long_is_named(books: None, capsys: pytest.CaptureFixture[str]) -> None:
    then = f"{timezone.now() - timedelta(days=15):%Y-%m-%d %H:%M:%S%z}"
    without_guards(f"UPDATE ledger_ledgertransfer SET created_at = '{then}'")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("ledger_verify")
    shown = capsys.readouterr().out
    assert "waiting" in shown
    assert "halved" not in shown
    call_command("ledger_verify", "--pending-days", "16")
