"""Transfers: written once, whole, balanced, and never beyond what an account has."""

from uuid import uuid4

import pytest
from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.account_refs import AccountRef, Credit, Debit, Line, escrow, gateway_clearing, vendor_payable
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.locked_accounts import InsufficientFundsError
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfers import ReferenceTakenError
from tests.ledger.booking import CLEARING, NOON, figures, funded, move, post, purse

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int, int]:
    return LedgerAccount.objects.count(), LedgerTransfer.objects.count(), LedgerEntry.objects.count()


def test_accounts_are_made_on_first_use_and_hold_what_they_were_given() -> None:
    shopper, vendor = purse(), vendor_payable(uuid4(), "NGN")
    move(CLEARING, shopper, 50_00)
    move(shopper, vendor, 20_00)
    assert (figures(CLEARING), figures(shopper), figures(vendor)) == (
        (50_00, 0, 0, 50_00),
        (30_00, 0, 0, 30_00),
        (20_00, 0, 0, 20_00),
    )
    assert counts() == (3, 2, 4)


def test_entries_have_their_place_and_the_balance_after_them() -> None:
    shopper = funded(100)
    move(shopper, CLEARING, 30)
    move(CLEARING, shopper, 5)
    rows = LedgerEntry.objects.filter(account__key=shopper.key).order_by("sequence")
    assert list(rows.values_list("sequence", "side", "amount_minor", "balance_minor")) == [
        (1, "CREDIT", 100, 100),
        (2, "DEBIT", 30, 70),
        (3, "CREDIT", 5, 75),
    ]


def test_what_a_transfer_says_is_kept() -> None:
    transfer = move(CLEARING, purse(), 5, reference="capture:1")
    transfer.refresh_from_db()
    assert (transfer.reference, transfer.kind, transfer.state, transfer.actor) == (
        "capture:1", "TEST", "POSTED", "system",
    )  # fmt: skip
    assert transfer.event_at == NOON < transfer.created_at


def test_the_same_once_more_is_the_first() -> None:
    shopper = purse()
    first = move(CLEARING, shopper, 100, reference="topup:1")
    move(shopper, CLEARING, 100, reference="spend:1")
    before = counts()
    assert move(CLEARING, shopper, 100, reference="topup:1").pk == first.pk
    move(shopper, CLEARING, 100, reference="spend:1")  # although nothing is left to be spent
    assert (counts(), figures(shopper)) == (before, (0, 0, 0, 0))


def test_another_content_under_the_same_reference_is_an_error() -> None:
    shopper = purse()
    move(CLEARING, shopper, 100, reference="topup:1")
    before = counts()
    others = (
        lambda: move(CLEARING, shopper, 101, reference="topup:1"),
        lambda: move(shopper, CLEARING, 100, reference="topup:1"),
        lambda: move(CLEARING, shopper, 100, reference="topup:1", pending=True),
        lambda: post(Debit(CLEARING, 100), Credit(shopper, 100), reference="topup:1", kind="OTHER"),
    )
    for other in others:
        with pytest.raises(ReferenceTakenError, match="topup:1"):
            other()
    assert counts() == before


def test_an_account_gives_no_more_than_it_has_and_the_callers_transaction_goes_on() -> None:
    shopper, vendor = funded(100), vendor_payable(uuid4(), "NGN")
    with transaction.atomic():
        with pytest.raises(InsufficientFundsError) as refused:
            move(shopper, vendor, 101)
        move(shopper, vendor, 60)
    assert refused.value.codes == ("INSUFFICIENT_FUNDS",)
    assert (refused.value.account, refused.value.asked, refused.value.available) == (shopper, 101, 100)
    assert (figures(shopper)[0], figures(vendor)[0]) == (40, 60)


def test_what_an_account_gets_in_a_transfer_it_may_give_in_the_same() -> None:
    shopper, vendor = purse(), vendor_payable(uuid4(), "NGN")
    post(Debit(CLEARING, 70), Credit(shopper, 70), Debit(shopper, 50), Credit(vendor, 50))
    assert (figures(shopper)[0], figures(vendor)[0]) == (20, 50)
    with pytest.raises(InsufficientFundsError):
        post(Debit(shopper, 50), Credit(vendor, 50), Debit(CLEARING, 20), Credit(shopper, 20))


def test_currencies_balance_apart() -> None:
    naira, cedi = purse(), purse(currency="GHS")
    dollars = gateway_clearing("paystack", "GHS")
    post(Debit(CLEARING, 900), Credit(naira, 900), Debit(dollars, 4), Credit(cedi, 4))
    with pytest.raises(ValueError, match="does not balance"):
        post(Debit(CLEARING, 900), Credit(cedi, 900))
    assert (figures(naira)[0], figures(cedi)[0], LedgerTransfer.objects.count()) == (900, 4, 1)


@pytest.mark.parametrize("lines", [[], [Debit(CLEARING, 5)], [Debit(CLEARING, 5), Credit(CLEARING, 4)]])
def test_what_does_not_balance_is_not_written(lines: list[Line]) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        post(*lines)
    assert counts() == (0, 0, 0)


def test_an_account_that_the_chart_does_not_know_cannot_be_named() -> None:
    for wrong in ({"owner_id": uuid4()}, {"owner_name": "paystack"}):
        with pytest.raises(ValueError, match="COMMISSION is an account of a PLATFORM"):
            AccountRef(AccountCode.COMMISSION, "NGN", **wrong)
    with pytest.raises(ValueError, match="VENDOR_ORDER"):
        AccountRef(AccountCode.ESCROW, "NGN")
    with pytest.raises(ValueError, match="above zero"):
        Debit(CLEARING, 0)


def test_a_transfer_needs_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        transfer_post(
            reference="x", kind="TEST", entries=[Debit(CLEARING, 1), Credit(purse(), 1)], event_at=NOON, actor=SYSTEM
        )
    assert counts() == (0, 0, 0)


def test_a_caller_that_fails_leaves_nothing() -> None:
    part = escrow(uuid4(), "NGN")

    @transaction.atomic
    def failing() -> None:
        move(CLEARING, part, 100)
        move(part, purse(), 40, pending=True)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert counts() == (0, 0, 0)
