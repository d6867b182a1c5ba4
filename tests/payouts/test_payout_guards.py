"""What the database itself refuses, and what `ledger_verify` would see if it were told to let it through."""

import itertools

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from fashionistar.ledger import postings
from fashionistar.payouts.checks import payouts_checks
from fashionistar.payouts.models import Payout, PayoutAccount, PayoutAccountStatus, PayoutStatus
from fashionistar.payouts.transitions import PAYOUT, PAYOUT_ACCOUNT
from tests.ledger.booking import without_guards
from tests.payouts.paying_out import account_of, earn, post, reserved
from tests.people import People


def refused(statement: str, *given: object) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given)
            transaction.set_rollback(True)
    except Error:
        return True
    return False


def in_status(row: Payout, status: str) -> None:
    """Put a payout into a status that it never came to, with all that the status needs."""
    now = timezone.now().isoformat()
    ended = status in {"FAILED", "REVERSED", "CANCELLED"}
    taken = status in {"SENT", "SUCCEEDED"}
    without_guards(
        f"UPDATE payouts_payout SET status = '{status}', attempts = 1, due_at = {'NULL' if ended else f"'{now}'"},"
        f" ended_at = {f"'{now}'" if ended else 'NULL'}, sent_at = {f"'{now}'" if taken else 'NULL'},"
        f" arrived_at = {f"'{now}'" if taken else 'NULL'} WHERE id = '{row.pk}'"
    )


@pytest.fixture
def payout(people: People) -> Payout:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    return reserved(people.atelier, 2_000_00)


def test_a_status_changes_only_as_the_table_says(payout: Payout) -> None:
    whole = (
        "UPDATE payouts_payout SET status = %s, attempts = 1, due_at = %s, ended_at = %s, sent_at = %s,"
        " arrived_at = %s WHERE id = %s"
    )
    now, allowed = timezone.now(), set()
    for before, after in itertools.permutations(PayoutStatus, 2):
        in_status(payout, before)
        ended, taken = after in {"FAILED", "REVERSED", "CANCELLED"}, after in {"SENT", "SUCCEEDED"}
        times = (None if ended else now, now if ended else None, *[now if taken else None] * 2)
        if not refused(whole, after.value, *times, payout.pk):
            allowed.add((before, after))
    assert allowed == {(before, after) for before, others in PAYOUT.items() for after in others}


def test_an_accounts_status_changes_only_as_the_table_says(people: People) -> None:
    account, allowed = account_of(people.atelier), set()
    for before, after in itertools.permutations(PayoutAccountStatus, 2):
        without_guards(f"UPDATE payouts_payoutaccount SET status = '{before}' WHERE id = '{account.pk}'")
        if not refused("UPDATE payouts_payoutaccount SET status = %s WHERE id = %s", after.value, account.pk):
            allowed.add((before, after))
    assert allowed == {(before, after) for before, others in PAYOUT_ACCOUNT.items() for after in others}


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = 1",
        "reference = 'po-0123456789abcdef'",
        "currency = 'GHS'",
        "gateway = 'other'",
        "due_on = '2026-11-26'",
        "attempts = attempts - 1",
        "due_at = NULL",
        "sent_at = now()",
    ],
)
def test_a_payout_keeps_what_it_was_made_of(payout: Payout, change: str) -> None:
    assert refused(f"UPDATE payouts_payout SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "bank_code = '044'",
        "last4 = '0000'",
        "holder_name = 'SOMEBODY ELSE'",
        "recipient_code = 'RCP_thief'",
        "usable_at = now()",
        "confirmed_at = NULL",
    ],
)
def test_an_account_is_the_one_that_was_named(people: People, change: str) -> None:
    assert account_of(people.atelier)
    assert refused(f"UPDATE payouts_payoutaccount SET {change}")


def test_history_is_kept_and_only_one_account_is_current_and_one_payout_under_way(payout: Payout) -> None:
    assert refused("DELETE FROM payouts_payout")
    assert refused("DELETE FROM payouts_payoutaccount")
    with pytest.raises(Error, match="payout_account_one_current"), transaction.atomic():
        account_of(payout.vendor)
    second = Payout(
        vendor=payout.vendor,
        account=payout.account,
        reference="po-0123456789abcdef",
        gateway="paystack",
        currency="NGN",
        amount_minor=1,
        due_at=timezone.now(),
    )
    with pytest.raises(Error, match="payout_one_under_way"), transaction.atomic():
        second.save(force_insert=True)
    assert (Payout.objects.count(), PayoutAccount.objects.count()) == (1, 1)


def wrong() -> list[str]:
    """The promises that are broken now."""
    return [check.promise for check in payouts_checks() if any(one.wrong for one in check.run(timezone.now()))]


def test_ledger_verify_sees_payouts_and_books_that_differ(payout: Payout) -> None:
    assert wrong() == []
    call_command("ledger_verify")
    in_status(payout, "SENT")
    assert wrong() == [
        "each payout has the transfers of its status",
        "what is in transit are the payouts that were sent",
        "what is reserved are the payouts that are to be sent",
        "what was paid are the payouts that arrived, each once",
    ]
    in_status(payout, "REQUESTED")
    assert wrong() == []
    without_guards("UPDATE payouts_payout SET amount_minor = amount_minor + 1")
    assert wrong() == [
        "each payout has the transfers of its status",
        "what is reserved are the payouts that are to be sent",
    ]
    without_guards("UPDATE payouts_payout SET amount_minor = amount_minor - 1")
    lines = postings.payout_reserve(vendor_id=payout.vendor_id, currency="NGN", minor=500)
    post("PAYOUT_RESERVE", lines)
    assert wrong() == ["what is in transit are the payouts that were sent"]
    post(
        "PAYOUT_ARRIVE",
        postings.payout_arrive(vendor_id=payout.vendor_id, gateway="paystack", currency="NGN", minor=500),
    )
    assert wrong() == ["what was paid are the payouts that arrived, each once"]
    with pytest.raises(CommandError, match="The books are off"):
        call_command("ledger_verify")
