"""What the books say when they are asked."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from fashionistar.accounts.backends import SECOND_FACTOR_BACKEND
from fashionistar.accounts.models import User
from fashionistar.ledger.account_refs import gateway_clearing, vendor_payable, vendor_receivable
from fashionistar.ledger.chart import AccountCode, OwnerKind
from fashionistar.ledger.models import LedgerAccount, LedgerTransfer
from fashionistar.ledger.selectors import (
    Balance,
    Total,
    accounts_of,
    balances,
    open_transfers,
    statement,
    totals,
)
from fashionistar.ledger.services.transfer_resolve import Post
from tests.accounts.second_factors import app_of
from tests.ledger.booking import CLEARING, funded, move, purse, resolve
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_account_that_was_never_used_has_nothing_and_is_not_made() -> None:
    assert list(balances([CLEARING, purse()]).values()) == [Balance(0, 0, 0, 0)] * 2
    assert LedgerAccount.objects.count() == 0


def test_balances_of_many_are_one_statement(django_assert_num_queries: object) -> None:
    refs = [funded(minor) for minor in (1, 2, 3)]
    with django_assert_num_queries(1):
        found = balances([*refs, purse()])
    assert [found[ref].posted for ref in refs] == [1, 2, 3]


def test_a_transfer_between_known_accounts_is_three_statements(django_assert_num_queries: object) -> None:
    giver, taker = funded(10), funded(10)
    with django_assert_num_queries(3 + 2):  # and the test's own savepoint
        move(giver, taker, 5)


def test_a_statement_is_read_in_pages_from_the_newest() -> None:
    shopper = funded(100)
    for minor in (1, 2, 3):
        move(shopper, CLEARING, minor, reference=f"spend:{minor}")
    resolve(move(shopper, CLEARING, 50, pending=True), Post(4), reference="spend:4")
    first = statement(shopper, first=2)
    assert [(row.transfer.reference, row.balance_minor) for row in first] == [("spend:4", 90), ("spend:3", 94)]
    rest = statement(shopper, before=first[-1].sequence)
    assert [(row.amount_minor, row.balance_minor) for row in rest] == [(2, 97), (1, 99), (100, 100)]


def test_totals_are_by_code_and_currency() -> None:
    move(funded(100), vendor_payable(uuid4(), "NGN"), 30)
    move(gateway_clearing("paystack", "GHS"), purse(currency="GHS"), 7)
    assert totals("NGN") == {
        AccountCode.GATEWAY_CLEARING: Total(100, 0),
        AccountCode.VENDOR_PAYABLE: Total(0, 30),
        AccountCode.WALLET: Total(30, 100),
    }
    assert sum(total.debits - total.credits for total in totals("GHS").values()) == 0
    assert totals("USD") == {}


def test_the_accounts_of_a_vendor_are_hers() -> None:
    ada, cleo = uuid4(), uuid4()
    for vendor_id in (ada, cleo):
        move(vendor_receivable(vendor_id, "NGN"), vendor_payable(vendor_id, "NGN"), 5)
    found = accounts_of(OwnerKind.VENDOR, ada)
    assert {row.key for row in found} == {vendor_payable(ada, "NGN").key, vendor_receivable(ada, "NGN").key}


def test_what_is_open_is_pending_and_not_ended() -> None:
    shopper = funded(100)
    resolve(move(shopper, CLEARING, 1, pending=True), Post())
    waiting = move(shopper, CLEARING, 2, pending=True)
    assert list(open_transfers()) == [waiting]
    assert list(open_transfers(before=waiting.created_at)) == []
    assert list(open_transfers(before=timezone.now())) == [waiting]


def test_operators_read_the_books_and_do_not_write_in_them(client: Client) -> None:
    move(CLEARING, purse(), 5, reference="capture:1")
    root = User.objects.create_superuser(email="admin@example.com", password=PASSWORD)
    app_of(root)
    client.force_login(root, SECOND_FACTOR_BACKEND)
    for model in ("ledgeraccount", "ledgertransfer", "ledgerentry"):
        answer = client.get(f"/admin/ledger/{model}/")
        assert answer.status_code == 200, answer.headers
        assert client.get(f"/admin/ledger/{model}/add/").status_code == 403
    (transfer,) = LedgerTransfer.objects.all()
    page = client.get(f"/admin/ledger/ledgertransfer/{transfer.pk}/change/")
    assert "GATEWAY_CLEARING:NGN:paystack" in page.text
